"""The verbs of a life: the only code that writes `status`, `job_field`, `search_region`, `offer_region` and `housing` of people.

Each verb is a line of somebody's story; the loops at the end are for those who tell it of many rows at once.
`search_region` is where somebody looks for work, -1 for who does not look; where somebody moves to travels with the mover.
"""

from __future__ import annotations

import numpy as np

from sim.jit import inlined, loop
from sim.records import NO_FIELD, Status, Tenure

STUDENT, SEARCHING, EMPLOYED, AWAY = (int(s) for s in (Status.STUDENT, Status.SEARCHING, Status.EMPLOYED, Status.AWAY))
MARKET, FLAT, OWNER = (int(t) for t in (Tenure.MARKET, Tenure.FLAT, Tenure.OWNER))
NOWHERE = -1


@inlined
def search(people, i, j, month):
    """Look for work at j from now on; nowhere for those who stay in the job they have."""
    people.search_region[i] = NOWHERE if int(people.status[i]) == EMPLOYED and j == int(people.region[i]) else j
    people.search_since[i] = month


@inlined
def give_up(people, i):
    """End a search from afar, or refuse its offer: the employed look no further, all others at home."""
    people.search_region[i] = NOWHERE if int(people.status[i]) == EMPLOYED else int(people.region[i])


@inlined
def start_job(people, i, j, month, job_field, job_degree):
    """Take a post at j: a job at once for graduates, an offer held until July for students."""
    people.job_field[i] = job_field
    people.job_degree[i] = job_degree
    people.mismatched[i] = job_field >= 0 and job_field != int(people.field[i])
    people.search_region[i] = NOWHERE
    if int(people.status[i]) == STUDENT:
        people.offer_region[i] = j
    else:
        people.status[i] = EMPLOYED
        people.status_since[i] = month


@inlined
def lose_job(people, i, month):
    """From work to search at the place lived in; a student is left without offer."""
    people.job_field[i] = NO_FIELD
    people.mismatched[i] = 0
    if int(people.status[i]) == STUDENT:
        people.offer_region[i] = NOWHERE
        return
    people.status[i] = SEARCHING
    people.status_since[i] = month
    search(people, i, int(people.region[i]), month)


@inlined
def graduate(people, i, month):
    """Leave college: to work where the offer is, else to search where one looked, or here. The place to live, NOWHERE for where one is.

    Without an offer one goes where one looks if that is home: there is a bed, and whoever leaves college moves at no cost.
    """
    offer = int(people.offer_region[i])
    people.offer_region[i] = NOWHERE
    people.last_move[i] = month
    people.status[i] = EMPLOYED if offer >= 0 else SEARCHING
    people.status_since[i] = month
    if offer < 0 and int(people.search_region[i]) < 0:
        people.search_region[i] = int(people.region[i])
    if offer < 0 and int(people.search_region[i]) == int(people.home[i]):
        return int(people.home[i])
    return offer


@inlined
def move(people, i, j, month):
    """Live at j from now on, as a tenant; whoever looks for work looks there."""
    people.region[i] = j
    people.lived[i] = np.int64(people.lived[i]) | (1 << j)
    people.aware[i] = np.int64(people.aware[i]) | (1 << j)
    people.last_move[i] = month
    people.search_region[i] = j if int(people.status[i]) == SEARCHING else NOWHERE
    end_stay(people, i)


@inlined
def move_in(people, i, until):
    """Live in a talent flat until a month."""
    people.housing[i] = FLAT
    people.flat_until[i] = until


@inlined
def end_stay(people, i):
    """Live in a flat of the market again."""
    people.housing[i] = MARKET
    people.flat_until[i] = -1


@inlined
def buy_home(people, i, rent):
    """Own the home from now on; what it costs is today's rent, for good."""
    people.housing[i] = OWNER
    people.rent_fixed[i] = rent
    people.flat_until[i] = -1


@inlined
def retire(people, i):
    """Leave the population, and the post with it."""
    people.job_field[i] = NO_FIELD
    people.status[i] = AWAY
    people.search_region[i] = people.offer_region[i] = NOWHERE


@loop
def start_jobs(rows, place, month, people, job_field, job_degree):
    """Posts of one kind for all of rows, each at place[k]."""
    for k in range(rows.size):
        start_job(people, rows[k], place[k], month, job_field, job_degree)


@loop
def deal(rows, job_field, people):
    """Work that goes on, from now on in a post of job_field[k]."""
    for k in range(rows.size):
        people.job_field[rows[k]] = job_field[k]


@loop
def change_posts(rows, job_field, people):
    """Another post with work of the same kind, from now on one of job_field[k], which is that of the person: work goes on."""
    for k in range(rows.size):
        people.job_field[rows[k]] = job_field[k]
        people.mismatched[rows[k]] = 0


@loop
def rest(rows, people):
    """Nobody of rows, who are in work, looks for another post."""
    for k in range(rows.size):
        people.search_region[rows[k]] = NOWHERE


@loop
def lose_jobs(rows, month, people):
    """Everybody of rows loses the post or the offer."""
    for k in range(rows.size):
        lose_job(people, rows[k], month)


@loop
def set_to_work(rows, works, people):
    """In work or searching at home, as works[k] says, before anything has happened."""
    for k in range(rows.size):
        i = rows[k]
        people.status[i] = EMPLOYED if works[k] else SEARCHING
        people.search_region[i] = NOWHERE if works[k] else int(people.region[i])


@loop
def retire_all(rows, people):
    """Everybody of rows leaves the population."""
    for k in range(rows.size):
        retire(people, rows[k])


@loop
def move_in_all(rows, until, people):
    """Talent flats for everybody of rows, until a month."""
    for k in range(rows.size):
        move_in(people, rows[k], until)


@loop
def house(rows, owns, rent, people):
    """Owners, as owns[k] says, and tenants, before anything has happened.  rent: float64[R]."""
    for k in range(rows.size):
        i = rows[k]
        people.rent_fixed[i] = rent[int(people.region[i])]
        people.housing[i] = OWNER if owns[k] else MARKET
