"""The one typeface of figures and page: a GB2312 subset of Noto Sans SC (SIL OFL 1.1, text in OFL.txt).

`python -m sim.report.fonts NotoSansSC-Regular.otf` makes the shipped file again from the full font
(PyPI package pylopdf-fonts-zh-cn 0.1.1 holds it; nothing needs that package at run time).
"""

from __future__ import annotations

import io
import sys
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONT = Path(__file__).parent / "NotoSansSC-GB2312.otf"
#: Signs beyond GB2312 and Latin-1 that a report, a region's or a parameter's name may carry.
_SIGNS = "\u2212–—‘’“”…·•×÷→←↑↓≥≤≠≈±∞√∑∏−′″₂⁰¹²³⁴⁻%‰€○●□■△▲▼◆◇"


def repertoire() -> str:
    """Characters of the shipped font: GB2312 levels 1 and 2, Latin-1, Latin Extended-A, Greek, signs."""
    gb = "".join(bytes((a, b)).decode("gb2312", "ignore") for a in range(0xA1, 0xF8) for b in range(0xA1, 0xFF))
    return gb + "".join(map(chr, [*range(0x20, 0x180), *range(0x391, 0x3CA)])) + _SIGNS


@cache
def covered() -> frozenset[str]:
    """Characters that the shipped font can draw."""
    with TTFont(FONT) as font:
        return frozenset(map(chr, font.getBestCmap()))


def cut(source: Path, text: str, flavor: str | None = None) -> bytes:
    """Font file (otf, or woff2 with flavor "woff2") with only the glyphs of `text`; the same bytes every time."""
    options = subset.Options(
        flavor=flavor,
        layout_features=["kern", "locl", "ccmp", "pwid"],
        hinting=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    font = subset.load_font(str(source), options)
    font.recalcTimestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


def page_font(text: str) -> bytes:
    """woff2 with exactly the glyphs of a page's `text`."""
    return cut(FONT, "".join(sorted(set(text))), "woff2")


if __name__ == "__main__":
    FONT.write_bytes(cut(Path(sys.argv[1]), repertoire()))
    print(f"{FONT.name}: {FONT.stat().st_size:,} bytes")
