"""Who stands behind each variant? Left: 100 supported people; right: gained, with the market ripple."""

from __future__ import annotations

import pandas as pd

from sim.report.figures.displaced import FEW
from sim.report.ranking import each, order
from sim.report.study import Study, pick
from sim.report.view import View

RANGES = ("estimate", "low", "high", "unknown_low", "unknown_high")


def table(study: Study) -> pd.DataFrame:
    """variant, additional, deadweight, market_ripple, net, low, high (persons), due and its ranges (share of FEW supported or more)."""
    columns = ("additional", "deadweight", "market_ripple")
    t = pd.DataFrame({c: study.effect(c).estimate for c in columns})
    net = study.effect("net")
    names = {c: "due" if c == "estimate" else f"due_{c}" for c in RANGES}
    due = shares(study).set_index("variant")
    due = due[list(RANGES)].where(due.agents >= FEW).rename(columns=names)
    t = t.assign(net=net.estimate, low=net.low, high=net.high).join(due)
    return t.rename_axis("variant").reset_index().dropna(subset=["additional", "deadweight", "net"])


def shares(study: Study) -> pd.DataFrame:
    """variant, RANGES of the share of the supported who are here because of support (nan where nobody is), agents behind it.

    low, high: as far as the noise of both counts reaches at once, which is wider than the noise of the share.
    """
    due, dead = study.effect("additional"), study.effect("deadweight")
    found = {
        "estimate": _share(due.estimate, dead.estimate),
        "low": _share(due.low, dead.high),
        "high": _share(due.high, dead.low),
        "agents": due.agents + dead.agents,
    }
    due, dead = (
        pick(study.results.futures, of, study.focus).set_index("future", append=True).estimate
        for of in ("additional", "deadweight")
    )
    unknown = study.over_settings(_share(due, dead).dropna()).add_prefix("unknown_")
    return pd.DataFrame(found).join(unknown).rename_axis("variant").reset_index()


def _share(due: pd.Series, dead: pd.Series) -> pd.Series:
    due, dead = due.clip(lower=0), dead.clip(lower=0)
    gross = due + dead
    return due / gross.where(gross > 0)


def says(table: pd.DataFrame, view: View) -> str:
    """The share due to support of each, and in which order as far as there is one."""
    names = {"due" if c == "estimate" else f"due_{c}": c for c in RANGES}
    t = table[["variant", *names]].rename(columns=names).dropna(subset="estimate")
    if t.empty:
        nobody = (table.additional + table.deadweight <= 0).all()
        return view.w("says.decomposition_nobody" if nobody else "says.decomposition_few", region=view.focus)
    told = view.w("says.decomposition", region=view.focus, each=each(t, view, lambda x: f"{100 * x:.0f}"))
    return view.w("page.gap").join(filter(None, (told, order(t, view))))
