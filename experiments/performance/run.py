"""The benchmark: `python experiments/performance/run.py [--quick] [--json FILE]`.

Everything is measured side by side in one run on one core, kernels compiled beforehand, in CPU time (start-up in real time).
`ratio_plain_mesa` is the time of the same rules as plain Mesa agents over that of this engine, at 1e4 agents and over the same
months. The first run after an edit also compiles, which is not measured.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the checkout, whether or not it is installed
sys.path.insert(0, str(Path(__file__).resolve().parent))

import engine_speed as engine
from answer_time import answer
from plain_mesa import PlainModel

from sim import month as months
from sim.world.branch import branch

PLAIN_AGENTS = 10_000


class Extent(NamedTuple):
    """How much is run; numbers of agents are about 2019."""

    words: str
    plain_months: int
    worlds: tuple[float, ...]  # agents of the worlds with markets
    agents_in_months: float  # of the world whose cost is followed over its months
    agents_in_memory: float
    persons_per_agent: int  # of the pairs of worlds for the time to an answer
    pairs: int
    months: int | None  # length of these worlds, None: to the scenario's end
    variants: tuple[str, ...]


FULL = Extent("full", 8, (1e4, 1e5, 1e6), 1e5, 1e6, 1000, 12, None, ("housing", "cash"))
QUICK = Extent(
    "quick: plain Mesa agents for 2 months, no world of 1e6 agents with markets, one policy by 4 coarse pairs to 2024-12: rough",
    2, (1e4, 1e5), 2e4, 1e5, 4000, 4, 180, ("housing",),
)  # fmt: skip


def compare_with_plain_mesa(number: int) -> dict[str, float]:
    """Nanoseconds an agent-month of both, from the same state, over the same months, without policies."""
    world = engine.world_in(engine.FIRST, engine.scenario_of(PLAIN_AGENTS, policies=False))
    plain = PlainModel(world)
    agents = len(plain.graduates)
    begin = time.process_time()
    for _ in range(number):
        plain.step()
    plain_ns = 1e9 * (time.process_time() - begin) / (agents * number)
    fast = min((engine.timed(branch(world, world.scenario), number) for _ in range(3)), key=lambda speed: speed.ns)
    return {"agents": agents, "months": number, "plain_mesa_ns": plain_ns, "engine_ns": fast.ns}


def measure(extent: Extent) -> dict[str, object]:
    """Everything, as a record for JSON."""
    engine.world_in(engine.FIRST + 1, engine.scenario_of(1e4))  # compiles
    plain = compare_with_plain_mesa(extent.plain_months)
    markets = [engine.timed(engine.world_in(engine.FIRST, engine.scenario_of(size)), 12) for size in extent.worlds]
    warm_up = [engine.timed(months.start(engine.scenario_of(size), 1), 6) for size in (1e5, 1e6)]
    scale = extent.persons_per_agent
    coarse = {"persons_per_agent": scale, "researchers_per_agent": scale // 20}
    return {
        "extent": extent.words,
        "ratio_plain_mesa": plain["plain_mesa_ns"] / plain["engine_ns"],
        "plain_mesa": plain,
        "speed": [described("2019", speed) for speed in markets] + [described("2010", speed) for speed in warm_up],
        "slope_agents": engine.slope([s.agents for s in warm_up], [s.ns * s.agents for s in warm_up]),
        "slope_months": engine.slope_in_months(engine.scenario_of(extent.agents_in_months)),
        "memory": engine.peak_memory(extent.agents_in_memory, engine.FIRST),
        "start_up": engine.start_up(),
        "answer": [answer(name, extent.pairs, coarse, extent.months) for name in extent.variants],
    }


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
    plain, memory, start = record["plain_mesa"], record["memory"], record["start_up"]
    lines = [
        record["extent"],
        "",
        f"plain Mesa agents, the same rules   {plain['plain_mesa_ns']:>12,.0f} ns an agent-month "
        f"({plain['agents']:,} agents, {plain['months']} months)",
        f"this engine, the same world         {plain['engine_ns']:>12,.0f} ns, ratio {record['ratio_plain_mesa']:,.0f}",
        "",
    ]
    for speed in record["speed"]:
        lines.append(
            f"{speed['agents']:>12,.0f} agents in {speed['year']}  {speed['ns_agent_month']:>8,.0f} ns an agent-month"
            f"  {speed['agent_months_s'] / 1e6:>7.1f} M agent-months a second"
        )
    largest = [speed for speed in record["speed"] if speed["year"] == "2019"][-1]["ns_by_phase"]
    lines += ["", "ns an agent-month by phase, largest world with markets"]
    lines += [f"  {name:<12} {ns:>8.1f}" for name, ns in sorted(largest.items(), key=lambda item: -item[1])]
    lines += [
        "",
        f"slope of log cost in log agents {record['slope_agents']:.2f}, in log months {record['slope_months']:.2f}",
        f"peak memory {memory['peak_mb']:,.0f} MB, {memory['state_bytes_a_row']:.0f} bytes of state an agent",
        f"start-up: help {start['help_s']:.2f} s, library {start['import_s']:.2f} s, "
        f"first month {start['first_month_s']:.2f} s",
    ]
    for pilot in record["answer"]:
        lines += ["", *answer_lines(pilot)]
    return "\n".join(lines)


def answer_lines(pilot: dict) -> list[str]:
    """CPU seconds to +-5 % of one policy."""
    head = f"CPU seconds to +-5 % for `{pilot['variant']}` ({pilot['persons_per_agent']:,} persons an agent, pilot of "
    lines = [f"{head}{pilot['seeds']} pairs)"]
    for outcome in ("net", "person_years"):
        if outcome in pilot:
            row = pilot[outcome]
            lines.append(
                f"  {outcome:<13} effect {row['effect']:>10,.0f} +- {row['half_width']:,.0f}: unpaired "
                f"{row['cpu_s_unpaired']:,.0f}, paired {row['cpu_s_paired']:,.0f}, with martingale "
                f"{row['cpu_s_with_martingale']:,.0f} ({row['unpaired_over_martingale']:,.0f} x fewer)"
            )
            if not row["told_apart"]:
                lines.append(f"  {'':<13} not told apart from zero by this pilot: read the ratio, not the seconds")
    return lines


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Benchmark of the engine against plain Mesa agents.")
    parser.add_argument("--quick", action="store_true", help="less than a minute, once compiled")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    record = measure(QUICK if arguments.quick else FULL)
    print(table(record))
    if arguments.json:
        engine.write(arguments.json, record)


if __name__ == "__main__":
    main()
