"""The report: figures and an offline page from stored results, in Chinese and English."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def build(results_dir: Path, lang: Literal["zh", "en"]) -> Path:
    """Write results_dir/report-LANG.html and results_dir/figures/ from the stored results; returns the page's path.

    figures/ holds NAME-LANG.svg and NAME-LANG.png (their texts differ by language) and NAME.csv.
    The same tables give the same bytes; every file appears whole or not at all.

    Raises:
        sim.store.errors.Refused: the folder holds no finished results, or harmed ones.
        sim.store.errors.CannotWrite: the system refuses to write.
    """
    from sim.report.page import write  # matplotlib takes a second: only when a report is really written

    return write(Path(results_dir), lang)
