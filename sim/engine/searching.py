"""Who thinks about where to live this month, what becomes of the choice, and who looks for work where."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import draw
from sim.engine.rows import rows_in
from sim.engine.transitions import AWAY, EMPLOYED, SEARCHING, STUDENT, give_up, search
from sim.jit import inlined, loop

NOBODY_MOVES, UNEMPLOYED_MOVE, ALL_MOVE = range(3)  # who moves at once, before there is work


class Searches(NamedTuple):
    """Those who look for work, with room for n of them; a market is region * 3 + skill."""

    row: np.ndarray  # int64[n], of people
    market: np.ndarray  # int64[n]
    weight: np.ndarray  # float64[n], 1 at home, less from afar

    @classmethod
    def room(cls, n: int) -> Searches:
        """Room for n of them."""
        row, market = np.empty((2, n), np.int64)
        return cls(row, market, np.empty(n))

    def first(self, n: int) -> Searches:
        """The first n."""
        return Searches(*(column[:n] for column in self))


class SearchRules(NamedTuple):
    """How people search in this month."""

    campus: bool  # students search
    rests: bool  # who lost work this month looks for it from the next on, so that u = s / (s + f)
    months: int  # how long a search from afar lasts
    far: float  # weight of a searcher from afar
    far_student: float  # of a student, whom employers meet on campus


@loop
def reviewers(window, key, hazard, lost, season_review, out):
    """Rows that review their place this month, in `out`; their number.

    hazard: float64[4, months] by degree and months since leaving; lost: chance of whoever has just lost the job. Both by one draw.
    """
    people, n = window.people, 0
    last = hazard.shape[1] - 1
    highest = max(lost, largest(hazard.reshape(-1)))
    for i in rows_in(window.low, window.high):
        status = int(people.status[i])
        if status == AWAY:
            continue
        if status == STUDENT:
            due = season_review and int(people.offer_region[i]) < 0
        else:
            due = int(people.review_due[i]) == window.month
            u = draw(key, people.id[i])
            if not due and u < highest:
                months = min(last, max(0, window.month - int(people.grad_month[i])))
                due = u < hazard[int(people.degree[i]), months]
                due |= u < lost and status == SEARCHING and int(people.status_since[i]) == window.month
        if due:
            out[n] = i
            n += 1
    return n


@inlined
def largest(values):
    """The largest of some chances, 0 of none."""
    most = 0.0
    for k in range(values.size):
        most = max(most, values[k])
    return most


@loop
def commit_choices(rows, chosen, month, people, who_moves, out):
    """Turn choices into searches; positions of those who move at once in `out`; their number."""
    n = 0
    for k in range(rows.size):
        i, j = rows[k], chosen[k]
        at_once = who_moves == ALL_MOVE or (who_moves == UNEMPLOYED_MOVE and int(people.status[i]) == SEARCHING)
        people.review_month[i] = month
        search(people, i, j, month)
        if at_once and j != int(people.region[i]):
            out[n] = k
            n += 1
    return n


@loop
def searchers(window, levers, rules, out):
    """Who searches and where, in `out`; their number. A search from afar ends after a while.

    levers: PlaceArrays; of the gap to local search `search_gap` is closed for everybody, `remote_search` for those contacted.
    """
    people, n = window.people, 0
    for i in rows_in(window.low, window.high):
        if not looks(people, i, window.month, rules):
            continue
        here, j = int(people.region[i]), int(people.search_region[i])
        out.row[n] = i
        out.market[n] = j * 3 + skill_sought(people, i, window.month, rules)
        out.weight[n] = 1.0
        if j != here:
            far = rules.far_student if int(people.status[i]) == STUDENT else rules.far
            helped = levers.search_gap[here, j]
            if (np.int64(people.contacted[i]) >> j) & 1:
                helped = max(helped, levers.remote_search[here, j])
            out.weight[n] = 1.0 - (1.0 - far) * (1.0 - helped)
        n += 1
    return n


@inlined
def looks(people, i, month, rules):
    """Whether somebody looks for work this month; whose search from afar has lasted too long gives it up."""
    status, j = int(people.status[i]), int(people.search_region[i])
    if status == AWAY or (rules.rests and status == SEARCHING and int(people.status_since[i]) == month):
        return False
    if status == STUDENT:
        return rules.campus and int(people.offer_region[i]) < 0 and j >= 0
    late = month - int(people.search_since[i]) >= rules.months
    if status == EMPLOYED:
        if j >= 0 and late:
            give_up(people, i)
        return j >= 0 and not late
    if j != int(people.region[i]) and (j < 0 or late):
        give_up(people, i)
    return True


@inlined
def skill_sought(people, i, month, rules):
    """Labour market by degree; after a long search a master looks among the posts for bachelors too."""
    degree = int(people.degree[i])
    idle = int(people.status[i]) == SEARCHING and month - int(people.status_since[i]) >= rules.months
    return 0 if degree == 2 and idle else max(0, degree - 1)
