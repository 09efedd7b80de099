"""From a file to a scenario: every fault of the file, its ancestors and the overrides is told at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.calendar import ANCHOR, LAST_MONTH, month_index
from sim.policies import Dated, Policy
from sim.records import MAX_POLICIES
from sim.scenario.coherence import cautions, conflicts
from sim.scenario.constants import constants_at
from sim.scenario.derived import defaults_of, ln_dist
from sim.scenario.document import Node
from sim.scenario.fit import GAMMA, Fit
from sim.scenario.fit_files import fit_names, read_fit
from sim.scenario.folders import SCENARIOS, shipped
from sim.scenario.inherit import PartlyRead, inherited, locate
from sim.scenario.limit.record import LimitWorld, from_tables
from sim.scenario.overrides import apply
from sim.scenario.parameters import NORMAL_95, PARAMETERS
from sim.scenario.places import Places, read_places
from sim.scenario.policies import Budget, read_budgets, read_policies
from sim.scenario.problems import Problem, ScenarioError, nearest
from sim.scenario.reader import LAST_DATED, Bounds, Range, Reader
from sim.scenario.rivals import answered, coordinating
from sim.scenario.scenario import Scenario
from sim.scenario.structure import Structure, read_structure

KEYS = (
    "extends",
    "title",
    "purpose",
    "source",
    "drop",
    "start",
    "end",
    "persons_per_agent",
    "researchers_per_agent",
    "parameters",
    "structure",
    "budget",
    "policy",
    "world",
    "limit",
)
PERSONS_PER_AGENT, RESEARCHERS_PER_AGENT = 200, 25
SCALE = Bounds(1, 100_000, "persons an agent", whole=True)
LAST_DEFAULT = month_index(2030, 12)
LAST_START = ANCHOR - 1  # the anchor reads markets that were there: begun at it, 43 % are out of work in 2019


def load_scenario(path_or_name: str | Path, overrides: Mapping[str, object] | None = None) -> Scenario:
    """The scenario of a file (a path, or a bare name in the folder of scenarios), with single values overridden.

    overrides: `parameters.X`, `structure.X`, `policy.ID.FIELD`, `persons_per_agent` ... -> value, or its TOML spelling.
    Raises ScenarioError whose `.errors` are all faults found.
    """
    return _Loading(locate(path_or_name), overrides or {}).scenario()


NO_COMPACT = "coordinate beside a policy of kind compact that holds the city: they pool what a compact has agreed"
TOO_MANY = f"at most {MAX_POLICIES} policies: the width of a person's set of policies"


class _Loading:
    """One file on its way to a scenario."""

    def __init__(self, path: Path, overrides: Mapping[str, object]) -> None:
        self.path = path
        self.problems: list[Problem] = []
        places = read_places()
        try:
            tree, nodes = inherited(path, places)
        except PartlyRead as partly:
            self.problems += partly.errors
            tree, nodes = partly.tree, partly.policies
        self.tree, self.nodes = apply(tree, nodes, overrides, self.problems)
        self.limit_kind = self._limit_kind()
        self.reader = Reader(self._places(places), self.problems)
        self.given = self.reader.keys(self.tree, "", KEYS)

    def scenario(self) -> Scenario:
        """The scenario, or all that is wrong."""
        start, end = self._window()
        fit = self._fit()
        parameters, ranges = self._parameters(fit)
        structure = read_structure(self._node("structure"), self.reader)
        budgets = read_budgets(self._node("budget"), self.reader)
        policies = self._policies(read_policies(self.nodes, budgets, self.reader), parameters)
        policies, budgets = self._answered(policies, budgets, structure, parameters)
        limit = self._limit(start, end)
        if not limit:
            self._coherent(parameters, structure)
        scale, researchers = self._scales()
        title, purpose, source = self._texts()
        if self.problems:
            raise ScenarioError(self.problems)
        return Scenario(
            name=self.path.stem,
            title=title,
            purpose=purpose,
            source=source,
            start=start,
            end=end,
            persons_per_agent=scale,
            researchers_per_agent=researchers,
            parameters=parameters,
            ranges=ranges,
            fit=fit.name if fit else None,
            constants=constants_at(fit, parameters) if fit else {},
            structure=structure,
            budgets=budgets,
            policies=policies,
            limit=limit,
            policy_ranges={k: v for k, v in self.reader.ranges.items() if k.startswith(("policy.", "budget."))},
            warnings=tuple(cautions(parameters, structure, scale)) if not limit else (),
        )

    def _node(self, key: str) -> Node:
        return self.given.get(key, Node({}, self.tree.file, self.tree.line))

    def _limit_kind(self) -> bool:
        world = self.tree.table.get("world")
        kind = world.table.get("kind") if world else None
        return kind is not None and kind.value == "limit"

    def _places(self, places: Places) -> Places:
        """The regions of the data, or those that a limit world names."""
        if not self.limit_kind:
            return places
        names = self.tree.table["world"].table.get("regions")
        return Places(tuple(str(item.value) for item in names.items) if names else ())

    def _window(self) -> tuple[int, int]:
        first = ANCHOR if self.limit_kind else 0
        start, end = first, first if self.limit_kind else LAST_DEFAULT
        if "start" in self.given:
            start = self.reader.month(
                self.given["start"], "start", first, LAST_DATED if self.limit_kind else LAST_START
            )
            end = max(start, end)
        if "end" in self.given:
            end = self.reader.month(self.given["end"], "end", first, LAST_DATED if self.limit_kind else LAST_MONTH)
            if end < start:
                self.reader.fault(self.given["end"], "end", "the month of start or a later one")
        return start, end

    def _scales(self) -> tuple[int, int]:
        if self.limit_kind:
            return 1, 1
        defaults = {"persons_per_agent": PERSONS_PER_AGENT, "researchers_per_agent": RESEARCHERS_PER_AGENT}
        scales = (
            self.reader.whole(self.given[key], key, SCALE) if key in self.given else default
            for key, default in defaults.items()
        )
        persons, researchers = scales
        return persons, researchers

    def _texts(self) -> tuple[Mapping[str, str], str, str]:
        title = self.reader.titles(self.given["title"], "title") if "title" in self.given else {}
        if self.path.resolve().parent == shipped(SCENARIOS) and set(title) != {"zh", "en"}:
            self.reader.fault(self._node("title"), "title", "{zh = ..., en = ...}: a shipped scenario has both")
        texts = {key: self.reader.text(self.given[key], key) for key in ("purpose", "source") if key in self.given}
        named = next(iter(title.values()), self.path.stem)
        full = {"zh": title.get("zh", named), "en": title.get("en", named)}
        return full, texts.get("purpose", ""), texts.get("source", "")

    def _fit(self) -> Fit | None:
        node = self._node("parameters").table.get("from")
        if node is None:
            return None
        try:
            return read_fit(self.reader.text(node, "parameters.from"))
        except KeyError:
            names = fit_names()
            allowed = f"a stored fit: {', '.join(names) or 'none is stored yet'}"
            self.reader.fault(node, "parameters.from", allowed, nearest(str(node.value), names))
        except ScenarioError as refused:
            self.problems += refused.errors
        return None

    def _parameters(self, fit: Fit | None) -> tuple[dict[str, float], dict[str, Range]]:
        """Values of all parameters: catalogue, then fit, then the file; and the ranges that were given."""
        given = self.reader.keys(self._node("parameters"), "parameters", ("from", *PARAMETERS))
        values = {name: parameter.value for name, parameter in PARAMETERS.items()}
        ranges: dict[str, Range] = {}
        if fit:
            values |= {name: mode for name, mode in fit.modes.items() if name != GAMMA}
            ranges |= {name: _fitted_range(fit, name) for name in fit.modes if name != GAMMA}
        for name, node in given.items():
            if name != "from":
                ranges.pop(name, None)
                known = PARAMETERS[name]
                bounds = Bounds(known.low, known.high, known.unit, known.whole)
                values[name] = self.reader.ranged(node, f"parameters.{name}", bounds)
                if f"parameters.{name}" in self.reader.ranges:
                    ranges[name] = self.reader.ranges[f"parameters.{name}"]
        if fit and GAMMA in fit.modes and "ln_dist" not in given:
            values["ln_dist"] = ln_dist(fit.modes[GAMMA], values["eps_w_grad"])
        return values, ranges

    def _policies(self, policies: tuple[Policy, ...], parameters: Mapping[str, float]) -> tuple[Policy, ...]:
        """Fields whose default is a parameter filled in."""
        if self.limit_kind and self.nodes:
            node = next(iter(self.nodes.values()))
            self.reader.fault(
                node, "policy", "no policies in a limit world: its inputs are the keys of [limit]", found="a policy"
            )
        filled = []
        for policy in policies:
            numbers: dict[str, Any] = {
                field: Dated.always(parameters[parameter])
                for field, parameter in defaults_of(policy.kind).items()
                if getattr(policy, field) is None
            }
            filled.append(dataclasses.replace(policy, **numbers) if numbers else policy)
        return tuple(filled)

    def _answered(
        self,
        policies: tuple[Policy, ...],
        budgets: dict[str, Budget],
        structure: Structure,
        parameters: Mapping[str, float],
    ) -> tuple[tuple[Policy, ...], dict[str, Budget]]:
        """With what rivals do in answer."""
        if structure.rivals == "passive" or self.problems:
            return policies, budgets
        node = self._node("structure").table["rivals"]
        if structure.rivals == "coordinate" and not coordinating(policies, structure.rivals_of):
            self.reader.fault(node, "structure.rivals", NO_COMPACT)
            return policies, budgets
        every, money = answered(policies, budgets, structure, parameters)
        if len(every) > MAX_POLICIES:
            self.reader.fault(
                node, "structure.rivals", TOO_MANY, found=f"{len(every)} policies, rivals' answers among them"
            )
        return every, money

    def _limit(self, start: int, end: int) -> LimitWorld | None:
        if "world" in self.given and not self.limit_kind:
            world = self.reader.keys(self.given["world"], "world", ("kind",))
            self.reader.choice(world.get("kind", self.given["world"]), "world.kind", ("data", "limit"))
        if not self.limit_kind:
            if "limit" in self.given:
                self.reader.fault(
                    self.given["limit"], "limit", '[limit] only with world = {kind = "limit", ...}', found="a table"
                )
            return None
        tables = {key: self._node(key).plain() for key in ("world", "limit")}
        try:
            return from_tables({**tables["world"], "start": start, "months": end - start + 1}, tables["limit"])  # type: ignore[dict-item, arg-type]
        except ScenarioError as refused:
            self.problems += [self._placed(problem) for problem in refused.errors]
            return None

    def _placed(self, problem: Problem) -> Problem:
        """A problem of a limit world with the place of the entry it is about, or of the nearest above."""
        node = self.tree
        for key in problem.field.partition("[")[0].split("."):
            node = node.table.get(key, node)
        return problem._replace(file=node.file, line=node.line)

    def _coherent(self, parameters: Mapping[str, float], structure: Structure) -> None:
        given = self._node("parameters")
        for conflict in conflicts(parameters, structure):
            node = given.table.get(conflict.parameter, given)
            self.reader.fault(node, f"parameters.{conflict.parameter}", conflict.allowed, found=conflict.found)


def _fitted_range(fit: Fit, name: str) -> Range:
    """The central 95 % of a fitted parameter, inside its bounds."""
    known, reach = PARAMETERS[name], NORMAL_95 * fit.sds[name]
    return max(known.low, fit.modes[name] - reach), min(known.high, fit.modes[name] + reach)


def limit_world(world: LimitWorld, name: str = "limit") -> Scenario:
    """The scenario of a limit world: the parameters of the catalogue, default switches, no policies, one person an agent."""
    return Scenario(
        name=name,
        title={"zh": name, "en": name},
        purpose="",
        source="",
        start=world.start,
        end=world.start + world.months - 1,
        persons_per_agent=1,
        researchers_per_agent=1,
        parameters={n: p.value for n, p in PARAMETERS.items()},
        ranges={},
        fit=None,
        constants={},
        structure=Structure(),
        budgets={},
        policies=(),
        limit=world,
    )
