"""The page's typeface in two files: `python -m sim.web.fonts` cuts them from the report's font.

page.woff2 holds every character of our own words and is always loaded; rest.woff2 the others, asked for by a browser only when a
user's own text needs one (two faces of one name, told apart by unicode-range in fonts.css).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sim.report.fonts import FONT, covered, cut, repertoire

FOLDER = Path(__file__).parent / "static" / "fonts"
#: Tables, scenarios and data whose texts reach the page beside the words of page and report.
_PACKAGE = Path(__file__).parents[1]
_SHIPPED = _PACKAGE.parent / "scenarios"
_FACE = """@font-face {{
  font-family: "TF"; src: url({name}.woff2) format("woff2"); font-display: {display};
  unicode-range: {ranges};
}}
"""


def own_characters() -> set[str]:
    """Every character of the words of page, report, program and shipped scenarios that the font can draw."""
    files = [
        *(_PACKAGE / part / "words.toml" for part in ("web", "report", "panel")),
        *_SHIPPED.rglob("*.toml"),
    ]
    files += [*_SHIPPED.glob("data/*.csv"), *_PACKAGE.rglob("*.py")]
    files += [FOLDER.parent / "index.html", *(FOLDER.parent / "js").rglob("*.js")]  # arrows and dots between words
    text = "".join(path.read_text("utf-8") for path in files)
    latin = map(chr, range(0x20, 0x180))
    return (set(text) | set(latin) | set("−–—·…→←↑↓≥≤≠≈±×")) & covered()


def ranges(characters: Iterable[str]) -> str:
    """The unicode-range of a set of characters.

    >>> ranges("abcx")
    'U+61-63,U+78'
    """
    runs: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


def write() -> None:
    """Cut both files and write the style sheet that names them."""
    page = own_characters()
    rest = (set(repertoire()) & covered()) - page
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, characters in (("page", page), ("rest", rest)):
        (FOLDER / f"{name}.woff2").write_bytes(cut(FONT, "".join(sorted(characters)), "woff2"))
    # of two faces of one name the later wins where both claim a character: so `rest` is asked only for what `page` has not
    faces = (("rest", "swap", "U+0-10FFFF"), ("page", "block", ranges(page)))
    css = "".join(_FACE.format(name=name, display=display, ranges=held) for name, display, held in faces)
    (FOLDER / "fonts.css").write_text(css, encoding="utf-8")
    (FOLDER / "OFL.txt").write_bytes(FONT.with_name("OFL.txt").read_bytes())


if __name__ == "__main__":
    write()
