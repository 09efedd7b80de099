"""The verb that shows finished comparisons in a browser."""

from __future__ import annotations

import os
import re
import sys
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.app import DONE, FOLDER, app, common
from sim.given import MOST_WORKERS, Refused, refused

if TYPE_CHECKING:
    from sim.web.studies import Studies, Study

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,200}")
PORT = 8710


@app.command()
@click.argument("directory", metavar="[DIR]", type=FOLDER, required=False)
@click.option("--results", metavar="DIR", type=FOLDER, default="results", show_default=True, help="Where results are.")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Any other needs a token.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any.")
@click.option("--token", metavar="TOKEN", help="What whoever asks must show: 16 or more letters, digits, - and _.")
@click.option(
    "--token-file", metavar="FILE", type=FOLDER, help="The same from a file, which no list of processes shows."
)
@click.option("--boundary", metavar="FILE", type=FOLDER, help="GeoJSON lines under the map; none is shipped.")
@click.option(
    "--workers",
    metavar="W",
    type=click.IntRange(0, MOST_WORKERS),
    help="Processes that simulate plans (default: one a core); 0: results are shown, nothing is simulated.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@common
def serve(
    directory: Path | None, results: Path, host: str, port: int, token: str | None, token_file: Path | None,
    boundary: Path | None, workers: int | None, no_browser: bool, lang: str | None, quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Show finished comparisons in a browser, the one in DIR or the newest, and try plans beside them. Ends with the interrupt key."""
    if not all(map(find_spec, ("fastapi", "uvicorn"))):
        raise Refused("serve: the extra web is not installed: pip install 'talentflow[web]'")
    from sim.jobs.runner import cores
    from sim.web.boundary import read_boundary
    from sim.web.server import listen
    from sim.web.server import serve as answer
    from sim.web.studies import Studies

    studies, lines = Studies(results, directory), read_boundary(boundary) if boundary else []
    state = {**({"lang": lang} if lang else {}), **chosen(studies, quiet)}
    address = listen(host, port, token_of(token, token_file))
    click.echo(address.url(state, token or ""))
    if not no_browser and on_a_desktop():
        webbrowser.open(address.url(state, address.token))
    answer(studies, address, cores() if workers is None else workers, lines)
    return DONE


def chosen(studies: Studies, quiet: bool) -> dict[str, str]:
    """The state of the page that opens on a folder, empty for the newest; raises Refused where there is nothing to show."""
    from sim.web.studies import read_study

    if studies.opened is not None:
        study = read_study(studies.opened.resolve())
        if study is None:
            raise Refused(f"{studies.opened}: no finished comparison there; allowed results of compare or batch")
        if not study.viewed:
            raise Refused(f"{studies.opened}: {older(studies.opened)}")
        return {"study": next(name for name, one in studies.named().items() if one.seal == study.seal)}
    lacking = [study for study in studies.found() if not study.viewed]
    if not studies.named():
        raise Refused(nothing(studies.root, lacking))
    for study in lacking if not quiet else ():
        if study.reported:
            click.echo(f"{shown(study)}: {older(shown(study))}", err=True)
    return {}


def nothing(root: Path, lacking: list[Study]) -> str:
    """Why there is nothing to show, and what makes it."""
    if lacking:
        return f"{shown(lacking[0])}: {older(shown(lacking[0]))}"
    return f"{root}: no finished comparison there; talentflow compare baseline housing cash lines makes one"


def older(folder: Path) -> str:
    """What is said of results without a view model."""
    return f"has no view for the page (made by an older version, or without a report): talentflow report {folder}"


def shown(study: Study) -> Path:
    """A study's folder as the user would write it."""
    here = Path.cwd()
    return study.folder.relative_to(here) if study.folder.is_relative_to(here) else study.folder


def token_of(given: str | None, file: Path | None) -> str:
    """The token, empty for none; raises Refused for one that can be guessed or cannot be sent."""
    if file is not None:
        try:
            given = file.read_text("utf-8").strip()
        except (OSError, UnicodeError):
            raise refused("--token-file", str(file), "a file with a token") from None
    if given is not None and not TOKEN.fullmatch(given):
        raise Refused("token: allowed 16 to 200 letters, digits, - and _")
    return given or ""


def on_a_desktop() -> bool:
    """Whether a browser has a screen; one in the terminal would hold up the server."""
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
