"""Doctors, and what research platforms bring about: projects, patents, standards, firms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.measures.measure import RESULTS, Count, Measure, Reading, World
from sim.records import DEGREES

COUNTS = (
    Count("tiers", ("region", "tier")),  # on platforms; none: doctors off them
    Count("projects", ("region",)),  # that have ended, by region served
    Count("patents", ("region",), np.float64),  # applications
    Count("standards", ("region",), np.float64),
    Count("conversions", ("region",)),  # successful projects that become firms
    Count("visiting_projects", ("region",)),  # of visitors to stations, not among `projects`
    Count("invited", ("region",)),
    Count("researcher_arrivals", ("region", "origin", "tier")),
    Count(
        "policy_research", ("region", "policy", "result"), np.float64
    ),  # the same of a policy's platform and stations
)


def researchers(world: World, rows: slice) -> np.ndarray:
    """Doctors."""
    return np.asarray(world.counts.persons[rows, :, DEGREES.index("doctor")])


def counted(name: str) -> Callable[[World, slice], np.ndarray]:
    """What was counted by region."""
    return lambda world, rows: getattr(world.counts, name)[rows]


def of_research(name: str, everywhere: Callable[[World, slice], np.ndarray]) -> Reading:
    """Reads it of everybody, and of the platforms of policies that have done research in this world."""

    def read(world: World, rows: slice, axis: str) -> np.ndarray | None:
        if world.platforms is None:  # doctors there are all the same
            return everywhere(world, rows) if (axis, name) == ("all", "researchers") else None
        if axis == "all":
            return everywhere(world, rows)
        if axis == "tier":
            return np.asarray(world.counts.tiers[rows])
        own = world.counts.policy_research
        return np.where(own.any(axis=(0, 1, 3)), own[rows, :, :, RESULTS.index(name)], np.nan)

    return read


def invited(world: World, rows: slice, axis: str) -> np.ndarray | None:
    """Researchers invited, where there are platforms."""
    return None if world.platforms is None else world.counts.invited[rows]


def arrivals(world: World, rows: slice, axis: str) -> np.ndarray | None:
    """Researchers who came to a platform from elsewhere."""
    if world.platforms is None:
        return None
    came: np.ndarray = world.counts.researcher_arrivals[rows]
    return came.sum(axis=(2, 3)) if axis == "all" else came.sum(axis=2 if axis == "tier" else 3)


BY_POLICY = ("all", "policy")
MEASURES = (
    Measure(
        "researchers",
        "persons",
        "居住在当地的博士；分层次为科研平台在岗者，分政策为其平台在岗者",
        "doctors who live there; by tier, those on research platforms; by policy, those on its platform",
        "stock",
        ("all", "tier", "policy"),
        of_research("researchers", researchers),
    ),
    Measure(
        "projects",
        "projects a month",
        "结题科研项目（每人一项）",
        "research projects that end, one a researcher",
        "flow",
        BY_POLICY,
        of_research("projects", counted("projects")),
    ),
    Measure(
        "patents",
        "patents a month",
        "成功项目的专利申请",
        "patent applications of successful projects",
        "flow",
        BY_POLICY,
        of_research("patents", counted("patents")),
    ),
    Measure(
        "standards",
        "standards a month",
        "成功项目形成的标准",
        "standards that come of successful projects",
        "flow",
        BY_POLICY,
        of_research("standards", counted("standards")),
    ),
    Measure(
        "conversions",
        "projects a month",
        "转化为企业的成功项目",
        "successful projects that become firms",
        "flow",
        BY_POLICY,
        of_research("conversions", counted("conversions")),
    ),
    Measure(
        "visiting_projects",
        "projects a month",
        "工作站柔性专家的结题项目",
        "projects of visitors to stations that end",
        "flow",
        BY_POLICY,
        of_research("visiting_projects", counted("visiting_projects")),
    ),
    Measure(
        "invited",
        "persons a month",
        "受邀考察当地岗位的外地科研人员",
        "researchers elsewhere who are invited to look at posts there",
        "flow",
        ("all",),
        invited,
    ),
    Measure(
        "researcher_arrivals",
        "persons a month",
        "从外地到当地科研平台任职者",
        "researchers who come from elsewhere to a platform there",
        "flow",
        ("all", "tier", "origin"),
        arrivals,
    ),
)
