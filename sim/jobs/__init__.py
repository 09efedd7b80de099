"""Jobs of many worlds: local processes that survive a killed worker, parts that survive a killed job.

`Job` is one that can be held: started, found again, listened to, stopped. Nothing is loaded before it is used: a worker sets
the number of its threads before any library reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.jobs.handle import Event, Job, Progress, running

__all__ = ["Event", "Job", "Progress", "running"]


def __getattr__(name: str) -> Any:
    """Load a public name; AttributeError for any other."""
    if name not in __all__:
        raise AttributeError(f"module 'sim.jobs' has no attribute {name!r}")
    from sim.jobs import handle

    return getattr(handle, name)
