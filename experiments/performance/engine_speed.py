"""What a month of the engine costs: by phase, by number of agents and months, in time and memory."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from sim import month as months
from sim.calendar import month_index
from sim.records import Status
from sim.scenario import Scenario, load_scenario
from sim.world.branch import branch
from sim.world.state import World

ROOT = Path(__file__).resolve().parents[2]
FIRST = month_index(2019, 1)  # a year after the anchor: markets on
PERSONS = 85e6  # simulated persons about then
DOCTORS_SCALE = 0.05  # researchers are as coarse, relative to graduates, as in the default world


@dataclasses.dataclass(frozen=True)
class Speed:
    """One timed world: agents present on average, months timed, CPU seconds by phase (of those months)."""

    agents: float
    months: int
    seconds: dict[str, float]

    @property
    def ns(self) -> float:
        """Nanoseconds an agent-month."""
        return 1e9 * sum(self.seconds.values()) / (self.agents * self.months)


def scenario_of(agents: float, policies: bool = True) -> Scenario:
    """The baseline at the scale that gives about so many agents in 2019."""
    scale = max(1, min(100_000, round(PERSONS / agents)))
    researchers = max(1, round(scale * DOCTORS_SCALE))
    scenario = load_scenario("baseline", {"persons_per_agent": scale, "researchers_per_agent": researchers})
    return scenario if policies else dataclasses.replace(scenario, policies=(), budgets={})


def world_in(month: int, scenario: Scenario, seed: int = 1) -> World:
    """A world at the start of a month."""
    world = months.start(scenario, seed)
    while world.month < month:
        months.advance(world)
    return world


def present(world: World) -> int:
    """Agents in the world."""
    return sum(int((people.status[: people.size] != Status.AWAY).sum()) for people in world.people)


def timed(world: World, number: int) -> Speed:
    """Simulate some months with the time of each phase."""
    seconds = dict.fromkeys(("levers", *(name for name, _ in months.PHASES), "rest"), 0.0)
    agents = 0
    for _ in range(number):
        agents += present(world)
        with clocked(world, seconds):
            months.advance(world)
    return Speed(agents / number, number, seconds)


@contextmanager
def clocked(world: World, seconds: dict[str, float]) -> Iterator[None]:
    """Within it the month's phases add their time to `seconds`; "rest" is what is in no phase."""
    course = world.course

    def clock(name: str, function: object) -> object:
        def run(*arguments: object) -> object:
            begin = time.process_time()
            result = function(*arguments)  # type: ignore[operator]
            seconds[name] += time.process_time() - begin
            return result

        return run

    phases = tuple((name, clock(name, phase)) for name, phase in course.phases)
    world.course = course._replace(open=clock("levers", course.open), phases=phases)
    begin, before = time.process_time(), sum(seconds.values())
    try:
        yield
    finally:
        world.course = course
        inside = sum(seconds.values()) - before
        seconds["rest"] += time.process_time() - begin - inside


def slope(sizes: list[float], costs: list[float]) -> float:
    """Slope of log cost in log size by least squares; 1 = linear."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def law_of_scale(speeds: Sequence[Speed]) -> dict[str, float]:
    """a and b of ms a month = a + b N, N agents: least squares of relative residuals, so that the small world decides a."""
    agents = np.array([speed.agents for speed in speeds])
    ms = np.array([1e3 * sum(speed.seconds.values()) / speed.months for speed in speeds])
    a, b = np.linalg.lstsq(np.stack([1 / ms, agents / ms], axis=1), np.ones(len(speeds)), rcond=None)[0]
    worst = float(abs((a + b * agents) / ms - 1).max())
    return {"a_ms": float(a), "b_ns": 1e6 * float(b), "worlds": len(speeds), "worst": worst}


def slope_in_months(scenario: Scenario) -> float:
    """Slope of log cost in log months of one world of constant size, from a year after the anchor."""
    world = world_in(FIRST, scenario)
    lengths, costs = [12, 24, 48], []
    for number in lengths:
        twin = branch(world, world.scenario)
        speed = timed(twin, number)
        costs.append(speed.ns * number)  # an agent: the classes grow, and are not what is asked here
    return slope([float(n) for n in lengths], costs)


def peak_memory(agents: float, last: int) -> dict[str, float]:
    """Peak memory of a process that simulates a world up to a month: MB, and bytes an agent above an empty one."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import engine_speed as e; print(e.own_peak_kb()); "
        "w = e.world_in(int(sys.argv[3]), e.scenario_of(float(sys.argv[2]))); "
        "print(e.own_peak_kb(), e.present(w), sum(p.capacity for p in w.people), "
        "sum(c.nbytes for p in w.people for c in p.data.values()))"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", code, here, str(agents), str(last)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    empty, full = (line.split() for line in done.stdout.split("\n")[:2])
    return {
        "peak_mb": int(full[0]) / 1024,
        "peak_bytes_an_agent": (int(full[0]) - int(empty[0])) * 1024 / int(full[1]),
        "state_bytes_a_row": int(full[3]) / int(full[2]),
    }


def own_peak_kb() -> int:
    """Peak memory of this process in KiB; Linux keeps it by program, where getrusage would remember the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def start_up() -> dict[str, float]:
    """Seconds of a fresh process, best of three: help, the library, a first month from the stored kernels."""
    talentflow = [sys.executable, "-c", "import sys; sys.argv[0] = 'talentflow'; from sim.cli.main import main; main()"]
    first_month = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import engine_speed as e; "
    first_month += "e.months.advance(e.months.start(e.scenario_of(1e4)))"
    commands = {
        "help_s": [*talentflow, "--help"],
        "import_s": [sys.executable, "-c", "import sim; sim.run"],
        "first_month_s": [sys.executable, "-c", first_month],
    }
    return {name: min(_seconds(command) for _ in range(3)) for name, command in commands.items()}


def _seconds(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=dict(os.environ))
    return time.perf_counter() - begin


def rounded(value: object, digits: int = 4) -> object:
    """Numbers of a nested record with so many significant digits, as JSON wants them."""
    if isinstance(value, dict):
        return {key: rounded(item, digits) for key, item in value.items()}
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") if math.isfinite(value) else None
    return value


def write(path: Path, record: dict[str, object]) -> None:
    """The record as JSON."""
    path.write_text(json.dumps(rounded(record), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
