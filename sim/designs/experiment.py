"""Experiment files: which scenarios are compared, over which uncertainties and levers, with which seeds."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.figures import ASKED
from sim.given import LAST_SEED, MOST_SEEDS, NAME_RULE, is_name
from sim.measures.paired import names
from sim.scenario.document import Node, parse
from sim.scenario.folders import EXPERIMENTS, SCENARIOS, files
from sim.scenario.inherit import locate, named_or_at, names_in
from sim.scenario.load import SCALE, load_scenario
from sim.scenario.overrides import FILE
from sim.scenario.paths import has_path, known_paths, takes_whole_numbers
from sim.scenario.places import read_places
from sim.scenario.problems import Problem, ScenarioError, nearest, shown
from sim.scenario.reader import Bounds, Reader
from sim.scenario.scenario import Scenario

SALTELLI = "saltelli"
SAMPLED = ("latin_hypercube", "sobol", "morris", SALTELLI)  # draw between two bounds
DESIGNS = ("list", "factorial", "one_at_a_time", *SAMPLED)
RECORDS = {"people": ("people",)}
SCALES = ("persons_per_agent", "researchers_per_agent")
KEYS = (
    "title",
    "baseline",
    "variants",
    "seeds",
    "persons_per_agent",
    "researchers_per_agent",
    "design",
    "samples",
    "outcomes",
    "figures",
    "record",
    "uncertainties",
    "levers",
)
COUNT = Bounds(1, MOST_SEEDS, "seeds", whole=True)
SEED = Bounds(0, LAST_SEED, "seed", whole=True)
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Experiment:
    """A comparison to be run: scenarios × lever points × futures × seeds.

    scenarios: the baseline first. uncertainties, levers: path -> the values of the file ([low, high] where the design draws
    between them).
    outcomes: of effects.csv, figures: of the report, that are shown; none = all. record: tables of people that are kept.
    whole: the paths that take whole numbers only. digest: sha256 of all this, with the scenarios' digests, no titles.
    """

    name: str
    title: Mapping[str, str]
    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    design: str
    samples: int
    outcomes: tuple[str, ...]
    figures: tuple[str, ...]
    record: tuple[str, ...]
    uncertainties: Mapping[str, Values]
    levers: Mapping[str, Values]
    whole: frozenset[str]
    digest: str


def applicable(scenario: Scenario, values: Mapping[str, object]) -> dict[str, object]:
    """Those values whose path a scenario has."""
    return {path: value for path, value in values.items() if has_path(scenario, path)}


def load_experiment(path_or_name: str | Path, overrides: Mapping[str, object] = MappingProxyType({})) -> Experiment:
    """The experiment of a file (a path, or a bare name in the folder of experiments).

    overrides: values by path, set in those of its scenarios that have the path.

    Raises ScenarioError whose `.errors` are all faults found, those of the scenarios it names included.
    """
    return _Loading(named_or_at(EXPERIMENTS, path_or_name), overrides).experiment()


def _words() -> dict[str, Mapping[str, tuple[str, ...]]]:
    """By key of a list of words, what each word stands for."""
    outcomes = {asked: (name,) for asked, name in names().items()}
    return {"outcomes": outcomes, "figures": ASKED, "record": RECORDS}


class _Loading:
    """One file on its way to an experiment."""

    def __init__(self, path: Path, overrides: Mapping[str, object]) -> None:
        self.path = path
        self.tree = parse(path)
        self.problems: list[Problem] = []
        self.reader = Reader(read_places(), self.problems)
        self.given = self.reader.keys(self.tree, "", KEYS)
        self.overrides = {**overrides, **self._scales(overrides)}

    def experiment(self) -> Experiment:
        """The experiment, or all that is wrong."""
        named = self._scenarios()
        self._check_overrides(named)
        files, scenarios = tuple(named), tuple(named.values())
        seeds, design = self._seeds(), self._word("design", DESIGNS)
        samples = self._samples(design)
        uncertainties, levers = (self._paths(key, files, scenarios, design) for key in ("uncertainties", "levers"))
        title = self.reader.titles(self.given["title"], "title") if "title" in self.given else {}
        lists = {key: self._list(key, words) for key, words in _words().items()}
        for path in set(uncertainties) & set(levers):
            self.reader.fault(
                self.given["levers"].table[path], f"levers.{path}", "a path in one of uncertainties and levers"
            )
        if self.problems:
            raise ScenarioError(self.problems)
        named_title = next(iter(title.values()), self.path.stem)
        content = {
            "scenarios": [s.digest for s in scenarios],
            "seeds": seeds,
            "design": design,
            "samples": samples,
            "uncertainties": uncertainties,
            "levers": levers,
            "record": lists["record"],
        }
        return Experiment(
            name=self.path.stem,
            title={"zh": title.get("zh", named_title), "en": title.get("en", named_title)},
            scenarios=scenarios,
            seeds=seeds,
            design=design,
            samples=samples,
            outcomes=lists["outcomes"],
            figures=lists["figures"],
            record=lists["record"],
            uncertainties=uncertainties,
            levers=levers,
            whole=frozenset(path for path in (*uncertainties, *levers) if takes_whole_numbers(path, scenarios)),
            digest=hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        )

    def _scenarios(self) -> dict[str, Scenario]:
        """The scenarios by file, the baseline first."""
        if "baseline" not in self.given:
            self.reader.fault(self.tree, "baseline", "the name of a scenario", found="nothing")
        variants = self.given.get("variants", Node([], self.tree.file, self.tree.line))
        nodes = [("baseline", self.given["baseline"])] if "baseline" in self.given else []
        nodes += [(f"variants[{i}]", node) for i, node in enumerate(variants.items or [variants])]
        if not variants.items:
            nodes.pop()
            self.reader.fault(variants, "variants", "a list of names of scenarios, at least one")
        found: dict[str, Scenario] = {}
        for field, node in nodes:
            file = self._file(node, field)
            if file in found:
                self.reader.fault(node, field, "each scenario once")
            elif file:
                self._load(file, found)
        return found

    def _scales(self, overrides: Mapping[str, object]) -> dict[str, object]:
        """The scale that the file gives all scenarios, where it is not set from outside."""
        read = {key: self.reader.whole(self.given[key], key, SCALE) for key in SCALES if key in self.given}
        return {key: count for key, count in read.items() if key not in overrides}

    def _check_overrides(self, named: Mapping[str, Scenario]) -> None:
        """Note overrides that no scenario has: the first one says what is wrong with them."""
        lost = {p: v for p, v in self.overrides.items() if not any(has_path(s, p) for s in named.values())}
        if lost and named:
            try:
                load_scenario(next(iter(named)), lost)
            except ScenarioError as refused:
                self.problems += refused.errors

    def _file(self, node: Node, field: str) -> str:
        """File of a scenario: in the folder of the experiment, else among the shipped ones."""
        name = node.value if isinstance(node.value, str) and is_name(node.value) else ""
        beside = self.path.parent / f"{name}.toml"
        file = beside if beside.is_file() and beside.resolve() != self.path.resolve() else locate(name or "_")
        if name and file.is_file():
            return str(file)
        known = (*names_in(self.path.parent), *files(SCENARIOS))
        self.reader.fault(node, field, f"the name of a scenario ({NAME_RULE})", nearest(name, known))
        return ""

    def _load(self, file: str, found: dict[str, Scenario]) -> None:
        try:
            scenario = load_scenario(file)
            mine = applicable(scenario, self.overrides)
            found[file] = load_scenario(file, mine) if mine else scenario
        except ScenarioError as refused:
            self.problems += refused.errors

    def _seeds(self) -> tuple[int, ...]:
        node = self.given.get("seeds")
        if node is None:
            return tuple(range(1, 21))
        if not isinstance(node.value, list):
            return tuple(range(1, self.reader.whole(node, "seeds", COUNT) + 1))
        seeds = tuple(self.reader.whole(item, "seeds", SEED) for item in node.items)
        if not seeds or len(set(seeds)) < len(seeds):
            self.reader.fault(node, "seeds", "a number of seeds, or a list of different seeds")
        return seeds

    def _word(self, key: str, options: Sequence[str]) -> str:
        return self.reader.choice(self.given[key], key, options) if key in self.given else options[0]

    def _samples(self, design: str) -> int:
        if "samples" in self.given:
            node = self.given["samples"]
            number = self.reader.whole(node, "samples", Bounds(1, 1_000_000, "points", whole=True))
            if design == SALTELLI and number & (number - 1):
                self.reader.fault(node, "samples", "a power of two: saltelli is balanced at no other number")
            return number
        if design in SAMPLED and ("uncertainties" in self.given or "levers" in self.given):
            self.reader.fault(
                self.given["design"], "samples", f"a number of points: {design} needs one", found="nothing"
            )
        return 1

    def _list(self, key: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """What some words stand for, each thing once."""
        words = self.reader.choices(self.given[key], key, tuple(known)) if key in self.given else ()
        return tuple(dict.fromkeys(name for word in words for name in known[word]))

    def _paths(self, key: str, files: Sequence[str], scenarios: Sequence[Scenario], design: str) -> dict[str, Values]:
        """The table of paths with their values, each tried on every scenario that has the path."""
        node = self.given.get(key, Node({}, self.tree.file, self.tree.line))
        if not isinstance(node.value, dict):
            self.reader.fault(node, key, 'a table with entries like "parameters.X" = [low, high]')
        paths: dict[str, Values] = {}
        for path, child in node.table.items():
            values = self._values(child, f"{key}.{path}", design)
            if not any(has_path(scenario, path) for scenario in scenarios):
                hint = nearest(path, known_paths(scenarios))
                self.reader.fault(
                    child, f"{key}.{path}", "a path that one of the compared scenarios has", hint, found="no such path"
                )
            elif values:
                paths[path] = values
                self._try(child, f"{key}.{path}", path, values, files, scenarios)
        lengths = {len(values) for values in paths.values()}
        if design == "list" and len(lengths) > 1:
            self.reader.fault(
                node, key, "lists of one length: design list takes the first values together, then the second"
            )
        return paths

    def _values(self, node: Node, field: str, design: str) -> Values:
        values = tuple(_jsonable(item.plain()) for item in node.items)
        numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
        if not values or len({str(v) for v in values}) < len(values) and design != "list":
            self.reader.fault(node, field, "a list of different values")
            return ()
        if any(isinstance(v, dict) and {"low", "high"} & v.keys() for v in values):
            self.reader.fault(node, field, "values one by one; a range is [low, high] of a sampled design")
            return ()
        if design in SAMPLED and numbers and (len(values) < 2 or len(values) == 2 and not values[0] < values[1]):
            self.reader.fault(
                node,
                field,
                f"[low, high] with low < high, or three numbers or more: {design} draws between or among them",
            )
            return ()
        return values

    def _try(
        self, node: Node, field: str, path: str, values: Values, files: Sequence[str], scenarios: Sequence[Scenario]
    ) -> None:
        """Note values that a scenario would refuse."""
        file = next(f for f, scenario in zip(files, scenarios, strict=True) if has_path(scenario, path))
        for value in values:
            try:
                load_scenario(file, applicable(scenarios[files.index(file)], self.overrides) | {path: value})
            except ScenarioError as refused:
                mine = [problem for problem in refused.errors if problem.file == FILE] or refused.errors[:1]
                for problem in mine:
                    self.reader.fault(node, field, problem.allowed, problem.suggestion, found=shown(value))


def _jsonable(value: Any) -> Any:
    """A value of a file as JSON can hold it; a date keeps its spelling, which is read as a date again."""
    if isinstance(value, dict):
        return {key: _jsonable(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_jsonable(child) for child in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
