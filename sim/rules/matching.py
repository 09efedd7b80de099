"""How many meet in a labour market (docs/model.md: Matching)."""

from __future__ import annotations

from sim.exact import expm1, log1p, power
from sim.jit import rule

COBB_DOUGLAS, URN_BALL, FULL = 0, 1, 2
FUNCTIONS = {"cobb_douglas": COBB_DOUGLAS, "urn_ball": URN_BALL, "full": FULL}


@rule
def matches(seekers, vacancies, efficiency, eta, kind):
    """M of one market in one month, never more than either side.

    >>> round(matches(1000.0, 1000.0, 1.0, 0.6, 1), 3)
    632.305
    """
    if seekers <= 0.0 or vacancies <= 0.0:
        return 0.0
    if kind == 1:
        m = efficiency * vacancies * -expm1(seekers * log1p(-1.0 / vacancies)) if vacancies > 1.0 else vacancies
    elif kind == 2:
        m = min(seekers, vacancies)
    else:
        m = efficiency * power(seekers, eta) * power(vacancies, 1.0 - eta)
    return min(m, seekers, vacancies)


@rule
def nash_wage(home, productivity, tightness, bargain, vacancy_cost):
    """w = z + b (p - z + c theta): wage by bargaining (switch nash)."""
    return home + bargain * (productivity - home + vacancy_cost * tightness)
