"""Pictures of the page for docs/serve.md: `python experiments/page_pictures.py results/NAME/DIGEST8` writes docs/pictures.

Each view in Chinese and English, 1400 px wide, in 64 colours; a plan of the store is shown as far as its pairs are there. Needs the
extras web and test, and a Chromium.
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
VIEWS = {"compare": PLAN, "flows": "view=flows", "lives": "view=lives", "evidence": "view=evidence"}
SIZE = {"width": 1400, "height": 1000}


def taken(page: Any, address: str) -> bytes:
    """The first screen of an address, once all of it is drawn."""
    page.goto(address)
    page.wait_for_selector("#app[aria-busy=false]")
    time.sleep(6)  # levers and plan come after the results
    return page.screenshot()


def main(results: Path) -> None:
    """Write all pictures."""
    from playwright.sync_api import sync_playwright

    folder = Path(__file__).resolve().parents[1] / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    with server(results) as (_, address, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for name, state in VIEWS.items():
            for lang in ("zh", "en"):
                shot = Image.open(io.BytesIO(taken(page, f"{address}?lang={lang}&theme=light&{state}")))
                shot.convert("RGB").quantize(64).save(folder / f"{name}-{lang}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
