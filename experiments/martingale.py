"""What one person chosen or invited by luck adds to a stock later: fitted on seeds that no job uses by default, and shipped.

    python experiments/martingale.py --seed 1001 --seeds 8 --persons-per-agent 1000

Effects on stocks of all regions, at the ends of three years, less their mean over seeds, are explained by what is left of the lots of
`sim.appraisal.martingale.carried`: least squares over seeds, variants, years and regions, each region weighted by its own variance.
Writes sim/appraisal/martingale.csv and prints by how much each set of terms divides the variance, of seeds left out in turn.
"""

from __future__ import annotations

import argparse
import csv

import numpy as np

import sim
from sim.appraisal.martingale import FITTED, carried
from sim.appraisal.series import measured
from sim.calendar import month_index
from sim.records import TERMS
from sim.simulate import paired

DATES = [month_index(year, 12) for year in (2023, 2025, 2027)]
VARIANTS = ("housing", "lines", "cash")
HOHHOT = 5  # row of regions.csv
SETS = {"choices": [0], "invitations": [1, 2], "all": [0, 1, 2]}


def one_seed(seed: int, scale: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Effects on stocks, float64[variant, date, region], and what is left of each term beside them."""
    base, *variants = (sim.load_scenario(name, scale) for name in ("baseline", *VARIANTS))
    pair = paired(base, variants, seed, months=DATES[-1] - base.start + 1)
    months = range(pair.window[0], DATES[-1] + 1)
    rows = [date - months.start for date in DATES]

    def stocks(run: sim.Run) -> np.ndarray:
        return measured(run.measures, ["persons"], months, run.regions)["persons"][rows][:, :, 0]

    first, *others = pair.runs
    effects = [stocks(run) - stocks(first) for run in others]
    terms = [carried(first, run, months)[rows].sum(axis=2) for run in others]
    return np.array(effects), np.array(terms)


def fit(y: np.ndarray, x: np.ndarray, chosen: list[int]) -> np.ndarray:
    """Weights of some terms.  y: float64[seed, variant, date, region], means 0 over seeds; x: the same with a last axis of terms."""
    scale = 1.0 / y.std(axis=(0, 1, 2))  # by region only: a year in which little has moved yet tells little
    flat = (x[..., chosen] * scale[..., None]).reshape(-1, len(chosen))
    return np.linalg.lstsq(flat, (y * scale).ravel(), rcond=None)[0]


def main() -> None:
    """Simulate, fit, write, and say what it gains."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seed", type=int, default=1001)
    options.add_argument("--seeds", type=int, default=8)
    options.add_argument("--persons-per-agent", type=int, default=1000)
    given = options.parse_args()
    pairs = [
        one_seed(seed, {"persons_per_agent": given.persons_per_agent})
        for seed in range(given.seed, given.seed + given.seeds)
    ]
    y, x = (np.array(part) for part in zip(*pairs, strict=True))
    often = x.std(axis=0, ddof=1) > given.persons_per_agent  # of rarer lots so few seeds show one side only
    t = (x.mean(axis=0) / (x.std(axis=0, ddof=1) / np.sqrt(len(x))))[often]
    print(f"mean of the terms over its standard error: largest {np.abs(t).max():.1f} of {t.size}, mean {t.mean():.2f}")
    y, x = y - y.mean(axis=0), x - x.mean(axis=0)
    for name, chosen in SETS.items():
        rest = np.empty_like(y)
        for seed in range(len(y)):
            others = np.arange(len(y)) != seed
            rest[seed] = y[seed] - x[seed][..., chosen] @ fit(y[others], x[others], chosen)
        gain = np.divide(y.var(axis=0), rest.var(axis=0), out=np.ones(y.shape[1:]), where=y.var(axis=0) > 0.0)
        hohhot = gain[:, :, HOHHOT]
        print(f"{name}: variance divided by {np.exp(np.log(gain).mean()):.2f}; of Hohhot by {hohhot.round(2).tolist()}")
    every = list(range(len(TERMS)))
    drawn = [fit(y[rows], x[rows], every) for rows in np.random.default_rng(1).integers(len(y), size=(200, len(y)))]
    with FITTED.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("term", "weight", "se"))
        for term, weight, error in zip(TERMS, fit(y, x, every), np.std(drawn, axis=0), strict=True):
            table.writerow((term, f"{weight:.4f}", f"{error:.4f}"))
            print(term, f"{weight:.4f} (se {error:.4f})")


if __name__ == "__main__":
    main()
