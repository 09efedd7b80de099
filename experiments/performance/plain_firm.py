"""A firm as a plain Mesa agent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from sim.engine.firms import shed_share
from sim.records import Columns
from sim.rules.firm import exit_hazard, yearly_growth
from sim.rules.review import monthly

if TYPE_CHECKING:
    from plain_mesa import PlainModel


class Firm(mesa.Agent):
    """A firm with desired staff of two skills."""

    def __init__(self, model: PlainModel, columns: Columns, row: int) -> None:
        super().__init__(model)
        self.place = int(columns.region[row])
        self.field = int(columns.field[row])
        self.born = int(columns.born[row])
        self.ln_size = float(columns.ln_size[row])
        self.growth = float(columns.growth[row])
        self.drawn = [float(columns.low0[row]), float(columns.high0[row])]
        self.target = [0.0, 0.0]
        self.closed = False

    def live(self) -> None:
        """Growth, exit, desired staff, and the posts of its cell that end with it."""
        p, rules, wanted = self.model.parameters, self.model.firm_rules, math.exp(self.ln_size)
        age = self.model.month - self.born
        if age % 12 == 0:
            self.growth = yearly_growth(self.random.gauss(0.0, 1.0), p["firm_growth_sd"]) / 12.0
        self.ln_size += self.growth
        drawn = sum(self.drawn) * (1.0 - p["vacancy_rate"])
        young, old = monthly(rules.firm_exit * rules.exit_young), monthly(rules.firm_exit * rules.exit_old)
        if self.random.random() < exit_hazard(age, drawn, young, old, rules):
            self.closed = True
            self.target = [0.0, 0.0]
        share = 1.0 if self.closed else shed_share(self.growth, rules.quits)
        for skill, cell in enumerate(self.model.places[self.place].cells[self.field]):
            if not self.closed:
                self.target[skill] = self.drawn[skill] * math.exp(self.ln_size)
            cell.wanted += self.target[skill]
            cell.held += self.drawn[skill] * wanted
            cell.ended += self.drawn[skill] * wanted * share
