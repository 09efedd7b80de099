"""The table of the decision page: baseline first and grey, then the variants by net gain."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.report import formats
from sim.report.figures.displaced import FEW
from sim.report.formats import between, known, unit_cost
from sim.report.story import Story
from sim.report.view import View
from sim.report.words import has


class Cell(NamedTuple):
    """One number with its noise and, under it, its range over the settings; empty: a dash."""

    main: str = ""
    small: str = ""
    unknown: str = ""


class Row(NamedTuple):
    """One scenario: css class, name, what it does, colour, cells, verdict (a key, empty for the baseline)."""

    css: str
    name: str
    what: str
    colour: str
    cells: list[Cell]
    verdict: str


def heads(story: Story) -> list[str]:
    """Heads of all columns but the first."""
    w, study = story.view.w, story.study
    names = [w("page.th_net", end=story.view.end), w("page.th_dead"), w("page.th_cost")]
    if study.later:
        months = max(study.later)
        end = formats.when(f"{study.later[months]}-12", story.view.lang)
        names.append(w("page.th_lasts", time=formats.duration(months, story.view.lang), end=end))
    if _province(story):
        names.append(w("page.th_from", province=_province_name(story)))
    if study.settings:
        names.append(w("page.th_first", n=study.settings))
    return [*names, w("page.th_verdict")]


def rows(story: Story) -> list[Row]:
    """The baseline and every variant."""
    view, study = story.view, story.study
    inside = _inside(story)
    base = [Cell(everybody(view)), *[Cell()] * (len(heads(story)) - 2)]
    found = [Row("baseline", view.title(study.baseline), view.what(study.baseline), view.look("").colour, base, "")]
    for name in study.names:
        cells = [_net(story, name), _anyway(story, name), _cost(story, name)]
        if study.later:
            cells.append(_lasting(story, name))
        if _province(story):
            cells.append(
                inside.get(name, Cell()) if story.verdict[name] not in ("none", "worse", "missing") else Cell()
            )
        if study.settings:
            cells.append(_best(story, name))
        look = view.look(name)
        found.append(Row("variant", view.title(name), view.what(name), look.colour, cells, story.verdict[name]))
    return found


def everybody(view: View) -> str:
    """People who live in the judged region in the baseline at the date of the headline."""
    study = view.study
    m = study.results.measures(["persons"], [study.focus])
    m = m[(m.group == "all") & (m.scenario == study.baseline) & (m.future == 0) & (m.month == study.last)]
    return view.w("page.base_cell", n=formats.count(formats.rounded(m.value.mean(), 100), view.lang)) if len(m) else ""


def _net(story: Story, name: str) -> Cell:
    e = story.study.effect("net").loc[name]
    if not known(e.estimate):
        return Cell()
    small = formats.span(e.low, e.high, story.view.lang) if known(e.low, e.high) else ""
    unknown = story.study.unknown("net").loc[name]
    over = formats.span(unknown.low, unknown.high, story.view.lang) if known(unknown.low, unknown.high) else ""
    return Cell(story.view.persons(e.estimate, e.low, e.high, sign=True), small, _over_settings(story, over))


def _anyway(story: Story, name: str) -> Cell:
    share = story.here_anyway.loc[name]
    if not known(share.estimate):
        return Cell()
    return Cell(story.view.w("page.few") if share.few else f"{share.estimate:.0f}")


def _cost(story: Story, name: str) -> Cell:
    view, e = story.view, story.study.effect("cost_per_additional").loc[name]
    spend = story.study.effect("spend").estimate[name]
    if known(e.estimate):
        small = (
            between(unit_cost(e.low, view.lang), unit_cost(e.high, view.lang), view.lang)
            if known(e.low, e.high)
            else ""
        )
        return Cell(unit_cost(e.estimate, view.lang), small, _over_settings(story, _cost_range(story, name)))
    return Cell(view.w("page.not_estimable")) if known(spend) and spend != 0 else Cell()


def _best(story: Story, name: str) -> Cell:
    """In what share of the settings the variant has the largest net gain."""
    times, settings = int(story.firsts.get(name, 0)), int(story.firsts.sum())
    return Cell(formats.percent(times / settings), f"{times}/{settings}") if settings else Cell()


def _lasting(story: Story, name: str) -> Cell:
    """Net gain at the last date after the window, with the noise; under it that of the date before."""
    view, (*before, last) = story.view, sorted(story.study.later)
    e = story.study.effect("net", story.study.later[last]).loc[name]
    if not known(e.estimate):
        return Cell()
    small = formats.span(e.low, e.high, view.lang) if known(e.low, e.high) else ""
    earlier = [
        (formats.duration(months, view.lang), story.study.effect("net", story.study.later[months]).loc[name])
        for months in before
    ]
    texts = [
        view.w("page.lasts_before", time=time, n=view.persons(x.estimate, x.low, x.high, sign=True))
        for time, x in earlier
    ]
    return Cell(view.persons(e.estimate, e.low, e.high, sign=True), small, *texts)


def _cost_range(story: Story, name: str) -> str:
    """What one more person-year costs over the settings; without an upper end where some setting cannot tell, no number where none can."""
    lang, unknown = story.view.lang, story.study.unknown("cost_per_additional").loc[name]
    if known(unknown.low, unknown.high):
        return between(unit_cost(unknown.low, lang), unit_cost(unknown.high, lang), lang)
    if unknown.low == float("inf"):
        return story.view.w("page.not_estimable")
    return story.view.w("page.from_on", low=unit_cost(unknown.low, lang)) if known(unknown.low) else ""


def _over_settings(story: Story, text: str) -> str:
    return story.view.w("page.over_settings", range=text) if text else ""


def _province(story: Story) -> str:
    regions = story.study.regions
    if "province" not in regions or story.origins.empty:
        return ""
    own = regions[regions["name"] == story.study.focus]
    return str(own.province.iloc[0]) if len(own) else ""


def _province_name(story: Story) -> str:
    name = _province(story)
    return story.view.w(f"province.{name}" if has(f"province.{name}") else "province.other")


def _inside(story: Story) -> dict[str, Cell]:
    """Share of each variant's gain that comes from the rest of the judged region's own province, where noise does not hide it."""
    regions, province = story.study.regions, _province(story)
    if not province:
        return {}
    home = set(regions["name"][regions.province == province])
    t = story.origins.assign(
        home=story.origins.place.isin(home), half2=((story.origins.high - story.origins.low) / 2) ** 2
    )
    sums = t.groupby("variant").agg(all=("estimate", "sum"), agents=("agents", "sum"))
    part = t[t.home].groupby("variant")[["estimate", "half2"]].sum().reindex(sums.index, fill_value=0.0)
    enough = (sums.agents >= FEW) & (sums["all"] > 0)
    sure = part.estimate > np.sqrt(part.half2)
    few, unsure = story.view.w("page.few"), story.view.w("page.unsure")
    return {
        n: Cell(few if not enough[n] else formats.percent(part.estimate[n] / sums["all"][n]) if sure[n] else unsure)
        for n in sums.index
    }
