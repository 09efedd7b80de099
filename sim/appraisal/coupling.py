"""How well two worlds keep together: people who live or work elsewhere than in the other world."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.appraisal.inputs import Compared, People
from sim.appraisal.periods import Period
from sim.records import UNKNOWN_EMPLOYER as UNKNOWN

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
    in either place; jobs_differ: same region, employed in both worlds, by another employer, estimated from those whose
    employers are kept.
    """
    scale = np.array(persons_per_agent, np.int64)[people.base["population"].to_numpy()]
    ever = np.zeros(len(scale), bool)
    rows: dict[int, list[int]] = {}
    for date in dates:
        marked = _differences(people, date, compared)
        ever |= marked[0]
        marked.insert(1, ever)
        rows[date] = [*(int(scale[who].sum()) for who in marked), _other_jobs(people, date, ~marked[0], scale)]
    table = pd.DataFrame([rows[p.last] for p in periods], columns=list(COLUMNS), dtype=np.int64)
    table.insert(0, "year", [p.year for p in periods])
    return table


def _differences(people: People, date: int, compared: Compared) -> list[np.ndarray]:
    """Who differs now, is untouched, in a third place: bool[N] each."""
    before, after = people.places(date)
    differs = before != after
    acts = np.append(compared.acts, False)  # place -1, none, is the last
    untouched = differs & ((people.touched(date) & compared.everything) == 0)
    third = differs.copy()
    third[differs] = ~acts[before[differs]] & ~acts[after[differs]]
    return [differs, untouched, third]


def _other_jobs(people: People, date: int, same_place: np.ndarray, scale: np.ndarray) -> int:
    """Persons with another employer in the same place; of agents whose employer is kept, and as many times more as they are fewer."""
    kept_before, kept_after = people.column("kept", date)
    before, after = people.column("employer", date)
    known = (before != UNKNOWN) & (after != UNKNOWN)
    other = scale[known & same_place & kept_before & kept_after & (before != after)].sum()
    return round(int(other) * int(scale.sum()) / max(1, int(scale[known].sum())))
