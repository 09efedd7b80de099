"""What policies bring to firms, and which firms they help: planned in jobs or projects, paid for one by one (docs/model.md: Firms)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.aid.events import OTHERS, case_fen, rounding
from sim.aid.purse import affordable, spend
from sim.draws import Stream, draws, stream_key
from sim.exact import exp
from sim.levers import Planned
from sim.phases.workspace import Month
from sim.records import TECHNOLOGIES, ZONES
from sim.world.entrants import Brought, usual_entry
from sim.world.firms import in_business
from sim.world.state import World

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
BRINGING = ("projects", "more_firms", "refill")
AWARD = "firm_award"
NO_HELP = 1.0


def brought(world: World, month: Month, freed: Floats) -> Brought:
    """Jobs that policies bring this month, as far as their money goes, policy after policy; and those of firms spun off last month.

    freed: float64[R, 4], posts by zone that end because policies have other firms close more often, agents.
    """
    out, plans = Brought.none(world.setting.count), [p for p in month.levers.quotas if p.quota.event in BRINGING]
    out.jobs[:, :, TECHNOLOGIES.index("technology")] += world.spinoff_jobs
    world.spinoff_jobs[:] = 0.0
    if not plans:
        return out
    jobs = freed * (world.scale[0] * (1.0 - world.scenario.parameters["vacancy_rate"]))
    of = {
        "projects": np.ones(out.jobs.shape),
        "more_firms": usual_entry(world),
        "refill": np.repeat(jobs[:, :, None], 2, axis=2),
    }
    for planned in plans:
        for zone, technology in cells(planned):
            at = planned.region, zone, technology
            cases = paid(world, planned, planned.quota.amount * of[planned.quota.event][at], zone * 2 + technology)
            if cases:
                out.jobs[at] += cases * planned.quota.effect.get("jobs", 1.0)
                out.policies[at] |= np.uint64(1 << planned.policy)
    return out


def cells(planned: Planned) -> list[tuple[int, int]]:
    """Codes of zone and technology where a quota brings something about: every pair of those that it names, of all where it names none."""
    zones, technologies = (
        [names.index(name) for name in planned.quota.at.get(axis, names)]
        for axis, names in (("zone", ZONES), ("technology", TECHNOLOGIES))
    )
    return [(zone, technology) for zone in zones for technology in technologies]


def paid(world: World, planned: Planned, wanted: float, code: int) -> int:
    """Cases that are paid for of those wanted, whole ones by a draw of policy, region and month.  code: of what else tells them apart."""
    policy, region, _ = planned
    due = case_fen(world, planned)
    cases = math.floor(min(wanted + rounding(world, policy, region, OTHERS + code), affordable(world, policy, due)))
    if cases:
        spend(world, policy, region, round(due[0] * cases), cases, "firm")
    return cases


def help_factors(world: World, month: Month) -> Floats:
    """Factor on the chance to close of the firms that each policy helps, and of all others: float64[P + 1]."""
    factor = np.full(len(world.scenario.policies) + 1, NO_HELP)
    for policy, _, quota in month.levers.planned(AWARD):
        factor[policy] = quota.effect["exit"]
    return factor


def award(world: World, month: Month) -> None:
    """Firms are helped in the order of a draw for life, until the jobs are used that the month's money pays for."""
    for planned in month.levers.planned(AWARD):
        rows = eligible(world, planned)
        jobs = staff(world, rows)
        cases = paid(world, planned, min(planned.quota.amount, math.floor(jobs.sum())), 0)
        help_firms(world, planned, rows[reached(world, rows, jobs, cases)])


def eligible(world: World, planned: Planned) -> Whole:
    """Rows of the firms that a policy may help and has not yet, in the order of their draw for life."""
    policy, region, quota = planned
    firms, rows = world.firms, in_business(world)
    place = [list(codes) for codes in zip(*cells(planned), strict=True)]
    fits = (
        (firms.region[rows] == region) & np.isin(firms.zone[rows] + 1, place[0]) & np.isin(firms.tech[rows], place[1])
    )
    fits &= world.month - firms.born[rows].astype(np.int64) <= quota.effect["age_max"]
    fits &= firms.programme[rows] & np.uint64(1 << policy) == 0
    rows = rows[fits]
    return rows[np.argsort(draws(stream_key(world.seed, Stream.AWARD, 0), firms.id[rows]), kind="stable")]


def staff(world: World, rows: Whole) -> Floats:
    """Persons for whom some firms have jobs at the anchor's prices, so that the order of a queue does not hang on today's wages."""
    firms, vacant = world.firms, world.scenario.parameters["vacancy_rate"]
    drawn = (firms.low0[rows] + firms.high0[rows]).astype(float)
    return drawn * exp(firms.ln_size[rows].astype(float)) * (world.scale[0] * (1.0 - vacant))


def reached(world: World, rows: Whole, jobs: Floats, cases: int) -> NDArray[np.bool_]:
    """Which firms in line so many jobs reach: all that fit in, and of the next one as large a chance as part of it does."""
    before = np.cumsum(jobs) - jobs
    part = (cases - before) / np.maximum(jobs, 1e-9)
    return draws(stream_key(world.seed, Stream.AWARD, world.month), world.firms.id[rows]) < part


def help_firms(world: World, planned: Planned, rows: Whole) -> None:
    """Firms want more staff for good, and close less often for some months, which end with the policy."""
    firms, policy, end = world.firms, planned.policy, world.scenario.policies[planned.policy].end
    until = world.month + planned.quota.effect["months"]
    firms.ln_size[rows] += np.float32(planned.quota.effect["growth"])
    firms.programme[rows] |= np.uint64(1 << policy)
    firms.helped_by[rows] = policy
    firms.helped_until[rows] = until if end is None else min(until, end + 1)
