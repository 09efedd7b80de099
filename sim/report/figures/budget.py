"""Where did the money go, and did it run out? Paid by instrument and year, against the cap."""

from __future__ import annotations

import pandas as pd

from sim.report.formats import budget, percent
from sim.report.policies import caps, in_force
from sim.report.study import Study
from sim.report.view import View


def table(study: Study) -> pd.DataFrame:
    """variant, policy, kind, year, yuan (mean over replicates, net of claw-back), cap (yuan a year, nan without or out of force).

    Policies that the baseline has not, whole years of the window only; a year in which nothing was paid is 0.
    """
    ledger = study.results.ledger()
    years = _years(study)
    rows = []
    for v in study.variants:
        kinds = {str(p["id"]): str(p.get("kind")) for p in v.policies}
        cap = caps(study.documents.get(v.name, {}), v.policies)
        capped = {y: cap if any(in_force(p, y) for p in v.policies) else None for y in years}
        own = ledger[(ledger.scenario == v.name) & ledger.policy.isin(list(kinds))]
        paid = own.groupby(["policy", "year"]).yuan.sum() / max(study.seeds, 1)
        for policy in [p for p in kinds if p in set(own.policy)]:
            rows += [(v.name, policy, kinds[policy], y, float(paid.get((policy, y), 0.0)), capped[y]) for y in years]
    return pd.DataFrame(rows, columns=["variant", "policy", "kind", "year", "yuan", "cap"]).astype({"cap": float})


def _years(study: Study) -> list[str]:
    """Years of the window, from the first to the last, without one that the window holds in part."""
    first, last = int(study.first[:4]), int(study.last[:4])
    first += study.first[5:] != "01"
    last -= study.last[5:] != "12"
    return [str(y) for y in range(first, last + 1)] or [study.last[:4]]


def says(table: pd.DataFrame, view: View) -> str:
    """Share of the caps used, lowest and highest, and of all caps together in the first year and in the last."""
    totals = table.groupby(["variant", "year"]).agg(paid=("yuan", "sum"), cap=("cap", "first")).reset_index()
    if totals.groupby("variant").cap.first().isna().any():  # first skips years out of force
        sums = totals.groupby("variant").paid.sum()
        low, high = budget(sums.min(), view.lang), budget(sums.max(), view.lang)
        return view.w("says.budget_paid", low=low, high=high) if low != high else view.w("says.budget_same", sum=low)
    totals = totals.dropna()
    sums = totals.groupby("variant")[["paid", "cap"]].sum()
    used = sums.paid / sums.cap
    low, high = percent(used.min()), percent(used.max())
    year = totals.groupby("year")[["paid", "cap"]].sum()
    share = year.paid / year.cap
    first = view.w("says.budget_one", x=low) if low == high else view.w("says.budget", low=low, high=high)
    if share.max() - share.min() < 0.02 or len(share) < 2:
        return first
    a, b = share.index[0], share.index[-1]
    ends = view.w("says.budget_years", a=a, x=percent(share[a]), b=b, y=percent(share[b]))
    return first + view.w("page.gap") + ends
