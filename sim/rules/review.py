"""When a person thinks about where to live: a hazard that falls with age, and months in which it is certain (core.md section 6, review)."""

from __future__ import annotations

import math

from sim.jit import rule

AGE_AT_LEAVING = (21, 22, 25, 29)  # by degree: college, bachelor, master, doctor


@rule
def monthly(yearly):
    """A yearly hazard as a monthly one.

    >>> round((1 - monthly(0.1)) ** 60, 5)
    0.59049
    """
    return 1.0 - (1.0 - yearly) ** (1.0 / 12.0)


@rule
def monthly_of_quarter(rate):
    """A quarterly rate as a monthly probability: 1 - exp(-f/3)."""
    return 1.0 - math.exp(-rate / 3.0)


@rule
def review_hazard(age, attention_review, review_age):
    """Monthly chance of a review at an age in years."""
    return monthly(min(1.0, attention_review * math.exp(-review_age * (age - 22))))
