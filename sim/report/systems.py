"""What each system of the source document does, as a page of tables: every number from stored results or from evidence.csv."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from sim.appraisal.diagnostics import KAPPA_ALARM
from sim.calendar import ANCHOR
from sim.given import Refused
from sim.measures.outcomes import axes
from sim.policies import KINDS, MONTHS_A_YEAR
from sim.records import Move, Offer, Quota
from sim.report.formats import Lang, between, capital, digits, known, months_between, rounded, when, yuan
from sim.report.kappa import health
from sim.report.results import read_results
from sim.report.study import Study, Variant, pick, read_study
from sim.report.view import View
from sim.report.words import has, row
from sim.scenario.folders import data_folder
from sim.scenario.problems import ScenarioError
from sim.scenario.sheet import Row, read_sheet
from sim.scenario.systems import outcome_of, parts, read_systems
from sim.store.files import replacing

EVIDENCE = ("finding", "value", "low", "high", "unit", "source", "grade")
POINTS = 100  # a change of a share is told in points
BREAK = "<br>"  # between the lines of one cell


@dataclass(frozen=True)
class Page:
    """What the page is made of. systems: rows of systems.csv; evidence: rows of evidence.csv by finding."""

    view: View
    systems: Sequence[Row]
    evidence: Mapping[str, Row]

    @cached_property
    def variants(self) -> dict[str, Variant]:
        """What the results compare, by name of scenario."""
        return {variant.name: variant for variant in self.view.study.variants}


def write_systems(results: Path, lang: Lang, target: Path) -> Path:
    """Write the page of a results folder to `target` and return that.

    Raises Refused where the results compare nothing, ScenarioError where systems.csv or evidence.csv is at fault, CannotWrite.
    """
    systems, evidence = _tables()
    found = read_results(results)
    if found.effects.empty:
        raise Refused(f"{results}: compares nothing; allowed results of compare or batch")
    text = _text(Page(View(read_study(found), lang), systems, evidence))
    with replacing(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    return target


def _tables() -> tuple[Sequence[Row], dict[str, Row]]:
    folder = data_folder()
    evidence = read_sheet(folder / "evidence.csv", EVIDENCE)
    systems = read_systems(folder, evidence, axes())
    if problems := [*evidence.problems, *systems.problems]:
        raise ScenarioError(problems)
    return systems.rows, {one["finding"]: one for one in evidence.rows}


def _text(page: Page) -> str:
    """The whole page in Markdown."""
    view = page.view
    blocks = [f"# {view.w('systems.title')}", view.w("systems.made", **_made_of(view))]
    for name, cells in (("measured", _measured), ("means", _means), ("beside", _beside)):
        lines = [(_system(page, one), *cells(page, one)) for one in page.systems]
        read = view.w(f"systems.{name}_read", alarm=digits(KAPPA_ALARM))
        blocks += [f"## {view.w(f'systems.{name}_head')}", read, _table(view, name, lines)]
    return "\n\n".join(blocks) + "\n"


def _made_of(view: View) -> dict[str, object]:
    study = view.study
    scale = int(study.results.runs.persons_per_agent.iloc[0])
    return {"k": f"{scale:,}", "n": study.seeds, "first": study.first, "last": study.last, "focus": view.focus}


def _table(view: View, name: str, lines: Sequence[Sequence[str]]) -> str:
    head = row(f"systems.{name}_columns", view.lang)
    rows = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in cells] for cells in lines)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _system(page: Page, one: Row) -> str:
    names = (one["system_zh"], one["system_en"])
    return f"{one['id']} {' / '.join(names if page.view.lang == 'zh' else reversed(names))}"


# Measured: what the results say of each scenario of a system.


def _measured(page: Page, one: Row) -> Iterator[str]:
    """Scenario, own outcomes, net gain, what lasts of it, cost a year, cost of a person-year, health."""
    yield BREAK.join(f"`{name}`" for name in parts(one["scenarios"]))
    for told in (_own(one), _net, _lasting, _cost, _unit_cost, health):
        yield _by_scenario(page, one, told)


def _by_scenario(page: Page, one: Row, told: Callable[[View, Variant], str]) -> str:
    """What is told of each scenario of a system, by name where there are several."""
    names = parts(one["scenarios"])
    cells = [told(page.view, page.variants[n]) if n in page.variants else page.view.w("systems.not_run") for n in names]
    if len(names) == 1:
        return cells[0]
    return BREAK.join(page.view.w("systems.outcome", label=f"`{n}`", x=c) for n, c in zip(names, cells, strict=True))


def _own(one: Row) -> Callable[[View, Variant], str]:
    """The outcomes of a system over the window, each with its range."""

    def told(view: View, variant: Variant) -> str:
        return BREAK.join(_outcome(view, variant, *outcome_of(text)) for text in parts(one["outcomes"]))

    return told


def _outcome(view: View, variant: Variant, measure: str, group: str) -> str:
    name = f"own_{measure}"
    label = capital(re.split("[;；]", view.outcome(name))[0])  # what may follow says how groups are counted
    found = _effect(view.study, variant, name, group)
    told = view.w("systems.unmeasured") if found is None else change(view, found)
    return view.w("systems.outcome", label=label + _group(view, group), x=told)


def _group(view: View, group: str) -> str:
    """The group that an outcome is of, in brackets; nothing for everybody."""
    if group == "all":
        return ""
    axis, _, name = group.partition("=")
    return view.w(
        "systems.group",
        x=view.w(f"systems.{axis}", x=view.region(view.w(f"term.{name}") if has(f"term.{name}") else name)),
    )


def _effect(study: Study, variant: Variant, outcome: str, group: str = "all") -> pd.Series | None:
    """The row of effects.csv over the window in the judged region, None where there is none."""
    e = study.results.effects
    here = (e.variant == variant.name) & (e.outcome == outcome) & (e.region == study.focus) & (e.year == "all")
    rows = e[here & (e.group == group) & (e.partner == "")].dropna(subset="estimate")
    return rows.iloc[0] if len(rows) else None


def change(view: View, effect: pd.Series) -> str:
    """A change with its interval, or "smaller than" the further end of an interval that holds zero; unit last."""
    factor = POINTS if effect.unit == "share" else 1
    estimate, low, high = (factor * float(effect[name]) for name in ("estimate", "low", "high"))
    unit = view.w(f"unit.{effect.unit}") if has(f"unit.{effect.unit}") else str(effect.unit)
    if not known(low, high):
        return view.w("systems.single", x=_signed(estimate), unit=unit)
    if low == high:
        return view.w("systems.exact", x=_signed(estimate), unit=unit)
    half = (high - low) / 2
    if low <= 0 <= high:
        return view.w("systems.smaller", x=digits(rounded(max(-low, high), half), 2), unit=unit)
    ends = between(_signed(rounded(low, half)), _signed(rounded(high, half)), view.lang)
    return view.w("systems.range", x=_signed(rounded(estimate, half)), ends=ends, unit=unit)


def _signed(x: float) -> str:
    return ("+" if x > 0 else "") + digits(x)


def _net(view: View, variant: Variant) -> str:
    return _net_in(view, variant, "all")


def _net_in(view: View, variant: Variant, year: str) -> str:
    rows = pick(view.study.results.effects, "net", view.study.focus, year).dropna(subset="estimate")
    return change(view, rows.loc[variant.name]) if variant.name in rows.index else view.w("systems.unmeasured")


def _lasting(view: View, variant: Variant) -> str:
    """The net gain at the last outcome date after the money has ended."""
    ends = [policy.get("end") for policy in variant.policies]
    if not ends or not all(ends):
        return view.w("systems.goes_on")
    last = max(str(end)[:7] for end in ends)
    years = sorted(year for year in {*view.study.results.effects.year} - {"all"} if f"{year}-12" > last)
    if not years:
        return view.w("systems.not_yet")
    return view.w("systems.at", date=when(f"{years[-1]}-12", view.lang), x=_net_in(view, variant, years[-1]))


def _cost(view: View, variant: Variant) -> str:
    """Yuan a year in the mean of the window."""
    found = _effect(view.study, variant, "spend")
    years = months_between(view.study.first, view.study.last) / MONTHS_A_YEAR
    return view.w("systems.unmeasured") if found is None else yuan(float(found.estimate) / years, view.lang)


def _unit_cost(view: View, variant: Variant) -> str:
    """Yuan for one more person-year, with its range where it can be told."""
    found = _effect(view.study, variant, "cost_per_additional")
    if found is None or not known(found.low, found.high):
        return view.w("systems.no_cost")
    ends = between(yuan(found.low, view.lang), yuan(found.high, view.lang), view.lang)
    return view.w("systems.cost", x=yuan(found.estimate, view.lang), ends=ends)


# Means: by which kinds and levers a system acts, and which test holds its own outcome.


def _means(page: Page, one: Row) -> Iterator[str]:
    """Kinds, levers, tests."""
    kinds = parts(one["kinds"])
    yield BREAK.join(f"{KINDS[kind].title[page.view.lang]} `{kind}`" for kind in kinds)
    yield ", ".join(f"`{lever}`" for lever in dict.fromkeys(lever for kind in kinds for lever in levers_of(kind)))
    yield BREAK.join(f"`{test}`" for test in parts(one["tests"]))


def levers_of(kind: str) -> tuple[str, ...]:
    """Names of the levers that a kind moves in a year of any of its examples, in order of first use."""
    record = KINDS[kind].record
    policies = (record.of(fields, id="example", regions=("Hohhot", "Baotou")) for fields in record.examples)
    months = range(ANCHOR, ANCHOR + MONTHS_A_YEAR)
    return tuple(
        dict.fromkeys(_lever(move) for p in policies for month in months for _, move in p.moves_in_force(month))
    )


def _lever(move: Move) -> str:
    if isinstance(move, Offer):
        return move.pays
    return move.event if isinstance(move, Quota) else move.lever


# Beside: what has been published, and what a reader must know.


def _beside(page: Page, one: Row) -> Iterator[str]:
    """Evidence, caveats."""
    yield BREAK.join(_finding(page, name) for name in parts(one["evidence"])) or page.view.w("systems.no_evidence")
    yield BREAK.join(_caveats(page.view, one))


def _finding(page: Page, name: str) -> str:
    found = page.evidence[name]
    low, high = (float(found[column]) for column in ("low", "high"))
    fill = {**found, "value": digits(float(found["value"])), "ends": between(digits(low), digits(high), page.view.lang)}
    return page.view.w("systems.finding", **fill)


def _caveats(view: View, one: Row) -> Iterator[str]:
    """What the kinds say of themselves, then what is said of the system."""
    for kind in parts(one["kinds"]):
        if caveat := KINDS[kind].record.caveat.get(view.lang):
            yield caveat.format(region=view.focus)
    if one[f"caveat_{view.lang}"]:
        yield one[f"caveat_{view.lang}"]
