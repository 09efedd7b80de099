"""How far effects made again are from those that are stored."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.jobs.job import Settings
from sim.jobs.question import Question
from sim.store.plan import Plan

if TYPE_CHECKING:
    from sim.scenario import Scenario

KEYS = ["variant", "outcome", "region", "year", "group", "partner"]
TEXT = dict.fromkeys((*KEYS, "unit"), str)


def moved_effects(
    stored: Path, plan: Plan, scenarios: Sequence[Scenario], variants: Sequence[int], settings: Settings
) -> Iterator[str]:
    """One sentence for each variant, by its place in the plan: its central effects, over all seeds of `settings`, against effects.csv.

    They are made in a folder of their own, which is removed.
    """
    if not variants or not (stored / "effects.csv").exists():
        return
    part = central(plan, variants)
    with tempfile.TemporaryDirectory() as scratch:
        own = settings._replace(out=Path(scratch) / "results", store=Path(scratch) / "store", months=plan.months)
        report = Question(part, tuple(scenarios[place] for place in (0, *variants))).answer(own)
        if report.failures:
            yield f"effects: not made again: {report.failures[0].error}"
            return
        both = read_effects(stored).merge(read_effects(report.directory), on=KEYS, suffixes=("", "_here"))
    for place in variants:
        yield sentence(plan.worlds[place].name, both[both.variant == plan.worlds[place].name])


def central(plan: Plan, variants: Sequence[int]) -> Plan:
    """The part of a plan that holds the baseline and some variants, at the central values."""
    places = (0, *variants)
    future = replace(plan.futures[0], digests=tuple(plan.futures[0].digests[place] for place in places))
    worlds = tuple(plan.worlds[place] for place in places)
    return replace(plan, worlds=worlds, pairs=tuple((0, k) for k in range(1, len(places))), futures=(future,))


def read_effects(folder: Path) -> pd.DataFrame:
    """effects.csv of a results folder."""
    return pd.read_csv(
        folder / "effects.csv", dtype=TEXT, keep_default_na=False, na_values={"estimate": "", "low": "", "high": ""}
    )


def sentence(variant: str, both: pd.DataFrame) -> str:
    """How many effects of a variant moved, and the one that moved most, by the half-width of its interval where it has one.

    both: effects of the two, columns of the one made here with `_here`.
    """
    there, here = both.estimate, both.estimate_here
    differ = (there != here) & ~(there.isna() & here.isna())
    said = f"effects of {variant}: {differ.sum()} of {len(both)} differ"
    if not differ.any():
        return said
    half = ((both.high - both.low) / 2).where(lambda width: width > 0)
    off = (here - there).abs() / half.fillna(there.abs().clip(lower=np.finfo(float).tiny))
    most = both.assign(half=half)[differ].loc[off[differ].fillna(np.inf).idxmax()]
    where = ", ".join(word for word in (most.outcome, most.region, most.year, most.group, most.partner) if word)
    interval = f", its interval being {most.half:.2g} wide to each side" if most.half > 0 else ""
    by = f"by {most.estimate_here - most.estimate:.2g}{interval}"
    return f"{said}, most {where}: {by} ({most.estimate:.6g} there, {most.estimate_here:.6g} here)"
