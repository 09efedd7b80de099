"""How do many supported people become a small gain? The first variant, from gross to net."""

from __future__ import annotations

import pandas as pd

from sim.report.formats import known
from sim.report.study import Study
from sim.report.view import View

STEPS = ("supported", "deadweight", "additional", "market_ripple", "net")


def table(study: Study) -> pd.DataFrame:
    """`steps` of the variant with the largest net gain."""
    return steps(study, study.names[0]) if study.names else pd.DataFrame()


def steps(study: Study, name: str) -> pd.DataFrame:
    """variant, step, estimate, low, high (persons) of a variant; empty where a step is not known."""
    rows = {step: study.effect(step).loc[name] for step in STEPS[1:]}
    if not known(*(r.estimate for r in rows.values())):
        return pd.DataFrame()
    nan = float("nan")
    gross = rows["deadweight"].estimate + rows["additional"].estimate
    cells = [("supported", gross, nan, nan)] + [(s, r.estimate, r.low, r.high) for s, r in rows.items()]
    return pd.DataFrame(cells, columns=["step", "estimate", "low", "high"]).assign(variant=name)


def noise(table: pd.DataFrame) -> pd.DataFrame:
    """low, high by step; for the sum of supported people, which has none of its own, those of its part with the wider noise."""
    ends = table.set_index("step")[["low", "high"]]
    width = (ends.high - ends.low)[["deadweight", "additional"]]
    ends.loc["supported"] = ends.loc[width.idxmax() if width.notna().all() else "deadweight"]
    return ends


def says(table: pd.DataFrame, view: View) -> str:
    """Supported, here anyway, net."""
    estimate, wide = table.set_index("step").estimate, noise(table)
    n = {s: view.persons(estimate[s], *wide.loc[s]) for s in ("supported", "deadweight", "net")}
    return view.w("says.waterfall", name=view.named(table.variant.iloc[0]), region=view.focus, **n)
