"""Numbers as people write them: 万 and 亿 in Chinese, thousands and millions in English, with the digits that count."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

Lang = Literal["zh", "en"]
MINUS = "\u2212"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def interval(values: Iterable[float]) -> tuple[float, float, float]:
    """Mean, low, high of the 95 % t interval over replicates (any unit); low and high are nan for a single one."""
    from scipy.special import stdtrit  # here, so that whoever only words numbers starts at once

    v = list(values)
    mean = sum(v) / len(v)
    if len(v) < 2:
        return mean, math.nan, math.nan
    variance = sum((x - mean) ** 2 for x in v) / (len(v) - 1)
    half = float(stdtrit(len(v) - 1, 0.975)) * math.sqrt(variance / len(v))
    return mean, mean - half, mean + half


def known(*values: float | None) -> bool:
    """True when every value is a finite number: empty cells are read as nan."""
    return all(x is not None and math.isfinite(x) for x in values)


def rounded(x: float, half: float) -> float:
    """`x` to two significant digits of the half-width `half`; to two of its own where there is no half-width.

    >>> rounded(3842, 229), rounded(3842, math.nan)
    (3840.0, 3800.0)
    """
    if half == 0 or x == 0:
        return float(round(x))
    scale = half if known(half) else abs(x)
    return float(round(x, 1 - math.floor(math.log10(scale))))


def digits(x: float, most: int = 3) -> str:
    """`x` with at most `most` significant digits, thousands separated, never with an exponent.

    >>> digits(12345.0), digits(0.04567), digits(41.2)
    ('12,300', '0.0457', '41.2')
    """
    if x == 0 or not known(x):
        return "0" if x == 0 else "–"
    places = most - 1 - math.floor(math.log10(abs(x)))
    text = f"{round(x, places):,.{max(places, 0)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS)


def signed(x: float, places: int = 0) -> str:
    """`x` with its sign, + or U+2212, and no sign at zero.

    >>> signed(1.25, 1), signed(-0.04, 1)
    ('+1.2', '0.0')
    """
    body = f"{abs(x):,.{places}f}"
    zero = float(body.replace(",", "")) == 0
    return body if zero else ("+" if x > 0 else MINUS) + body


def count(x: float, lang: Lang, *, sign: bool = False) -> str:
    """Persons: 4,100 and 41.2万 in Chinese (three digits), 4,100 and 412,000 in English; `sign` writes + before a gain.

    >>> count(412_000, "zh"), count(-330, "en"), count(620, "en", sign=True)
    ('41.2万', '−330', '+620')
    """
    a = abs(x)
    if lang == "zh" and a >= 9_999.5:
        body = f"{digits(a / 1e8)}亿" if a >= 1e8 else f"{digits(a / 1e4)}万"
    else:
        body = f"{a:,.0f}"
    return (MINUS if round(x) < 0 else "+" if sign and round(x) > 0 else "") + body


def yuan(x: float, lang: Lang) -> str:
    """Money: 4.4万元, 1.03亿元; 44 thousand yuan, 103 million yuan."""
    a, s = abs(x), MINUS if x < 0 else ""
    if lang == "zh":
        return s + (f"{a / 1e8:.2f}亿元" if a >= 1e8 else f"{a / 1e4:,.1f}万元" if a >= 1e4 else f"{a:,.0f}元")
    if a >= 1e6:
        return s + (f"{a / 1e6:,.0f} million yuan" if a >= 1e7 else f"{a / 1e6:.1f} million yuan")
    return s + (f"{a / 1e3:,.0f} thousand yuan" if a >= 1e3 else f"{a:,.0f} yuan")


def budget(x: float, lang: Lang) -> str:
    """A round sum as it is spoken of: 1亿元, 9,000万元; 100 million yuan."""
    if lang == "zh":
        return f"{digits(x / 1e8)}亿元" if x >= 1e8 else f"{digits(x / 1e4)}万元"
    return f"{digits(x / 1e6)} million yuan"


def money_unit(lang: Lang) -> float:
    """Yuan in the unit of a column of unit costs: 万元 in Chinese, thousand yuan in English."""
    return 1e4 if lang == "zh" else 1e3


def unit_cost(x: float, lang: Lang) -> str:
    """Yuan for a column whose head names the unit: 4.4 (万元); 44 (thousand yuan)."""
    return f"{x / 1e4:,.1f}" if lang == "zh" else f"{x / 1e3:,.0f}"


def between(low: str, high: str, lang: Lang) -> str:
    """Two numbers as a range in words, never with a dash (a dash reads as minus)."""
    return low if low == high else f"{low} 至 {high}" if lang == "zh" else f"{low} to {high}"


def span(low: float, high: float, lang: Lang) -> str:
    """An interval of persons: 3,610 至 4,070; 3,610 to 4,070."""
    half = (high - low) / 2
    return between(count(rounded(low, half), lang), count(rounded(high, half), lang), lang)


def percent(x: float, places: int = 0) -> str:
    """A share (0 to 1) in %: 0.984 -> 98%."""
    return f"{100 * x:.{places}f}%".replace("-", MINUS)


def when(month: str, lang: Lang) -> str:
    """A month as an end: 2027-12 -> 2027年底, the end of 2027; 2027-06 -> 2027年6月底, the end of June 2027."""
    if month.endswith("-12"):
        return f"{month[:4]}年底" if lang == "zh" else f"the end of {month[:4]}"
    return f"{month_name(month, lang)}底" if lang == "zh" else f"the end of {month_name(month, lang)}"


def month_name(month: str, lang: Lang) -> str:
    """A month: 2027-06 -> 2027年6月, June 2027."""
    year, number = month.split("-")
    return f"{year}年{int(number)}月" if lang == "zh" else f"{_MONTHS[int(number) - 1]} {year}"


def months_between(first: str, last: str) -> int:
    """Number of months from "YYYY-MM" to "YYYY-MM", both included."""
    (y0, m0), (y1, m1) = (map(int, m.split("-")) for m in (first, last))
    return (y1 - y0) * 12 + m1 - m0 + 1


def duration(months: int, lang: Lang) -> str:
    """A stretch of time: 72 -> 6年, 6 years; 18 -> 18个月, 18 months."""
    if months % 12 == 0:
        years = months // 12
        return f"{years}年" if lang == "zh" else "one year" if years == 1 else f"{years} years"
    return f"{months}个月" if lang == "zh" else "one month" if months == 1 else f"{months} months"


def time_needed(seconds: float, lang: Lang) -> str:
    """Computing time to two digits in a unit one can picture: 95 -> 95秒, 95 seconds; 5400 -> 1.5小时, 1.5 hours."""
    units = [
        (1, "秒", "second"), (60, "分钟", "minute"), (3600, "小时", "hour"), (86_400, "天", "day"), (31_557_600, "年", "year"),
    ]  # fmt: skip
    size, zh, en = max((u for u in units if seconds >= 2 * u[0]), default=units[0])
    n = digits(seconds / size, 2)
    return f"{n}{zh}" if lang == "zh" else f"{n} {en}{'' if n == '1' else 's'}"


def listed(parts: Sequence[str], lang: Lang) -> str:
    """Names in a row: 甲、乙和丙; a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    comma, last = ("、", "和") if lang == "zh" else (", ", " and ")
    return comma.join(parts[:-1]) + last + parts[-1]


def capital(text: str) -> str:
    """The first letter large: the start of an English sentence."""
    return text[:1].upper() + text[1:]
