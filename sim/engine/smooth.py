"""Logarithm and exponential as polynomials without a branch, which a loop over places works out several at a time.

Within a unit in the last place or so of the exact value; the same bits in plain Python and in kernels.
"""

from __future__ import annotations

import numpy as np

from sim.engine.rows import rows_in
from sim.jit import lane, loop

LN2_HIGH, LN2_LOW, OVER_LN2 = 6.93147180369123816490e-01, 1.90821492927058770002e-10, 1.4426950408889634
ONE_BITS, ROOT_HALF_BITS = np.uint64(0x3FF0000000000000), np.uint64(0x3FE6A09E00000000)
MANTISSA_BITS, MANTISSA = np.uint64(52), np.uint64(0x000FFFFFFFFFFFFF)
WHOLE_BITS = np.uint64(0x4330000000000000)  # of 2**52, beside which a whole number stands in the mantissa
WHOLE = 4503599627370496.0 + 1023.0
ROUNDER = 6755399441055744.0  # 1.5 * 2**52: added to a number, it leaves the nearest whole one in the last bits
BIAS = np.uint64(1023)
LEAST, MOST = -708.0, 709.0  # exponents whose exponentials are normal numbers


@lane
def ln(x):
    """Natural logarithm of a normal positive float64 (fdlibm's polynomial).

    >>> [bool(abs(ln(x) / np.log(x) - 1.0) < 4e-16) for x in (1e-300, 0.1, 3.0, 1e5)]
    [True, True, True, True]
    """
    bits = np.float64(x).view(np.uint64) + (ONE_BITS - ROOT_HALF_BITS)
    power = np.uint64((bits >> MANTISSA_BITS) | WHOLE_BITS).view(np.float64) - WHOLE
    f = np.uint64((bits & MANTISSA) + ROOT_HALF_BITS).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    return s * (half + (even + odd)) + power * LN2_LOW - half + f + power * LN2_HIGH


@lane
def exp(x):
    """e to the power of a float64 (fdlibm's polynomial): 0 below -708, and above 709 as there.

    >>> [bool(abs(exp(x) / np.exp(x) - 1.0) < 4e-16) for x in (-700.0, -1.0, 0.0, 0.3, 700.0)]
    [True, True, True, True, True]
    """
    near = min(max(x, LEAST), MOST)
    shifted = near * OVER_LN2 + ROUNDER
    whole = shifted - ROUNDER
    high, low = near - whole * LN2_HIGH, whole * LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    y = 1.0 + (r * c / (2.0 - c) - low + high)
    return (
        0.0
        if x < LEAST
        else y * np.uint64((np.float64(shifted).view(np.uint64) + BIAS) << MANTISSA_BITS).view(np.float64)
    )


@loop
def take_ln(x, count):
    """`ln` of x[:count] in place."""
    for k in rows_in(0, count):
        x[k] = ln(x[k])


@loop
def take_exp(x, count):
    """`exp` of x[:count] in place."""
    for k in rows_in(0, count):
        x[k] = exp(x[k])
