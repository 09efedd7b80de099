"""Moves that are made up: every month and arc of two variants, lines with one change whose sign is sure; no real number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from report_fixture import Case, write_results
from report_invented import NAMES

from sim.report.models import dumps, flows_model
from sim.report.results import read_results
from sim.report.study import Study, read_study
from sim.store.files import read_json, sha256_of, write_json

FIRST, LAST = "2022-01", "2023-12"


def study_of(folder: Path, seeds: int = 6, since: str = "2021-02") -> Study:
    """A comparison whose moves are known from `since` on."""
    study = read_study(read_results(write_results(folder, Case(("lines", "housing"), seeds, first=FIRST, last=LAST))))
    study.results.__dict__["flows"] = frame(seeds, ["baseline", *study.names], since)  # the file is not read
    return study


def frame(seeds: int, scenarios: list[str], since: str) -> pd.DataFrame:
    """Persons by scenario, replicate, month, origin and destination, some of them within a place."""
    rng = np.random.default_rng(5)
    months = [str(month) for month in pd.period_range(since, LAST, freq="M")]
    keys = pd.MultiIndex.from_product([range(seeds), months, NAMES, NAMES])
    rows = pd.DataFrame(keys.to_list(), columns=["replicate", "month", "origin", "destination"])
    count = rng.poisson(30, len(rows)) * 50
    parts = []
    for name in scenarios:
        policy = rows.month >= FIRST if name != "baseline" else rows.month < ""
        lines = policy & (rows.origin == "Beijing") & (rows.destination == "Hohhot") & (name == "lines")
        noise = rng.integers(-1, 2, len(rows)) * 50 * policy * (rows.origin != "Beijing")
        parts.append(rows.assign(scenario=name, count=count + 200 * lines + noise))
    return pd.concat(parts, ignore_index=True)


def told_of(study: Study) -> dict[str, Any]:
    """flows.json as a reader gets it."""
    return json.loads(dumps(flows_model(study)))  # type: ignore[no-any-return]


def add_flows(folder: Path, told: dict[str, Any]) -> None:
    """Add what a report has told of moves to a finished comparison."""
    (folder / "flows.json").write_bytes(dumps(told))
    for lang in ("zh", "en"):
        record = read_json(folder / f"report-{lang}.json") or {}
        record.pop("sha256", None)
        record["files"]["flows.json"] = sha256_of(folder / "flows.json")
        write_json(folder / f"report-{lang}.json", record)
