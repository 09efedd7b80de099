"""What a policy is called, which family it belongs to, what it does and what to beware of, from its resolved document.

Words come from the results, under `told` of each policy; where older results tell nothing, a kind goes by its name in files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.report.formats import Lang, between, count, digits, listed, percent
from sim.report.words import in_language

Document = Mapping[str, Any]


def family(policy: Document) -> str:
    """Family of a policy: housing, cash, lines or any other word; none where it changes nothing or none is told."""
    return str(_told(policy, "family") or "none")


def family_of(policies: Sequence[Document]) -> str:
    """The one family of these policies; "mix" for several, "none" for none."""
    families = {family(p) for p in policies} - {"none"}
    return "mix" if len(families) > 1 else next(iter(families), "none")


def kind_name(policy: Document, lang: Lang) -> str:
    """The kind of a policy in words."""
    return in_language(_told(policy, "title") or str(policy.get("kind")), lang)


def does(policies: Sequence[Document], lang: Lang) -> str:
    """What the policies of one variant do: at most two of them in numbers, several by kind."""
    if len(policies) > 2:
        return listed(list(dict.fromkeys(kind_name(p, lang) for p in policies)), lang)
    return ("；" if lang == "zh" else "; ").join(_does_one(p, lang) for p in policies)


def _does_one(policy: Document, lang: Lang) -> str:
    return _filled(policy, "says", lang) or kind_name(policy, lang)


def caveats(policies: Sequence[Document], lang: Lang, **more: str) -> list[str]:
    """What to beware of in reading what these policies do, each sentence once. more: words that a sentence may speak of."""
    return list(dict.fromkeys(filter(None, (_filled(p, "caveat", lang, **more) for p in policies))))


def _filled(policy: Document, form: str, lang: Lang, **more: str) -> str:
    """A form of words that is told of a policy with its numbers in it; "" where it is not told, or a field that it names not stored."""
    units = _told(policy, "units") or {}
    fields = {name: _field(policy[name], unit, lang) for name, unit in units.items() if name in policy}
    try:
        return in_language(_told(policy, form), lang).format(**fields, **more)
    except KeyError:
        return ""


def _told(policy: Document, key: str) -> Any:
    return policy.get("told", {}).get(key)


def _field(value: Any, unit: str, lang: Lang) -> str:
    """A value in words: a word as it is, a share in per cent, money from the least to the most, heads of a whole table together, places by
    their number."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not _dated(value):
        return str(len(value))
    numbers = list(_numbers(value)) or [0.0]
    if unit == "share":
        return percent(numbers[-1])
    return _range(numbers if unit.startswith("yuan") else [sum(numbers)], lang)


def _range(numbers: Sequence[float], lang: Lang) -> str:
    low, high = (count(x, lang) if x >= 10 else digits(x) for x in (min(numbers), max(numbers)))
    return between(low, high, lang).replace(" 至 ", "至")


def _numbers(value: Any) -> Iterator[float]:
    """Positive numbers of a plain, dated (its last) or degree-by-degree value."""
    parts = value.values() if isinstance(value, Mapping) else [value]
    for part in parts:
        if part is not None and (number := last(part)) > 0:
            yield number


def _dated(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping)


def last(value: Any) -> float:
    """The last number of a plain value or of a dated one, [{from, value}, …]."""
    return float(value[-1]["value"] if _dated(value) else value)


def in_force(policy: Document, year: str) -> bool:
    """Whether a policy pays in any month of a year; without dates it always does."""
    return str(policy.get("start", year))[:4] <= year <= str(policy.get("end") or year)[:4]


def caps(document: Document, policies: Sequence[Document]) -> float | None:
    """Yuan a year that the budgets of these policies hold together; None where one of them has no budget."""
    named: dict[str, float] = {}
    for policy in policies:
        if policy.get("budget_yuan_year") is not None:
            named[f"policy {policy['id']}"] = last(policy["budget_yuan_year"])
        elif policy.get("budget") in document.get("budgets", {}):
            named[policy["budget"]] = last(document["budgets"][policy["budget"]]["yuan_year"])
        else:
            return None
    return sum(named.values()) or None
