"""Limit worlds: the same phases with the inputs given, so that what is known in closed form can be seen (docs/model.md: Limit worlds)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, code_key, draws, draws_at, identity, poisson, stream_key
from sim.engine.firms import FIELDS, FirmRules, live
from sim.engine.places import Places, Promises, Scene, afar_of, peers_of
from sim.exact import exp, ln, power, root
from sim.measures.counts import Counts
from sim.phases.keys import choice_keys
from sim.records import Degree, Status
from sim.rules.matching import COBB_DOUGLAS, FULL, URN_BALL
from sim.rules.parameters import FRESH, GIVEN, LINEAR, LOG, NO_TASTE, ONCE, UNIFORM, Behaviour
from sim.scenario import Scenario
from sim.world.firms import firm_keys
from sim.world.limit import LimitWorld
from sim.world.limit_rules import Elastic, Firms, FreeEntry, Linear, Lottery, Market, Matching, Rates
from sim.world.setting import Setting
from sim.world.state import Claims, Finance, LimitGiven, Regions, World, empty_firms, empty_people

Floats = NDArray[np.float64]
TASTES = {"gumbel": FRESH, "gumbel_once": ONCE, "uniform": UNIFORM, "given": GIVEN, "none": NO_TASTE}
KINDS = {"cobb_douglas": COBB_DOUGLAS, "urn_ball": URN_BALL, "full": FULL}
EULER = 0.5772156649015329
TINY = 1e-300
PERSON, FIRM, LIMIT_ENTRANT = 7, 8, 9  # kinds of identities


def begin_limit(scenario: Scenario, limit: LimitWorld, seed: int, threads: int) -> World:
    """A limit world before its first month."""
    setting = limit_setting(limit)
    n, r = limit.persons, setting.count
    people = empty_people((n, 0))
    place = limit.initial_regions()
    ids = np.uint64(identity(PERSON)) + np.arange(n, dtype=np.uint64)
    people[0].append(
        n, id=ids, degree=int(Degree.BACHELOR), job_degree=int(Degree.BACHELOR), home=place, college=place, region=place,
        grad_month=scenario.start, last_move=scenario.start, status_since=scenario.start - 1,
        search_region=-1, status=int(Status.EMPLOYED), worked=1, lived=(1 << place.astype(np.int64)).astype(np.uint16),
    )  # fmt: skip
    classes = np.zeros((1, r + 1), np.int64)
    classes[0, :r] = np.bincount(place, minlength=r)
    classes[0, r] = n
    world = World(
        scenario=scenario, setting=setting, seed=seed, month=scenario.start, people=people, low=[0, 0], firms=empty_firms(),
        regions=Regions.at_data(setting, int(scenario.parameters["memory_months"])),
        classes=[classes, np.zeros((0, r + 1), np.int64)], class_of=[{(0, 0, 0): 0}, {}],
        claims=Claims(), finance=Finance(), counts=Counts.blank(scenario.end - scenario.start + 1, r, 0), threads=threads,
        detail=np.zeros((n, 3)),
        given=LimitGiven(*(np.zeros(r) for _ in range(7))),
    )  # fmt: skip
    world.given.rent_state = np.ones(r)  # type: ignore[union-attr]
    world.detail[:, 0] = place
    begin_labour(world, limit)
    if isinstance(limit.firms, Firms):
        open_firms(world, np.uint64(identity(FIRM)) + np.arange(limit.firms.count, dtype=np.uint64))
    return world


def limit_setting(limit: LimitWorld) -> Setting:
    """Regions without ties, size, distance or data: what is given comes month by month."""
    r, codes = len(limit.regions), limit.codes()
    nest = limit.nest_of().astype(np.int64)
    lowest = [min(int(codes[k]) for k in np.flatnonzero(nest == n)) for n in nest]
    ones, zeros = np.ones(r), np.zeros(r)
    return Setting(
        regions=tuple(limit.regions), groups=("limit",) * r, key=np.array([code_key(int(c)) for c in codes], np.uint64), size=ones,
        aggregate=np.zeros(r, bool), residents=np.full(r, float(limit.persons)), ln_wage=np.zeros((r, 4)), rent=ones, price=ones,
        average_wage=zeros, hukou_loss=zeros, base_awareness=ones, constant=np.zeros((r, 4)), tie=np.zeros((4, r, 1, 2, 2)),
        inner=np.zeros((4, r, 1, 2)), college_here=np.ones(4), distance=np.zeros((4, r, r)), same_province=np.zeros((1, r), bool),
        province_cumulative=np.ones((r, 1)), home_cumulative=np.ones((1, r)),
        home_pool=np.zeros((2, r, 1), np.int64), nest=nest, nest_key=np.array([code_key(c ^ 0x9E37) for c in lowest], np.uint64),
        finding_rate=0.0, tables=None,
    )  # fmt: skip


def begin_labour(world: World, limit: LimitWorld) -> None:
    """Who is out of work at the start, and the markets' efficiency."""
    rule, people = limit.labour, world.people[0]
    world.anchored = isinstance(rule, Matching | FreeEntry)
    if isinstance(rule, Matching):
        seekers = rule.at("seekers", world.month)
        key = stream_key(world.seed, Stream.INITIAL, 0)
        lot = draws(key, people.id[: people.size])
        for j in range(world.setting.count):
            here = np.flatnonzero(people.region[: people.size] == j)
            n = len(here) if math.isinf(seekers[j]) else min(len(here), int(seekers[j]))
            idle = here[np.argsort(lot[here], kind="stable")][:n]
            people.status[idle] = int(Status.SEARCHING)
            people.search_region[idle] = j


def limit_scenes(world: World) -> tuple[Scene, Scene]:
    """What people see in a limit world this month."""
    limit = world.scenario.limit
    assert limit is not None
    assert world.given is not None
    month = world.month
    set_prices(world, limit)
    set_labour(world, limit)
    places = limit_places(world, limit)
    keys = choice_keys(world.seed, 0 if limit.taste_kind in ("gumbel_once", "uniform") else month)
    if limit.taste_kind in ("gumbel_once", "uniform"):  # one draw a life, whatever the month
        keys = keys._replace(
            choice=np.full(32, keys.choice[0]), nest=np.full(32, keys.nest[0]), nest_2=np.full(32, keys.nest_2[0])
        )
    p, peers = limit_behaviour(world, limit), [peers_of(world.classes[n], places.size) for n in (0, 1)]
    afar = afar_of(places, world.setting.afar, p)
    scenes = tuple(Scene(places, afar, no_promises(), keys, p, peers[n]) for n in (0, 1))
    return scenes  # type: ignore[return-value]


def limit_behaviour(world: World, limit: LimitWorld) -> Behaviour:
    """Parameters of choice: those of real life that have no meaning here are zero."""
    month = world.month
    return Behaviour(
        alpha_housing=float(limit.at("alpha", month).max()), b0=0.0, wage_exper=0.0,
        match_sd=float(limit.at("match_sd", month)), mismatch_loss=0.0, move_cost_sunk=0.0, owner_cost=0.0, child_cost=0.0,
        network_J=float(limit.at("peers", month)), public_amenity=0.0, a_c=0.0, a_n=0.0, a_line=0.0,
        nest_lambda=float(limit.at("nest_lambda", month)), form=LINEAR if limit.form == "linear" else LOG, tastes=TASTES[limit.taste_kind],
        taste_scale=limit.taste_width, ties_known=limit.ties_known, nested=bool(limit.nests),
        labour=not isinstance(limit.labour, str | Lottery), peers=float(limit.at("peers", month)) != 0.0, money=limit.utility is None,
    )  # fmt: skip


def limit_places(world: World, limit: LimitWorld) -> Places:
    """Given wages, rents, utilities, costs and awareness as what people see."""
    setting, given, month = world.setting, world.given, world.month
    assert given is not None
    r = setting.count
    utility = limit.at("utility", month) if limit.utility is not None else np.zeros(r)
    given.continuation = float(limit.at("beta", month)) * state_values(world, limit)[0]
    constant = np.repeat((utility + given.continuation)[:, None], 4, axis=1)
    eps = limit.at("eps", month)
    cost = np.broadcast_to(limit.at("cost", month), (r, r)) * (1.0 - np.eye(r))
    work = np.repeat(expected_share(world, limit)[:, None], 3, axis=1)
    taste = limit.taste_matrix()
    return Places(
        wage=np.repeat(given.wage[:, None], 4, axis=1), ln_rent=ln(np.maximum(given.rent, TINY)),
        cash_share=limit.at("subsidy", month), hukou_loss=np.zeros(r), partner=np.zeros(r), partner_here=np.zeros(r), constant=constant,
        tie=setting.tie, inner=setting.inner, college_here=setting.college_here, distance=np.repeat(cost[None], 4, axis=0),
        move_factor=np.ones((r, r)), work=work, base_awareness=limit.at("awareness", month), key=setting.key, size=setting.size,
        aggregate=setting.aggregate, same_province=setting.same_province, province_cumulative=setting.province_cumulative,
        nest_key=setting.nest_key, nest=setting.nest, flat_bits=np.zeros(r, np.uint64), flat_relief=np.zeros(r), flat_monthly=np.zeros(r),
        taste=np.zeros((0, r)) if taste is None else taste, eps=eps, alpha=limit.at("alpha", month),
    )  # fmt: skip


def no_promises() -> Promises:
    """Nobody promises anything."""
    none, by_degree = np.zeros(0), np.zeros((0, 4))
    return Promises(
        bit=np.zeros(0, np.uint64),
        first=np.zeros(17, np.int64),
        worth=by_degree,
        rent_share=by_degree,
        rent_weight=none,
        rent_cap=none,
        years_max=none,
        origins=np.zeros(0, np.uint64),
        any_bits=np.zeros(1, np.uint64),
    )


def shares(world: World) -> Floats:
    """Share of all persons at each place, at the start of the month: float64[R]."""
    return np.asarray(world.classes[0][0, :-1] / max(1, world.classes[0][0, -1]))


def set_prices(world: World, limit: LimitWorld) -> None:
    """Wages and rents by their rules, from the shares at the start of the month."""
    given, month = world.given, world.month
    assert given is not None
    share, start = shares(world), initial_shares(world, limit)
    wage, rent = limit.at("wage", month), limit.at("rent", month)
    if isinstance(limit.wage_rule, Linear):
        wage = wage - limit.wage_rule.at("slope", month) * share
    if isinstance(limit.labour, FreeEntry):
        wage = free_entry(limit.labour, month)[1]
    rule = limit.rent_rule
    if isinstance(rule, Linear):
        rent = rent + rule.at("slope", month) * share
    elif isinstance(rule, Elastic):
        rent = rent * power(share / start, 1.0 / rule.at("eta", month))
    elif isinstance(rule, Market):
        rent = rent * given.rent_state
        given.rent_state = next_rent(rule, given.rent_state, share / start, month)
    given.rent = rent
    world.regions.rent = rent.copy()
    set_wage(world, wage)


def set_wage(world: World, wage: Floats) -> None:
    """The month's wage, as people and tables see it."""
    assert world.given is not None
    world.given.wage = wage
    world.regions.ln_wage = np.repeat(ln(np.maximum(wage, TINY))[:, None], 4, axis=1)


def initial_shares(world: World, limit: LimitWorld) -> Floats:
    """Shares at the start: float64[R]."""
    return np.asarray(np.bincount(limit.initial_regions(), minlength=world.setting.count) / max(1, limit.persons))


def next_rent(rule: Market, ratio: Floats, crowd: Floats, month: int) -> Floats:
    """One step of the market for floor space: ln r += nu (D/S - 1), a part of demand at a discount."""
    ed, es, nu = (rule.at(name, month) for name in ("ed", "es", "nu"))
    discount, treated = rule.at("discount", month), rule.at("treated", month)
    demand = crowd * ((1.0 - treated) * power(ratio, -ed) + treated * power(ratio * (1.0 - discount), -ed))
    return np.asarray(ratio * exp(nu * (demand / power(ratio, es) - 1.0)))


def set_labour(world: World, limit: LimitWorld) -> None:
    """Chances and posts of the month."""
    given, month, rule = world.given, world.month, limit.labour
    assert given is not None
    if isinstance(rule, Rates):
        given.find, given.separate = rule.at("find", month), rule.at("separate", month)
    elif isinstance(rule, Matching):
        given.separate, given.vacancies = rule.at("separate", month), rule.at("vacancies", month)
        world.regions.efficiency = np.repeat(rule.at("mu", month)[:, None], 3, axis=1)
    elif isinstance(rule, FreeEntry):
        given.separate = rule.at("separate", month)
        world.regions.efficiency = np.repeat(rule.at("mu", month)[:, None], 3, axis=1)
        status, place = world.people[0].status, world.people[0].region.astype(np.int64)
        given.vacancies = free_entry(rule, month)[0] * np.bincount(
            place[status == Status.SEARCHING], minlength=world.setting.count
        )
    elif isinstance(rule, Lottery):
        draw_jobs(world, rule)


def free_entry(rule: FreeEntry, month: int) -> tuple[Floats, Floats]:
    """Tightness at which a post costs what a filled job is worth, and the bargained wage: float64[R] each."""
    names = ("productivity", "home", "bargain", "cost", "mu", "eta", "separate", "interest")
    rows = np.stack([rule.at(name, month) for name in names], axis=1)
    pairs = [_free_entry(*row) for row in rows.tolist()]
    return np.array([t for t, _ in pairs]), np.array([w for _, w in pairs])


def _free_entry(
    productivity: float,
    home: float,
    bargain: float,
    cost: float,
    mu: float,
    eta: float,
    separate: float,
    interest: float,
) -> tuple[float, float]:
    def wage(theta: float) -> float:
        return home + bargain * (productivity - home + cost * theta)

    def excess(theta: float) -> float:
        return (productivity - wage(theta)) / (interest + separate) - cost / (mu * power(theta, -eta))

    if productivity <= home:
        return 0.0, home
    high = 1.0
    while excess(high) > 0:
        high *= 2.0
    theta = root(excess, 1e-12, high)
    return theta, wage(theta)


def draw_jobs(world: World, rule: Lottery) -> None:
    """Jobs of the month are drawn anew among those at a place."""
    people, jobs = world.people[0], rule.at("jobs", world.month)
    n = people.size
    lot = draws(stream_key(world.seed, Stream.LOTTERY, world.month), people.id[:n])
    for j in range(world.setting.count):
        here = np.flatnonzero(people.region[:n] == j)
        winners = len(here) if math.isinf(jobs[j]) else min(len(here), int(jobs[j]))
        people.status[here] = int(Status.SEARCHING)
        people.status[here[np.argsort(lot[here], kind="stable")][:winners]] = int(Status.EMPLOYED)
    set_wage(world, rule.at("wage", world.month))


def expected_share(world: World, limit: LimitWorld) -> Floats:
    """Expected share of the time in work at each place: below one only where jobs are drawn by lot.  float64[R]."""
    if not isinstance(limit.labour, Lottery):
        return np.ones(world.setting.count)
    people = np.maximum(1, world.classes[0][0, :-1])
    return np.asarray(np.minimum(1.0, limit.labour.at("jobs", world.month) / people))


def utilities(world: World, limit: LimitWorld) -> Floats:
    """v without continuation by origin and destination: float64[R, R]."""
    given, month, r = world.given, world.month, world.setting.count
    assert given is not None
    if limit.utility is not None:
        place = limit.at("utility", month)
    else:
        income = given.wage * (1.0 + limit.at("subsidy", month)) * expected_share(world, limit)
        log = limit.at("eps", month) * (
            ln(np.maximum(income, TINY)) - limit.at("alpha", month) * ln(np.maximum(given.rent, TINY))
        )
        place = income - given.rent if limit.form == "linear" else log
    place = place + float(limit.at("peers", month)) * shares(world)
    return np.asarray(place[None, :] - np.broadcast_to(limit.at("cost", month), (r, r)) * (1.0 - np.eye(r)))


def state_values(world: World, limit: LimitWorld) -> tuple[Floats, Floats, Floats]:
    """L_j = E max over k of (v_jk + beta L_k + e), solved to 1e-12; the logsum without Euler's constant, and the chance to stay."""
    nest = world.setting.nest if limit.nests else None
    return solve_values(
        utilities(world, limit), float(limit.at("beta", world.month)), nest, float(limit.at("nest_lambda", world.month))
    )


def solve_values(
    v: Floats, beta: float, nest: NDArray[np.int64] | None = None, lam: float = 1.0
) -> tuple[Floats, Floats, Floats]:
    """The fixed point of L_j = E max over k of (v_jk + beta L_k + e): (L, logsum without Euler's constant, chance to stay), float64[R].

    nest: number of each place's nest, with dissimilarity lam; None for the plain logit.
    """
    value = np.zeros(len(v))
    for _ in range(200_000):
        logsum, stay = _inclusive(v + beta * value[None, :], nest, lam)
        if np.max(np.abs(logsum + EULER - value)) <= 1e-12 * max(1.0, np.abs(value).max()):
            break
        value = logsum + EULER
    logsum, stay = _inclusive(v + beta * value[None, :], nest, lam)
    return logsum + EULER, logsum, stay


def _inclusive(v: Floats, nest: NDArray[np.int64] | None, lam: float) -> tuple[Floats, Floats]:
    """Logsum over the places to go to, and the chance to stay, from every place."""
    if nest is None:
        logsum = _logsum(v)
        return logsum, exp(np.diag(v) - logsum)
    within = np.stack(
        [lam * _logsum(v[:, nest == n] / lam) for n in np.unique(nest)], axis=1
    )  # inclusive value of each nest
    logsum = _logsum(within)
    own = within[np.arange(len(v)), np.searchsorted(np.unique(nest), nest)]
    return logsum, exp(np.diag(v) / lam - own / lam + own - logsum)


def _logsum(v: Floats) -> Floats:
    top = v.max(axis=1)
    return np.asarray(ln(exp(v - top[:, None]).sum(axis=1)) + top)


def matching_of(limit: LimitWorld, month: int) -> tuple[int, Floats]:
    """Kind and elasticity of a limit world's matching function."""
    rule = limit.labour
    if isinstance(rule, Matching):
        return KINDS[rule.kind], rule.at("eta", month)
    assert isinstance(rule, FreeEntry)
    return COBB_DOUGLAS, rule.at("eta", month)


def open_firms(world: World, ids: NDArray[np.uint64]) -> None:
    """Firms of one agent each, size one."""
    world.firms.append(len(ids), id=ids, alive=1, born=world.month, low0=1.0)


def run_limit_firms(world: World) -> None:
    """Growth, exit and entry at the given monthly rates, by the same loop as anywhere."""
    limit = world.scenario.limit
    rule = limit.firms if limit else "off"
    if not isinstance(rule, Firms):
        return
    firms, r = world.firms, world.setting.count
    yearly_exit = 1.0 - power(1.0 - rule.exit_month, 12.0)
    mean = rule.growth_mean + 0.5 * rule.growth_sd * rule.growth_sd
    rules = FirmRules(rule.growth_sd, mean, yearly_exit, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1)
    gone, layoff = np.zeros(firms.size, np.int8), np.zeros((firms.size, 2))
    held, ended = np.zeros((2, r * FIELDS * 2))
    live(
        firms.arrays(),
        firms.size,
        world.month,
        firm_keys(world.seed, world.month),
        rules,
        np.ones(r),
        np.ones(r),
        np.ones(r),
        gone,
        layoff,
        held,
        ended,
    )
    u = draws_at(stream_key(world.seed, Stream.FIRM_ENTRY, world.month), world.setting.key[:1], np.uint64(0))[0]
    n = poisson(rule.entry_month, float(u))
    if n:
        open_firms(world, np.uint64(identity(LIMIT_ENTRANT, world.month)) + np.arange(n, dtype=np.uint64))
