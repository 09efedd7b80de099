"""What stood behind a comparison: what is off, the parameters with their grades, the fit in force. For the manifest, read by the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.policies import Policy
from sim.scenario import PARAMETERS, Scenario
from sim.scenario.fit import Fit
from sim.scenario.fit_files import read_fit

MOVED_SD = 0.5  # a fitted mode that lies this many prior standard deviations from the prior value, or half as wide, was moved by data
PRIOR_WIDTH = 4.0  # a range holds about four standard deviations
SHOWN = 3  # policies named of those left out for one reason


def inputs(scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """off, parameters, grades, fit of the baseline: the keys of manifest.json that the report names as inputs; none for limit worlds."""
    base = scenarios[0]
    if base.limit is not None:
        return {}
    fit = read_fit(base.fit) if base.fit else None
    return {
        "off": left_out(),
        "parameters": parameters(base, fit),
        "grades": grades(),
        "fit": [dict(row) for row in fit.rows] if fit else [],
    }


def outcomes_told(scenario: Scenario) -> list[dict[str, str]]:
    """Name, unit and labels of every outcome, for readers that do not have the program that made the results.

    A parameter that a label names in braces is told by its value in this scenario.
    """
    from sim.measures.paired import outcomes

    return [
        outcome._asdict() | {lang: getattr(outcome, lang).format_map(scenario.parameters) for lang in ("zh", "en")}
        for outcome in outcomes().values()
    ]


def policies_told(policies: Iterable[Policy]) -> dict[str, dict[str, Any]]:
    """What a reader is told of each policy, by its id: title and family of its kind, what it does, what to beware of.

    says, caveat: zh and en with fields of the policy in braces, whose units stand beside; a caveat may be empty.
    """
    return {
        policy.id: {
            "title": dict(policy.title),
            "family": policy.family,
            "says": dict(policy.says()),
            "caveat": dict(policy.caveat),
            "units": {spec.name: spec.unit for spec in policy.specs()},
        }
        for policy in policies
    }


def left_out() -> list[dict[str, Any]]:
    """Published policies that the baseline cannot hold, by reason."""
    from sim.world.rivals import left_out as rows
    from sim.world.tables import load_tables

    found = []
    for (en, zh), group in rows(load_tables()).groupby(["reason", "reason_zh"], sort=True):
        names = group.drop_duplicates("name").sort_values("name")
        more = len(names) - SHOWN
        shown_zh = "；".join(names.name_zh[:SHOWN]) + (f"等{len(names)}项" if more > 0 else "")
        shown = "; ".join(names.name[:SHOWN]) + (f" (+{more})" if more > 0 else "")
        found.append(
            {
                "zh": f"{len(names)} 项政策未纳入：{zh}",
                "en": f"{len(names)} policies left out: {en}",
                "effect": {"zh": shown_zh, "en": shown},
            }
        )
    return found


def parameters(scenario: Scenario, fit: Fit | None) -> list[dict[str, Any]]:
    """Every parameter with the value in force, range, unit, grade, source, and whether the fit's data moved it."""
    moved = moved_by(fit) if fit else {}
    return [
        {
            "name": p.name,
            "meaning": {"zh": p.meaning_zh, "en": p.meaning},
            "value": scenario.parameters[p.name],
            "low": p.low,
            "high": p.high,
            "unit": p.unit,
            "grade": p.grade,
            "source": p.source,
            "moved": moved.get(p.name, False),
        }
        for p in PARAMETERS.values()
    ]


def moved_by(fit: Fit) -> Mapping[str, bool]:
    """Whether the data moved each fitted parameter: away from its prior value, or to half its prior width."""
    out = {}
    for name, mode in fit.modes.items():
        prior = PARAMETERS.get(name)
        if prior is not None:
            sd = (prior.high - prior.low) / PRIOR_WIDTH
            out[name] = abs(mode - prior.value) > MOVED_SD * sd or fit.sds[name] < MOVED_SD * sd
        else:
            out["ln_dist"] = True  # gamma is fitted in its place
    return out


def grades() -> list[dict[str, Any]]:
    """How many figures of each table carry which grade."""
    from sim.world.tables import load_tables

    tables = load_tables()
    out = []
    for name, zh, en in (
        ("facts", "模型读取的数据", "figures the model reads"),
        ("policies", "各地政策", "policies of other cities"),
    ):
        frame = tables.frame(name)
        count = Counter(frame["grade"] if "grade" in frame else frame["grade_amount"])
        out.append({"zh": zh, "en": en, **{grade: int(count.get(grade, 0)) for grade in "ABC"}})
    return out
