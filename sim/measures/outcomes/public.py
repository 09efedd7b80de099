"""Posts in public institutions that programmes have opened."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Count, Measure, World, of
from sim.records import PUBLIC_POST, Status


def held_now(world: World) -> np.ndarray:
    """Persons in public posts, by region: int64[R]."""
    held = np.zeros(world.setting.count, np.int64)
    for people, low, scale in zip(world.people, world.low, world.scale, strict=True):
        here = slice(low, people.size)
        in_post = (people.job_field[here] == PUBLIC_POST) & (
            people.platform[here] < 0
        )  # platforms have posts of their own
        mine = in_post & (people.status[here] == Status.EMPLOYED)
        held += scale * np.bincount(people.region[here][mine], minlength=len(held))
    return held


COUNTS = (HELD := Count("public_held", ("region",), at_end=held_now),)
MEASURES = (
    Measure(
        "public_held",
        "persons",
        "在政策性事业单位岗位者",
        "people in public posts that programmes opened",
        "stock",
        ("all",),
        of(HELD),
    ),
)
