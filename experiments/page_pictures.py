"""Pictures of the page for docs/serve.md: `python experiments/page_pictures.py results/NAME/DIGEST8` writes docs/pictures.

Each view in Chinese and English, 1400 px wide; the plan on Compare must be stored: run it on the page before. Needs the extras web
and test, and a Chromium.
"""

from __future__ import annotations

import io
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent / "performance"))

from page_speed import server  # the same server as a user starts it

PLAN = "with=flats&set=policy.flats.units=10000&pick=my.plan"
VIEWS = {  # name -> state of the address, and what is there once all is drawn
    "compare": (PLAN, ".mine.final"),
    "flows": ("view=flows", ".canvas svg"),
    "lives": ("view=lives", "figure .plot svg"),
    "evidence": ("view=evidence", "figure .plot svg"),
}
SIZE = {"width": 1400, "height": 1000}


def taken(page: Any, address: str, there: str) -> bytes:
    """The first screen of an address, once something is there."""
    page.goto(address)
    page.wait_for_selector(there, timeout=60_000)
    time.sleep(1)  # charts are drawn anew at their width
    shot: bytes = page.screenshot()
    return shot


def main(results: Path) -> None:
    """Write all pictures."""
    from playwright.sync_api import sync_playwright

    folder = Path(__file__).resolve().parents[1] / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    with server(results) as (_, address, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for name, (state, there) in VIEWS.items():
            for lang in ("zh", "en"):
                shot = Image.open(io.BytesIO(taken(page, f"{address}?lang={lang}&theme=light&{state}", there)))
                shot.convert("RGB").save(folder / f"{name}-{lang}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
