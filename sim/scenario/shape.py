"""The type of a scenario for what it is made with: parts of the record name it before it is there."""

from __future__ import annotations

from typing import Any

Scenario = Any  # sim.scenario.scenario.Scenario
