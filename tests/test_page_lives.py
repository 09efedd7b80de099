"""One graduate in a real browser: by keyboard alone, in the address, whole at every width."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from page_lives import MONTHS, told, write
from page_views import view
from page_visit import WIDTHS, served, study_of
from test_lives import SCHEMA
from test_view_models import breaches

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served: `followed` with people, `plain` with nobody."""
    root = tmp_path_factory.mktemp("page")
    with served(root, {name: {lang: view(lang, 2) for lang in ("zh", "en")} for name in ("followed", "plain")}) as url:
        write(root / "followed", "followed")
        yield f"{url}?view=lives"


def test_what_is_made_up_has_the_form_of_the_real_one() -> None:
    for lang in ("zh", "en"):
        assert list(breaches(told(lang, "followed"), SCHEMA)) == []


@pytest.mark.parametrize(("lang", "width"), [*zip(("zh", "en", "zh", "en"), WIDTHS, strict=True)])
def test_whole_at_every_width(visit: Any, address: str, lang: str, width: int) -> None:
    seen = visit(f"{address}&lang={lang}", viewport={"width": width, "height": 900})
    assert seen.broken() == []
    assert seen.page.locator(".person").count() == 2
    assert seen.page.locator("figure .plot svg").count() >= 2


def tabbed(page: Any, what: str) -> None:
    """Press Tab until what is focused says so."""
    for _ in range(40):
        page.keyboard.press("Tab")
        label = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
        if what in page.evaluate(label):
            return
    raise AssertionError(f"{what} cannot be reached")


def test_keyboard_alone_picks_a_person_and_opens_a_choice_and_the_address_holds_it(visit: Any, address: str) -> None:
    seen = visit(f"{address}&lang=en")
    page, people = seen.page, told("en", "followed")["people"]
    tabbed(page, people[1]["kind_title"])
    page.keyboard.press("Enter")
    seen.settle()
    assert page.inner_text(".life h3") == people[1]["story"][0]
    tabbed(page, people[1]["choices"][2]["title"])
    page.keyboard.press("Enter")
    page.wait_for_selector(f".choice[data-month='{MONTHS[2]}']:focus")
    assert page.inner_text(".why .says") == people[1]["choices"][2]["says"]
    assert f"who={people[1]['key']}.{MONTHS[2]}" in page.url
    again = visit(page.url)
    assert again.page.inner_text("main") == page.inner_text("main")
    assert again.page.get_attribute(f".choice[data-month='{MONTHS[2]}']", "aria-pressed") == "true"


def test_another_variant_shows_its_own_people(visit: Any, address: str) -> None:
    seen = visit(f"{address}&lang=en")
    model = told("en", "followed")
    seen.page.get_by_role("button", name=model["variants"][1]["title"]).first.click()
    seen.settle()
    assert f"pick={model['variants'][1]['name']}" in seen.page.url
    assert seen.page.locator(".person .who").all_inner_texts() == [p["who"] for p in model["people"][2:]]


def test_both_worlds_are_drawn_and_table_and_csv_hold_the_same(visit: Any, address: str) -> None:
    page = visit(f"{address}&lang=en").page
    lines = "g[data-world={}] line"
    assert [page.locator(lines.format(world)).count() for world in ("without", "with")] == [2, 4]
    assert page.locator(".halo").count() == 1
    assert page.locator(".why svg g path").count() == 2  # the place chosen in each world
    person = told("en", "followed")["people"][0]
    for name, rows in person["rows"].items():
        box = page.locator(f"[data-figure={name}-{person['key']}]")
        box.get_by_text("Table", exact=True).click()
        assert box.locator("tbody tr").count() == len(rows)
        link = box.locator("a[download]").get_attribute("href")
        answer = page.request.get("/".join(page.url.split("/")[:3]) + link).text()
        assert len(list(csv.reader(io.StringIO(answer)))) == len(rows) + 1


def test_where_nobody_was_followed_the_page_says_how(visit: Any, address: str) -> None:
    seen = visit(f"{address}&lang=en&study={study_of('plain')}")
    assert "talentflow trace" in seen.page.inner_text("main")
    assert seen.wrong == []


def test_axe_finds_nothing(visit: Any, address: str) -> None:
    seen = visit(f"{address}&theme=light&lang=en")
    assert seen.axe() == "[]"
    seen.page.click(".tool.theme")
    seen.settle()
    assert seen.axe() == "[]"
