"""Doctors, and what research platforms bring about: projects and patents."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Count, Measure, World
from sim.records import DEGREES

COUNTS = (
    Count("tiers", ("region", "tier")),  # on platforms; none: doctors off them
    Count("projects", ("region",)),  # that have ended, by region served
    Count("patents", ("region",), np.float64),  # applications
)


def researchers(world: World, rows: slice, axis: str) -> np.ndarray | None:
    """Doctors; by tier where there are platforms."""
    if axis == "all":
        return world.counts.persons[rows, :, DEGREES.index("doctor")]
    return None if world.platforms is None else world.counts.tiers[rows]


def projects(world: World, rows: slice, axis: str) -> np.ndarray | None:
    """Projects that end, where there are platforms."""
    return None if world.platforms is None else world.counts.projects[rows]


def patents(world: World, rows: slice, axis: str) -> np.ndarray | None:
    """Patent applications, where there are platforms."""
    return None if world.platforms is None else world.counts.patents[rows]


MEASURES = (
    Measure(
        "researchers",
        "persons",
        "居住在当地的博士；分层次为科研平台在岗者",
        "doctors who live there; by tier, those on research platforms",
        "stock",
        ("all", "tier"),
        researchers,
    ),
    Measure(
        "projects",
        "projects a month",
        "结题科研项目（每人一项）",
        "research projects that end, one a researcher",
        "flow",
        ("all",),
        projects,
    ),
    Measure(
        "patents",
        "patents a month",
        "成功项目的专利申请",
        "patent applications of successful projects",
        "flow",
        ("all",),
        patents,
    ),
)
