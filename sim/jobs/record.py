"""What a job says of itself while it runs, in its results folder: whoever sees the folder can listen to it and stop it.

A line of JSON at its start, one for every finished cell, one at its end. The job holds the file by a lock that the system
lets go when the process ends, however it ends: neither names of machines nor numbers of processes have to be believed. The
record of a job that has finished its results is removed, for the manifest tells all.
"""

from __future__ import annotations

import _thread
import json
import os
import signal
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from sim.jobs.progress import Listener
from sim.jobs.runner import Finished, in_one_line
from sim.store.files import replacing

locks: Any
try:
    import fcntl as locks
except ImportError:  # Windows: a job is known by a record that it touches
    locks = None

RECORD, STOP = "job.jsonl", "job.stop"
DONE, STOPPED, FAILED = "done", "stopped", "failed"  # how a job ends
LOOK = 0.5  # seconds between looks for a request to stop; the record is touched as often
SILENT = 30.0  # seconds without a touch after which a job without locks is taken for dead
NEW = 5.0  # seconds a record may be there before its job holds it


@contextmanager
def recorded(folder: Path, seeds: Sequence[int], total: int, ready: int) -> Iterator[Listener]:
    """Keep the record of a job while the block runs; the listener is to be told of every finished cell.

    total, ready: runs, and those there before. A request to stop becomes a KeyboardInterrupt in the main thread, where the
    job must run for that.
    """
    token, path = uuid.uuid4().hex, folder / RECORD
    start = {"job": token, "process": os.getpid(), "seeds": list(seeds), "runs": total, "ready": ready}
    (folder / STOP).unlink(missing_ok=True)
    with replacing(path) as temporary:
        _write(temporary, start)
    with ExitStack() as stack:
        file = stack.enter_context(path.open("a", encoding="utf-8"))
        if locks is not None:
            with suppress(OSError):  # a disk without locks
                locks.flock(file, locks.LOCK_EX | locks.LOCK_NB)
        stack.callback((folder / STOP).unlink, missing_ok=True)
        stack.enter_context(_heeding(folder, token))
        try:
            yield lambda finished: _tell(file, _told(finished))
        except BaseException as problem:
            stopped = isinstance(problem, KeyboardInterrupt)
            said = "" if stopped or not isinstance(problem, Exception) else in_one_line(problem)
            _tell(file, {"end": STOPPED if stopped else FAILED, "said": said})
            raise
        _tell(file, {"end": DONE, "said": ""})
    path.unlink(missing_ok=True)


def _told(finished: Finished) -> dict[str, object]:
    cell, failures = finished.cell, finished.failures
    failed = [failure.scenario for failure in failures]
    return {
        "future": cell.future,
        "seed": cell.seed,
        "failed": failed,
        "error": finished.error,
        "seconds": finished.seconds,
    }


def _write(path: Path, line: Mapping[str, object]) -> None:
    with path.open("w", encoding="utf-8") as file:
        _tell(file, line)


def _tell(file: IO[str], line: Mapping[str, object]) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    file.flush()


@contextmanager
def _heeding(folder: Path, token: str) -> Iterator[None]:
    """Look for a request to stop while the block runs, if this is the main thread, which alone can be interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ended = threading.Event()
    with _interruptible():
        threading.Thread(target=_look, args=(folder, token, ended), daemon=True).start()
        try:
            yield
        finally:
            ended.set()


@contextmanager
def _interruptible() -> Iterator[None]:
    """A signal of its own raises KeyboardInterrupt: the interrupt key may be off, as in a script's background."""
    if not hasattr(signal, "SIGUSR1"):
        yield
        return
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, before)


def _look(folder: Path, token: str, ended: threading.Event) -> None:
    while not ended.wait(LOOK):
        with suppress(OSError):
            os.utime(folder / RECORD)
        if _asked(folder) == token and not ended.is_set():
            _interrupt()
            return


def _interrupt() -> None:
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)  # ends a wait, too
    else:
        _thread.interrupt_main()


def _asked(folder: Path) -> str:
    """The job that is asked to stop, "" for none."""
    try:
        return (folder / STOP).read_text(encoding="utf-8")
    except OSError:
        return ""


def ask_to_stop(folder: Path, token: str) -> None:
    """Have a job stop as if by the interrupt key; raises CannotWrite."""
    with replacing(folder / STOP) as temporary:
        temporary.write_text(token, encoding="utf-8")


class Record:
    """The record of one job, read as it grows; it stays readable when it has been removed or another job's has replaced it."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError."""
        self.file = path.open(encoding="utf-8")
        self.path, self.rest, self.lines = path, "", list[dict[str, Any]]()

    def read(self) -> list[dict[str, Any]]:
        """All lines so far; of one that is being written nothing."""
        *whole, self.rest = (self.rest + self.file.read()).split("\n")
        self.lines += [json.loads(line) for line in whole]
        return self.lines

    def held(self) -> bool:
        """Whether its process lives."""
        about = os.fstat(self.file.fileno())
        age = time.time() - about.st_mtime
        if locks is None:
            return age < SILENT
        try:
            locks.flock(self.file, locks.LOCK_SH | locks.LOCK_NB)
        except OSError:
            return True
        locks.flock(self.file, locks.LOCK_UN)
        return age < NEW and len(self.read()) == 1
