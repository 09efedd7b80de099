"""Logarithm and exponential of whole blocks in place: without a branch, so that a loop over places works out several at a time."""

from __future__ import annotations

from sim.engine.rows import rows_in
from sim.exact import exp, ln_normal
from sim.jit import loop


@loop
def take_ln(x, count):
    """`ln` of x[:count] in place, which are normal positive numbers."""
    for k in rows_in(0, count):
        x[k] = ln_normal(x[k])


@loop
def take_exp(x, count):
    """`exp` of x[:count] in place."""
    for k in rows_in(0, count):
        x[k] = exp(x[k])
