"""What happens to people one by one in a month: lost jobs, who reviews, who searches, hires, moves, family, ageing.

Every event is "u < probability", keyed by the person, so that a changed probability touches only those in between.
"""

from __future__ import annotations

import numpy as np

from sim.draws import draw
from sim.engine.posts import FIELDS, join_firm
from sim.engine.rows import rows_in
from sim.jit import inlined, loop
from sim.records import NO_EMPLOYER, PUBLIC_EMPLOYER, Status, Tenure

STUDENT, SEARCHING, EMPLOYED, AWAY = (int(s) for s in (Status.STUDENT, Status.SEARCHING, Status.EMPLOYED, Status.AWAY))
MARKET, FLAT, OWNER = (int(t) for t in (Tenure.MARKET, Tenure.FLAT, Tenure.OWNER))
TWELVE = np.uint64(12)


@inlined
def job_cell(people, i, firm_field):
    """Number of the cell (region of the job, field of the firm, skill of the post) of somebody who works for a firm."""
    skill = 1 if int(people.job_degree[i]) >= 2 else 0
    return (job_place(people, i) * FIELDS + int(firm_field[int(people.employer[i])])) * 2 + skill


@inlined
def job_place(people, i):
    """Region of somebody's job or offer."""
    offer = int(people.offer_region[i])
    return offer if offer >= 0 else int(people.region[i])


@inlined
def largest(values):
    """The largest of some chances, 0 of none."""
    most = 0.0
    for k in range(values.size):
        most = max(most, values[k])
    return most


@loop
def separate(
    people,
    low,
    high,
    month,
    quit_key,
    quit_chance,
    public_factor,
    loss_key,
    move_key,
    firm_field,
    rate,
    most,
    trouble,
    layoff,
    staff,
    out,
):
    """People who lose their job: quits, and the cell's part of the jobs that firms end, each by a draw of the person's own.

    Who loses work in a cell does not hang on who works where: staff of firms that close (trouble 1) or have too many (trouble 2, chance
    layoff[F, 2]) and keep work are written to `out` to take other posts of the cell; their number. quit_chance: float64[R] a month;
    rate: float64[cells], most: float64[R], the largest of a region; staff: int32[F, 2], lowered with each; a student who loses the job
    loses the offer.
    """
    count = at_risk(
        people, low, high, quit_key, largest(quit_chance) * max(1.0, public_factor), loss_key, most, trouble, out
    )
    n = 0
    for k in range(count):
        i = out[k]
        status, firm = int(people.status[i]), int(people.employer[i])
        skill = 1 if int(people.job_degree[i]) >= 2 else 0
        leaves = firm >= 0 and draw(loss_key, people.id[i]) < rate[job_cell(people, i, firm_field)]
        if not leaves and status == EMPLOYED:
            chance = quit_chance[int(people.region[i])]
            if firm == PUBLIC_EMPLOYER:
                chance *= public_factor
            leaves = draw(quit_key, people.id[i]) < chance
        if leaves:
            if firm >= 0:
                staff[firm, skill] -= 1
            lose_job(people, i, month)
        elif (
            firm >= 0
            and trouble[firm] != 0
            and (trouble[firm] == 1 or draw(move_key, people.id[i]) < layoff[firm, skill])
        ):
            staff[firm, skill] -= 1
            out[n] = i
            n += 1
    return n


@inlined
def at_risk(people, low, high, quit_key, most_quits, loss_key, most, trouble, out):
    """Rows of those with a job whose draws or firm may cost them it, in `out`; their number."""
    n = 0
    for i in rows_in(low, high):
        status, firm = int(people.status[i]), int(people.employer[i])
        works = (status == EMPLOYED) | ((status == STUDENT) & (int(people.offer_region[i]) >= 0))
        if works:
            lost = draw(loss_key, people.id[i]) < most[job_place(people, i)]
            quits = draw(quit_key, people.id[i]) < most_quits
            troubled = firm >= 0 and trouble[firm] != 0
            out[n] = i
            n += lost | quits | troubled
    return n


@loop
def change_employer(rows, count, month, people, posts, firm_field, pair_key):
    """Staff of firms in trouble take other posts of their cell, in the order given; who finds none open loses the job."""
    for k in range(count):
        i = rows[k]
        cell = job_cell(people, i, firm_field)
        skill = cell % 2
        field, place = (cell // 2) % FIELDS, cell // 2 // FIELDS
        if posts.by_field[place, skill, field] <= 0:
            lose_job(people, i, month)
            continue
        people.employer[i] = join_firm(people.id[i], place, field, skill, posts, pair_key)


@inlined
def lose_job(people, i, month):
    """From work to search at the place lived in, with a review this month; a student is left without offer."""
    people.employer[i] = NO_EMPLOYER
    people.mismatched[i] = 0
    if int(people.status[i]) == STUDENT:
        people.offer_region[i] = -1
        return
    people.status[i] = SEARCHING
    people.search_region[i] = people.region[i]
    people.search_since[i] = month
    people.status_since[i] = month
    people.review_due[i] = month


@loop
def reviewers(people, low, high, month, key, hazard, season_review, out):
    """Rows that review their place this month, in `out`; their number.  hazard: float64[4, months] by degree and months since leaving."""
    n = 0
    last = hazard.shape[1] - 1
    highest = largest(hazard.reshape(-1))
    for i in rows_in(low, high):
        status = int(people.status[i])
        if status == AWAY:
            continue
        if status == STUDENT:
            due = season_review and int(people.offer_region[i]) < 0
        else:
            due = int(people.review_due[i]) == month
            u = draw(key, people.id[i])
            if not due and u < highest:
                months = min(last, max(0, month - int(people.grad_month[i])))
                due = u < hazard[int(people.degree[i]), months]
        if due:
            out[n] = i
            n += 1
    return n


@loop
def commit_search(rows, chosen, count, month, people, move_first, out):
    """Turn choices into searches; rows that move at once (no labour market, or move first) in `out`; their number.

    move_first: 0 nobody, 1 the unemployed, 2 everybody.
    """
    n = 0
    for k in range(count):
        i, j = rows[k], chosen[k]
        status = int(people.status[i])
        here = int(people.region[i])
        people.review_month[i] = month
        if move_first == 2 or (move_first == 1 and status == SEARCHING):
            people.search_region[i] = j
            people.search_since[i] = month
            if j != here:
                out[n] = i
                n += 1
            continue
        people.search_region[i] = -1 if status == EMPLOYED and j == here else j
        people.search_since[i] = month
    return n


@loop
def searchers(people, low, high, month, campus, rests, search_months, far, remote, rows, market, weight):
    """Who searches and where: rows, market (region * 3 + skill) and weight (1 at home, less from afar); their number.

    campus: students search this month. rests: who lost work this month looks for it from the next on, so that u = s / (s + f).
    A search from afar ends after `search_months`. remote: float64[R, R], share of the gap to local search closed for those contacted.
    """
    n = 0
    for i in rows_in(low, high):
        status = int(people.status[i])
        if status == AWAY:
            continue
        j = int(people.search_region[i])
        here = int(people.region[i])
        if rests and status == SEARCHING and int(people.status_since[i]) == month:
            continue
        if status == STUDENT:
            if not campus or int(people.offer_region[i]) >= 0 or j < 0:
                continue
        elif status == EMPLOYED:
            if j < 0:
                continue
            if month - int(people.search_since[i]) >= search_months:
                people.search_region[i] = -1
                continue
        elif j != here and (j < 0 or month - int(people.search_since[i]) >= search_months):
            people.search_region[i] = here
            j = here
        degree = int(people.degree[i])
        skill = max(0, degree - 1)
        if degree == 2 and status == SEARCHING and month - int(people.status_since[i]) >= search_months:
            skill = 0
        w = 1.0
        if j != here:
            w = far
            if (np.int64(people.contacted[i]) >> j) & 1:
                w = 1.0 - (1.0 - far) * (1.0 - remote[here, j])
        rows[n] = i
        market[n] = j * 3 + skill
        weight[n] = w
        n += 1
    return n


@inlined
def start_job(people, i, j, month, employer, job_degree, mismatched):
    """Take a post at j: a job at once for graduates, an offer held until July for students."""
    people.employer[i] = employer
    people.job_degree[i] = job_degree
    people.mismatched[i] = mismatched
    if int(people.status[i]) == STUDENT:
        people.offer_region[i] = j
    else:
        people.status[i] = EMPLOYED
        people.status_since[i] = month
    people.search_region[i] = -1


@loop
def leave_college(people, low, high, month, classes, movers):
    """July: students become graduates; those with an offer elsewhere in `movers`; their number."""
    n = 0
    for i in rows_in(low, high):
        if int(people.status[i]) != STUDENT or int(people.grad_month[i]) != month:
            continue
        here = int(people.region[i])
        classes[people.class_row[i], here] += 1
        classes[people.class_row[i], -1] += 1
        people.last_move[i] = month
        offer = int(people.offer_region[i])
        people.offer_region[i] = -1
        if offer < 0:
            people.status[i] = SEARCHING
            people.status_since[i] = month
            if int(people.search_region[i]) < 0:
                people.search_region[i] = here
            continue
        people.status[i] = EMPLOYED
        people.status_since[i] = month
        if offer != here:
            people.search_region[i] = offer
            movers[n] = i
            n += 1
    return n


@loop
def relocate(movers, count, month, first_job, people, classes, flows):
    """Move each of movers[:count] to its search_region.  flows: int64[R, R, 3, 4] += 1 by origin, destination, kind, degree."""
    for k in range(count):
        i = movers[k]
        here, j = int(people.region[i]), int(people.search_region[i])
        kind = 0 if first_job else (2 if int(people.home[i]) == j else 1)
        flows[here, j, kind, int(people.degree[i])] += 1
        classes[people.class_row[i], here] -= 1
        classes[people.class_row[i], j] += 1
        people.region[i] = j
        people.lived[i] = np.int64(people.lived[i]) | (1 << j)
        people.aware[i] = np.int64(people.aware[i]) | (1 << j)
        people.last_move[i] = month
        people.housing[i] = MARKET
        people.flat_until[i] = -1
        people.search_region[i] = j if int(people.status[i]) == SEARCHING else -1


@loop
def leave_population(people, low, high, month, career_months, staff):
    """People whose career has ended leave; the first row that is still here (the window's new start).

    Counts of classes stay: nobody of the class is left to read them, and retention needs its size afterwards.
    """
    first = high
    for i in range(low, high):
        if int(people.status[i]) == AWAY:
            continue
        if month - int(people.grad_month[i]) >= career_months:
            employer = int(people.employer[i])
            if employer >= 0:
                staff[employer, 1 if int(people.job_degree[i]) >= 2 else 0] -= 1
            people.employer[i] = NO_EMPLOYER
            people.status[i] = AWAY
            people.search_region[i] = -1
        else:
            first = min(first, i)
    return first


@loop
def family(people, low, high, month, partner_key, partner_chance, child_key, child_chance, school_age):
    """Once a year a person, in the month of the id: partner, child, a child's age; a partner found or a child at school bring a review."""
    slot = np.uint64(month % 12)
    for i in rows_in(low, high):
        if people.id[i] % TWELVE != slot or int(people.status[i]) == AWAY or int(people.status[i]) == STUDENT:
            continue
        if int(people.partner[i]) == 0:
            if draw(partner_key, people.id[i]) < partner_chance:
                people.partner[i] = 1
                people.review_due[i] = month + 1
        elif int(people.child_age[i]) >= 0:
            age = int(people.child_age[i]) + 1
            people.child_age[i] = min(age, 100)
            if age == school_age:
                people.review_due[i] = month + 1
        elif draw(child_key, people.id[i]) < child_chance:
            people.child_age[i] = 0


@loop
def end_flat_stays(people, low, high, month):
    """Talent flats whose time is up: back to the market, with a review this month."""
    for i in rows_in(low, high):
        if int(people.housing[i]) == FLAT and int(people.flat_until[i]) <= month:
            people.housing[i] = MARKET
            people.review_due[i] = month
