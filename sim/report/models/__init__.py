"""View models: what a page shows of a comparison, numbers with their texts; drawn by nobody here."""

from __future__ import annotations

from sim.report.models.answer import view_model
from sim.report.models.evidence import evidence_model
from sim.report.models.flows import flows_model
from sim.report.models.numbers import dumps

__all__ = ["dumps", "evidence_model", "flows_model", "view_model"]
