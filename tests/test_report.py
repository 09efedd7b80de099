"""The report: pages and figures from a small invented results folder (tests/report_fixture.py)."""

from __future__ import annotations

import base64
import html
import io
import re
import string
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from matplotlib import pyplot as plt
from report_fixture import Case, write_results
from report_invented import VARIANTS

import sim
from sim.jobs.inputs import policies_told
from sim.policies import KINDS
from sim.report import build, decide
from sim.report.calmness import calmness
from sim.report.drawings import DRAWINGS
from sim.report.figures import CHARTS
from sim.report.formats import Lang, count, interval, listed, when, yuan
from sim.report.look import FAMILIES
from sim.report.policies import caveats, does
from sim.report.record import source
from sim.report.results import read_results
from sim.report.story import Story
from sim.report.study import Study, read_study
from sim.report.style import setup
from sim.report.view import View
from sim.report.words import table
from sim.scenario.fit_files import read_fit
from sim.store.errors import Refused

LANGS: tuple[Lang, ...] = ("zh", "en")
StudyOf = Callable[[Case], Study]
EIGHT = Case(variants=tuple(VARIANTS), seeds=4, futures=3)
ONE = Case(variants=("cash",), seeds=1, last="2022-08", manifest=False, without=("rent", "futures", "attribution"))
NOBODY = Case(variants=("housing", "lines"), seeds=3, scale=0.0, last="2023-12")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The main comparison in both languages."""
    folder = write_results(tmp_path_factory.mktemp("three"), Case(seeds=4))
    return {lang: build(folder, lang) for lang in LANGS}


@pytest.fixture(scope="module")
def study_of(tmp_path_factory: pytest.TempPathFactory) -> StudyOf:
    """Reads the study of a case, whose folder is written once."""

    @cache
    def read(case: Case) -> Study:
        return read_study(read_results(write_results(tmp_path_factory.mktemp("results"), case)))

    return read


def told(study: Study, lang: Lang) -> Story:
    return Story(View(study, lang), calmness(study))


# the pages


@pytest.mark.parametrize("lang", LANGS)
def test_page_is_small_whole_and_alone(pages: dict[str, Path], lang: Lang) -> None:
    text = pages[lang].read_text("utf-8")
    assert pages[lang].name == f"report-{lang}.html"
    assert len(text.encode()) < 1_000_000
    assert not re.findall(r'(?:src|href)="(?!data:|#)', text), "an address outside the page"
    assert not re.findall(r"url\((?!data:|#)", text)
    assert not re.search(r"@import|<link(?! rel=\"icon\")|<iframe|fetch\(|XMLHttpRequest", text)
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b|\{[a-z_]*\}", readable(text)), "a word or a number is missing"
    ids = re.findall(r'id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("lang", LANGS)
def test_every_character_has_a_glyph_in_the_page(pages: dict[str, Path], lang: Lang) -> None:
    text = pages[lang].read_text("utf-8")
    font = re.search(r"base64,([^)]+)\) format\(\"woff2\"\)", text)
    assert font
    glyphs = TTFont(io.BytesIO(base64.b64decode(font.group(1)))).getBestCmap()
    assert {c for c in readable(text) if not c.isspace()} <= set(map(chr, glyphs))


def readable(text: str) -> str:
    """What a reader sees: no style, script, markup or data."""
    body = re.sub(r"<style.*?</style>|<script.*?</script>", "", text, flags=re.S)
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


@pytest.mark.parametrize("lang", LANGS)
def test_figures_stand_beside_the_page(pages: dict[str, Path], lang: Lang) -> None:
    folder = pages[lang].parent / "figures"
    for name in CHARTS:
        svg = (folder / f"{name}-{lang}.svg").read_text("utf-8")
        assert svg.startswith("<?xml")
        assert "aria-label" in svg
        assert "@font-face" in svg
        assert (folder / f"{name}-{lang}.png").read_bytes().startswith(b"\x89PNG")
        assert (folder / f"{name}.csv").read_text("utf-8").count("\n") > 1


def test_what_stands_is_not_drawn_again_and_what_does_not_is(pages: dict[str, Path]) -> None:
    folder, figure = pages["en"].parent, pages["en"].parent / "figures" / "decision-en.png"
    written, drawn = pages["en"].stat().st_mtime_ns, figure.read_bytes()
    build(folder, "en")
    assert pages["en"].stat().st_mtime_ns == written
    figure.write_bytes(drawn[:-1])
    build(folder, "en")
    assert figure.read_bytes() == drawn
    assert pages["en"].stat().st_mtime_ns > written


def test_other_results_are_another_report(tmp_path: Path) -> None:
    one, other = (write_results(tmp_path / str(seeds), Case(seeds=seeds)) for seeds in (2, 3))
    assert source(one) != source(other)


def test_page_names_what_it_does_not_know(pages: dict[str, Path]) -> None:
    text = readable(pages["en"].read_text("utf-8"))
    for part in (
        "were not sampled",
        "Hukou policies",
        "122,700",
        "61,000",
        "bachelors who stay",
        "passive: policies stay",
    ):
        assert part in text
    assert text.count("15,000 talent flats") > 5
    assert "Works" not in text, "without futures a gain is shown, no more"


def test_same_tables_same_bytes_without_the_optional_keys(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "one", ONE)
    first = build(folder, "en").read_bytes()
    files = {p: p.read_bytes() for p in (folder / "figures").iterdir()}
    assert build(folder, "en").read_bytes() == first
    assert {p: p.read_bytes() for p in (folder / "figures").iterdir()} == files
    text = readable(first.decode())
    assert "Too few runs" in text
    assert "No figure:" in text
    assert "No fit is in force" in text
    assert not re.search(r"\bnan\b", text)


def test_unfinished_folder_is_refused(tmp_path: Path) -> None:
    write_results(tmp_path, ONE)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(Refused, match="no finished results"):
        build(tmp_path, "zh")


# the sentences


def test_headline_names_the_first(study_of: StudyOf) -> None:
    story = told(study_of(Case(seeds=4)), "en")
    assert story.headline().startswith("Most people are kept with 15,000 talent flats: about 3,800 more")
    assert "recruitment lines" not in story.headline(), "its range and that of cash overlap"
    assert len(story.sentences()) == 5
    assert [r.css for r in decide.rows(story)][0] == "baseline"
    assert {r.verdict for r in decide.rows(story)} == {"", "shown"}


def test_no_headline_where_the_world_is_not_calm(study_of: StudyOf) -> None:
    for lang in LANGS:
        story = told(study_of(Case(variants=("cash",), seeds=2, calm=False)), lang)
        assert story.warning()
        assert story.headline() == ""
        assert story.sentences() == []


def test_one_seed_has_no_interval_and_no_verdict(study_of: StudyOf) -> None:
    story = told(study_of(ONE), "zh")
    assert story.headline().startswith("次数太少")
    row = decide.rows(story)[1]
    assert (row.verdict, row.cells[0].small) == ("single", "")


def test_nothing_gained_nothing_estimated(study_of: StudyOf) -> None:
    story = told(study_of(NOBODY), "en")
    assert story.headline() == "By the end of 2023 no variant can be shown to keep more people."
    assert not CHARTS["cost"].table(story.study).size


def test_not_estimable_and_too_few_carry_no_number(study_of: StudyOf) -> None:
    story = told(study_of(EIGHT), "en")
    rows = {r.name: r for r in decide.rows(story)}
    assert rows["Purchase subsidy"].cells[2].main == "not estimable"
    assert rows["Purchase subsidy"].verdict == "none"
    assert rows["A variant that harms"].verdict == "worse"
    assert "3 settings" in " ".join(decide.heads(story))
    displaced = CHARTS["displaced"].table(story.study)
    assert (displaced[displaced.shown].agents >= 30).all()
    assert not ((displaced.low <= 0) & (displaced.high >= 0))[displaced.sure].any()
    assert "too few" not in CHARTS["displaced"].says(displaced, story.view)


def test_what_lasts_is_said_and_what_does_not(study_of: StudyOf) -> None:
    story = told(study_of(EIGHT), "en")
    rows = {r.name: r for r in decide.rows(story)}
    assert "More people 3 years after the money ends (the end of 2030)" in decide.heads(story)
    flats = rows["15,000 talent flats"].cells[3]
    assert flats.main == "+380"
    assert flats.unknown.startswith("one year after: +1,9")
    (text,) = (s for s in story.sentences() if "after the money has ended" in s)
    shown, gone = text.split("None can be shown any more 3 years after the money has ended for ")
    assert shown.startswith("A gain is still shown 3 years after the money has ended for")
    assert "15,000 talent flats" in shown
    assert "purchase subsidy" in gone


def test_families_come_from_kinds_of_policies(study_of: StudyOf) -> None:
    study = study_of(EIGHT)
    families = {v.name: v.family for v in study.variants}
    assert families["package"] == "mix"
    assert families["flats_b"] == families["housing"] == "housing"
    looks = [(v.look.colour, v.look.marker, v.look.open) for v in study.variants]
    assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("kind", "form"), [(kind, i) for kind in KINDS for i in range(len(KINDS[kind].record.examples))]
)
def test_every_kind_says_what_it_does(kind: str, form: int, lang: Lang) -> None:
    record = KINDS[kind].record
    policy = record.of(record.examples[form], id="one", regions=("Hohhot",))
    told_of_it = {**policy.document, "told": policies_told([policy])["one"]}
    says = re.escape(policy.says()[lang]).split(r"\{")
    assert re.fullmatch("[^{}]+".join(part.split(r"\}")[-1] for part in says), does([told_of_it], lang))
    assert len(caveats([told_of_it], lang, region="呼和浩特")) == len(policy.caveat) / 2
    assert does([policy.document], lang) == kind, "older results tell nothing"


def test_a_kind_of_a_family_that_the_report_has_never_heard_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KINDS["living_subsidy"].record, "family", "theatre")
    study = read_study(read_results(write_results(tmp_path, Case(variants=("cash", "package", "lines"), seeds=3))))
    cash, _, package = sorted(study.variants, key=lambda variant: variant.name)
    assert (cash.family, package.family) == ("theatre", "mix")
    assert cash.look.hue == FAMILIES["none"].colour
    for name in ("budget", "decision"):
        DRAWINGS[name].draw(CHARTS[name].table(study), View(study, "zh")).draw_without_rendering()
    plt.close("all")


# the figures


@pytest.mark.parametrize(("case", "lang"), [(EIGHT, "en"), (EIGHT, "zh"), (ONE, "zh"), (NOBODY, "en")])
def test_every_figure_is_drawn_or_left_out(study_of: StudyOf, case: Case, lang: Lang) -> None:
    """Many variants with futures; one seed, few months and a bare manifest; no effect at all."""
    setup()
    view, drawn = View(study_of(case), lang), set()
    for name, chart in CHARTS.items():
        numbers = chart.table(view.study)
        if not numbers.empty:
            assert chart.says(numbers, view)
            DRAWINGS[name].draw(numbers, view).draw_without_rendering()
            drawn.add(name)
    plt.close("all")
    assert {"decision", "decomposition", "calm"} <= drawn
    assert case is not EIGHT or drawn == set(CHARTS)


def test_net_gain_with_futures(study_of: StudyOf) -> None:
    study = study_of(EIGHT)
    numbers = CHARTS["decision"].table(study).set_index("variant")
    assert (numbers.unknown_low < numbers.unknown_high).all()
    assert list(numbers.index)[0] == "package"


# words and numbers


def strings() -> Iterator[tuple[str, dict[str, Any]]]:
    for section, entries in table().items():
        for name, entry in entries.items():
            yield f"{section}.{name}", entry


def test_every_string_has_both_languages_and_the_same_fields() -> None:
    def fields(text: Any) -> set[str]:
        forms = text.values() if isinstance(text, dict) else text if isinstance(text, list) else [text]
        return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}

    for key, entry in strings():
        assert set(entry) == {"zh", "en"}, key
        assert fields(entry["zh"]) | {"region"} == fields(entry["en"]) | {"region"}, key


def test_every_row_of_the_stored_fit_has_a_name_in_both_languages() -> None:
    fit = read_fit(str(sim.load_scenario("baseline").fit))
    assert fit.rows
    assert {str(row["pattern"]) for row in fit.rows} <= set(table()["pattern"])


def test_numbers_as_people_write_them() -> None:
    assert count(122_700, "zh") == "12.3万"
    assert count(-9_999, "zh") == "−9,999"
    assert yuan(103e6, "en") == "103 million yuan"
    assert yuan(44_000, "zh") == "4.4万元"
    assert when("2027-12", "zh") == "2027年底"
    assert listed(["a", "b", "c"], "en") == "a, b and c"
    mean, low, high = interval([1.0, 2.0, 3.0])
    assert (mean, round(high - low, 3)) == (2.0, 4.968)


# in a browser

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium; skipped where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [1280, 390])
def test_opens_offline_without_complaint(browser: Any, pages: dict[str, Path], lang: Lang, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 1150}, offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    page.goto(pages[lang].as_uri())
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('12px \"Noto Sans SC\"')")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert complaints == []
    context.close()


@pytest.mark.browser
def test_decision_page_fits_one_screen_and_reads_without_script(browser: Any, pages: dict[str, Path]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 1150}, java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(pages["zh"].as_uri())
    box = page.locator(".caveats").bounding_box()
    assert box["y"] + box["height"] <= 1150
    assert page.locator("figure svg").count() == len(CHARTS) - 1
    context.close()
