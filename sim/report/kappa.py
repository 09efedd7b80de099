"""Kappa, the health of a pairing: large where draws are not shared, or where the effect is small."""

from __future__ import annotations

import pandas as pd

from sim.appraisal.diagnostics import KAPPA_ALARM
from sim.report.formats import digits, known
from sim.report.study import Study, Variant
from sim.report.view import View

OF = ("net", "person_years")


def kappas(study: Study, name: str) -> pd.Series:
    """Kappa of a variant over the window in the judged region by outcome, of OF; nan where it was not measured."""
    table = study.results.diagnostics
    mine = table[(table.variant == name) & (table.region == study.focus) & (table.year == "all")]
    return mine.set_index("outcome").kappa.reindex(OF)


def reason(view: View, variant: Variant) -> str:
    """Why kappa is alarming; nothing where it is not."""
    return health(view, variant) if kappas(view.study, variant.name).max() > KAPPA_ALARM else ""


def health(view: View, variant: Variant) -> str:
    """Kappa of the net gain and of person-years over the window; above ALARM with the reason."""
    kappa, found = kappas(view.study, variant.name), view.study.effect("person_years").loc[variant.name]
    if not known(*kappa):
        return view.w("systems.unmeasured")
    told = " / ".join(digits(float(k), 2) for k in kappa)
    if max(kappa) <= KAPPA_ALARM or not known(found.estimate):
        return told
    hidden = float(found.low) <= 0 <= float(found.high)
    return view.w("systems.kappa_hidden" if hidden else "systems.kappa_jobs", kappa=told, alarm=digits(KAPPA_ALARM))
