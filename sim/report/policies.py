"""What a policy is called, which family it belongs to and what it does, in a few words, from its resolved document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.report.formats import Lang, between, count, digits, listed, percent
from sim.report.words import has, table, word

Document = Mapping[str, Any]


def kind_family(kind: str) -> str:
    """Family of a kind of policy: housing, cash, lines, firms, posts, services or none."""
    return str(table()["kind"].get(kind, {}).get("family", "none"))


def family_of(policies: Sequence[Document]) -> str:
    """The one family of these policies; "mix" for several, "none" for none."""
    families = {kind_family(str(p.get("kind"))) for p in policies} - {"none"}
    return "mix" if len(families) > 1 else next(iter(families), "none")


def kind_name(kind: str, lang: Lang) -> str:
    """A kind of policy in words."""
    return word(f"kind.{kind}", lang) if has(f"kind.{kind}") else kind


def does(policies: Sequence[Document], lang: Lang) -> str:
    """What the policies of one variant do: at most two of them in numbers, several by kind."""
    if len(policies) > 2:
        return listed(list(dict.fromkeys(kind_name(str(p.get("kind")), lang) for p in policies)), lang)
    return ("；" if lang == "zh" else "; ").join(_does_one(p, lang) for p in policies)


def _does_one(policy: Document, lang: Lang) -> str:
    kind = str(policy.get("kind"))
    form = f"does.{kind}"
    if kind == "living_subsidy" and policy.get("months") == 1:
        form = "does.settling_in"
    if kind == "rent_subsidy" and not policy.get("yuan_month"):
        form = "does.rent_share"
    if not has(form):
        return kind_name(kind, lang)
    try:
        return word(form, lang, **_fields(policy, lang))
    except KeyError:  # a field that this form speaks of is not stored: the name alone
        return kind_name(kind, lang)


def _fields(policy: Document, lang: Lang) -> dict[str, str]:
    """The fields that forms in words.toml speak of, as text."""
    given = {name: list(_numbers(value)) for name, value in policy.items() if name in _NUMBERS}
    found = {name: _range(numbers, lang) for name, numbers in given.items() if numbers and name != "posts_year"}
    found |= {name: percent(given[name][-1]) for name in ("discount", "share") if given.get(name)}
    if given.get("posts_year"):
        found["posts_year"] = count(sum(given["posts_year"]), lang)
    if policy.get("origins"):
        found["origins"] = str(len(policy["origins"]))
    return found


_NUMBERS = ("units", "contacts_year", "posts_year", "yuan_month", "yuan", "discount", "share")


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
    return isinstance(value, list | tuple) and bool(value)


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
