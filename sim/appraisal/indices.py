"""Which unknowns matter: first-order and total indices of effects and of their ranking over a saltelli design, by SALib."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

COLUMNS = ("of", "path", "first", "first_half", "total", "total_half")
RANKING = "ranking"
RESAMPLES, SEED = 1000, 0  # of the intervals


def indices(effects: pd.DataFrame, paths: Sequence[str], samples: int) -> pd.DataFrame:
    """COLUMNS: what share of the variance of each variant's effect over the futures each path explains, alone and in all.

    effects: a row a future of the design, in its order (future 1 first), a column a variant. of: a variant, or RANKING, by how much the
    variant that leads in most futures leads the best of the others. first_half, total_half: half of the 95 % interval.
    Empty where a future is missing or not estimable, and for what does not vary. Noise of few seeds counts as interaction.
    """
    if len(effects) != samples * (len(paths) + 2) or effects.isna().any(axis=None):
        return pd.DataFrame(columns=list(COLUMNS))
    answers = {str(name): effects[name].to_numpy(float) for name in effects}
    if len(answers) > 1:
        answers[RANKING] = _lead(effects.to_numpy(float))
    tables = [_table(name, y, paths) for name, y in answers.items() if y.std() > 0]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))


def _lead(effects: np.ndarray) -> np.ndarray:
    """By how much the variant that leads most often leads the best of the others, float64[futures]; effects: float64[futures, variants]."""
    first = int(np.bincount(effects.argmax(axis=1)).argmax())
    return np.asarray(effects[:, first] - np.delete(effects, first, axis=1).max(axis=1))


def _table(name: str, y: np.ndarray, paths: Sequence[str]) -> pd.DataFrame:
    from SALib.analyze import sobol

    problem = {"num_vars": len(paths), "names": list(paths), "bounds": [[0.0, 1.0]] * len(paths)}
    found = sobol.analyze(problem, y, calc_second_order=False, num_resamples=RESAMPLES, seed=SEED)
    columns = {
        "first": found["S1"],
        "first_half": found["S1_conf"],
        "total": found["ST"],
        "total_half": found["ST_conf"],
    }
    return pd.DataFrame({"of": name, "path": list(paths), **columns})
