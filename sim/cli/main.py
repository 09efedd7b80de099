"""The command line: reads arguments, calls the package, says what happened in the last line and the exit code.

Exit codes: 0 all done, 1 some run failed, 2 input refused, 3 cannot write, 130 interrupted. Nothing heavy is imported
before a verb runs, so that --help answers at once.
"""

from __future__ import annotations

import io
import shlex
import sys
import traceback
from collections.abc import Sequence

import click

from sim.cli import jobs, lives, results, serve, words
from sim.cli.app import CANNOT_WRITE, DONE, FAILED, INTERRUPTED, REFUSED, app
from sim.store.errors import CannotWrite, Interrupted, Refused

__all__ = ["carry_out", "jobs", "lives", "main", "results", "serve", "words"]


def runs_worlds(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for a job of worlds."""
    return any(argument in jobs.VERBS for argument in arguments[:1])


def failure(error: Exception, arguments: Sequence[str]) -> int:
    """Say what went wrong in one line (one for each error of an input); the exit code."""
    if "--debug" in arguments:
        traceback.print_exception(error)
    problems = sys.modules.get("sim.scenario.problems")  # where it is not loaded, this is no error of a scenario
    if isinstance(error, Interrupted):
        click.echo(f"{error}; to go on: {shlex.join(['talentflow', *arguments])}", err=True)
        return INTERRUPTED
    if isinstance(error, Refused) or (problems and isinstance(error, problems.ScenarioError)):
        click.echo(error, err=True)
        return REFUSED
    if isinstance(error, CannotWrite):
        goes_on = "; finished runs are kept, the same command goes on with them" if runs_worlds(arguments) else ""
        click.echo(f"{error}{goes_on}", err=True)
        return CANNOT_WRITE
    click.echo(f"talentflow: {type(error).__name__}: {' '.join(str(error).split())} (--debug shows where)", err=True)
    return FAILED


def carry_out(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code."""
    try:
        return int(app.main(list(arguments), "talentflow", standalone_mode=False) or DONE)
    except click.ClickException as error:
        error.show()
        return REFUSED
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted: nothing half-written is left; the same command starts again", err=True)
        return INTERRUPTED
    except Exception as error:
        return failure(error, arguments)


def main() -> None:
    """Entry point of the console script. Signs that the terminal's code lacks are replaced: output never ends a job."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(carry_out(sys.argv[1:]))
