"""No range of noise from fewer than four pairs: two have a quantile of 12.7, and planners would read it as an answer."""

from __future__ import annotations

from dataclasses import replace

from sim.report.study import Study

LEAST = 4  # pairs of worlds


def guarded(study: Study) -> Study:
    """The study without ranges that too few pairs stand behind."""
    effects = study.results.effects
    enough = effects.replicates >= LEAST
    if enough.all() and study.seeds >= LEAST:
        return study
    ranges = effects[["low", "high"]].where(enough)
    return replace(study, results=replace(study.results, effects=effects.assign(**ranges)), least=LEAST)
