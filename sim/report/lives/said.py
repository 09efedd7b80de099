"""Months, places, chances and a person as sentences write them."""

from __future__ import annotations

from sim.calendar import label
from sim.report.formats import capital, digits, month_name
from sim.report.lives.seen import Life
from sim.report.view import View

MOST = 6  # digits of a share


def month(m: int, view: View) -> str:
    """A month in words."""
    return month_name(label(m), view.lang)


def place(name: str, view: View) -> str:
    """A region in a sentence."""
    return view.region(name).replace("\n", " ")


def share(p: float, of: int = 2) -> str:
    """A chance in per cent, with a number of digits.

    >>> share(0.0784), share(0.00000012), share(1.0)
    ('7.8%', '0.000012%', '100%')
    """
    return f"{digits(100 * p, of)}%"


def shares(p: float, q: float) -> tuple[str, str]:
    """Two chances with as many digits as it takes to tell them apart.

    >>> shares(0.0781, 0.0783), shares(0.5, 0.5)
    (('7.81%', '7.83%'), ('50%', '50%'))
    """
    found = ((share(p, of), share(q, of)) for of in range(2, MOST))
    return next((pair for pair in found if pair[0] != pair[1]), (share(p), share(q)))


def who(life: Life, view: View) -> str:
    """Degree, field, origin, and when the person leaves college, at what age."""
    one = life.first
    text = view.w(
        "lives.who" if one.home != one.college else "lives.who_home",
        degree=view.w(f"group.degree={one.degree}"),
        field=view.w(f"lives.field_{one.field}"),
        home=place(one.home, view),
        college=place(one.college, view),
        when=month(int(one.grad_month), view),
        age=round(life.leaving_age[one.degree]),
    )
    return capital(text)
