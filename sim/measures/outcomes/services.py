"""What programmes do for persons beside money: interns, training, services, and whom they are meant for."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Count, Measure, Ratio, World, of
from sim.records import Claim

TRAINED, INTERNED = Count("trained", ("region", "degree")), Count("interned", ("region",))
COUPLES, SKILL = Count("couples", ("region",)), Count("ability", ("region",), np.float64)


def served_now(world: World) -> np.ndarray:
    """Persons for whom a service runs, by region: int64[R]."""
    claims, out = world.claims, np.zeros(world.setting.count, np.int64)
    mine = claims.kind == Claim.SERVICE
    np.add.at(out, claims.region[mine], np.array(world.scale)[claims.population[mine]])
    return out


def skill(world: World, rows: slice, axis: str) -> Ratio:
    """Mean ability of those in work."""
    return Ratio(world.counts.ability[rows], world.counts.employed[rows].sum(axis=2))


COUNTS = (TRAINED, INTERNED, COUPLES, SKILL, SERVED := Count("served", ("region",), at_end=served_now))
ALL = ("all",)
MEASURES = (
    Measure("trained", "persons a month", "接受培训者", "persons trained", "flow", ("all", "degree"), of(TRAINED)),
    Measure(
        "interned", "persons a month", "来当地实习的学生", "students who come as interns", "flow", ALL, of(INTERNED)
    ),
    Measure("couples", "persons", "有伴侣者", "people with a partner", "stock", ALL, of(COUPLES)),
    Measure("served", "persons", "正在享受人才服务者", "people for whom a service runs", "mean", ALL, of(SERVED)),
    Measure("skill", "log points", "在业者的平均能力", "mean ability of those in work", "mean", ALL, skill),
)
