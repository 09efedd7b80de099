"""Where scenarios and experiments are looked for: in a folder of one's own, then among those shipped with the program.

One's own are `scenarios` and `experiments` in the working folder, or the folder that TALENTFLOW_SCENARIOS names and
`experiments` beside it. A wheel carries the shipped ones inside the package; in a checkout they stand beside it.
"""

from __future__ import annotations

import os
from pathlib import Path

from sim.given import path_of

SCENARIOS, EXPERIMENTS = "scenarios", "experiments"
VARIABLE = "TALENTFLOW_SCENARIOS"
PACKAGE = Path(__file__).resolve().parents[1]
SHIPPED = PACKAGE / "shipped" if (PACKAGE / "shipped").is_dir() else PACKAGE.parent


def shipped(kind: str) -> Path:
    """The shipped folder of a kind."""
    return SHIPPED / kind


def own(kind: str) -> Path:
    """One's own folder of a kind, whether it is there or not; an absolute path."""
    named = os.environ.get(VARIABLE)
    if not named:
        return Path(os.getcwd(), kind)
    folder = Path(os.path.abspath(path_of(named, VARIABLE)))
    return folder if kind == SCENARIOS else folder.parent / kind


def folders(kind: str) -> tuple[Path, ...]:
    """Folders of a kind in the order in which a name is looked for."""
    mine, theirs = own(kind), shipped(kind)
    return (theirs,) if mine == theirs or not mine.is_dir() else (mine, theirs)


def find(kind: str, name: str) -> Path:
    """The file of a name; where there is none, the one that it would have in one's own folder."""
    places = [folder / f"{name}.toml" for folder in folders(kind)]
    return next((file for file in places if file.is_file()), own(kind) / f"{name}.toml")


def files(kind: str) -> dict[str, Path]:
    """Every file of a kind by its name, in order of the alphabet."""
    found = {file.stem: file for folder in reversed(folders(kind)) for file in folder.glob("*.toml")}
    return dict(sorted(found.items()))


def data_folder() -> Path:
    """Folder of the tidy csv files: one's own where there is one, as a whole."""
    mine = own(SCENARIOS) / "data"
    return mine if mine.is_dir() else shipped(SCENARIOS) / "data"


def fits_folders() -> tuple[Path, ...]:
    """Folders of stored fits, one's own first."""
    return tuple(folder / "fits" for folder in folders(SCENARIOS))
