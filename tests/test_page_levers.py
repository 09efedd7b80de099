"""Levers and a plan's card in a real browser, against the real addresses; only who simulates follows a script."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
from page_plans import PAIRS, Script
from page_views import view
from page_visit import Visit, served, study_of

pytestmark = pytest.mark.browser
STRIPS = ".card:not(.mine) .strip"


class Place(NamedTuple):
    """Where the page is served, and the script behind it."""

    address: str
    script: Script

    def of(self, **state: str) -> str:
        return self.address + "?" + "&".join(f"{key}={value}" for key, value in {"lang": "en", **state}.items())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    script = Script(study_of("three"))
    views = {name: {lang: view(lang, n) for lang in ("zh", "en")} for name, n in {"three": 3, "twenty": 20}.items()}
    with served(tmp_path_factory.mktemp("levers"), views, script) as address:
        yield Place(address, script)


@pytest.fixture
def place(running: Place) -> Place:
    """The place, as if nobody had asked anything."""
    running.script.states.clear()
    running.script.full = False
    return running


def becomes(seen: Visit, what: Callable[[], Any], expected: Any) -> None:
    """Wait until something is as it should be."""
    for _ in range(120):
        if what() == expected:
            return
        seen.page.wait_for_timeout(25)
    assert what() == expected


def said(seen: Visit) -> str:
    return str(seen.page.inner_text(".said"))


def run(seen: Visit, place: Place, pairs: int = 0) -> None:
    """Press Run, and let so many pairs end."""
    seen.page.click(".go")
    becomes(seen, lambda: said(seen), f"waiting: 0 / {len(PAIRS)}")
    if pairs:
        go(seen, place, pairs)


def go(seen: Visit, place: Place, pairs: int) -> None:
    """Let so many pairs more end, and wait until the page has heard it."""
    place.script.go(pairs)
    ((state, done),) = place.script.states.values()
    becomes(seen, lambda: said(seen), f"{state}: {done} / {len(PAIRS)}")
    seen.settle()


def test_by_keyboard_a_switch_and_a_lever_change_address_and_purse(visit: Any, place: Place) -> None:
    seen = visit(place.of())
    keys = seen.page.keyboard
    seen.page.focus(".family summary")
    for key in ("Enter", "Tab", "Space"):
        keys.press(key)
    assert seen.page.evaluate("location.search") == "?lang=en&with=flats"
    assert seen.page.inner_text(".purse .sum").startswith("57 million yuan")
    assert seen.page.inner_text(".purse .gap") == "43 million yuan left"
    keys.press("Tab")
    keys.press("ArrowRight")
    assert "set=policy.flats.budget=70000000" in seen.page.evaluate(
        "location.search"
    )  # from the step beside 57 million
    assert seen.page.evaluate("document.activeElement.getAttribute('aria-valuetext')") == "70 million yuan a year"
    assert seen.page.inner_text(".purse .gap") == "30 million yuan left"
    keys.press("ArrowLeft")
    assert seen.page.evaluate("location.search") == "?lang=en&with=flats"
    assert seen.page.inner_text(".purse .sum").startswith("57 million yuan")
    seen.page.focus(".go")
    keys.press("Enter")
    becomes(seen, lambda: said(seen), f"waiting: 0 / {len(PAIRS)}")
    assert seen.page.evaluate("document.activeElement.textContent") == "Stop"


def test_a_move_is_followed_at_once_and_the_server_asked_when_the_levers_rest(visit: Any, place: Place) -> None:
    seen = visit(place.of(**{"with": "living,lines"}))
    becomes(seen, lambda: seen.page.locator(".repeat:not([hidden])").count(), 1)
    asked = len(seen.asked)
    took = seen.page.evaluate("""async () => {
      const slider = document.querySelector("#policy-living-budget"), took = [];
      for (const million of [10, 20, 30, 40, 50, 90]) {
        await new Promise((later) => setTimeout(later, 15));
        const start = performance.now();
        slider.value = million * 1e6;
        slider.dispatchEvent(new Event("input"));
        if (!location.search.includes(`budget=${slider.value}`)) throw new Error(location.search);
        took.push(performance.now() - start);
      }
      return Math.max(...took);
    }""")
    assert took < 100
    assert seen.page.inner_text(".purse .gap") == "90 million yuan over"
    becomes(seen, lambda: seen.page.locator(".repeat:not([hidden])").count(), 1)
    assert [url.rpartition("/")[2] for url in seen.asked[asked:]] == ["plan"]
    assert seen.wrong == []


def test_dots_come_before_the_band_and_no_number_below_four_pairs(visit: Any, place: Place) -> None:
    seen = visit(place.of(**{"with": "flats"}))
    others = seen.page.locator(STRIPS).evaluate_all("all => all.map(s => s.innerHTML)")
    run(seen, place, 1)
    mine = seen.page.locator(".card.mine")
    for done, beyond in ((1, 0), (2, 1), (3, 1)):
        assert mine.locator(".strip svg > circle").count() == done - beyond
        assert mine.locator(".beyond").count() == beyond
        assert mine.locator(".number").all_inner_texts() == ["≈ +640"]  # foreseen, and told to be
        assert "480 to 930" in mine.inner_text()
        assert "A first-order preview" in mine.inner_text()
        assert mine.locator("rect.foreseen").count() == 1
        assert mine.locator(".noise").count() == 0
        assert "600" not in mine.inner_text()
        if done == 2:
            mine.locator(".pick").click()
            assert seen.page.locator(".lower figure").count() == 0
        go(seen, place, 1)
    assert seen.page.evaluate(
        "document.activeElement.closest('.mine') !== null"
    )  # drawn anew, the card keeps the focus
    assert mine.locator(".number").inner_text() == "600"
    assert mine.locator(".noise").count() == 1
    assert mine.locator(".foreseen").count() == 0
    assert "one agent is 2,000 people" in mine.inner_text()
    assert seen.page.locator(STRIPS).evaluate_all("all => all.map(s => s.innerHTML)") == others
    axes = [strip.locator("text").all_text_contents() for strip in seen.page.locator(".strip").all()]
    assert axes == [["+1,500", "0"]] * 4
    assert seen.page.locator(".lower figure").count() == 5
    assert seen.page.locator(".lower a[download], .keep").count() == 0
    assert seen.page.evaluate("getComputedStyle(document.querySelector('.mine')).borderTopStyle") == "dashed"
    width = "document.querySelector('.mine .noise').getBBox().width"
    wide = seen.page.evaluate(width)
    go(seen, place, 2)
    assert seen.page.evaluate("getComputedStyle(document.querySelector('.mine')).borderTopStyle") == "solid"
    assert seen.page.evaluate(width) <= wide
    assert seen.page.locator(".lower a[download]").count() == 5
    seen.page.click(".mine .keep")
    seen.settle()
    assert f"study={study_of('three')}" in seen.page.url
    assert seen.wrong == []


def test_reload_and_a_second_browser_hear_the_same_until_it_is_stopped(visit: Any, place: Place) -> None:
    first = visit(place.of(**{"with": "lines", "set": "policy.lines.budget=50000000", "pick": "my.plan"}))
    run(first, place, 4)
    first.open(first.page.url)
    becomes(first, lambda: said(first), "running: 4 / 6")
    second = visit(first.page.url, viewport={"width": 1400, "height": 900})
    becomes(second, lambda: said(second), "running: 4 / 6")
    second.settle()
    first.settle()
    for part in ("main", "aside"):
        assert first.page.inner_text(part) == second.page.inner_text(part)
    second.page.click(".go")
    becomes(first, lambda: said(first), "stopping: 4 / 6")
    assert first.page.is_disabled(".go")
    go(first, place, 1)
    becomes(second, lambda: said(second), "stopped: 5 / 6")
    assert second.page.inner_text(".go") == "Run"
    assert second.page.locator(".mine .strip circle[opacity]").count() == 4  # and one beyond the edge
    assert (first.wrong, second.wrong) == ([], [])


def test_what_cannot_be_done_is_said(visit: Any, place: Place) -> None:
    seen = visit(place.of(**{"with": "flats", "set": "policy.flats.units=0"}))
    alert = seen.page.locator("[role=alert]")
    becomes(seen, alert.inner_text, "policy.flats.units: found 0; allowed 1 or more · <b>none</b>")
    seen.page.focus("#policy-flats-units")
    seen.page.keyboard.press("ArrowRight")
    becomes(seen, alert.inner_text, "")
    place.script.full = True
    seen.page.click(".go")
    becomes(seen, alert.inner_text, "Too many plans are waiting; try again in a while.")
    seen.page.route("**/api/jobs", lambda route: route.fulfill(status=401))
    seen.page.click(".go")
    becomes(seen, lambda: "token is needed" in alert.inner_text(), True)
    seen.page.unroute("**/api/jobs")
    seen.page.context.set_offline(True)
    seen.page.click(".go")
    becomes(seen, lambda: "has stopped" in alert.inner_text(), True)
    seen.page.context.set_offline(False)
    seen.open(place.of(**{"with": "flats", "set": "policy.flats=2"}))
    becomes(seen, lambda: "policy.flats" in alert.inner_text(), True)


def test_results_are_shown_also_where_the_levers_cannot_be_read(visit: Any, place: Place) -> None:
    seen = visit(place.of())
    assert seen.page.locator("aside").count() == 1
    seen.page.route("**/api/levers/**", lambda route: route.fulfill(status=503))
    seen.open(place.of(**{"with": "flats", "pick": "my.plan"}))
    assert seen.page.locator("aside").count() == 0
    assert seen.pressed() == ["housing0"]
    assert seen.page.locator(".lower figure").count() == 5


def test_the_plan_is_taken_along_as_a_file_and_as_a_command(visit: Any, place: Place) -> None:
    seen = visit(
        place.of(**{"with": "flats", "set": "policy.flats.units=5000"}),
        permissions=["clipboard-read", "clipboard-write"],
    )
    seen.page.click(".repeat summary")
    command, toml = seen.page.locator(".repeat pre").all_inner_texts()
    assert command.startswith("talentflow compare")
    with seen.page.expect_download() as saved:
        seen.page.get_by_text("Download", exact=True).click()
    assert saved.value.suggested_filename == "plan.toml"
    assert Path(saved.value.path()).read_text("utf-8") == toml == "# {'policy.flats.units': 5000.0}\n"
    seen.page.get_by_text("Copy", exact=True).first.click()
    becomes(seen, lambda: seen.page.evaluate("navigator.clipboard.readText()"), command)


def test_clear_takes_everything_back(visit: Any, place: Place) -> None:
    seen = visit(place.of(**{"with": "flats,living", "set": "policy.flats.units=5000"}))
    assert seen.page.locator(".family[open]").count() == 2
    seen.page.click(".clear")
    assert seen.page.evaluate("location.search") == "?lang=en"
    assert seen.page.locator(".mine, .family[open], [aria-checked=true]").count() == 0
    assert seen.page.is_disabled(".go")


@pytest.mark.parametrize(("width", "lang", "theme", "study"), [
    (1400, "zh", "light", "three"), (1400, "en", "dark", "twenty"), (1024, "en", "light", "three"),
    (820, "zh", "dark", "three"), (390, "en", "light", "twenty"),
])  # fmt: skip
def test_whole_and_accessible_at_every_width(
    visit: Any, place: Place, width: int, lang: str, theme: str, study: str
) -> None:
    state = {"lang": lang, "theme": theme, "study": study_of(study), "with": "flats,living,lines", "pick": "my.plan"}
    seen = visit(place.of(**state), viewport={"width": width, "height": 900})
    if width < 1081:
        assert seen.page.locator(".go").is_hidden()
        seen.page.click(".opener")
    run(seen, place, 4)
    seen.page.click(".fields details summary")
    assert seen.broken() == []
    assert seen.axe() == "[]"
    assert seen.page.evaluate("[...document.fonts].map(face => face.status)") == ["unloaded", "loaded"]


def test_twenty_hear_one_plan_at_once(visit: Any, place: Place) -> None:
    seen = visit(place.of(**{"with": "flats"}))
    run(seen, place, 1)
    (key,) = place.script.states

    def heard() -> list[Any]:
        with urlopen(f"{place.address}api/jobs/{key}/events?lang=en", timeout=20) as stream:
            return [json.loads(line.removeprefix(b"data: "))["says"] for line in stream if line.startswith(b"data: ")]

    with ThreadPoolExecutor(20) as clients:
        all_heard = [clients.submit(heard) for _ in range(20)]
        seen.page.wait_for_timeout(300)
        go(seen, place, 5)
    assert [one.result() for one in all_heard] == [["running: 1 / 6", "done: 6 / 6"]] * 20
    assert seen.wrong == []
