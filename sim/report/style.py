"""How figures look: one hue and one shape a policy family, text in ink, signed changes in brown and teal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib

matplotlib.use("svg")
from matplotlib import patheffects  # noqa: E402
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb  # noqa: E402
from matplotlib.font_manager import fontManager  # noqa: E402

from sim.report.fonts import FONT  # noqa: E402

INK, SOFT, GREY, PALE = "#1B1F24", "#565C64", "#8A8A8A", "#D5D8DC"
MORE, LESS = "#01665E", "#A6611A"
LESS_MORE = LinearSegmentedColormap.from_list("less_more", ["#8C510A", "#D8B365", "#FFFFFF", "#5AB4AC", MORE])
HALO = [patheffects.withStroke(linewidth=2.2, foreground="white")]


class Family(NamedTuple):
    """Hue and mark of a policy family. dark: white text is read on it."""

    colour: str
    marker: str
    dark: bool = True


#: Least distance 21 (CIE Lab) under normal, deutan, protan and tritan sight; contrast on white at least 3.
FAMILIES = {
    "housing": Family("#2256A7", "o"),
    "cash": Family("#E5640F", "s", dark=False),
    "lines": Family("#1BA155", "^", dark=False),
    "firms": Family("#8A35E6", "D"),
    "posts": Family("#624A18", "v"),
    "services": Family("#8D0D5A", "P"),
    "mix": Family(INK, "p"),
    "none": Family(SOFT, "X"),
}
#: Share of the hue that the first, second, … variant (or instrument) of one family keeps.
TINTS = (1.0, 0.55, 0.78, 0.4)


def look_of(family: str) -> Family:
    """Hue and mark of a family; one that has none of its own is neutral."""
    return FAMILIES.get(family, FAMILIES["none"])


def place_of(family: str) -> int:
    """Place of a family among all, those without a hue of their own at the end."""
    return list(FAMILIES).index(family) if family in FAMILIES else len(FAMILIES)


@dataclass(frozen=True)
class Look:
    """Colour and mark of one variant in every figure; the second, fourth, … of a family has an open mark.

    hue: the full colour of the family, for text. tint: share of it kept.
    """

    colour: str
    marker: str
    hue: str
    open: bool = False
    tint: float = 1.0

    def mark(self, size: float) -> dict[str, Any]:
        """Arguments of `plot` for this mark, `size` in points."""
        face = "white" if self.open else self.colour
        edge = 1.4 if self.open else 0.0
        return {"marker": self.marker, "ms": size, "mfc": face, "mec": self.colour, "mew": edge}


BASELINE = Look(GREY, "|", SOFT)


def tint(colour: str, keep: float) -> str:
    """`colour` mixed with white, `keep` of it left (opaque, so that print and overlap stay clean)."""
    return to_hex([1 - keep * (1 - c) for c in to_rgb(colour)])


def looks(families: Sequence[str]) -> list[Look]:
    """One look for each variant, given the family of each: equals of a hue differ in tint and by an open mark."""
    seen: dict[Family, int] = {}
    found = []
    for hue in map(look_of, families):
        nth = seen[hue] = seen.get(hue, -1) + 1
        keep = TINTS[nth % len(TINTS)]
        found.append(Look(tint(hue.colour, keep), hue.marker, hue.colour, nth % 2 == 1, keep))
    return found


@cache
def setup() -> None:
    """Register the shipped font and the style, once a process."""
    fontManager.addfont(FONT)
    plt.style.use(Path(__file__).parent / "talentflow.mplstyle")
