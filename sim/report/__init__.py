"""The report: figures and an offline page from stored results, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

Lang = Literal["zh", "en"]


def build(results_dir: Path, lang: Lang) -> Path:
    """Write results_dir/report-LANG.html and results_dir/figures/ from the stored results; returns the page's path.

    As `build_all` for one language.
    """
    return build_all(results_dir, [lang])[0]


def build_all(results_dir: Path, langs: Sequence[Lang]) -> list[Path]:
    """Write report-LANG.html and view-LANG.json for each language, flows.json and figures/; returns the pages' paths.

    view-LANG.json and flows.json are what a page shows: sim/report/models. figures/ holds NAME-LANG.svg and NAME-LANG.png
    (their texts differ by language) and NAME.csv.
    The same tables give the same bytes; every file appears whole or not at all. What stands already is not drawn again.

    Raises:
        sim.store.errors.Refused: the folder holds no finished results, or harmed ones.
        sim.store.errors.CannotWrite: the system refuses to write.
    """
    from sim.report.record import checked_manifest, source, stands

    folder = Path(results_dir)
    checked_manifest(folder)
    made_of = source(folder)
    wanted = [lang for lang in langs if not stands(folder, lang, made_of)]
    if wanted:
        from sim.report.page import write  # matplotlib takes a second: only when a report is really written

        write(folder, wanted, made_of)
    return [folder / f"report-{lang}.html" for lang in langs]
