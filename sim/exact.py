"""Elementary functions of + - * / and bits alone: the same bits on every machine, in plain Python and in kernels, of numbers and columns.

IEEE 754 rounds those operations correctly. The functions of a mathematics library it does not round, so these differ in their last bit
with the library and with the instructions of the processor; and one bit decides a draw at a threshold. What decides a number of a run
therefore comes from here. Each is within a unit in the last place or two of the true value. The polynomials are those of fdlibm.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.jit import elementary, lane

LN2_HIGH, LN2_LOW, OVER_LN2 = 6.93147180369123816490e-01, 1.90821492927058770002e-10, 1.4426950408889634
ONE_BITS, ROOT_HALF_BITS = np.uint64(0x3FF0000000000000), np.uint64(0x3FE6A09E00000000)
MANTISSA_BITS, MANTISSA = np.uint64(52), np.uint64(0x000FFFFFFFFFFFFF)
WHOLE_BITS = np.uint64(0x4330000000000000)  # of 2**52, beside which a whole number stands in the mantissa
WHOLE = 4503599627370496.0 + 1023.0
ROUNDER = 6755399441055744.0  # 1.5 * 2**52: added to a number, it leaves the nearest whole one in the last bits
HALF_BIAS = np.uint64(1022)
LEAST, MOST = -708.0, 710.0  # the exponential below is 0, and above infinite
NORMAL = 2.2250738585072014e-308  # the least number with a whole mantissa
TWO_54, LN_TWO_54 = 18014398509481984.0, 37.42994775023705  # the factor that makes the others normal
SPLITTER = 134217729.0  # 2**27 + 1, which cuts a number in halves of 26 bits
THIRD_HIGH, THIRD_LOW = 0.3333333333333333, 1.850371707708594e-17
TURN = 6.283185307179586


@lane
def _split(x):
    """(exponent, mantissa in [sqrt(1/2), sqrt(2)) less 1) of a normal positive float64."""
    bits = np.float64(x).view(np.uint64) + (ONE_BITS - ROOT_HALF_BITS)
    exponent = np.uint64((bits >> MANTISSA_BITS) | WHOLE_BITS).view(np.float64) - WHOLE
    return exponent, np.uint64((bits & MANTISSA) + ROOT_HALF_BITS).view(np.float64) - 1.0


@lane
def _product(a, b):
    """(a * b, what its rounding left out), by Dekker's halves."""
    p = a * b
    c, d = SPLITTER * a, SPLITTER * b
    a_high, b_high = c - (c - a), d - (d - b)
    a_low, b_low = a - a_high, b - b_high
    return p, ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low


@lane
def ln_normal(x):
    """Natural logarithm of a normal positive number, without a look at any other."""
    doublings, f = _split(x)
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    return s * (half + (even + odd)) + doublings * LN2_LOW - half + f + doublings * LN2_HIGH


@elementary
def ln(x):
    """Natural logarithm: -inf of 0, nan of negative numbers.

    >>> ln(1.0), round(ln(10.0), 15), ln(0.0)
    (0.0, 2.302585092994046, -inf)
    """
    if NORMAL <= x < np.inf:
        return ln_normal(x)
    if 0.0 < x < NORMAL:
        return ln_normal(x * TWO_54) - LN_TWO_54
    return -np.inf if x == 0.0 else (np.inf if x > 0.0 else np.nan)


@lane
def _exp_of_sum(x, rest):
    """e to the power of x + rest, where rest is less than the last place of x."""
    near = LEAST if x < LEAST else (MOST if x > MOST else x)
    shifted = near * OVER_LN2 + ROUNDER
    whole = shifted - ROUNDER
    high, low = near - whole * LN2_HIGH, whole * LN2_LOW - rest
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
    half_scale = np.uint64((np.float64(shifted).view(np.uint64) + HALF_BIAS) << MANTISSA_BITS).view(np.float64)
    return 0.0 if x < LEAST else y * half_scale * 2.0


@elementary
def exp(x):
    """e to the power of x: 0 below -708.

    >>> exp(0.0), round(exp(1.0), 14), exp(-709.0)
    (1.0, 2.71828182845905, 0.0)
    """
    return _exp_of_sum(x, 0.0)


@elementary
def log1p(x):
    """ln(1 + x), exact for small x.

    >>> log1p(1e-20), log1p(-1.0)
    (1e-20, -inf)
    """
    u = 1.0 + x
    return ln(u) + (x - (u - 1.0)) / u if 0.0 < u < np.inf else ln(u)


@elementary
def expm1(x):
    """e to the power of x, less 1, exact for small x (Kahan's quotient).

    >>> expm1(1e-20), round(expm1(1.0), 14)
    (1e-20, 1.71828182845905)
    """
    u = exp(x)
    if u == 1.0 or x != x:
        return x
    return (u - 1.0) * (x / ln(u)) if 0.0 < u < np.inf else u - 1.0


@lane
def _ln_in_two(x, doublings):
    """(ln(x) of a normal positive number and some doublings, what its rounding left out).

    2 atanh(s) = 2 (s + s^3 / 3 + s^5 / 5 ...) at s = f / (2 + f), its first terms in two parts.
    """
    exponent, f = _split(x)
    doublings += exponent
    bottom = 2.0 + f
    bottom_rest, inverse = f - (bottom - 2.0), 1.0 / bottom
    s = f / bottom
    back, back_rest = _product(s, bottom)
    s_rest = (f - back - back_rest - s * bottom_rest) * inverse
    z, z_rest = _product(s, s)
    z_rest += 2.0 * s * s_rest
    third, third_rest = _product(z, THIRD_HIGH)
    w = z * z
    even = 1 / 5 + w * (1 / 9 + w * (1 / 13 + w * (1 / 17 + w * (1 / 21 + w * (1 / 25)))))
    odd = 1 / 7 + w * (1 / 11 + w * (1 / 15 + w * (1 / 19 + w * (1 / 23 + w * (1 / 27)))))
    beyond = third_rest + z_rest * THIRD_HIGH + z * THIRD_LOW + w * (even + z * odd)
    cubic, cubic_rest = _product(2.0 * s, third)
    whole = doublings * LN2_HIGH
    first = whole + 2.0 * s
    first_rest = 2.0 * s - (first - whole) if whole != 0.0 else 0.0
    second = first + cubic
    second_rest = cubic - (second - first)
    rest = second_rest + (first_rest + (doublings * LN2_LOW + (2.0 * s_rest + (cubic_rest + 2.0 * s * beyond))))
    total = second + rest
    return total, rest - (total - second)


@elementary
def power(x, y):
    """x to the power of y, for x from 0 on: nan of negative numbers. x itself where y is 1.

    >>> power(2.0, 10.0), power(9.0, 0.5), power(0.0, 0.0), power(0.0, -1.0)
    (1024.0, 3.0, 1.0, inf)
    """
    if y == 0.0 or x == 1.0:
        return 1.0
    if y == 1.0:
        return x
    if not 0.0 < x < np.inf:
        edge = 0.0 if (x == 0.0) == (y > 0.0) else np.inf
        return edge if x >= 0.0 and y == y else np.nan
    small = x < NORMAL
    rough = y * ln_normal(x)
    if -1.0 < rough < 1.0 and not small:
        return _exp_of_sum(rough, 0.0)  # no more than twice the error of the long way
    high, low = _ln_in_two(x * TWO_54 if small else x, -54.0 if small else 0.0)
    rough = y * high
    if not -800.0 < rough < 800.0:
        return exp(rough)
    exponent, rest = _product(y, high)
    return _exp_of_sum(exponent, rest + y * low)


@lane
def _sin_and_cos(turns):
    """(sine, cosine) of a share of a full turn."""
    quarter = np.floor(4.0 * turns + 0.5)
    a = (turns - 0.25 * quarter) * TURN
    z = a * a
    s = a + a * z * (
        -1.66666666666666324348e-01
        + z
        * (
            8.33333333332248946124e-03
            + z
            * (
                -1.98412698298579493134e-04
                + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))
            )
        )
    )
    tail = (
        z
        * z
        * (
            4.16666666666666019037e-02
            + z
            * (
                -1.38888888888741095749e-03
                + z
                * (
                    2.48015872894767294178e-05
                    + z
                    * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))
                )
            )
        )
    )
    c = 1.0 - 0.5 * z
    c += ((1.0 - c) - 0.5 * z) + tail
    q = quarter - 4.0 * np.floor(0.25 * quarter)
    sine = s if q == 0.0 or q == 2.0 else c
    cosine = c if q == 0.0 or q == 2.0 else s
    return (sine if q < 2.0 else -sine), (cosine if q == 0.0 or q == 3.0 else -cosine)


@elementary
def sin_turn(turns):
    """Sine of a share of a full turn.

    >>> [sin_turn(x / 4) for x in range(5)]
    [0.0, 1.0, -0.0, -1.0, 0.0]
    """
    return _sin_and_cos(turns)[0]


@elementary
def cos_turn(turns):
    """Cosine of a share of a full turn.

    >>> [cos_turn(x / 4) for x in range(5)]
    [1.0, -0.0, -1.0, 0.0, 1.0]
    """
    return _sin_and_cos(turns)[1]


# Wichura's AS 241: numerators and denominators, highest power first, near the middle, in the tails and far out.
MIDDLE = (
    (
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
    ),
)  # fmt: skip
TAILS = (
    (
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
        3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
    ),
)  # fmt: skip
FAR_OUT = (
    (
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
    ),
)  # fmt: skip


@lane
def _ratio(x, polynomials):
    """One polynomial over another."""
    top, bottom = 0.0, 0.0
    for coefficient in polynomials[0]:
        top = top * x + coefficient
    for coefficient in polynomials[1]:
        bottom = bottom * x + coefficient
    return top / bottom


@elementary
def normal_quantile(u):
    """Quantile of the standard normal law at u in (0, 1), to some 1e-16 of it.

    >>> normal_quantile(0.5), round(normal_quantile(0.975), 10)
    (0.0, 1.9599639845)
    """
    off = u - 0.5
    if -0.425 <= off <= 0.425:
        return off * _ratio(0.180625 - off * off, MIDDLE)
    far = np.sqrt(-ln(u if off < 0.0 else 1.0 - u))
    x = _ratio(far - 1.6, TAILS) if far <= 5.0 else _ratio(far - 5.0, FAR_OUT)
    return -x if off < 0.0 else x


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function changes its sign between low and high, to the last place, by halving.

    >>> root(lambda x: x * x - 2.0, 0.0, 2.0)
    1.414213562373095
    """
    rises = function(low) < 0.0
    while low < (middle := 0.5 * (low + high)) < high:
        if (function(middle) < 0.0) == rises:
            low = middle
        else:
            high = middle
    return low
