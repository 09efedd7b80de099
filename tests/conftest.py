"""What several test files need."""

from __future__ import annotations

import shutil

import pytest

import sim
from sim.jobs.compiling import compile_ahead

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Kernels are compiled before several processes begin to test, each a share of them, instead of all by each."""
    workers = getattr(session.config.option, "numprocesses", None) or 0  # none within such a process, and without them
    compile_ahead([sim.load_scenario(name) for name in ("baseline", "reported")], workers)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; tests that need one are skipped where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser found ({', '.join(BROWSERS)})")
    return found
