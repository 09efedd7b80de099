"""The files of a results folder as tables, joined with runs.parquet: nothing else is read by the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.record import checked_manifest
from sim.store.tables import read_words_as_categories

_EFFECT_KEYS = {"variant": str, "outcome": str, "region": str, "year": str, "group": str, "partner": str}
RETAINED = ("retention_12", "retention_36", "retention_60")  # shown of every future, all else of central runs alone
SHOWN = ("persons", "rent", "wage", "unemployed", "kept_in_work", "first_jobs", *RETAINED)
_RUN = ["run_id", "scenario", "replicate", "future"]


@dataclass(frozen=True)
class Results:
    """One results folder.

    runs, effects, coupling: whole files; futures, uncertainty, sensitivity: empty where nothing was
    sampled, or no two futures differ in one number alone.
    Long files are read by `measures`, `flows` and `ledger`, only the rows that are needed.
    """

    folder: Path
    manifest: dict[str, Any]
    runs: pd.DataFrame
    effects: pd.DataFrame
    futures: pd.DataFrame
    uncertainty: pd.DataFrame
    sensitivity: pd.DataFrame
    coupling: pd.DataFrame

    def measures(
        self, names: Sequence[str], regions: Sequence[str] | None = None, month: str | None = None
    ) -> pd.DataFrame:
        """Rows of measures.parquet of done runs: scenario, replicate, future, month, region, group, measure, value.

        Of the central runs, and of RETAINED also of futures. names: some of SHOWN. regions, month: None = all.
        """
        assert set(names) <= set(SHOWN), names
        wanted = self._shown["measure"].isin(names) & (self._shown["region"].isin(regions) if regions else True)
        wanted &= self._shown["month"] == month if month else True
        return self._of_done_runs(self._shown[wanted]).dropna(subset="value")

    @cached_property
    def diagnostics(self) -> pd.DataFrame:
        """Rows of diagnostics.csv: variant, outcome, region, year, kappa; none where there is no such file."""
        path, keys = self.folder / "diagnostics.csv", {"variant": str, "outcome": str, "region": str, "year": str}
        columns = [*keys, "kappa"]
        return pd.read_csv(path, dtype=keys, usecols=columns) if path.exists() else pd.DataFrame(columns=columns)

    @cached_property
    def replicates(self) -> pd.DataFrame:
        """Rows of replicates.csv: variant, replicate, outcome, value; none where there is no such file."""
        path, columns = self.folder / "replicates.csv", ["variant", "replicate", "outcome", "value"]
        return pd.read_csv(path, dtype={"variant": str}) if path.exists() else pd.DataFrame(columns=columns)

    @cached_property
    def _shown(self) -> pd.DataFrame:
        """All rows that any page needs of the longest file: it is read once."""
        columns = ["run_id", "scenario", "month", "region", "group", "measure", "value"]
        of_central = [("measure", "in", SHOWN), *self._central]
        return self._read("measures", columns, [of_central, [("measure", "in", RETAINED)]])

    @cached_property
    def _central(self) -> list[tuple[str, str, list[str]]]:
        """What rows of the central runs have in common, for `_read`."""
        central = self.runs.run_id[(self.runs.future == 0) & (self.runs.status == "done")].unique().tolist()
        return [("run_id", "in", central)]

    @cached_property
    def flows(self) -> pd.DataFrame:
        """flows.parquet of the central runs: scenario, replicate, month, origin, destination, count (of all kinds).

        Kept, for it takes seconds to read.
        """
        columns = ["run_id", "month", "origin", "destination", "count"]
        flows = self._of_done_runs(self._read("flows", columns, self._central))
        keys = ["scenario", "replicate", "month", "origin", "destination"]
        return flows[flows.future == 0].groupby(keys, as_index=False, sort=True)["count"].sum()

    def ledger(self) -> pd.DataFrame:
        """ledger.parquet of the central runs: scenario, replicate, year, policy, region, yuan (net of claw-back)."""
        paid = self._of_done_runs(self._read("ledger", ["run_id", "month", "policy", "region", "fen"], self._central))
        paid = paid[paid.future == 0].assign(year=lambda d: d.month.str[:4])
        keys = ["scenario", "replicate", "year", "policy", "region"]
        summed = paid.groupby(keys, as_index=False, sort=True).fen.sum()
        return summed.assign(yuan=summed.fen / 100).drop(columns="fen")

    def classes(self, region: str, classes: Sequence[str]) -> pd.DataFrame:
        """Rows of attribution.parquet of a region, everybody at the headline's date: variant, replicate, class, partner, count."""
        where = [
            ("region", "==", region),
            ("year", "==", "all"),
            ("group", "==", "all"),
            ("class", "in", list(classes)),
        ]
        columns = ["variant", "replicate", "class", "partner", "count"]
        found = self._read("attribution", columns, where)
        return found.astype({"variant": "str", "class": "str", "partner": "str"})

    def _read(self, name: str, columns: list[str], where: object = None) -> pd.DataFrame:
        """Columns of a file, words as categories; without rows where there is no such file."""
        path = self.folder / f"{name}.parquet"
        if not path.exists():
            return pd.DataFrame(columns=columns)
        return read_words_as_categories(path, columns, where)

    def _of_done_runs(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows with scenario, replicate and future instead of the run's name, words as text."""
        done = self.runs.loc[self.runs.status == "done", _RUN]
        frame = _joined(frame.astype({"run_id": "category"}), done)
        words = {c: "str" for c in frame if isinstance(frame[c].dtype, pd.CategoricalDtype)}
        return frame.astype(words)


def _joined(frame: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Rows of done runs with scenario, replicate and future; a run that stands for several of them comes once for each."""
    nth = runs.groupby("run_id").cumcount()
    return pd.concat([_joined_once(frame, runs[nth == n]) for n in range(int(nth.max()) + 1)] if len(runs) else [frame])


def _joined_once(frame: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """The same where each run stands once; by codes of run_id, for tables of many million rows."""
    code = frame.run_id.cat.codes.to_numpy()
    by_id = runs.set_index("run_id").reindex(frame.run_id.cat.categories)
    kept = by_id.scenario.notna().to_numpy()[code]
    if "scenario" in frame:  # rows that name their world stand for that one alone
        kept &= by_id.scenario.astype(str).to_numpy()[code] == frame.scenario.astype(str).to_numpy()
    frame, code = frame[kept], code[kept]
    return frame.drop(columns="run_id").assign(
        scenario=by_id.scenario.to_numpy()[code],
        replicate=by_id.replicate.to_numpy()[code].astype("int64"),
        future=by_id.future.to_numpy()[code].astype("int64"),
    )


def read_results(folder: Path) -> Results:
    """Read a finished results folder.

    Raises:
        sim.store.errors.Refused: no manifest.json (the job has not finished), or a file that is not as it was written.
    """
    manifest = checked_manifest(folder)
    runs = pd.read_parquet(folder / "runs.parquet")
    if "future" not in runs:
        runs = runs.assign(future=0)
    return Results(
        folder,
        manifest,
        runs.sort_values(["scenario", "future", "replicate"], kind="stable"),
        _effects(folder / "effects.csv"),
        _futures(folder / "futures.parquet"),
        _uncertainty(folder / "uncertainty.csv"),
        _sensitivity(folder / "sensitivity.csv"),
        _coupling(folder / "coupling.csv"),
    )


def _effects(path: Path) -> pd.DataFrame:
    columns = [*_EFFECT_KEYS, "estimate", "low", "high", "unit", "replicates"]
    columns += ["variance_reduction", "replicates_for_5pct", "martingale_gain", "agents"]
    if not path.exists():
        return pd.DataFrame(columns=columns)
    return pd.read_csv(path, dtype=_EFFECT_KEYS, keep_default_na=False, na_values={c: [""] for c in columns[6:]})


def _futures(path: Path) -> pd.DataFrame:
    columns = [*_EFFECT_KEYS, "future", "estimate"]
    futures = pd.read_parquet(path) if path.exists() else pd.DataFrame(columns=columns)
    return futures[futures.future > 0].astype(_EFFECT_KEYS | {"future": int, "estimate": float})


def _uncertainty(path: Path) -> pd.DataFrame:
    columns = [*_EFFECT_KEYS, "futures", "low", "high", "share_parameters", "share_structure", "share_seeds"]
    if not path.exists():
        return pd.DataFrame(columns=columns)
    return pd.read_csv(path, dtype=_EFFECT_KEYS, keep_default_na=False, na_values={c: [""] for c in columns[6:]})


def _sensitivity(path: Path) -> pd.DataFrame:
    words = {**_EFFECT_KEYS, "path": str}
    columns = [*words, "steps", "mu", "low", "high", "mu_star", "sigma"]
    if not path.exists():
        return pd.DataFrame(columns=columns)
    return pd.read_csv(path, dtype=words, keep_default_na=False, na_values={c: [""] for c in columns[7:]})


def _coupling(path: Path) -> pd.DataFrame:
    columns = ["variant", "replicate", "year", "differs_now", "differs_ever", "untouched", "third_place", "jobs_differ"]
    return pd.read_csv(path, dtype={"variant": str, "year": str}) if path.exists() else pd.DataFrame(columns=columns)
