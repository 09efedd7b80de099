"""Colours and marks, light and dark: one hue and one shape a policy family, text in ink, signed changes in brown and teal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class Tone(NamedTuple):
    """One colour on white and on the dark page."""

    light: str
    dark: str


class Family(NamedTuple):
    """Hue and mark of a policy family. dark: white text is read on its hue on white; night: its hue on the dark page."""

    colour: str
    night: str
    marker: str
    dark: bool = True


#: What is neither a family nor a mark.
TONES = {
    "ink": Tone("#1B1F24", "#E9ECF0"),
    "soft": Tone("#565C64", "#A9B1BB"),
    "grey": Tone("#8A8A8A", "#8F98A3"),
    "pale": Tone("#D5D8DC", "#3A424D"),
    "more": Tone("#01665E", "#5AC8BC"),
    "less": Tone("#A6611A", "#DFA45C"),
    "paper": Tone("#F3F5F8", "#0E1217"),
    "panel": Tone("#FFFFFF", "#161B22"),
    "hatch": Tone("#B4BAC2", "#59626E"),
    "line": Tone("#E1E5EA", "#2A313B"),
    "focus": Tone("#2256A7", "#C9DBF5"),
}
INK, SOFT, GREY, PALE, MORE, LESS = (TONES[n].light for n in ("ink", "soft", "grey", "pale", "more", "less"))

#: Least distance 21 (CIE Lab) under normal, deutan, protan and tritan sight on white, 21 on dark; contrast at least 3, on dark 3.6.
FAMILIES = {
    "housing": Family("#2256A7", "#91B6E6", "o"),
    "cash": Family("#E5640F", "#C97C3E", "s", dark=False),
    "lines": Family("#1BA155", "#4DD98D", "^", dark=False),
    "firms": Family("#8A35E6", "#9D59C0", "D"),
    "posts": Family("#624A18", "#DDC033", "v"),
    "services": Family("#8D0D5A", "#DB205D", "P"),
    "research": Family("#BD7DC4", "#D11BFF", "*", dark=False),
    "mix": Family(*TONES["ink"], "p"),
    "none": Family(*TONES["soft"], "X"),
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
        """Arguments of matplotlib's `plot` for this mark, `size` in points."""
        face = "white" if self.open else self.colour
        edge = 1.4 if self.open else 0.0
        return {"marker": self.marker, "ms": size, "mfc": face, "mec": self.colour, "mew": edge}


BASELINE = Look(GREY, "|", SOFT)


def tint(colour: str, keep: float) -> str:
    """`colour` mixed with white, `keep` of it left (opaque, so that print and overlap stay clean).

    >>> tint("#2256A7", 0.5)
    '#90abd3'
    """
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 * (1 - keep * (1 - share))):02x}" for share in shares)


def looks(families: Sequence[str]) -> list[Look]:
    """One look for each variant, given the family of each: equals of a hue differ in tint and by an open mark."""
    seen: dict[Family, int] = {}
    found = []
    for hue in map(look_of, families):
        nth = seen[hue] = seen.get(hue, -1) + 1
        keep = TINTS[nth % len(TINTS)]
        found.append(Look(tint(hue.colour, keep), hue.marker, hue.colour, nth % 2 == 1, keep))
    return found


def palette() -> dict[str, Tone]:
    """Every colour of a page by the name of its variable."""
    return {**{name: Tone(family.colour, family.night) for name, family in FAMILIES.items()}, **TONES}


def css() -> str:
    """All colours as variables of a page: light, dark where that is chosen, or preferred and nothing is chosen."""
    light = _rules({name: tone.light for name, tone in palette().items()})
    dark = _rules({name: tone.dark for name, tone in palette().items()})
    return (
        f":root{{color-scheme:light;{light}}}\n[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme]){{color-scheme:dark;{dark}}}}}\n"
    )


def _rules(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())
