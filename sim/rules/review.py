"""When a person thinks about where to live: a hazard that falls with age, and months in which it is certain (docs/model.md: Review)."""

from __future__ import annotations

from collections.abc import Mapping

from sim.exact import exp, power
from sim.jit import rule
from sim.records import DEGREES


def leaving_ages(parameters: Mapping[str, float]) -> tuple[float, ...]:
    """Age in years at leaving college, by degree."""
    return tuple(parameters[f"leaving_age_{degree}"] for degree in DEGREES)


@rule
def monthly(yearly):
    """A yearly hazard as a monthly one.

    >>> round((1 - monthly(0.1)) ** 60, 5)
    0.59049
    """
    return 1.0 - power(1.0 - yearly, 1.0 / 12.0)


@rule
def monthly_of_quarter(rate):
    """A quarterly rate as a monthly probability: 1 - exp(-f/3)."""
    return 1.0 - exp(-rate / 3.0)


@rule
def yearly_review(years_older, attention_review, review_age):
    """Yearly hazard of a review of somebody some years older than a bachelor who leaves college.

    >>> yearly_review(0.0, 0.3, 0.05)
    0.3
    """
    return min(1.0, attention_review * exp(-review_age * years_older))
