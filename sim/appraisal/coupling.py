"""How well two worlds keep together: people who live or work elsewhere than in the other world."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.appraisal.inputs import Compared, People
from sim.appraisal.periods import Period

COLUMNS = ("differs_now", "differs_ever", "untouched", "third_place", "jobs_differ")


def coupling(
    people: People,
    dates: tuple[int, ...],
    periods: tuple[Period, ...],
    compared: Compared,
    persons_per_agent: tuple[int, int],
) -> pd.DataFrame:
    """Health of the coupling by year: year: str, then COLUMNS in int64 persons.

    differs_now: live in another region than in the baseline; differs_ever: did so at this or an earlier outcome date;
    untouched: differ now and no compared policy has reached them; third_place: differ now, and no compared policy acts
    in either place; jobs_differ: same region, employed in both worlds, by another employer.
    """
    scale = np.array(persons_per_agent, np.int64)[people.base["population"].to_numpy()]
    ever = np.zeros(len(scale), bool)
    rows: dict[int, list[int]] = {}
    for date in dates:
        marked = _differences(people, date, compared)
        ever |= marked[0]
        marked.insert(1, ever)
        rows[date] = [int(scale[who].sum()) for who in marked]
    table = pd.DataFrame([rows[p.last] for p in periods], columns=list(COLUMNS), dtype=np.int64)
    table.insert(0, "year", [p.year for p in periods])
    return table


def _differences(people: People, date: int, compared: Compared) -> list[np.ndarray]:
    """Who differs now, is untouched, in a third place, in another job: bool[N] each."""
    before, after = people.places(date)
    kept_before, kept_after = people.column("kept", date)
    job_before, job_after = people.column("employer", date)
    differs = before != after
    acts = np.append(compared.acts, False)  # place -1, none, is the last
    untouched = differs & ((people.touched(date) & compared.everything) == 0)
    third = differs.copy()
    third[differs] = ~acts[before[differs]] & ~acts[after[differs]]
    jobs = ~differs & kept_before & kept_after & (job_before != job_after)
    return [differs, untouched, third, jobs]
