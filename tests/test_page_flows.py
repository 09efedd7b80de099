"""The view of moves in a real browser: any month by keyboard, what is solid is sure, one set of numbers in picture, list, table and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flows_invented import add_flows, study_of, told_of
from page_views import view
from page_visit import WIDTHS, served
from page_visit import study_of as called

pytestmark = pytest.mark.browser
LISTED = "all => all.map(li => `${li.children[0].textContent} ${li.children[1].textContent}`)"
DRAWN = """all => all.map(({ariaLabel, firstChild}) =>
  [ariaLabel, Number(getComputedStyle(firstChild).opacity), firstChild.getAttribute("d").split("Z").length - 1])"""
LINES = "housing0"  # how the made-up view calls the variant with the sure change


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the view is, in English."""
    root = tmp_path_factory.mktemp("page")
    told = told_of(study_of(tmp_path_factory.mktemp("moves")))
    told["variants"].sort(key=lambda variant: variant["name"] != "lines")
    for variant, name in zip(told["variants"], (LINES, "cash1"), strict=True):
        variant["name"] = name
    with served(root, {name: {lang: view(lang, 2) for lang in ("zh", "en")} for name in ("new", "old")}) as url:
        add_flows(root / "new", told)
        yield f"{url}?view=flows&lang=en"


def opened(visit: Any, address: str, **given: Any) -> Any:
    seen = visit(address, **given)
    seen.page.wait_for_selector(".arc", state="attached")
    return seen


def rows(seen: Any) -> list[dict[str, Any]]:
    """The rows of what is shown, as the server tells them."""
    link = seen.page.get_attribute(".ranking a", "href").replace("/api/table/", "/api/moves/").replace("/flows?", "?")
    return seen.page.request.get(seen.page.url.split("/?")[0] + link).json()["rows"]  # type: ignore[no-any-return]


def listed(seen: Any) -> list[str]:
    return seen.page.locator(".ranking li").evaluate_all(LISTED)  # type: ignore[no-any-return]


def until(seen: Any, selector: str, text: str) -> None:
    seen.page.locator(selector, has_text=text).wait_for()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whole_at_every_width(visit: Any, address: str, lang: str) -> None:
    seen = opened(visit, address.replace("lang=en", f"lang={lang}"))
    for width in WIDTHS:
        seen.page.set_viewport_size({"width": width, "height": 900})
        seen.page.wait_for_timeout(200)
        assert seen.page.locator(".canvas svg").bounding_box()["width"] > width * 0.55
        assert seen.broken() == []
        assert seen.page.locator(".arc").count() == 22
        assert seen.page.locator("text.name").count() == 12
    assert "rest.woff2" not in "".join(seen.asked)


def test_months_by_keyboard_change_address_picture_and_list(visit: Any, address: str) -> None:
    seen = opened(visit, address)
    assert "month=" not in seen.page.url
    before = listed(seen)
    seen.page.focus("input[type=range]")
    seen.page.keyboard.press("Home")
    until(seen, ".when", "January 2022")
    seen.page.keyboard.press("ArrowRight")
    until(seen, ".when", "February 2022")
    assert "month=2022-02" in seen.page.url
    assert seen.page.get_attribute("input[type=range]", "aria-valuetext") == "February 2022"
    assert listed(seen) != before
    assert listed(seen) == [f"{row['title']} {row['text']}" for row in rows(seen) if row["part"] == "arc"][:11]
    assert "February 2022" in seen.page.inner_text(".lede")
    again = opened(visit, seen.page.url)
    assert again.page.inner_text("main") == seen.page.inner_text("main")


def test_what_is_solid_is_sure_and_what_is_broken_is_fewer(visit: Any, address: str) -> None:
    seen = opened(visit, address)
    told = {row["says"]: row for row in rows(seen) if row["part"] == "arc"}
    drawn = seen.page.locator(".arc").evaluate_all(DRAWN)
    assert {says for says, _, _ in drawn} == set(told)
    assert sum(row["sure"] for row in told.values()) == 1
    for says, opacity, pieces in drawn:
        assert (opacity > 0.5) == told[says]["sure"]
        assert (pieces > 1) == (told[says]["value"] < 0)


@pytest.mark.parametrize("query", ["&at=all&pick=cash1&month=2022-06", "&show=with"])
def test_list_table_and_csv_are_the_same_rows(visit: Any, address: str, query: str) -> None:
    seen = opened(visit, address + query)
    told = rows(seen)
    seen.page.get_by_text("Table", exact=True).click()
    cells = seen.page.locator(".ranking tbody tr").evaluate_all(
        "all => all.map(r => [...r.cells].map(c => c.textContent))"
    )
    text = seen.page.request.get(seen.page.url.split("/?")[0] + seen.page.get_attribute(".ranking a", "href")).text()
    saved = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))[1:]
    assert [(row[0], row[1].replace(",", "").replace("−", "-")) for row in cells] == [(row[0], row[1]) for row in saved]
    assert [(row["title"], str(row["value"])) for row in told] == [(row[0], row[1]) for row in saved]
    assert seen.page.locator(".ranking dd:first-of-type").all_text_contents() == [row["text"] for row in told[:3]]
    assert seen.wrong == []


def test_play_goes_on_until_it_is_paused_and_ends_at_the_last_month(visit: Any, address: str) -> None:
    seen = opened(visit, f"{address}&month=2022-01")
    seen.page.click("[aria-label=Play]")
    until(seen, ".when", "March 2022")
    seen.page.click("[aria-label=Pause]")
    seen.page.wait_for_timeout(300)
    stood = seen.page.inner_text(".when")
    seen.page.wait_for_timeout(600)
    assert seen.page.inner_text(".when") == stood
    seen.page.focus("input[type=range]")
    seen.page.keyboard.press("End")
    seen.page.keyboard.press("ArrowLeft")
    seen.page.click("[aria-label=Play]")
    seen.page.wait_for_selector("[aria-label=Play]")
    assert seen.page.inner_text(".when") == "December 2023"


def test_choices_stay_in_the_address_and_the_names_of_the_view_too(visit: Any, address: str) -> None:
    seen = opened(visit, address)
    seen.page.click("button[data-value=cash1]")
    seen.page.click("button[data-value=all]")
    seen.page.click("button[data-value=with]")
    until(seen, ".lede", "twelve months to December 2023")
    assert all(part in seen.page.url for part in ("pick=cash1", "at=all", "show=with"))
    seen.page.click(".tab.compare")
    seen.page.wait_for_selector(".card")
    assert seen.pressed() == ["cash1"]
    seen.page.click(".tab.flows")
    seen.page.wait_for_selector(".arc", state="attached")
    pressed = seen.page.eval_on_selector_all(".choice [aria-pressed=true]", "all => all.map(b => b.dataset.value)")
    assert pressed == ["cash1", "with", "all"]


def test_an_arc_says_its_sentence_to_the_keyboard_and_the_pointer(visit: Any, address: str) -> None:
    seen = opened(visit, address)
    told = [row["says"] for row in rows(seen) if row["part"] == "arc"]
    assert seen.page.locator(".arc[tabindex='0']").count() == 1
    seen.page.focus(".arc[tabindex='0']")
    assert seen.page.inner_text(".tip") == told[0]
    seen.page.keyboard.press("ArrowDown")
    assert seen.page.inner_text(".tip") == told[1]
    assert seen.page.evaluate("document.activeElement.getAttribute('aria-label')") == told[1]


def test_a_boundary_is_drawn_where_the_user_gives_one(visit: Any, address: str) -> None:
    seen = opened(visit, address)
    assert seen.page.locator(".boundary").count() == 0
    line = {"lines": [[[110, 40], [112, 41], [112, 42]]]}
    seen.page.route("**/api/boundary", lambda route: route.fulfill(json=line))
    seen.page.reload()
    seen.page.wait_for_selector(".boundary", state="attached")


def test_what_the_address_does_not_know_is_shown_as_by_default(visit: Any, address: str) -> None:
    seen = opened(visit, f"{address}&show=x&at=x&pick=x&month=1999-01")
    pressed = seen.page.eval_on_selector_all(".choice [aria-pressed=true]", "all => all.map(b => b.dataset.value)")
    assert pressed == [LINES, "diff", "focus"]
    assert seen.page.inner_text(".when") == "December 2023"


def test_results_without_moves_say_what_makes_them(visit: Any, address: str) -> None:
    seen = visit(f"{address}&study={called('old')}")
    assert "talentflow report DIR" in seen.page.inner_text("h1")


def test_axe_finds_nothing(visit: Any, address: str) -> None:
    seen = opened(visit, f"{address}&theme=light")
    seen.page.get_by_text("Table", exact=True).click()
    assert json.loads(seen.axe()) == []
    seen.page.click(".tool.theme")
    assert json.loads(seen.axe()) == []
