"""What a job says of itself while it runs."""

from __future__ import annotations

import pytest

from sim.jobs import progress as module
from sim.jobs.progress import progress
from sim.jobs.runner import Finished
from sim.store.plan import Cell

GOOD = Finished(Cell(0, 1), (), "", "", 40.0)
BAD = Finished(Cell(0, 2), (), "went wrong", "", 40.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of day in seconds, which the test sets."""
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_a_log_gets_a_line_a_minute_with_the_time_left(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with progress(total=10, ready=2, width=4, quiet=False) as tell:
        for seconds, finished in ((40.0, GOOD), (80.0, GOOD), (120.0, BAD), (160.0, GOOD)):
            clock[0] = seconds
            tell(finished)
    assert capsys.readouterr().err.splitlines() == [
        "runs 16/40, 0 failed, 6.0 runs/min, 0:04:00 left",
        "runs 24/40, 4 failed, 6.0 runs/min, 0:02:40 left",
    ]


def test_a_short_or_quiet_job_says_nothing(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    for quiet, seconds in ((False, 30.0), (True, 600.0)):
        clock[0] = 0.0
        with progress(total=2, ready=0, width=1, quiet=quiet) as tell:
            clock[0] = seconds
            tell(GOOD)
    assert capsys.readouterr() == ("", "")
