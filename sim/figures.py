"""The figures of a report by name, for those who ask for some of them and draw none."""

from __future__ import annotations

#: On the first page, whatever is asked for.
FIRST = "decision"
#: Parts of the evidence: id -> figures, in the order of the page.
PARTS: dict[str, tuple[str, ...]] = {
    "stay": ("retention",),
    "who": ("waterfall", "decomposition"),
    "where": ("displaced", "flow_arcs", "flow_matrix"),
    "money": ("cost", "budget"),
    "prices": ("prices",),
    "trust": ("calm", "coupling", "precision"),
}
FIGURES = (FIRST, *(name for names in PARTS.values() for name in names))
#: What an experiment may ask for: each figure, and both pictures of flows by one word.
ASKED: dict[str, tuple[str, ...]] = {**{name: (name,) for name in FIGURES}, "flows": ("flow_arcs", "flow_matrix")}
