"""Which modules the page loads: `python -m sim.web.preload` lists them in index.html, so that a browser asks for all at once."""

from __future__ import annotations

import posixpath
import re

from sim.web.app import STATIC

PAGE = STATIC / "index.html"
#: The page itself, and the view that it opens with; others are loaded when they are asked for.
ENTRIES = ("js/main.js", "js/views/compare.js")
_IMPORT = re.compile(r'^(?:import|export) .*?from "(\.[^"]+)";', re.M)
_LINKS = re.compile(r'(?:<link rel="modulepreload" href="[^"]*">\n)+')


def modules(*entries: str) -> list[str]:
    """Paths below static/ of modules and all that they import, each after the one that asks for it."""
    found = list(entries)
    for path in found:  # grows while it is walked
        imported = _IMPORT.findall((STATIC / path).read_text("utf-8"))
        places = (posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in imported)
        found += [place for place in dict.fromkeys(places) if place not in found]
    return found


def links() -> str:
    """Their lines of index.html."""
    return "".join(f'<link rel="modulepreload" href="/static/{path}">\n' for path in modules(*ENTRIES))


def write() -> None:
    """Write the lines anew."""
    PAGE.write_text(_LINKS.sub(links(), PAGE.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
