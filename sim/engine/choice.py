"""Where to live: what one person considers, and what each place is worth to the person, from the state at the start of the month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw, draw_at, gumbel
from sim.engine.asking import live_bits
from sim.engine.promises import may_expect, promised_rent, promised_services, promised_spouse, promised_yuan
from sim.exact import ln, normal_quantile
from sim.jit import inlined, loop
from sim.records import PUBLIC_POST, Status, Tenure
from sim.rules.consideration import includable, included, push
from sim.rules.income import earning_power, household_income, money, wage
from sim.rules.parameters import GIVEN, NO_TASTE, UNIFORM
from sim.rules.taste import ln_positive_stable, nested_shock
from sim.rules.ties import move_cost, move_kind

STUDENT, SEARCHING, EMPLOYED = int(Status.STUDENT), int(Status.SEARCHING), int(Status.EMPLOYED)
OWNER = int(Tenure.OWNER)
NEVER = -1e300  # utility of a place that is not considered


class Person(NamedTuple):
    """One row of people, in Python's own numbers."""

    row: int
    id: np.uint64
    degree: int
    skill: int
    job_degree: int
    mismatched: int
    public: int  # 1 in a public post that is not a platform's
    home: int
    province: int
    college: int
    region: int
    status: int
    housing: int
    years: float
    power: float  # factor on any market wage
    rent_fixed: float
    claims: float
    served: float  # utils of running claims on services
    interned: int  # bitmask of regions where the person has been an intern
    partner: int
    child: int
    lived: int
    tenure: float  # months at the place lived in
    tier: int
    live_bits: np.uint64  # policies whose clauses for life hold and that have not been claimed
    claimed: np.uint64


@inlined
def person_at(people, i, month, salary, p):
    """The person of row i, as seen in `month`; salary: relative to what the market pays for the same work."""
    degree = int(people.degree[i])
    years = max(0, month - int(people.grad_month[i])) / 12.0
    public = 1 if int(people.job_field[i]) == PUBLIC_POST and int(people.platform[i]) < 0 else 0
    child = 1 if int(people.child_age[i]) >= 0 else 0
    return Person(
        row=i,
        id=people.id[i],
        degree=degree,
        skill=max(0, degree - 1),
        job_degree=int(people.job_degree[i]),
        mismatched=int(people.mismatched[i]),
        public=public,
        home=int(people.home[i]),
        province=int(people.home_province[i]),
        college=int(people.college[i]),
        region=int(people.region[i]),
        status=int(people.status[i]),
        housing=int(people.housing[i]),
        years=years,
        power=earning_power(float(people.ability[i]), years, p) * salary,
        rent_fixed=float(people.rent_fixed[i]),
        claims=float(people.claims_left[i]),
        served=float(people.served[i]),
        interned=np.int64(people.interned[i]),
        partner=int(people.partner[i]),
        child=child,
        lived=np.int64(people.lived[i]),
        tenure=float(month - int(people.last_move[i])),
        tier=int(people.tier[i]),
        live_bits=live_bits(people, i),
        claimed=people.claimed[i],
    )


@inlined
def place_match(person, j, scene):
    """q_ij: log points, known only for places lived in."""
    places = scene.places
    keys = scene.keys
    p = scene.p
    if p.match_sd == 0.0 or (person.lived >> j) & 1 == 0:
        return 0.0
    return p.match_sd * normal_quantile(draw_at(keys.match, person.id, places.key[j]))


@inlined
def income_at(person, j, work, scene):
    """y_ij: yuan a month of the household at j, with `work` the expected share of the horizon in work."""
    places = scene.places
    promises = scene.promises
    p = scene.p
    here = j == person.region
    in_job = here and person.status == EMPLOYED
    degree = person.job_degree if in_job else person.degree
    mismatched = person.mismatched if in_job else 0
    pay = wage(places.wage[j, degree], person.power, place_match(person, j, scene), mismatched, p)
    claims = person.claims if here else 0.0
    partner = person.partner * (places.partner_here[j] if here else places.partner[j])
    if may_expect(person, promises):
        claims = promised_yuan(person, j, claims, promises)
        if not here:
            partner += (
                person.partner * (places.partner_here[j] - places.partner[j]) * promised_spouse(person, j, promises)
            )
    return household_income(work, pay, places.cash_share[j], places.hukou_loss[person.home, j], partner, claims, p)


@inlined
def ln_net_rent(person, j, scene):
    """ln r_ij: what a m2 costs this person at j."""
    places = scene.places
    if j == person.region and person.housing == OWNER:
        return ln(person.rent_fixed)
    return places.ln_rent[j]


@inlined
def tie_at(person, j, places):
    """ln of size times ties; inside an aggregate only the own city is near and free of the cost of a move."""
    home = 1 if person.home == j else 0
    college = 1 if person.college == j else 0
    if j != person.region:
        return places.tie[person.degree, j, person.province, home, college]
    kind = move_kind(person.status == STUDENT, 1 if person.housing == OWNER else 0, person.child)
    return places.tie_here[person.degree, j, person.province, home, college, kind]


@inlined
def apart(person, j, scene):
    """How far j is from the place lived in, and what a move there costs: utils."""
    cost = move_cost(person.status == STUDENT, 1 if person.housing == OWNER else 0, person.child, 1.0, scene.p)
    distance = scene.places.distance[person.degree, person.region, j]
    return distance + cost * scene.levers.move_cost[person.region, j]


@inlined
def living(person, j, peers, scene):
    """v_ij of all that is not money: ties, place, peers, and what a move there costs."""
    places = scene.places
    p = scene.p
    value = tie_at(person, j, places) + places.constant[j, person.degree]
    if p.peers:
        value += p.network_J * peers
    if (person.interned >> j) & 1:
        value += p.internship_tie
    if may_expect(person, scene.promises):
        value += promised_services(person, j, scene.promises, p)
    if j != person.region:
        value -= apart(person, j, scene)
    else:
        value += person.served
        if person.public:
            value += p.public_amenity
    return value


@inlined
def means(person, j, work, scene):
    """(income in yuan a month, ln of the rent it is set against) of a person at j, help with the rent included."""
    income, ln_rent = income_at(person, j, work, scene), ln_net_rent(person, j, scene)
    if may_expect(person, scene.promises):
        yuan, relief = promised_rent(person, j, income, scene.promises, scene.p)
        income, ln_rent = income + yuan, ln_rent + relief
    return income, ln_rent


@inlined
def utility(person, j, work, peers, scene):
    """v_ij: utility of living at j without its shock (docs/model.md: Utility)."""
    value = living(person, j, peers, scene)
    if scene.p.money:
        income, ln_rent = means(person, j, work, scene)
        value += money(income, ln_rent, scene.places.eps[j], scene.places.alpha[j], scene.p.form)
    return value


@inlined
def expected_work(person, j, scene):
    """e_ij: 1 in one's own job, else what the market's queue lets one hope for."""
    places = scene.places
    p = scene.p
    if p.labour and j == person.region and person.status == EMPLOYED:
        return 1.0
    return places.work[j, person.skill]


@inlined
def shock(person, j, slot, scene):
    """e_ij of the review whose month is `slot` modulo 32."""
    places = scene.places
    keys = scene.keys
    p = scene.p
    if p.tastes == NO_TASTE:
        return 0.0
    if p.tastes == GIVEN:
        return places.taste[person.row, j]
    u = draw_at(keys.choice[slot], person.id, places.key[j])
    if p.tastes == UNIFORM:  # two regions: the second over the first
        return p.taste_scale * (2.0 * u - 1.0) if j == 1 else 0.0
    if not p.nested:
        return gumbel(u)
    u1 = draw_at(keys.nest[slot], person.id, places.nest_key[j])
    u2 = draw_at(keys.nest_2[slot], person.id, places.nest_key[j])
    return nested_shock(u, ln_positive_stable(p.nest_lambda, u1, u2), p.nest_lambda)


@inlined
def considered(person, contacted, aware, class_row, scene):
    """The set of regions considered, as a bitmask: it only grows."""
    places = scene.places
    keys = scene.keys
    p = scene.p
    province = college_province(person, scene)
    maybe = includable_places(person, province, contacted, class_row, scene) & ~aware
    if maybe:
        for j in range(places.key.size):
            if (maybe >> j) & 1:
                peers = scene.peers[class_row, j] if p.peers else 0.0
                near = 1 if places.same_province[province, j] else 0
                u = draw_at(keys.aware, person.id, places.key[j])
                if included(u, places.base_awareness[j], near, peers, (contacted >> j) & 1, p):
                    aware |= 1 << j
    if p.ties_known:
        aware |= (1 << person.region) | (1 << person.home) | (1 << person.college)
    return aware if aware else 1 << person.region


@inlined
def includable_places(person, province, contacted, class_row, scene):
    """The set of regions that the person's draws for life do not rule out, as a bitmask."""
    far = scene.afar
    places = scene.places
    keys = scene.keys
    p = scene.p
    weight = 1.0 if p.peers else 0.0
    maybe = 0
    for j in range(places.key.size):
        u = draw_at(keys.aware, person.id, places.key[j])
        more = push(far.near[province, j], weight * scene.peers[class_row, j], (contacted >> j) & 1, p)
        maybe |= np.int64(includable(u, places.base_awareness[j], more)) << j
    return maybe


@inlined
def college_province(person, scene):
    """Province of the college: drawn by residents where its region holds several."""
    places = scene.places
    keys = scene.keys
    only = scene.afar.province[person.college]
    if only >= 0:
        return only
    u = draw(keys.college_province, person.id)
    cumulative = places.province_cumulative[person.college]
    for province in range(cumulative.size):
        if u < cumulative[province]:
            return province
    return cumulative.size - 1


@loop
def weigh_offers(searches, invited, month, people, scene, takes):
    """Whether each of the searchers invited takes the offer: one at home always, one from afar if, now in hand, it still beats
    staying with the shocks of the review that led to it.

    searches: Searches; takes: bool, by position in these, as invited is. Quickest when invited is in order, as rows are.
    """
    p = scene.p
    for k in range(invited.size):
        offer = invited[k]
        i, j = searches.row[offer], searches.market[offer] // 3
        takes[offer] = True
        if j == int(people.region[i]):
            continue
        person = person_at(people, i, month, 1.0, p)
        slot = int(people.review_month[i]) & 31
        there = 0.0
        for side in range(2):  # the place of the offer, then the one lived in
            at = j if side == 0 else person.region
            peers = scene.peers[people.class_row[i], at] if p.peers else 0.0
            work = 1.0 if side == 0 else expected_work(person, at, scene)
            value = utility(person, at, work, peers, scene) + shock(person, at, slot, scene)
            if side == 0:
                there = value
            else:
                takes[offer] = there > value
