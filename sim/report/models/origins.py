"""Whose loss is the gain? Net by origin, pair by pair, so that re-sorting between places cancels and sums keep their noise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.report.figures.displaced import FEW, columns
from sim.report.formats import interval
from sim.report.models import numbers
from sim.report.models.guard import LEAST
from sim.report.study import Study, once
from sim.report.view import View

OTHER = "other"  # places that are too small, or of which the sign is not sure
SIGNS = {"additional": 1, "induced": 1, "crowded_out": -1}


@once
def lost(study: Study) -> pd.DataFrame:
    """Change of persons in each place because of a variant at the headline's date: index variant, place; a column a replicate."""
    a = study.results.classes(study.focus, list(SIGNS))
    a = a[a.partner.isin(study.regions["name"])]
    change = -a["count"].astype(float) * a["class"].map(SIGNS).astype(float)
    rows = a.assign(place=a.partner.replace(columns(study)), change=change)
    return rows.pivot_table(
        index=["variant", "place"], columns="replicate", values="change", aggfunc="sum", fill_value=0
    )


def origins(view: View) -> list[dict[str, Any]]:
    """Of each variant the places that lose or gain for sure, most loss first, and all others together."""
    wide = lost(view.study)
    known = [name for name in view.study.names if name in wide.index.get_level_values(0)]
    return [
        row
        for name in known
        for row in _of_variant(view, name, wide.loc[name].reindex(columns=view.study.pairs(name), fill_value=0))
    ]


def _of_variant(view: View, name: str, wide: pd.DataFrame) -> list[dict[str, Any]]:
    ordered = wide.loc[wide.mean(axis=1).sort_values(kind="stable").index]
    apart = [place for place, change in ordered.iterrows() if _enough(view.study, change) and _sure(change)]
    rows = [_row(view, name, str(place), ordered.loc[place]) for place in apart]
    rest = ordered.drop(index=apart)
    return [*rows, _row(view, name, OTHER, rest.sum())] if len(rest) else rows


def _row(view: View, name: str, place: str, change: Sequence[float]) -> dict[str, Any]:
    mean, *ends = _interval(change)
    found = pd.Series({"estimate": mean, "low": ends[0], "high": ends[1]})
    title = view.w("view.other") if place == OTHER else view.region(place).replace("\n", " ")
    number = numbers.persons(view, found, sign=True)
    return {"variant": name, "place": place, "title": title, **number, "sure": _sure(change)}


def _interval(change: Sequence[float]) -> tuple[float, float, float]:
    mean, low, high = interval(change)
    return (mean, low, high) if len(change) >= LEAST else (mean, float("nan"), float("nan"))


def _sure(change: Sequence[float]) -> bool:
    """Whether the noise excludes 0."""
    _, low, high = _interval(change)
    return low > 0 or high < 0


def _enough(study: Study, change: Any) -> bool:
    """Whether as many agents have changed sides, over all pairs, as a number needs."""
    return float(change.abs().sum()) >= FEW * study.persons_per_agent
