"""The rows with numbers of the evidence: who lives elsewhere, how well pairs are coupled, how exact the net gains are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from sim.report import back
from sim.report import kappa as pairing
from sim.report.formats import digits, known
from sim.report.models import rows
from sim.report.models.guard import LEAST
from sim.report.models.rows import Row
from sim.report.tables import Parts, Table
from sim.report.unknowns import unknowns
from sim.report.view import View

COUNTS = ("differs_now", "untouched", "differs_ever", "third_place", "jobs_differ")
FIT = ("pattern", "region", "data", "model", "off", "width", "year", "use")


class Figure(NamedTuple):
    """Rows by a name. heads: key of a row -> its head."""

    name: str
    note: str
    heads: Mapping[str, str]
    rows: list[Row]

    def told(self) -> dict[str, Any]:
        """As the model has it."""
        columns = [{"key": key, "title": title} for key, title in self.heads.items()]
        return {"note": self.note, "columns": columns, "rows": self.rows}


def coupling(view: View) -> Figure:
    """Persons who differ between the worlds by variant and year, mean over pairs; at: whether that is the window's end."""
    found = view.study.results.coupling
    found = found[found.year.str.fullmatch(r"\d{4}").fillna(False)] if len(found) else found
    means = found.groupby(["variant", "year"])[list(COUNTS)].mean()
    years = sorted(set(found.year))
    apart = [
        _apart(view, name, year, means.loc[(name, year)])
        for name in view.study.names
        for year in years
        if (name, year) in means.index
    ]
    heads = {key: view.w(f"column.{key}") for key in ("variant", "year", *COUNTS)}
    heads["untouched"] = view.w("evidence.untouched")
    return Figure("coupling", view.w("evidence.read_coupling", end=view.end), heads, apart)


def _apart(view: View, name: str, year: str, means: pd.Series) -> Row:
    now, untouched = (view.persons(means[key]) for key in ("differs_now", "untouched"))
    text = view.w("evidence.apart", n=now, untouched=untouched)
    return {"variant": name, "year": year, "at": year == view.study.last[:4], **means.to_dict(), "text": text}


def kappa(view: View) -> Figure:
    """Kappa of each variant, with the reason where it is alarming."""
    heads = {"variant": view.w("column.variant"), **{of: view.w(f"evidence.kappa_{of}") for of in pairing.OF}}
    heads["text"] = view.w("evidence.kappa_text")
    return Figure("kappa", view.w("evidence.read_kappa"), heads, [_kappa(view, v) for v in view.study.variants])


def _kappa(view: View, variant: Any) -> Row:
    if _few(view, variant.name):
        return {"variant": variant.name, **dict.fromkeys(pairing.OF), "text": view.w("evidence.few")}
    return {
        "variant": variant.name,
        **pairing.kappas(view.study, variant.name).to_dict(),
        "text": pairing.reason(view, variant),
    }


def precision(view: View) -> Figure:
    """Net gains with the range of noise and that over the settings."""
    heads = {"variant": view.w("column.variant"), "value": view.w("column.estimate")}
    heads |= {key: view.w(f"column.{key}") for key in ("low", "high", "unknown_low", "unknown_high")}
    found = [{**row, "said": needed(view, row["variant"])} for row in rows.net(view)]
    return Figure("precision", view.w("evidence.read_precision"), heads, found)


def effort(view: View) -> Figure:
    """Pairs run, pairs for 5 %, and how many times as many it would take without the means that make them few."""
    keys = ("pairs", "needed", "adjusting", "sharing")
    heads = {"variant": view.w("column.variant"), **{key: view.w(f"evidence.{key}") for key in keys}}
    effect = view.study.effect("net")
    found = [{"variant": name, **_effort(view, name, effect.loc[name])} for name in view.study.names]
    return Figure("effort", view.w("evidence.read_effort"), heads, found)


def _effort(view: View, name: str, row: pd.Series) -> Row:
    factors = {"needed": row.replicates_for_5pct, "adjusting": row.martingale_gain, "sharing": row.variance_reduction}
    enough = not _few(view, name)
    return {"pairs": pairs(view, name), **{key: x if enough and known(x) else None for key, x in factors.items()}}


def sources(view: View) -> Parts:
    """Where the uncertainty comes from; below four pairs, that it is not known."""
    return [*back.sources(view), *unknowns(view)] if view.study.ranged else [view.w("page.c_single")]


def fit(view: View, table: Table) -> Figure:
    """The report's table of model against data; by: model less data in widths of the row, fitted: whether it was adjusted to."""
    found = back.fitted(view.study)
    more = [{"by": by, "fitted": use == "fit"} for by, use in zip(found.off, found.use, strict=True)]
    cells = [dict(zip(FIT, row, strict=True)) for row in table.rows]
    heads = dict(zip(FIT, table.head, strict=True))
    return Figure("fit", view.w("evidence.read_fit"), heads, [a | b for a, b in zip(cells, more, strict=True)])


def pairs(view: View, name: str) -> int:
    """Pairs of worlds behind the net gain of a variant."""
    found = view.study.effect("net").replicates[name]
    return int(found) if known(found) else 0


def needed(view: View, name: str) -> str:
    """How many pairs were run, and how many make a net gain exact to 5 %, where its sign is sure."""
    row, n = view.study.effect("net").loc[name], pairs(view, name)
    if _few(view, name):
        return view.w("evidence.pairs_few", n=n)
    if row.low <= 0 <= row.high or not known(row.replicates_for_5pct):
        return view.w("evidence.pairs_unsure", n=n)
    enough = row.replicates_for_5pct <= n
    return view.w(
        "evidence.pairs_enough" if enough else "evidence.pairs_needed", n=n, all=digits(row.replicates_for_5pct, 2)
    )


def _few(view: View, name: str) -> bool:
    """Whether fewer pairs stand behind a variant than any range is told from."""
    return pairs(view, name) < LEAST
