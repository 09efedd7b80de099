"""The benchmark: `python experiments/performance/run.py [--quick] [--json FILE] [--peers PYTHON] [--page DIR]`.

Everything is measured side by side in one run on one core, kernels compiled beforehand, in CPU time (start-up, and two workers
against one, in real time). The first run after an edit also compiles, which is not measured. Full extent takes a quarter of an
hour or so; the parts, each in a file of its own: engine_speed.py, plain_mesa.py, decision.py, job_speed.py, answer_time.py,
and with --page page_speed.py, of a finished comparison.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the checkout, whether or not it is installed
sys.path.insert(0, str(Path(__file__).resolve().parent))

import answer_time
import decision
import engine_speed as engine
import job_speed
import page_speed
from plain_mesa import PlainModel

from sim import month as months
from sim.world.branch import branch


class Extent(NamedTuple):
    """How much is run; numbers of agents are about 2019, months None: to the scenario's end."""

    words: str
    worlds: tuple[float, ...]  # agents of the worlds with markets, ascending
    plain: tuple[float, ...]  # agents of the worlds that plain Mesa agents live in, ascending
    plain_months: int
    decisions: tuple[int, int]  # agents of the common problem and months
    agents_in_months: float  # of the world whose cost is followed over its months
    agents_in_memory: float
    jobs: bool  # whether jobs are measured too: two workers against one, the memory of a worker
    variants: tuple[str, ...]
    pairs: int
    persons_per_agent: int  # of these pairs
    months: int | None  # of these worlds


FULL = Extent(
    "full",
    worlds=(1e4, 1e5, 1e6), plain=(4e3, 1e4, 4e4), plain_months=8, decisions=(1_000_000, 12),
    agents_in_months=1e5, agents_in_memory=1e6, jobs=True,
    variants=("housing", "cash", "lines"), pairs=12, persons_per_agent=1000, months=None,
)  # fmt: skip
QUICK = Extent(
    "quick: no world of 1e6 agents with markets, plain Mesa agents for 1 month, 1e5 decide, "
    "no jobs (two workers against one, memory of a worker), one policy by 4 coarse pairs to 2022-12: rough",
    worlds=(1e4, 1e5), plain=(4e3, 1e4), plain_months=1, decisions=(100_000, 5),
    agents_in_months=2e4, agents_in_memory=1e5, jobs=False,
    variants=("housing",), pairs=4, persons_per_agent=4000, months=156,
)  # fmt: skip


def measure(extent: Extent, peers: str, page: Path | None) -> dict[str, object]:
    """Everything, as a record for JSON.  peers: a Python that may have the libraries of decision.PEERS; page: a comparison."""
    engine.world_in(engine.FIRST + 1, engine.scenario_of(1e4))  # compiles
    worlds = [engine.world_in(engine.FIRST, engine.scenario_of(size)) for size in extent.worlds]
    review = decision.review_ns(worlds[-1])
    markets = [engine.timed(world, 12) for world in worlds]
    warm_up = [engine.timed(months.start(engine.scenario_of(size), 1), 6) for size in (1e5, 1e6)]
    plain = [compare_with_plain_mesa(size, extent.plain_months) for size in extent.plain]
    scale = {"persons_per_agent": extent.persons_per_agent, "researchers_per_agent": extent.persons_per_agent // 20}
    return {
        "extent": extent.words,
        "law_of_scale": engine.law_of_scale(markets),
        "speed": [described("2019", speed) for speed in markets] + [described("2010", speed) for speed in warm_up],
        "plain_mesa": plain,
        "ratio_plain_mesa": plain[-1]["plain_mesa_ns"] / markets[-1].ns,
        "review": review,
        "common_problem": decision.common_problem(*extent.decisions, peers),
        "slope_agents": engine.slope([s.agents for s in warm_up], [s.ns * s.agents for s in warm_up]),
        "slope_months": engine.slope_in_months(engine.scenario_of(extent.agents_in_months)),
        "memory": engine.peak_memory(extent.agents_in_memory, engine.FIRST),
        "start_up": engine.start_up(),
        "jobs": job_speed.jobs() if extent.jobs else None,
        "answer": [answer_time.answer(name, extent.pairs, scale, extent.months) for name in extent.variants],
        "page": page_speed.measure(page) if page else None,
    }


def compare_with_plain_mesa(size: float, number: int) -> dict[str, float]:
    """Nanoseconds an agent-month of both, from the same state, over the same months, without policies."""
    world = engine.world_in(engine.FIRST, engine.scenario_of(size, policies=False))
    plain = PlainModel(world)
    agents = len(plain.graduates)
    begin = time.process_time()
    for _ in range(number):
        plain.step()
    plain_ns = 1e9 * (time.process_time() - begin) / (agents * number)
    fast = min((engine.timed(branch(world, world.scenario), number) for _ in range(3)), key=lambda speed: speed.ns)
    return {"agents": agents, "months": number, "plain_mesa_ns": plain_ns, "engine_ns": fast.ns}


def described(year: str, speed: engine.Speed) -> dict[str, object]:
    """A timed world; in 2010 its markets rest (warm-up), in 2019 everything runs."""
    return {
        "year": year,
        "agents": speed.agents,
        "ns_agent_month": speed.ns,
        "agent_months_s": 1e9 / speed.ns,
        "ns_by_phase": {name: 1e9 * s / (speed.agents * speed.months) for name, s in speed.seconds.items()},
    }


def table(record: dict) -> str:
    """The record as lines for people."""
    parts = [
        [record["extent"]],
        scale_lines(record),
        plain_lines(record),
        decision.lines(record),
        phase_lines(record),
        cost_lines(record) + (job_speed.lines(record["jobs"]) if record["jobs"] else []),
        *(answer_time.lines(pilot) for pilot in record["answer"]),
        *([page_speed.lines(record["page"])] if record["page"] else []),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts)


def scale_lines(record: dict) -> list[str]:
    """Cost of a month by size of the world."""
    law = record["law_of_scale"]
    told = [
        f"{speed['agents']:>12,.0f} agents in {speed['year']}  {speed['ns_agent_month']:>8,.0f} ns an agent-month"
        f"  {speed['agent_months_s'] / 1e6:>7.1f} M agent-months a second"
        for speed in record["speed"]
    ]
    return [
        *told,
        f"with markets a month of N agents takes {law['a_ms']:.2f} ms + {law['b_ns']:.0f} ns x N "
        f"(of {law['worlds']} worlds, missed by {100 * law['worst']:.0f} % at most)",
    ]


def plain_lines(record: dict) -> list[str]:
    """Plain Mesa agents beside the engine: in the same worlds, and in the largest."""
    told = [
        f"plain Mesa agents, the same rules, {row['agents']:>7,} agents {row['plain_mesa_ns']:>10,.0f} ns an agent-month, this engine "
        f"{row['engine_ns']:>6,.0f}: ratio {row['plain_mesa_ns'] / row['engine_ns']:,.0f}"
        for row in record["plain_mesa"]
    ]
    largest = [speed for speed in record["speed"] if speed["year"] == "2019"][-1]
    return [
        *told,
        f"ratio at {largest['agents']:,.0f} agents {record['ratio_plain_mesa']:,.0f}: extrapolated, plain Mesa agents as "
        f"at {record['plain_mesa'][-1]['agents']:,}, this engine measured",
    ]


def phase_lines(record: dict) -> list[str]:
    """Where a month's time goes."""
    largest = [speed for speed in record["speed"] if speed["year"] == "2019"][-1]["ns_by_phase"]
    told = [f"  {name:<18} {ns:>8.1f}" for name, ns in sorted(largest.items(), key=lambda item: -item[1])]
    return ["ns an agent-month by phase, largest world with markets", *told]


def cost_lines(record: dict) -> list[str]:
    """Slopes, memory of a world and start-up."""
    memory, start = record["memory"], record["start_up"]
    return [
        f"slope of log cost in log agents {record['slope_agents']:.2f}, in log months {record['slope_months']:.2f}",
        f"peak memory {memory['peak_mb']:,.0f} MB, {memory['state_bytes_a_row']:.0f} bytes of state an agent",
        f"start-up: help {start['help_s']:.2f} s, library {start['import_s']:.2f} s, "
        f"first month {start['first_month_s']:.2f} s",
    ]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description="Benchmark of the engine against plain Mesa agents and other libraries."
    )
    parser.add_argument("--quick", action="store_true", help="less than a minute, once compiled")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="a Python with starsim and polars")
    parser.add_argument(
        "--page", type=Path, metavar="DIR", help="a finished comparison with its report: the page's speed, too"
    )
    arguments = parser.parse_args()
    record = measure(QUICK if arguments.quick else FULL, arguments.peers, arguments.page)
    print(table(record))
    if arguments.json:
        engine.write(arguments.json, record)


if __name__ == "__main__":
    main()
