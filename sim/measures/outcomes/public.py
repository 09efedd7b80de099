"""Posts in public institutions that programmes have opened."""

from __future__ import annotations

from sim.measures.measure import Count, Measure, of

COUNTS = (HELD := Count("public_held", ("region",)),)
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
