"""How far the first-order preview lies from what is simulated: `python experiments/preview.py results/NAME/DIGEST8`.

For each variant of a finished comparison the preview of one seed at the scale of previews, beside the net gain with its
interval and the share by which it is off. docs/serve.md holds the table of 20 seeds at 500 persons an agent.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim import simulate
from sim.calendar import parse_month
from sim.panel.preview import COARSE, SEED
from sim.preview.estimate import preview
from sim.report.results import read_results
from sim.report.study import Study, read_study
from sim.scenario import Scenario
from sim.scenario.kinship import families_of
from sim.simulate import Line


def rows(study: Study) -> Iterator[tuple[str, float, Any]]:
    """Name of a variant, persons more that are foreseen, and the row of its simulated net gain."""
    worlds = {world["name"]: coarse(world["document"]) for world in study.results.manifest["scenarios"]}
    base, net = worlds[study.baseline], study.effect("net")
    place = list(study.regions["name"]).index(study.focus)
    last = parse_month(study.last)
    lines: dict[tuple[str, int], Line] = {}
    for variant in study.variants:
        plan = worlds[variant.name]
        (family,) = families_of([base, plan], None)
        key = family.history.digest, family.first
        if key not in lines:
            lines[key] = simulate.begin(family.history, SEED)
            lines[key].to(family.first - 1)
        new = frozenset(policy["id"] for policy in variant.policies)
        yield variant.name, preview(lines[key], plan, new, place, last), net.loc[variant.name]


def coarse(document: dict[str, Any]) -> Scenario:
    """The scenario of a manifest at the scale of previews."""
    return Scenario.of({**document, **{path: max(agents, document[path]) for path, agents in COARSE.items()}})


if __name__ == "__main__":
    print("| variant | foreseen | simulated (95 %) | off |\n|---|---|---|---|")
    for name, value, row in rows(read_study(read_results(Path(sys.argv[1])))):
        simulated = f"{row.estimate:+,.0f} ({row.low:,.0f} to {row.high:,.0f})"
        print(f"| {name} | {value:+,.0f} | {simulated} | {value / row.estimate - 1:+.0%} |", flush=True)
