"""A job in a process of its own, which goes on when the one that asked has gone. Its question comes over stdin.

Ends with 0, 1 after a failed run or another error, 130 where it was stopped.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

from sim.jobs.job import Settings
from sim.jobs.question import Question
from sim.store.errors import Interrupted, writing

LOG = "job.log"
HOME = Path(__file__).parents[2]  # where this process has found the package


def start(question: Question, settings: Settings, folder: Path) -> subprocess.Popen[bytes]:
    """Begin a job in its results folder; what it says before it fails stays there in a file. Raises CannotWrite."""
    paths = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH"))))
    with writing(folder / LOG), (folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # no interrupt key, no closed terminal reaches it
            env=os.environ | {"PYTHONPATH": paths},
        )
    assert process.stdin is not None
    with process.stdin as pipe:
        pickle.dump((question, settings), pipe, protocol=5)
    threading.Thread(target=process.wait, daemon=True).start()  # so that nothing is left of it in the system
    return process


def last_words(folder: Path) -> str:
    """The last line a job has said."""
    said = (folder / LOG).read_text(encoding="utf-8").splitlines()
    return said[-1] if said else "the process has ended without a word"


def main() -> int:
    """Answer the question on stdin; the exit code."""
    question, settings = pickle.load(sys.stdin.buffer)
    try:
        report = question.answer(settings)
    except Interrupted as end:
        print(end)
        return 130
    print(report)
    if report.failures:
        return 1
    (report.directory / LOG).unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
