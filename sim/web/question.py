"""One question on its way."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from sim.panel.asked import Asked
from sim.panel.work import Both

ENDED = ("stopped", "failed", "done")


@dataclass
class Question:
    """One question. found: persons more in the judged region by seed; views: of the pairs so far, by language."""

    asked: Asked
    state: str = "waiting"
    pending: deque[int] = field(default_factory=deque)
    running: int = 0
    found: dict[int, float] = field(default_factory=dict)
    deaths: Counter[int] = field(default_factory=Counter)
    views: Both = field(default_factory=dict)
    preview: Both = field(default_factory=dict)
    seen: int = 0  # pairs that the views are of
    why: str = ""
    began: float = 0.0
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def left_s(self) -> float | None:
        """Seconds that it may still take, None where nobody knows."""
        done = len(self.found)
        return (time.monotonic() - self.began) / done * (self.asked.seeds - done) if done else None

    @property
    def whole(self) -> bool:
        """Whether all its pairs are there."""
        return len(self.found) == self.asked.seeds

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in ENDED

    def tell(self) -> None:
        """Wake whoever listens."""
        self.changed.set()
        self.changed = asyncio.Event()
