"""The page in a real browser: whole at every width, in both languages and themes, by keyboard, and asking nobody outside."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from page_views import view
from page_visit import WIDTHS, Visit, served, study_of

from sim.web import fonts

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served, with comparisons of three, one and twenty variants, the first the newest."""
    counts = {"three": 3, "one": 1, "twenty": 20}
    views = {name: {lang: view(lang, n) for lang in ("zh", "en")} for name, n in counts.items()}
    with served(tmp_path_factory.mktemp("page"), views) as url:
        yield url


@pytest.mark.parametrize("study", ["three", "one", "twenty"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whole_at_every_width(visit: Any, address: str, study: str, lang: str) -> None:
    seen = visit(f"{address}?lang={lang}&study={study_of(study)}")
    for width in WIDTHS:
        seen.page.set_viewport_size({"width": width, "height": 900})
        seen.page.wait_for_timeout(100)  # charts are drawn anew once their frames have another width
        assert seen.broken() == []
        assert seen.page.locator(".card").count() == {"three": 3, "one": 1, "twenty": 20}[study]
        assert seen.page.locator("figure .plot svg").count() == 5


def test_chinese_needs_only_the_small_font(visit: Any, address: str) -> None:
    seen = visit(address)
    woff = [url.rpartition("/")[2] for url in seen.asked if url.endswith("woff2")]
    assert set(woff) == {"page.woff2"}
    assert seen.page.evaluate("[...document.fonts].map(face => face.status)") == ["unloaded", "loaded"]


def test_every_character_of_our_words_is_in_the_small_font() -> None:
    from fontTools.ttLib import TTFont

    from sim.panel import words as panel
    from sim.report import words

    held = set(map(chr, TTFont(fonts.FOLDER / "page.woff2").getBestCmap()))
    tables = [Path(module.__file__).with_name("words.toml") for module in (fonts, words, panel)]
    assert set("".join(path.read_text("utf-8") for path in tables)) - held - {"\n"} == set()


def test_language_and_theme_switch_and_stay_in_the_address(visit: Any, address: str) -> None:
    seen = visit(address, color_scheme="light")
    assert seen.page.evaluate("location.search") == ""
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = seen.page.evaluate(paper)
    seen.page.click(".tool.theme")
    assert seen.page.evaluate(paper) != light
    seen.page.click(".tool.language")
    seen.page.wait_for_selector("html[lang=en]")
    assert seen.page.inner_text("h1") == view("en")["headline"]
    assert seen.page.evaluate("location.search") == "?lang=en&theme=dark"
    assert seen.page.evaluate("document.activeElement.className") == "tool language"


def test_address_reproduces_the_view(visit: Any, address: str) -> None:
    seen = visit(f"{address}?lang=en")
    seen.page.click(".chip:nth-child(3)")
    seen.page.locator(".card").nth(19).wait_for()
    seen.page.click(".card[data-name=cash4] .pick")
    again = visit(seen.page.evaluate("location.href"))
    assert again.pressed() == seen.pressed() == ["cash4"]
    assert again.page.inner_text("main") == seen.page.inner_text("main")


def test_table_and_csv_are_what_the_chart_is_drawn_from(visit: Any, address: str) -> None:
    seen = visit(f"{address}?lang=en")
    for figure in ("net", "years", "who", "cost", "origins", "money"):
        table_and_csv_are(seen, address, figure, view("en")["figures"][figure])


def table_and_csv_are(seen: Visit, address: str, figure: str, drawn: dict[str, Any]) -> None:
    """The table of a figure, and the CSV behind its link, are the rows that it is drawn from."""
    box = seen.page.locator(f"[data-figure={figure}]")
    box.get_by_text("Table", exact=True).click()
    cells = box.locator("tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")
    titles = {v["name"]: v["title"] for v in view("en")["variants"]}
    assert cells == [[written(row[c["key"]], titles) for c in drawn["columns"]] for row in drawn["rows"]]
    link = box.locator("a[download]").get_attribute("href")
    rows = list(csv.reader(io.StringIO(seen.page.request.get(address + link[1:]).text().lstrip("\ufeff"))))
    assert rows[0] == [c["title"] for c in drawn["columns"]]
    assert len(rows) - 1 == len(cells)


def written(value: Any, titles: dict[str, str]) -> str:
    """A cell as the table writes it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return titles.get(value, value)
    return f"{value:,.0f}".replace("-", "−")


def test_keyboard_alone_picks_a_card(visit: Any, address: str) -> None:
    seen = visit(f"{address}?lang=en")
    passed = []
    while len(passed) < 20 and "Living subsidy" not in passed:
        seen.page.keyboard.press("Tab")
        passed.append(seen.page.evaluate("document.activeElement.textContent"))
    assert passed[0] == seen.page.text_content(".skip")
    seen.page.keyboard.press("Enter")
    assert seen.pressed() == ["cash1"]
    assert "Living subsidy" in seen.page.inner_text(".summary h2")
    assert "pick=cash1" in seen.page.url


def test_no_interval_is_drawn_where_none_is_known(visit: Any, address: str, tmp_path: Path) -> None:
    few = view("en", 1)
    for row in [*few["figures"]["net"]["rows"], *few["figures"]["years"]["rows"], few["variants"][0]["net"]]:
        row.update(low=None, high=None, span="")
    with served(tmp_path, {"few": {"zh": few, "en": few}}) as url:
        page = visit(url).page
        assert page.locator(".strip .noise").count() == 0
        assert page.locator("[data-figure=years] path[opacity='0.15']").count() == 0
    page.goto(address)
    page.wait_for_selector(".strip .noise", state="attached")
    assert page.locator("[data-figure=years] path[opacity='0.15']").count() == 1


def test_a_text_with_markup_stays_a_text(visit: Any, tmp_path: Path) -> None:
    hostile = view("en", 1)
    hostile["headline"] = hostile["variants"][0]["title"] = "<img src=x onerror=alert(1)>"
    with served(tmp_path, {"hostile": {"zh": hostile, "en": hostile}}) as url:
        seen = visit(url)
        assert seen.page.inner_text("h1") == hostile["headline"]
        assert seen.page.locator("img").count() == 0


def test_without_a_comparison_the_page_says_what_to_do(visit: Any, tmp_path: Path) -> None:
    with served(tmp_path, {}) as url:
        seen = visit(f"{url}?lang=en")
        assert "talentflow compare" in seen.page.inner_text("main")
        assert seen.wrong == []


def test_unknown_comparison_is_said_and_the_newest_shown(visit: Any, address: str) -> None:
    seen = visit(f"{address}?study=gone&lang=en")
    assert seen.page.locator("[role=alert]").count() == 1
    assert seen.page.locator(".card").count() == 3


@pytest.mark.parametrize(("theme", "study"), [("light", "three"), ("dark", "twenty")])
def test_axe_finds_nothing(visit: Any, address: str, theme: str, study: str) -> None:
    seen = visit(f"{address}?theme={theme}&study={study_of(study)}&lang=en")
    seen.page.get_by_text("Table", exact=True).first.click()
    assert seen.axe() == "[]"


def test_a_copied_link_names_all_that_is_seen(visit: Any, address: str) -> None:
    seen = visit(f"{address}?lang=en&pick=cash1", permissions=["clipboard-read", "clipboard-write"])
    seen.page.click(".card[data-name=lines2] .pick")
    seen.page.click(".tool.share")
    seen.page.get_by_text("Link copied").wait_for()
    link = seen.page.evaluate("navigator.clipboard.readText()")
    assert link == f"{address}?lang=en&study={study_of('three')}&pick=lines2"
    seen.page.click(".card[data-name=housing0] .pick")
    assert seen.page.url == f"{address}?lang=en"
    seen.page.get_by_text("Copy link").click()
    seen.page.get_by_text("Link copied").wait_for()
    assert seen.page.evaluate("navigator.clipboard.readText()").endswith("pick=housing0")


def test_a_saved_picture_stands_alone(visit: Any, address: str) -> None:
    seen = visit(f"{address}?lang=en")
    with seen.page.expect_download() as saved:
        seen.page.locator("[data-figure=years]").get_by_text("SVG", exact=True).click()
    assert saved.value.suggested_filename == "talentflow-years-0123456789ab.svg"
    picture = ElementTree.parse(saved.value.path())
    texts = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == seen.page.locator("[data-figure=years] .plot text").all_text_contents()
    painted = [node.get("style", "") for node in picture.iter() if node.tag.endswith(("path", "text"))]
    assert painted
    assert all("fill:" in style and "var(" not in style for style in painted)


def test_print_is_light_and_without_buttons(visit: Any, address: str) -> None:
    seen = visit(f"{address}?lang=en&theme=dark")
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate("document.documentElement.dataset.theme") == "light"
    for hidden in (".top", ".chips", "figure footer"):
        assert not seen.page.locator(hidden).first.is_visible()
    assert seen.page.locator("figure svg").first.is_visible()
    seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert seen.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_older_comparisons_stand_behind_a_press(visit: Any, tmp_path: Path) -> None:
    views = {f"s{i}": {lang: {**view(lang, 1), "title": f"Plan {i}"} for lang in ("zh", "en")} for i in range(6)}
    with served(tmp_path, views) as url:
        seen = visit(f"{url}?lang=en")
        assert [seen.page.get_by_text(f"Plan {i}").is_visible() for i in range(6)] == [True] * 4 + [False] * 2
        seen.page.click("summary.chip")
        seen.page.get_by_text("Plan 5").click()
        seen.settle()
        assert f"study={study_of('s5')}" in seen.page.url
        assert seen.page.get_by_text("Plan 5").is_visible()
        assert seen.page.locator("[aria-pressed=true].chip").inner_text().startswith("Plan 5")
        assert seen.wrong == []


def test_where_nothing_can_be_simulated_there_is_no_panel(visit: Any, address: str) -> None:
    seen = visit(f"{address}?lang=en&with=flats&pick=my.plan")
    assert seen.page.locator("aside, .mine").count() == 0
    assert seen.pressed() == ["housing0"]
