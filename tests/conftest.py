"""What several test files need."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

import sim
from sim.jobs.compiling import compile_ahead

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Kernels are compiled before several processes begin to test, each a share of them, instead of all by each."""
    workers = getattr(session.config.option, "numprocesses", None) or 0  # none within such a process, and without them
    compile_ahead([sim.load_scenario(name) for name in ("baseline", "package")], workers)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; tests that need one are skipped where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser found ({', '.join(BROWSERS)})")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield started
        started.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    from page_visit import Visit

    made: list[Visit] = []

    def go(address: str, **given: Any) -> Visit:
        made.append(Visit(browser, address, **given))
        return made[-1]

    yield go
    for one in made:
        one.page.context.close()
