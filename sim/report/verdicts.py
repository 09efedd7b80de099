"""One word for each variant, by rule, from its noise and its futures."""

from __future__ import annotations

import math

from sim.report.formats import known
from sim.report.study import Study

#: In the order in which the page explains them.
VERDICTS = ("clear", "depends", "shown", "none", "worse", "single", "missing")


def verdict(low: float, high: float, worst: float, estimate: float = 0.0) -> str:
    """The verdict on a net gain.

    low, high: 95 % noise (nan for one replicate); worst: least gain over the futures, nan where none were run.
    clear: noise excludes 0 and every future gains; depends: noise excludes 0, not every future gains; shown: noise
    excludes 0 and no futures were run; none: noise holds 0; worse: noise lies below 0; single: one replicate.

    >>> verdict(100, 300, 20), verdict(100, 300, -5), verdict(100, 300, math.nan), verdict(-10, 30, 5)
    ('clear', 'depends', 'shown', 'none')
    """
    if not known(estimate):
        return "missing"
    if not known(low, high):
        return "single"
    if high < 0:
        return "worse"
    if low <= 0:
        return "none"
    if math.isnan(worst):
        return "shown"
    return "clear" if worst > 0 else "depends"


def verdicts(study: Study) -> dict[str, str]:
    """Verdict of every variant."""
    net, unknown = study.effect("net"), study.unknown("net").low
    return {n: verdict(net.low[n], net.high[n], unknown[n], net.estimate[n]) for n in study.names}
