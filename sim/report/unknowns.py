"""Which unknowns matter: shares of the variance of net gains, and of their order, in results of a design made for it."""

from __future__ import annotations

import pandas as pd

from sim.appraisal.indices import RANKING, indices
from sim.report.tables import Parts, Table
from sim.report.view import View


def unknowns(view: View) -> Parts:
    """A sentence and a table, numbers that explain most first; nothing for results of another design."""
    study = view.study
    design = study.results.manifest.get("design") or {}
    if design.get("name") != "saltelli":
        return []
    found = indices(study.net_by_future.reindex(columns=study.names), design["paths"], design["samples"])
    if found.empty:
        return [view.w("page.unknowns_missing")]
    return [view.w("page.unknowns_intro", n=study.settings), _listed(found, view)]


def _listed(found: pd.DataFrame, view: View) -> Table:
    named = {**{name: view.title(name) for name in view.study.names}, RANKING: view.w("page.unknowns_ranking")}
    heads = {of: title for of, title in named.items() if (found["of"] == of).any()}
    cells = found.set_index(["of", "path"])
    most = found.groupby("path")["total"].max().sort_values(ascending=False)
    rows = [(view.input(path), *(_both(cells.loc[(of, path)]) for of in heads)) for path in most.index]
    return Table("unknowns", [view.w("page.unknowns_head"), *heads.values()], rows)


def _both(index: pd.Series) -> str:
    """Alone, and in all, each with half of its interval."""
    return f"{index['first']:.2f} ± {index['first_half']:.2f} / {index['total']:.2f} ± {index['total_half']:.2f}"
