"""What a decision costs: a full review of the model, and one small problem that several ways of simulating many agents solve.

The problem: people live in one of 10 regions. A month, one in twelve chooses anew by a plain logit, whose weights hang on where one
lives and comes from; then the regions are counted. No markets, no matching. All are given the same table of weights, and choose by
the least E / weight with E exponential, which needs one logarithm a place. Each way runs in a process of its own, on one core:
`python decision.py NAME AGENTS MONTHS` prints the nanoseconds a decision takes, with a month of everything else in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from sim.world.state import World

HERE = Path(__file__).resolve()
REGIONS, HAZARD, SEED = 10, 1 / 12, 1
BLOCK = 128  # as in the engine's reviews
ONE_CORE = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")


class Problem(NamedTuple):
    """Where people live and come from, int64[N], and what a place weighs for each pair of those: float64[REGIONS**2, REGIONS]."""

    place: np.ndarray
    home: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, agents: int) -> Problem:
        """Homes at random; all begin at home."""
        random = np.random.default_rng(SEED)
        home = random.integers(REGIONS, size=agents)
        here, origin, there = np.ogrid[:REGIONS, :REGIONS, :REGIONS]
        value = random.normal(size=REGIONS) + 1.0 * (there == origin) + 2.0 * (there == here)
        return cls(home.copy(), home, np.exp(value).reshape(-1, REGIONS))


Step = Callable[[int], np.ndarray]  # lives a month and counts the regions: int64[REGIONS]


def this_engine(problem: Problem) -> Step:
    """The kernels of the engine's draws and of its race over a block of persons."""
    from numba import njit

    from sim.draws import Stream, code_key, draw, mix64, stream_key
    from sim.engine.review import largest_of, over_lot

    @njit
    def choose(rows, count, place, home, weight, key, codes, chance, bits, score):
        for k in range(count):
            i = rows[k]
            mixed, cell = mix64(np.uint64(i) ^ key), place[i] * REGIONS + home[i]
            for j in range(REGIONS):
                chance[k, j], bits[k, j] = weight[cell, j], mixed ^ codes[j]
        over_lot(chance.reshape(-1), bits.reshape(-1), count * REGIONS, score.reshape(-1))
        for k in range(count):
            place[rows[k]] = largest_of(score[k])

    @njit
    def live(place, home, weight, review, choice, codes, rows, chance, bits, score):
        count = 0
        for i in range(place.size):
            rows[count] = i
            count += draw(review, np.uint64(i)) < HAZARD
            if count == BLOCK:
                choose(rows, count, place, home, weight, choice, codes, chance, bits, score)
                count = 0
        choose(rows, count, place, home, weight, choice, codes, chance, bits, score)

    codes = np.array([code_key(j) for j in range(REGIONS)])
    chance, score = np.empty((2, BLOCK, REGIONS))
    room = np.empty(BLOCK + 1, np.int64), chance, np.empty((BLOCK, REGIONS), np.uint64), score

    def month(number: int) -> np.ndarray:
        review, choice = (stream_key(SEED, stream, number) for stream in (Stream.REVIEW, Stream.CHOICE))
        live(*problem, review, choice, codes, *room)
        return np.bincount(problem.place, minlength=REGIONS)

    return month


def numpy_stream(problem: Problem) -> Step:
    """NumPy with one stream of random numbers: cannot be used for paired worlds."""
    random, (place, home, weight) = np.random.default_rng(SEED), problem
    per_weight = 1.0 / weight

    def month(number: int) -> np.ndarray:
        rows = np.flatnonzero(random.random(place.size) < HAZARD)
        times = random.standard_exponential((rows.size, REGIONS)) * per_weight[place[rows] * REGIONS + home[rows]]
        place[rows] = times.argmin(axis=1)
        return np.bincount(place, minlength=REGIONS)

    return month


def numpy_hashed(problem: Problem) -> Step:
    """NumPy with the engine's draws, a pure function of month, person and place."""
    from sim.draws import Stream, code_key, draws_at, mix64, stream_key, unit

    place, home, weight = problem
    per_weight, ids = 1.0 / weight, np.arange(place.size, dtype=np.uint64)
    codes = np.array([code_key(j) for j in range(REGIONS)])

    def month(number: int) -> np.ndarray:
        review, choice = (stream_key(SEED, stream, number) for stream in (Stream.REVIEW, Stream.CHOICE))
        rows = np.flatnonzero(unit(mix64(ids ^ review)) < HAZARD)
        lots = -np.log(draws_at(choice, ids[rows, None], codes))
        place[rows] = (lots * per_weight[place[rows] * REGIONS + home[rows]]).argmin(axis=1)
        return np.bincount(place, minlength=REGIONS)

    return month


def starsim(problem: Problem) -> Step:
    """Starsim with its common random numbers: a distribution for who reviews and one for each place."""
    import starsim as ss

    per_weight = 1.0 / problem.weight

    class Choice(ss.Module):
        def __init__(self) -> None:
            super().__init__()
            self.review = ss.bernoulli(p=HAZARD)
            self.lots = [ss.random(name=f"lot {j}") for j in range(REGIONS)]
            self.define_states(ss.IntArr("place"), ss.IntArr("home"))

        def init_post(self) -> None:
            super().init_post()
            self.place[:], self.home[:] = problem.place, problem.home

        def step(self) -> None:
            due = self.review.filter()
            each = per_weight[self.place[due] * REGIONS + self.home[due]]
            times = -np.log(np.stack([lot.rvs(due) for lot in self.lots], axis=1)) * each
            self.place[due] = times.argmin(axis=1)
            self.counted = np.bincount(self.place.values, minlength=REGIONS)

    choice = Choice()
    sim = ss.Sim(
        n_agents=problem.place.size, modules=choice, dt="month", dur=ss.years(10), use_aging=False, rand_seed=SEED,
        copy_inputs=False, verbose=0,
    )  # fmt: skip
    sim.init()

    def month(number: int) -> np.ndarray:
        sim.run_one_step()
        return choice.counted

    return month


def polars(problem: Problem) -> Step:
    """Polars with its own keyed hash."""
    import polars as pl

    per_weight = [pl.lit(pl.Series(column)) for column in np.ascontiguousarray((1.0 / problem.weight).T)]
    names = [str(j) for j in range(REGIONS)]
    people = pl.DataFrame({"id": np.arange(problem.place.size), "place": problem.place, "home": problem.home})

    def unit(seed: int) -> pl.Expr:
        return (pl.col("id").hash(seed) + 0.5) / 2.0**64

    def time_to(j: int, seed: int) -> pl.Expr:
        return (-unit(seed + j).log() * per_weight[j].gather(pl.col("cell"))).alias(names[j])

    def month(number: int) -> np.ndarray:
        nonlocal people
        seed = 100 * number
        due = people.lazy().with_row_index("row").filter(unit(seed) < HAZARD)
        due = due.with_columns(cell=pl.col("place") * REGIONS + pl.col("home"))
        times = due.select("row", *(time_to(j, seed + 1) for j in range(REGIONS))).with_columns(
            least=pl.min_horizontal(names)
        )
        chosen = pl.coalesce(pl.when(pl.col(name) == pl.col("least")).then(int(name)) for name in names)
        found = times.select("row", chosen=chosen.cast(pl.Int64)).collect()
        people = people.with_columns(people["place"].scatter(found["row"], found["chosen"]))
        return people["place"].value_counts().sort("place")["count"].to_numpy()

    return month


WAYS = {way.__name__: way for way in (this_engine, numpy_stream, numpy_hashed, starsim, polars)}
PEERS = ("starsim", "polars")  # libraries that this project does not use
TITLES = {
    "this_engine": "this engine's kernels",
    "numpy_stream": "NumPy, one stream",
    "numpy_hashed": "NumPy, hashed draws",
    "starsim": "starsim",
    "polars": "polars",
}


def ns_a_decision(way: Callable[[Problem], Step], agents: int, months: int) -> float:
    """CPU time of a month, the median of so many, over the number of decisions expected in it."""
    step, seconds = way(Problem.of(agents)), []
    step(0)  # compiles, and touches all memory
    for number in range(1, months + 1):
        begin = time.process_time()
        step(number)
        seconds.append(time.process_time() - begin)
    return 1e9 * float(np.median(seconds)) / (agents * HAZARD)


def common_problem(agents: int, months: int, peers: str) -> dict[str, object]:
    """Nanoseconds a decision of each way, None for what is not installed.  peers: the Python that has the other libraries."""
    python = {name: peers if name in PEERS else sys.executable for name in WAYS}
    found = {name: _elsewhere(python[name], name, agents, months) for name in WAYS}
    return {"agents": agents, "months": months, "ns": found}


def _elsewhere(python: str, name: str, agents: int, months: int) -> float | None:
    if name in PEERS and subprocess.run([python, "-c", f"import {name}"], capture_output=True).returncode:
        return None
    paths = os.pathsep.join(filter(None, (str(HERE.parents[2]), os.environ.get("PYTHONPATH"))))
    command = [python, str(HERE), name, str(agents), str(months)]
    done = subprocess.run(
        command, env=os.environ | ONE_CORE | {"PYTHONPATH": paths}, check=True, stdout=subprocess.PIPE
    )
    return float(json.loads(done.stdout.splitlines()[-1]))


def review_ns(world: World, repeats: int = 5) -> dict[str, float]:
    """Nanoseconds a full review of graduates takes: the reviewers of this month choose several times, the least counts."""
    from sim.phases.choices import choose, due, hazards
    from sim.world.branch import branch

    world = branch(world, world.scenario)
    month = world.course.open(world)
    for name, phase in world.course.phases:
        if name == "reviews":
            break
        phase(world, month)
    rows = due(world, month, 0, hazards(world))
    seconds = []
    for _ in range(repeats):
        begin = time.process_time()
        choose(world, month, 0, rows)
        seconds.append(time.process_time() - begin)
    return {"reviewers": float(len(rows)), "ns": 1e9 * min(seconds) / len(rows)}


def lines(record: dict) -> list[str]:
    """Both as lines for people."""
    review, problem = record["review"], record["common_problem"]
    told = [
        f"ns a decision: full review    {review['ns']:>9,.0f}  ({review['reviewers']:,.0f} reviewers of one month, warm)"
    ]
    told += [
        "",
        f"ns a decision: plain logit of 10 regions, {problem['agents']:,} agents, of whom 1 in 12 decides a month",
    ]
    for name, ns in problem["ns"].items():
        figure = "not installed here" if ns is None else f"{ns:>9,.0f}  {ns / problem['ns']['this_engine']:>6.1f} x"
        told.append(f"  {TITLES[name]:<28}{figure}")
    return told


if __name__ == "__main__":
    print(json.dumps(ns_a_decision(WAYS[sys.argv[1]], int(sys.argv[2]), int(sys.argv[3]))))
