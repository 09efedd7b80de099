"""Which places a person has thought of: nobody chooses a place outside this set (core.md section 6, consideration)."""

from __future__ import annotations

import math

from sim.jit import rule


@rule
def inclusion(base, college_province, peers, contacts, p):
    """P: chance that a place belongs to the set; `base` is p0, `contacts` those received from lines to it.  p: Behaviour.

    >>> from sim.rules.example import BEHAVIOUR
    >>> round(inclusion(0.2, 0, 0.0, 0, BEHAVIOUR), 3), round(inclusion(0.2, 0, 0.0, 1, BEHAVIOUR), 3)
    (0.2, 0.504)
    """
    return 1.0 - (1.0 - base) * math.exp(-p.a_c * college_province - p.a_n * peers - p.a_line * contacts)
