"""A small results folder with INVENTED numbers, in the files and columns of a comparison: for tests of the report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from report_invented import CAP, NAMES, OPTIONAL, PARTS, REGIONS, THREE, VARIANTS, K

from sim import load_scenario
from sim.jobs.inputs import outcomes_told, policies_told
from sim.scenario.restore import policy_of
from sim.store.files import sha256_of, write_json
from sim.store.tables import ATTRIBUTION, WORLD_TABLES, to_arrow, write_parquet


@dataclass(frozen=True)
class Case:
    """What the folder shall hold."""

    variants: Sequence[str] = THREE
    seeds: int = 20
    futures: int = 0
    calm: bool = True
    first: str = "2022-01"
    last: str = "2027-12"
    scale: float = 1.0  # of all effects; 0: nobody is gained
    manifest: bool = True  # with the optional keys
    without: Sequence[str] = ()  # measures, or files, that are missing

    @property
    def scenarios(self) -> list[str]:
        """Baseline first."""
        return ["baseline", *self.variants]

    def months(self, first: str | None = None) -> list[str]:
        """From `first` (default: the window's) to the window's end."""
        span = pd.period_range(first or self.first, self.last, freq="M")
        return [str(p) for p in span]

    @property
    def years(self) -> float:
        """Length of the window."""
        return len(self.months()) / 12


def write_results(folder: Path, case: Case | None = None) -> Path:
    """Write the files of a comparison into `folder`, manifest last; returns it."""
    case = case or Case()
    rng = np.random.default_rng(7)
    folder.mkdir(parents=True, exist_ok=True)
    runs = _runs(case, rng)
    tables = {
        "measures": _measures(case, runs, rng),
        "flows": _flows(case, runs, rng),
        "ledger": _ledger(case, runs, rng),
        "attribution": pd.DataFrame(columns=ATTRIBUTION.names),
    }
    schemas = {**WORLD_TABLES, "attribution": ATTRIBUTION, "measures": None}  # measures name their run
    if case.futures:
        tables["futures"] = _futures(case)
        _uncertainty(case).to_csv(folder / "uncertainty.csv", index=False)
    runs.to_parquet(folder / "runs.parquet")
    for name, table in tables.items():
        if name not in case.without:
            write_parquet(folder / f"{name}.parquet", to_arrow(table, {}, schemas.get(name)))
    _effects(case).to_csv(folder / "effects.csv", index=False)
    _coupling(case).to_csv(folder / "coupling.csv", index=False)
    hashes = {path.name: sha256_of(path) for path in folder.iterdir()}
    write_json(folder / "manifest.json", {**_manifest(case), "files": hashes})
    return folder


def _gain(case: Case, name: str, future: int = 0) -> float:
    swing = 1 + 0.8 * math.sin(3.7 * future + len(name)) if future else 1.0
    return case.scale * VARIANTS[name].net * swing


def _runs(case: Case, rng: np.random.Generator) -> pd.DataFrame:
    rows = [
        (f"{i:04x}{r:06x}{f:06x}", s, r, r + 1, f, "done", "", 3 + 0.1 * rng.random(), 900_000, K, 10, 0.2 + 0.05 * f)
        for i, s in enumerate(case.scenarios)
        for f in range(case.futures + 1)
        for r in range(case.seeds if f == 0 else min(case.seeds, 4))
    ]
    columns = "run_id scenario replicate seed future status error wall_s agents persons_per_agent researchers_per_agent"
    return pd.DataFrame(rows, columns=[*columns.split(), "parameters.awareness_base"])


def _effects(case: Case) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    nan, n = math.nan, case.seeds

    def add(
        v: str,
        outcome: str,
        e: float,
        half: float,
        unit: str,
        partner: str = "",
        agents: float = 1e4,
        year: str = "all",
    ) -> None:
        low, high = (e - half, e + half) if n > 1 else (nan, nan)
        need = max(2.0, 3.84 * n * (half / 2.09) ** 2 / (0.05 * e) ** 2) if e and n > 1 else nan
        vrf = 640.0 if n > 1 else nan
        rows.append(
            (
                v,
                outcome,
                "Hohhot",
                year,
                e,
                low,
                high,
                half / 2.09,
                unit,
                n,
                vrf,
                need,
                "all",
                partner,
                e,
                low,
                high,
                4.5,
                agents,
            )
        )

    for v in case.variants:
        extra, dead, induced, out = (x * case.scale for x in VARIANTS[v].persons)
        net = extra + induced - out
        half = max(120.0 * bool(case.scale), 0.06 * abs(net))
        spend, py = VARIANTS[v].paid * CAP * case.years * bool(case.scale), 3.3 * net
        for outcome, e in (
            ("additional", extra),
            ("deadweight", dead),
            ("induced", induced),
            ("crowded_out", out),
            ("market_ripple", induced - out),
            ("net", net),
        ):
            add(v, outcome, e, half, "persons", agents=abs(e) / K * n)
        for after, kept in ((1, 0.5), (3, 0.1)):
            add(v, "net", kept * net, half, "persons", year=str(int(case.last[:4]) + after))
        add(v, "person_years", py, half * 2, "person_years")
        add(v, "spend", spend, 0.002 * spend, "yuan")
        add(v, "own_wage", -12.5 * case.scale, 4.0, "yuan_month")
        add(v, "own_unemployment", 0.00123 * case.scale, 0.0004, "share")
        add(v, "rent_change", VARIANTS[v].rent * case.scale, 0.08, "percent")
        sure = net - half > 0 and n > 1
        cost = spend / py if net - half > 0 else nan
        ends = (spend / (py * (1 + half / net)), spend / (py * (1 - half / net))) if sure else (nan, nan)
        rows.append(
            (
                v,
                "cost_per_additional",
                "Hohhot",
                "all",
                cost,
                *ends,
                nan,
                "yuan_person_year",
                n,
                nan,
                nan,
                "all",
                "",
                cost,
                *ends,
                nan,
                1e4,
            )
        )
        for region, part in PARTS.items():
            tilt = 2.2 if v == "lines" and ("rest" in region or region in NAMES[1:5]) else 1.0
            persons = part * tilt * (extra + induced)
            add(v, "displaced", persons, 0.1 * persons, "persons", region, persons / K * n)
            lost = part * out
            add(v, "net_from", persons - lost, 0.1 * persons, "persons", region, (persons + lost) / K * n)
    columns = (
        "variant outcome region year estimate low high mcse unit replicates variance_reduction replicates_for_5pct"
    )
    columns += " group partner plain_estimate plain_low plain_high martingale_gain agents"
    return pd.DataFrame(rows, columns=columns.split())


def _futures(case: Case) -> pd.DataFrame:
    rows = []
    for v in case.variants:
        for f in range(1, case.futures + 1):
            net = _gain(case, v, f)
            cost = VARIANTS[v].paid * CAP * case.years / (3.3 * net) if net > 0 else math.nan
            rows += [
                (v, "net", "Hohhot", "all", "all", "", f, net),
                (v, "cost_per_additional", "Hohhot", "all", "all", "", f, cost),
            ]
    return pd.DataFrame(
        rows, columns=["variant", "outcome", "region", "year", "group", "partner", "future", "estimate"]
    )


def _uncertainty(case: Case) -> pd.DataFrame:
    """Ranges narrower than those of the futures, and shares; a cost has none where some future cannot estimate it."""
    f = _futures(case)
    keys = ["variant", "outcome", "region", "year", "group", "partner"]
    ends = f.groupby(keys, sort=False).estimate.agg(["min", "max", lambda x: x.isna().any()]).reset_index()
    low, high = (ends[end].where(~ends.iloc[:, -1].astype(bool)) for end in ("min", "max"))
    shares = {"share_parameters": 0.6, "share_structure": math.nan, "share_seeds": 0.4}
    return ends[keys].assign(futures=case.futures, low=low * 0.9 + high * 0.1, high=high * 0.9 + low * 0.1, **shares)


def _measures(case: Case, runs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    parts = [*_retention(case, runs, rng), *_stocks(case, runs, rng), *_prices(case, runs, rng)]
    table = pd.concat(parts, ignore_index=True)
    return table[~table.measure.isin(case.without)]


def _frame(run: Any, month: object, region: str, group: str, measure: str, value: object, unit: str) -> pd.DataFrame:
    who = {"run_id": run.run_id, "scenario": run.scenario, "replicate": run.replicate, "seed": run.seed}
    cells = {**who, "month": month, "region": region, "group": group, "measure": measure, "value": value, "unit": unit}
    return pd.DataFrame(cells, index=range(len(month)) if isinstance(month, list) else [0])


def _retention(case: Case, runs: pd.DataFrame, rng: np.random.Generator) -> list[pd.DataFrame]:
    parts = []
    for horizon, level, hold in ((12, 0.58, 1.0), (36, 0.49, 1.15), (60, 0.43, 0.7)):
        for run in runs.itertuples():
            gain = 0.0 if run.scenario == "baseline" else 1.35e-5 * hold * _gain(case, run.scenario, run.future)
            value = level + 0.004 * math.sin(run.replicate) + gain + 0.003 * rng.standard_normal()
            for group in ("all", "college=Hohhot"):
                parts.append(_frame(run, [case.last], "Hohhot", group, f"retention_{horizon}", value, "share"))
    return parts


def _stocks(case: Case, runs: pd.DataFrame, rng: np.random.Generator) -> list[pd.DataFrame]:
    parts = []
    months = case.months("2018-01")
    t = np.arange(len(months))
    for run in runs[runs.future == 0].itertuples():
        if run.scenario != "baseline":
            continue
        rate = (
            0.064 + 0.0005 * rng.standard_normal() + 0.008 * np.sin(t / 6 * np.pi) + (0.0 if case.calm else 0.0006 * t)
        )
        people = 84e6 * 1.03 ** (t / 12)
        for measure, value in (
            ("persons", people),
            ("unemployed", rate * people),
            ("kept_in_work", (1 - rate) * people),
        ):
            parts.append(_frame(run, months, "all", "all", measure, value, "persons"))
        parts.append(_frame(run, months, "Hohhot", "all", "persons", 412_000 + 0.0 * t, "persons"))
    return parts


def _prices(case: Case, runs: pd.DataFrame, rng: np.random.Generator) -> list[pd.DataFrame]:
    parts = []
    months = case.months("2018-01")
    start = months.index(case.first) if case.first in months else 0
    t = np.maximum(np.arange(len(months)) - start, 0)
    ramp = 1 - np.exp(-t / 20)
    for run in runs[runs.future == 0].itertuples():
        for region in ("all", "Beijing", "Hohhot", "Baotou"):
            if region != "Hohhot" and run.scenario != "baseline":
                continue
            for measure, level in (("rent", 27.4), ("wage", 7900.0)):
                d = 0.0 if run.scenario == "baseline" else getattr(VARIANTS[run.scenario], measure) * case.scale
                common = np.random.default_rng(run.replicate).normal(0, 0.0008, len(months)).cumsum()
                wiggle = 0 if run.scenario == "baseline" else rng.normal(0, 0.01, len(months)).cumsum()
                value = level * (1 + common) * (1 + (d * ramp + (t > 0) * wiggle * case.scale) / 100)
                parts.append(_frame(run, months, region, "all", measure, value, "yuan"))
    return parts


def _flows(case: Case, runs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size = dict(zip(NAMES, (9, 5, 4, 4, 4, 2, 1.4, 5, 12, 14, 24, 30), strict=True))
    change = {(p, "Hohhot"): 1900 * s for p, s in PARTS.items()}
    change |= {("Hohhot", "Beijing"): -330, ("Hohhot", "Yangtze delta"): -270, ("Hohhot", "Jing-Jin-Ji rest"): -200}
    change |= {("Inner Mongolia rest", "Beijing"): -120, ("Hohhot", "Rest of China"): -210}
    month = f"{case.last[:4]}-07" if f"{case.last[:4]}-07" <= case.last else case.last
    rows = []
    for r in range(case.seeds):
        for o in NAMES:
            for d in NAMES:
                if o == d:
                    continue
                base = K * int(rng.poisson(size[o] * size[d] * 0.3 + 1))
                for run in runs[(runs.replicate == r) & (runs.future == 0)].itertuples():
                    more = (
                        0.0
                        if run.scenario == "baseline"
                        else case.scale * change.get((o, d), 0) + 20 * rng.standard_normal()
                    )
                    more = more if (o, d) in change else 0.0
                    rows.append((run.run_id, month, o, d, "first_job", "bachelor", max(0, round(base + more))))
    return pd.DataFrame(rows, columns=["run_id", "month", "origin", "destination", "kind", "degree", "count"])


def _ledger(case: Case, runs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for run in runs[(runs.future == 0) & (runs.scenario != "baseline")].itertuples():
        policies = _policies(run.scenario, case)
        for i, month in enumerate(m for m in case.months() if case.scale):
            used = 1 - 0.08 * math.exp(-i / 12)
            for p in policies:
                fen = int(CAP * 100 / 12 * used * rng.uniform(0.995, 1.0) / len(policies))
                rows.append((run.run_id, month, p["id"], "Hohhot", "person", fen, 100))
    return pd.DataFrame(rows, columns=["run_id", "month", "policy", "region", "recipient", "fen", "cases"])


def _coupling(case: Case) -> pd.DataFrame:
    rows = []
    years = sorted({m[:4] for m in case.months()})
    for v in case.variants:
        for r in range(case.seeds):
            for i, year in enumerate(years, 1):
                n = round(case.scale * 5000 * i**0.95)
                rows.append((v, r, year, n, 2 * n, round(0.4 * n), n // 3, 80 * n))
    return pd.DataFrame(
        rows,
        columns=[
            "variant",
            "replicate",
            "year",
            "differs_now",
            "differs_ever",
            "untouched",
            "third_place",
            "jobs_differ",
        ],
    )


def _policies(name: str, case: Case) -> list[dict[str, Any]]:
    if name == "baseline":
        return []
    common = {"regions": ["Hohhot"], "start": case.first, "end": case.last, "budget": "city"}
    return [{"id": f"{p['kind']}_{i}_{name}", **p, **common} for i, p in enumerate(VARIANTS[name].policies)]


def _manifest(case: Case) -> dict[str, Any]:
    structure = {
        "choice": "mnl",
        "horizon": "myopic",
        "rivals": "passive",
        "researchers": False,
        "peers": True,
        "wages": "curve",
    }
    titles = {n: {"zh": v.zh, "en": v.en} for n, v in VARIANTS.items()} | {"baseline": {"zh": "基准", "en": "Baseline"}}
    rival = {"id": "rival", "kind": "living_subsidy", "regions": ["Harbin"], "start": "2022-01"}
    scenarios = {
        n: {
            "title": titles[n],
            "structure": structure,
            "fit": None,
            "budgets": {"city": {"region": "Hohhot", "yuan_year": CAP}},
            "policies": [rival, *_policies(n, case)],
            "told": policies_told(map(policy_of, _policies(n, case))),
        }
        for n in case.scenarios
    }
    needed = {"schema": 1, "baseline": "baseline", "window": [case.first, case.last], "scenarios": scenarios}
    if not case.manifest:
        return needed
    keys = ("name", "zh", "group", "latitude", "longitude", "province", "city")
    return (
        needed
        | OPTIONAL
        | {
            "focus": "Hohhot",
            "verb": "compare",
            "regions": [dict(zip(keys, r, strict=True)) for r in REGIONS],
            "outcomes": outcomes_told(load_scenario("baseline")),
            "code": "0" * 64,
            "data": "1" * 64,
            "versions": {"python": "3.11", "numpy": "2.4.6"},
        }
    )
