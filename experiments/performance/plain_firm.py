"""A firm as a plain Mesa agent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from sim.records import Columns
from sim.rules.firm import exit_hazard, layoff_chance, yearly_growth
from sim.rules.review import monthly

if TYPE_CHECKING:
    from plain_mesa import PlainModel


class Firm(mesa.Agent):
    """A firm with desired and actual staff of two skills."""

    def __init__(self, model: PlainModel, columns: Columns, row: int) -> None:
        super().__init__(model)
        self.place = int(columns.region[row])
        self.field = int(columns.field[row])
        self.born = int(columns.born[row])
        self.ln_size = float(columns.ln_size[row])
        self.growth = float(columns.growth[row])
        self.drawn = [float(columns.low0[row]), float(columns.high0[row])]
        self.staff = [int(columns.staff_low[row]), int(columns.staff_high[row])]
        self.target = [0, 0]
        self.layoff = [0.0, 0.0]
        self.open = [0, 0]
        self.closed = False
        self.rounding = [model.random.random(), model.random.random()]

    def live(self) -> None:
        """Growth, exit, desired staff, open posts."""
        p, rules = self.model.parameters, self.model.firm_rules
        age = self.model.month - self.born
        if age % 12 == 0:
            self.growth = yearly_growth(self.random.gauss(0.0, 1.0), p["firm_growth_sd"]) / 12.0
        self.ln_size += self.growth
        drawn = sum(self.drawn) * (1.0 - p["vacancy_rate"])
        young, old = monthly(rules.firm_exit * rules.exit_young), monthly(rules.firm_exit * rules.exit_old)
        if self.random.random() < exit_hazard(age, drawn, young, old, rules):
            self.closed = True
            self.target = [0, 0]
            return
        for skill in (0, 1):
            self.target[skill] = math.floor(self.drawn[skill] * math.exp(self.ln_size) + self.rounding[skill])
            self.layoff[skill] = layoff_chance(self.staff[skill], self.target[skill], p["layoff_band"])

    def open_posts(self) -> None:
        """Posts to fill after this month's separations."""
        self.open = [max(0, target - staff) for target, staff in zip(self.target, self.staff, strict=True)]
