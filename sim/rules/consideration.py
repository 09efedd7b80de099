"""Which places a person has thought of: nobody chooses a place outside this set (docs/model.md: Consideration)."""

from __future__ import annotations

from sim.exact import exp
from sim.jit import rule

MARGIN = 1e-9  # far above the rounding of the bounds below


@rule
def inclusion(base, college_province, peers, contacts, p):
    """P: chance that a place belongs to the set; `base` is p0, `contacts` those received from lines to it.  p: Behaviour.

    >>> from sim.rules.example import BEHAVIOUR
    >>> round(inclusion(0.2, 0, 0.0, 0, BEHAVIOUR), 3), round(inclusion(0.2, 0, 0.0, 1, BEHAVIOUR), 3)
    (0.2, 0.504)
    """
    return 1.0 - (1.0 - base) * exp(-p.a_c * college_province - p.a_n * peers - p.a_line * contacts)


@rule
def included(u, base, college_province, peers, contacts, p):
    """Whether a place belongs to the set of a person whose draw for it is u: u < P.

    As 1 - x <= exp(-x) <= 1, most draws are decided without the exponential.

    >>> from sim.rules.example import BEHAVIOUR
    >>> [included(u, 0.2, 0, 0.0, 1, BEHAVIOUR) for u in (0.1, 0.5, 0.51, 0.9)]
    [True, True, False, False]
    """
    more = push(college_province, peers, contacts, p)
    if more >= 0.0 and u < base - MARGIN:
        return True
    return includable(u, base, more) and u < inclusion(base, college_province, peers, contacts, p)


@rule
def push(college_province, peers, contacts, p):
    """What raises the chance beyond p0.  p: Behaviour."""
    return p.a_c * college_province + p.a_n * peers + p.a_line * contacts


@rule
def includable(u, base, more):
    """Whether a place may belong to the set at all, as far as a bound without an exponential tells."""
    return (more < 0.0) | (u <= base + (1.0 - base) * more + MARGIN)
