"""One pass over people that counts who is where and does what."""

from __future__ import annotations

from sim.jit import loop
from sim.records import Status

STUDENT, EMPLOYED, AWAY = int(Status.STUDENT), int(Status.EMPLOYED), int(Status.AWAY)


@loop
def tally(people, low, high, persons, employed, by_college, employed_by_college, mismatched, overqualified):
    """Add everybody who has left college: persons, employed [R, 4] by degree; by_college, employed_by_college [R, R]; the rest [R]."""
    for i in range(low, high):
        status = int(people.status[i])
        if status in (STUDENT, AWAY):
            continue
        j, d, c = int(people.region[i]), int(people.degree[i]), int(people.college[i])
        persons[j, d] += 1
        by_college[j, c] += 1
        if status == EMPLOYED:
            employed[j, d] += 1
            employed_by_college[j, c] += 1
            mismatched[j] += int(people.mismatched[i])
            if int(people.job_degree[i]) < d:
                overqualified[j] += 1


@loop
def jobs(people, low, high, held):
    """Jobs held by region and skill of the post, students' offers included: held[R, 3] is added to."""
    for i in range(low, high):
        status = int(people.status[i])
        if status == EMPLOYED:
            held[int(people.region[i]), max(0, int(people.job_degree[i]) - 1)] += 1
        elif status == STUDENT and int(people.offer_region[i]) >= 0:
            held[int(people.offer_region[i]), max(0, int(people.job_degree[i]) - 1)] += 1


@loop
def first_jobs(people, low, high, month, count):
    """First jobs begun this month: count[region, college, degree] of those who never worked before."""
    for i in range(low, high):
        if int(people.job_start[i]) == month and int(people.worked[i]) == 0 and int(people.status[i]) == EMPLOYED:
            people.worked[i] = 1
            count[int(people.region[i]), int(people.college[i]), int(people.degree[i])] += 1


@loop
def stays(people, low, high, grad_month, count):
    """Where the class of `grad_month` lives: count[college, region] of everybody who has left college."""
    for i in range(low, high):
        if int(people.grad_month[i]) == grad_month and int(people.status[i]) != AWAY:
            count[int(people.college[i]), int(people.region[i])] += 1
