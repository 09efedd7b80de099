"""The region that a comparison is judged by: where most of the policies act in which its worlds differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
HOME = "Hohhot"  # where no policy says it


def new_policies(base: Document, variant: Document) -> tuple[Document, ...]:
    """Policies of a scenario's document that another has not, or has otherwise."""
    known = {p["id"]: p for p in base.get("policies", ())}
    return tuple(p for p in variant.get("policies", ()) if known.get(p["id"]) != p)


def aim(new: Iterable[Sequence[Document]], regions: Sequence[str]) -> str:
    """The region in which most of the new policies of all variants act; where none does Hohhot, or the first there is."""
    acts = Counter(region for policies in new for p in policies for region in p.get("regions", ()))
    if acts:
        return acts.most_common(1)[0][0]
    return HOME if HOME in regions or not regions else regions[0]
