"""Words that are true: nothing is ranked whose ranges overlap, by one rule; invented results (tests/report_fixture.py)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from report_fixture import Case, write_results

import sim
from sim.jobs.inputs import outcomes_told
from sim.report import back, decide
from sim.report.calmness import calmness
from sim.report.figures import CHARTS
from sim.report.formats import Lang
from sim.report.ranking import leaders, order
from sim.report.results import read_results
from sim.report.story import Story
from sim.report.study import Study, read_study
from sim.report.view import View
from sim.report.words import word

LANGS: tuple[Lang, ...] = ("zh", "en")
#: Words that put one variant before the others.
RANKS = {
    "en": r"(?i)\bmost\b|\bleast\b|\blargest\b|cheapest|\bbest\b|lies (above|below)|next comes|first is",
    "zh": "最多|最少|最大|最低|最高|最便宜|高于|低于|其次",
}
#: Sentences that deny an order, or speak of people and not of variants.
DENIED = ("page.headline_level", "says.decision_level", "says.unranked", "says.unranked_settings", "page.p_dead_most")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three variants, four seeds, no futures: talent flats lead in net gain."""
    return read_study(read_results(write_results(tmp_path_factory.mktemp("ranking"), Case(seeds=4))))


@pytest.fixture(scope="module")
def futures(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The same with futures, over which all ranges overlap."""
    return read_study(read_results(write_results(tmp_path_factory.mktemp("futures"), Case(seeds=4, futures=6))))


def changed(study: Study, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Study:
    """The study of the same results with other effects."""
    return read_study(replace(study.results, effects=change(study.results.effects)))


def alike(effects: pd.DataFrame) -> pd.DataFrame:
    """Every variant with the effects of talent flats, a little apart so that an order of estimates is there."""
    one = effects[effects.variant == "housing"]
    parts = []
    for n, name in enumerate(dict.fromkeys(effects.variant)):
        parts.append(one.assign(variant=name, estimate=one.estimate * (1 + 0.001 * n)))
    return pd.concat(parts, ignore_index=True)


def story(study: Study, lang: Lang) -> Story:
    return Story(View(study, lang), calmness(study))


def table(*rows: tuple[str, float, float, float], unknown: Iterable[tuple[float, float]] = ()) -> pd.DataFrame:
    """variant, estimate, low, high and, where given, the ranges over futures."""
    t = pd.DataFrame(rows, columns=["variant", "estimate", "low", "high"])
    ends = list(unknown)
    return t.assign(unknown_low=[a for a, _ in ends], unknown_high=[b for _, b in ends]) if ends else t


# the rule

APART = (("lines", 30.0, 25.0, 35.0), ("housing", 10.0, 8.0, 12.0), ("cash", 20.0, 18.0, 22.0))
TOUCHING = (("lines", 30.0, 21.0, 39.0), ("housing", 10.0, 8.0, 12.0), ("cash", 20.0, 18.0, 22.0))


def test_ranges_apart_lead() -> None:
    assert leaders(table(*APART)) == ["lines"]
    assert leaders(table(*APART), lowest=True) == ["housing"]


def test_ranges_of_seeds_that_overlap_do_not_lead() -> None:
    assert leaders(table(*TOUCHING)) == ["lines", "cash"]
    assert leaders(table(*TOUCHING), lowest=True) == ["housing"]


@pytest.mark.parametrize("far", [19.0, inf])
def test_ranges_over_futures_count_as_well(far: float) -> None:
    unknown = [(29.0, 31.0), (9.0, 11.0), (19.0, 27.0)]
    assert leaders(table(*APART, unknown=unknown)) == ["lines", "cash"]
    unknown = [(29.0, 31.0), (9.0, far), (19.0, 21.0)]
    assert leaders(table(*APART, unknown=unknown), lowest=True) == [
        "housing",
        "cash",
        *(["lines"] if far == inf else []),
    ]


def test_without_noise_or_estimate_nothing_leads() -> None:
    assert leaders(table(("a", 30.0, nan, nan), ("b", 10.0, nan, nan))) == ["a", "b"]
    assert leaders(table(("a", 30.0, 29.0, 31.0), ("b", nan, nan, nan))) == ["a", "b"]


def test_what_every_seed_tells_alike_leads() -> None:
    assert leaders(table(("a", 30.0, 30.0, 30.0), ("b", 10.0, 10.0, 10.0))) == ["a"]


# sentences under figures


@pytest.mark.parametrize("lang", LANGS)
def test_an_order_is_told_as_far_as_it_is_established(study: Study, lang: Lang) -> None:
    view = View(study, lang)
    above, below = (word(f"says.{k}", lang, name=view.named(n)) for k, n in (("above", "lines"), ("below", "housing")))
    assert above in order(table(*APART), view)
    assert below in order(table(*APART), view)
    assert above not in order(table(*TOUCHING), view)
    assert below in order(table(*TOUCHING), view)
    assert order(table(*TOUCHING[::2]), view) == word("says.unranked", lang)
    assert order(table(*APART[:1]), view) == ""


def figure(name: str, study: Study, rows: tuple[tuple[str, float, float, float], ...]) -> pd.DataFrame:
    """The table of a figure with these estimates and ranges of noise, in the unit in which the figure ranks."""
    scale = {"cost": 1e4, "decision": 100.0}.get(name, 0.01)
    given = table(*rows).set_index("variant") * scale
    t = CHARTS[name].table(study)
    t = t[t.horizon == t.horizon.max()] if "horizon" in t else t
    names = {c: f"due_{c}".replace("_estimate", "") if name == "decomposition" else c for c in given}
    return t.drop(columns=list(names.values())).join(given.rename(columns=names), on="variant")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["cost", "decomposition", "retention", "decision"])
def test_a_figure_ranks_only_what_lies_apart(study: Study, name: str, lang: Lang) -> None:
    view = View(study, lang)
    says = CHARTS[name].says
    assert re.search(RANKS[lang], says(figure(name, study, APART), view))
    overlap = tuple((n, x, x - 30, x + 30) for n, x, *_ in APART)
    told = without_denials(says(figure(name, study, overlap), view), lang)
    assert not re.search(RANKS[lang], told), told


def without_denials(text: str, lang: Lang) -> str:
    for key in DENIED:
        text = re.sub(re.sub(r"\\{\w+\\}", ".*?", re.escape(word_form(key, lang))), "", text)
    return text


def word_form(key: str, lang: Lang) -> str:
    """A string of words.toml with its fields in braces."""
    fields = ("names", "n", "end", "region", "each")
    return word(key, lang, **{name: f"{{{name}}}" for name in fields})


@pytest.mark.parametrize("lang", LANGS)
def test_figures_of_variants_that_are_alike_rank_none(study: Study, lang: Lang) -> None:
    same = changed(study, alike)
    view = View(same, lang)
    for name in ("cost", "decomposition", "decision", "displaced", "budget"):
        told = without_denials(CHARTS[name].says(CHARTS[name].table(same), view), lang)
        assert not re.search(RANKS[lang], told), (name, told)


def test_shares_of_futures_hold_a_ranking_back(futures: Study) -> None:
    """Noise alone lets a share lead; each future's own share may not."""
    rows = futures.results.futures
    net = rows[rows.outcome == "net"]
    due = {name: (0.2, 0.9) if name == "lines" else (0.1, 0.3) for name in futures.names}
    part = net.variant.map(lambda n: due[n][0]).where(net.future % 2 == 0, net.variant.map(lambda n: due[n][1]))
    counts = [net.assign(outcome=o, estimate=1000 * x) for o, x in (("additional", part), ("deadweight", 1 - part))]
    told = {}
    for name, found in (("with", [rows, *counts]), ("without", [rows])):
        one = read_study(replace(futures.results, futures=pd.concat(found, ignore_index=True)))
        told[name] = CHARTS["decomposition"].says(CHARTS["decomposition"].table(one), View(one, "en"))
    assert "recruitment lines lies above" in told["without"]
    assert "lies above" not in told["with"]


def test_a_cost_without_estimate_beside_it_is_not_ranked(study: Study) -> None:
    rows = figure("cost", study, APART)
    rows.loc[rows.variant == "cash", ["estimate", "low", "high"]] = nan
    assert not re.search(RANKS["en"], CHARTS["cost"].says(rows, View(study, "en")))


def test_prices_name_every_variant_that_moves_them(study: Study) -> None:
    rows = CHARTS["prices"].table(study)
    rows = rows[rows.measure == "rent"].assign(estimate=0.4, low=0.3, high=0.5)
    told = CHARTS["prices"].says(rows, View(study, "en"))
    assert all(View(study, "en").named(name) in told for name in study.names)


def test_supported_people_are_not_fewer_than_those_here_anyway(study: Study) -> None:
    """Also where the noise of the net gain is far wider than their number."""
    rows = CHARTS["waterfall"].table(study)
    wide = rows.step.isin(["market_ripple", "net"])
    rows = rows.assign(low=rows.low.where(~wide, -1e6), high=rows.high.where(~wide, 1e6))
    numbers = re.findall(r"[\d,]{4,}", CHARTS["waterfall"].says(rows, View(study, "en")).split("live in")[0])
    assert int(numbers[-1].replace(",", "")) == pytest.approx(rows.estimate[rows.step == "supported"].item(), rel=0.05)


def test_bounds_of_a_calm_world_hold_for_every_place(study: Study) -> None:
    rows = CHARTS["calm"].table(study)
    for name, sentence in (("wage", r"drifts by more than ([\d.]+)%"), ("rent", r"move by more than ([\d.]+)%")):
        found = re.search(sentence, CHARTS["calm"].says(rows, View(study, "en")))
        assert found
        one = rows[(rows.measure == name) & (rows.region != "all")].set_index(["region", "group", "year"]).value
        steps = np.expm1(np.log(one).groupby(level=[0, 1]).diff().dropna())
        mean = steps.abs().groupby(level=[0, 1]).mean() if name == "rent" else steps.groupby(level=[0, 1]).mean().abs()
        assert mean.max() <= float(found[1]) / 100 + 1e-6


@pytest.mark.parametrize("name", ["flow_matrix", "displaced"])
def test_a_figure_of_dots_alone_is_left_out(study: Study, name: str) -> None:
    runs = study.results.runs.assign(status=lambda d: d.status.where(d.replicate == 0, "failed"))
    dots = replace(study.results, runs=runs, effects=study.results.effects.assign(low=-1e9, high=1e9))
    assert len(CHARTS[name].table(study))
    assert CHARTS[name].table(read_study(dots)).empty


# the first page


@pytest.mark.parametrize("lang", LANGS)
def test_a_first_page_of_variants_that_are_alike_ranks_none(study: Study, lang: Lang) -> None:
    one = story(changed(study, alike), lang)
    assert one.leader == ""
    for text in (one.headline(), *one.sentences()):
        assert not re.search(RANKS[lang], without_denials(text, lang)), text


@pytest.mark.parametrize("lang", LANGS)
def test_a_first_page_whose_futures_overlap_ranks_none(futures: Study, lang: Lang) -> None:
    one = story(futures, lang)
    assert len(one.leaders) > 1
    assert not re.search(RANKS[lang], without_denials(one.headline(), lang))


def test_the_second_is_named_only_where_it_lies_apart_from_the_third(study: Study) -> None:
    def narrow(effects: pd.DataFrame) -> pd.DataFrame:
        return effects.assign(low=effects.estimate - 1.0, high=effects.estimate + 1.0)

    assert "next comes" not in story(study, "en").headline()
    assert "next comes recruitment lines" in story(changed(study, narrow), "en").headline()


def test_a_large_gain_that_noise_hides_neither_leads_nor_lets_another_lead(study: Study) -> None:
    """The variant of the largest estimate shows no effect: the headline is of the one that does, and ranks nothing."""

    def hidden(effects: pd.DataFrame) -> pd.DataFrame:
        lines = (effects.variant == "lines") & (effects.outcome == "net")
        cash = (effects.variant == "cash") & (effects.outcome == "net")
        e = effects.assign(estimate=effects.estimate.where(~lines, 9000.0))
        return e.assign(low=e.low.where(~lines & ~cash, -9000.0), high=e.high.where(~lines, 27_000.0))

    one = story(changed(study, hidden), "en")
    assert one.study.names[0] == "lines"
    assert one.headline().startswith("15,000 talent flats: about 3,800 more people")
    numbers = CHARTS["decision"].table(one.study)
    assert "The largest gain" not in CHARTS["decision"].says(numbers, one.view)


def test_first_in_every_future_is_no_ranking_where_ranges_overlap(futures: Study) -> None:
    rows = futures.results.futures
    rows = rows.assign(
        estimate=rows.estimate.where(rows.variant != "housing", 1.1 * rows.groupby("future").estimate.transform("max"))
    )
    one = story(read_study(replace(futures.results, futures=rows)), "en")
    assert list(one.firsts.index) == ["housing"]
    assert any(text.startswith("Which comes first is not certain") for text in one.sentences())


def test_an_input_changes_the_ranking_only_where_ranges_lie_apart() -> None:
    rng = np.random.default_rng(3)
    value = pd.Series(np.arange(20.0))
    high = value > value.median()
    noise = pd.DataFrame(rng.normal(0, 50, (20, 2)), columns=["a", "b"])
    assert back._firsts(noise, value) == ("", "")
    clear = noise.assign(a=noise.a + 1000 * ~high, b=noise.b + 1000 * high)
    assert back._firsts(clear, value) == ("a", "b")


def test_a_share_that_noise_hides_is_not_written(study: Study) -> None:
    """No part of a gain comes, less than none, from the own province."""

    def hidden(effects: pd.DataFrame) -> pd.DataFrame:
        own = (effects.outcome == "net_from") & effects.partner.isin(["Baotou", "Inner Mongolia rest"])
        return effects.assign(estimate=effects.estimate.where(~own, -30.0), low=effects.low.where(~own, -400.0))

    one = story(changed(study, hidden), "en")
    assert "not clear" in [cell.main for row in decide.rows(one)[1:] for cell in row.cells]
    assert not any(cell.main.startswith("−") for row in decide.rows(one)[1:] for cell in row.cells)


# labels


def test_inputs_are_called_by_what_they_mean(futures: Study) -> None:
    record = {"paths": 2, "refused": {"move_cost_sunk": 3}, "held": ["parameters.awareness_base"]}
    told = read_study(replace(futures.results, manifest=futures.results.manifest | {"draws": record}))
    text = str(back.sources(View(told, "en")))
    assert "sunk cost of a move" in text
    assert "base awareness of a city" in text
    assert not re.search("move_cost_sunk|awareness_base", text)


def test_labels_speak_in_words_and_by_the_value_in_force() -> None:
    scenario = sim.load_scenario("baseline", {"parameters.firm_size_mean": 800})
    labels = {one["name"]: one for one in outcomes_told(scenario)}
    assert not [text for one in labels.values() for text in (one["zh"], one["en"]) if re.search(r"\w_\w|[{}]", text)]
    assert "800 persons" in labels["own_firms"]["en"]
    assert "800人" in labels["own_technology_firms"]["zh"]
