"""What a results folder compares: baseline, variants with their policies and looks, the place and the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar

import pandas as pd

from sim.calendar import DECEMBER, label, parse_month, season, year_of
from sim.report.look import Look, looks
from sim.report.policies import family_of
from sim.report.results import Results
from sim.store.aim import aim, new_policies

Document = Mapping[str, Any]
Found = TypeVar("Found")
LATER = (12, 36)  # months after the window at which an effect is said to last
MANY = 40  # futures from which the central 95 % differ from the lowest and the highest


@dataclass(frozen=True)
class Variant:
    """One compared scenario: title {zh, en}, the policies that the baseline has not, their common family, its look."""

    name: str
    title: Mapping[str, str]
    policies: tuple[Document, ...]
    family: str
    look: Look


@dataclass(frozen=True)
class Study:
    """A comparison as the report tells it.

    variants: by net gain, largest first; focus: the region judged; first, last: the window, "YYYY-MM" both included;
    settings: futures of uncertain parameters that were run beside the central one. least: replicates below which nothing is
    said of noise.
    """

    results: Results
    baseline: str
    variants: tuple[Variant, ...]
    focus: str
    first: str
    last: str
    least: int = 2

    @property
    def names(self) -> list[str]:
        """Names of the variants, by net gain."""
        return [v.name for v in self.variants]

    @property
    def documents(self) -> Mapping[str, Document]:
        """Resolved scenario documents of the manifest by name."""
        return documents(self.results.manifest)

    @property
    def asked(self) -> Mapping[str, list[str]]:
        """Outcomes and figures that an experiment asks for by name; nothing: all."""
        return self.results.manifest.get("asked") or {}

    @cached_property
    def outcomes(self) -> Mapping[str, Document]:
        """Every outcome that the results may hold, by name: unit, labels zh and en."""
        return {outcome["name"]: outcome for outcome in self.results.manifest.get("outcomes") or []}

    @cached_property
    def kinds(self) -> Mapping[str, Document]:
        """A policy of each kind that is compared."""
        return {str(policy.get("kind")): policy for variant in self.variants for policy in variant.policies}

    @cached_property
    def idle(self) -> str:
        """First month in which a compared policy acts, where that is after the last month simulated; "" in any other case."""
        starts = [min((str(p["start"])[:7] for p in v.policies), default="") for v in self.variants]
        if not starts or not self.until:
            return ""
        return min(starts) if min(starts) > self.until else ""

    @cached_property
    def until(self) -> str:
        """Last month simulated, "" where the results do not tell."""
        document, months = self.documents.get(self.baseline, {}), self.results.manifest.get("months")
        if "end" not in document:
            return ""
        end = str(document["end"])[:7]
        return min(end, label(parse_month(str(document["start"])[:7]) + int(months) - 1)) if months else end

    @cached_property
    def years(self) -> list[str]:
        """Years from the first of the window on at whose end effects are known."""
        return sorted(year for year in set(self.results.effects.year) if year != "all" and year >= self.first[:4])

    @cached_property
    def later(self) -> dict[int, str]:
        """Years at whose end so many months have passed since the window, as far as they were simulated: by months."""
        last, known = parse_month(self.last), set(self.results.effects.year)
        years = {months: str(year_of(last + months)) for months in LATER if season(last) == DECEMBER}
        return {months: year for months, year in years.items() if year in known}

    @cached_property
    def settings(self) -> int:
        """Number of futures with results."""
        return int(self.results.futures.future.nunique())

    @cached_property
    def seeds(self) -> int:
        """Number of replicates of the central setting that were run to the end."""
        runs = self.results.runs
        return int(runs[(runs.status == "done") & (runs.future == 0)].replicate.nunique())

    @property
    def ranged(self) -> bool:
        """Whether there are replicates enough for a range of noise."""
        return self.seeds >= self.least

    @cached_property
    def persons_per_agent(self) -> int:
        """Persons that an agent stands for at the central setting."""
        runs = self.results.runs
        return int(runs.persons_per_agent[runs.future == 0].iloc[0])

    def pairs(self, name: str) -> list[int]:
        """Replicates in which both the baseline and a variant were run to the end at the central setting."""
        runs = self.results.runs
        done = runs[(runs.status == "done") & (runs.future == 0)]
        found = [set(done.replicate[done.scenario == scenario]) for scenario in (self.baseline, name)]
        return sorted(set.intersection(*found))

    def by_seed(self, outcome: str, name: str) -> list[float]:
        """Effect of a variant in each replicate, everybody in the judged region; none where the results do not hold it."""
        found = self.results.replicates
        return list(found.value[(found.variant == name) & (found.outcome == outcome)])

    @cached_property
    def regions(self) -> pd.DataFrame:
        """Regions in order of the data: name, zh, group, province, city, latitude, longitude (as far as given)."""
        given = self.results.manifest.get("regions") or []
        return pd.DataFrame([r if isinstance(r, dict) else {"name": r} for r in given]) if given else _named(self)

    @cached_property
    def kept(self) -> dict[Callable[[Study], Any], Any]:
        """What functions marked `once` have found."""
        return {}

    def effect(self, outcome: str, year: str = "all") -> pd.DataFrame:
        """Rows of effects.csv of the judged region, everybody, one row a variant in order (nan where there is none)."""
        return pick(self.results.effects, outcome, self.focus, year).reindex(self.names)

    @cached_property
    def net_by_future(self) -> pd.DataFrame:
        """Net gain of everybody in the judged region at the end of the window: a row a future, a column a variant."""
        net = pick(self.results.futures, "net", self.focus).reset_index()
        return net.pivot_table(index="future", columns="variant", values="estimate")

    def unknown(self, outcome: str) -> pd.DataFrame:
        """Range of the effect over the futures by variant: low, high, without the noise of seeds where it can be told apart.

        Where it cannot (one seed; a cost that some future cannot estimate) the lowest and highest estimate, central 95 % of
        them from MANY futures on; a future in which a cost cannot be estimated counts as without bound.
        """
        raw = self.over_settings(pick(self.results.futures, outcome, self.focus).estimate.fillna(float("inf")))
        return self.sources(outcome)[["low", "high"]].astype(float).combine_first(raw)

    def over_settings(self, values: pd.Series) -> pd.DataFrame:
        """low, high by variant of values in the futures, indexed by variant: all of them, or their central 95 % from MANY on."""
        ends = (0.025, 0.975) if self.settings >= MANY else (0.0, 1.0)
        low, high = (values.groupby(level="variant").quantile(q, interpolation="nearest") for q in ends)
        return pd.DataFrame({"low": low, "high": high}, dtype=float).reindex(self.names)

    def sources(self, outcome: str) -> pd.DataFrame:
        """Rows of uncertainty.csv of the judged region, everybody, one row a variant in order (nan where there is none)."""
        return pick(self.results.uncertainty, outcome, self.focus).reindex(self.names)


def once(of: Callable[[Study], Found]) -> Callable[[Study], Found]:
    """A function of a study that several figures and both languages ask for: worked out once. Its result is not to be changed."""

    @wraps(of)
    def found(study: Study) -> Found:
        if of not in study.kept:
            study.kept[of] = of(study)
        return study.kept[of]  # type: ignore[no-any-return]

    return found


def documents(manifest: Mapping[str, Any]) -> dict[str, Document]:
    """Scenario documents by name, whether the manifest holds a table or a list of them."""
    given = manifest.get("scenarios") or {}
    if isinstance(given, Mapping):
        return {str(k): _unwrapped(v) for k, v in given.items()}
    return {str(d["name"]): _unwrapped(d) for d in given}


def _unwrapped(entry: Mapping[str, Any]) -> Document:
    """A document, also where the manifest wraps it together with name, title and digest; its policies with what is told of them."""
    inner = entry.get("document")
    document = {**entry, **inner} if isinstance(inner, Mapping) else entry
    told = entry.get("told", {})
    return {**document, "policies": [{**p, "told": told.get(p["id"], {})} for p in document.get("policies", ())]}


def pick(table: pd.DataFrame, outcome: str, region: str, year: str = "all") -> pd.DataFrame:
    """Rows of effects.csv, futures.parquet or uncertainty.csv of one outcome for everybody, without partner, indexed by variant."""
    t = table
    hit = (t.outcome == outcome) & (t.region == region) & (t.year == year) & (t.group == "all") & (t.partner == "")
    return t[hit].set_index("variant")


def read_study(results: Results) -> Study:
    """What `results` compare, from the manifest and, where it is silent, from the tables."""
    manifest, effects = results.manifest, results.effects
    docs = documents(manifest)
    names = list(dict.fromkeys(effects.variant))
    others = [s for s in dict.fromkeys(results.runs.scenario) if s not in names]
    baseline = str(manifest.get("baseline") or (others or ["baseline"])[0])
    new = {n: new_policies(docs.get(baseline, {}), docs.get(n, {})) for n in names}
    focus = str(manifest.get("focus") or aim(new.values(), list(dict.fromkeys(effects.region))))
    net = pick(effects, "net", focus).estimate.reindex(names)
    ordered = list(net.sort_values(ascending=False, kind="stable", na_position="last").index)
    first, last = _window(manifest, effects)
    return Study(results, baseline, _variants(ordered, new, docs), focus, first, last)


def _variants(
    names: list[str], new: Mapping[str, tuple[Document, ...]], docs: Mapping[str, Document]
) -> tuple[Variant, ...]:
    families = [family_of(new[n]) for n in names]
    titles = [docs.get(n, {}).get("title") or {"zh": n, "en": n} for n in names]
    titles = [t if isinstance(t, Mapping) else {"zh": str(t), "en": str(t)} for t in titles]
    cells = zip(names, titles, families, looks(families), strict=True)
    return tuple(Variant(n, t, new[n], f, look) for n, t, f, look in cells)


def _window(manifest: Mapping[str, Any], effects: pd.DataFrame) -> tuple[str, str]:
    """First and last month of the headline."""
    if manifest.get("window"):
        first, last = manifest["window"]
        return str(first)[:7], str(last)[:7]
    years = sorted(y for y in set(effects.year) if y != "all") or ["2018"]
    return f"{years[0]}-01", f"{years[-1]}-12"


def _named(study: Study) -> pd.DataFrame:
    """Regions by name alone, as the effects name them, where the manifest has no list."""
    names = [r for r in dict.fromkeys(study.results.effects.region) if r != "all" and not r.startswith("group:")]
    return pd.DataFrame({"name": names})
