"""The numbers that rules read, under the names of parameters.csv (values, bounds and sources stand there)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

LOG, LINEAR = 0, 1
FRESH, ONCE, UNIFORM, GIVEN, NO_TASTE = 0, 1, 2, 3, 4


class Behaviour(NamedTuple):
    """Parameters of people's decisions; the last rows are switches of `[structure]` and of limit worlds."""

    alpha_housing: float
    b0: float
    wage_exper: float
    match_sd: float
    mismatch_loss: float
    move_cost_sunk: float
    owner_cost: float
    child_cost: float
    network_J: float
    public_amenity: float
    a_c: float
    a_n: float
    a_line: float
    amenity_school: float
    internship_tie: float
    nest_lambda: float
    form: int = LOG  # v from ln income and ln rent, or from income less rent
    tastes: int = FRESH  # law of the shocks e
    taste_scale: float = 1.0
    ties_known: bool = True  # current, home and college region always belong to the set
    nested: bool = False
    labour: bool = True  # False: whoever chooses a place lives and works there at once
    peers: bool = True
    money: bool = True  # False: utilities are given, income and rent do not enter

    @property
    def plain(self) -> bool:
        """Whether places are weighed by the plain logit over logs of money."""
        return self.money and self.form == LOG and self.tastes == FRESH and not self.nested

    @classmethod
    def of(cls, parameters: Mapping[str, float], **switches: int | float | bool) -> Behaviour:
        """From a scenario's parameters; `switches` for the fields that have a default."""
        named = {f: parameters[f] for f in cls._fields if f not in cls._field_defaults}
        return cls(**named, **switches)  # type: ignore[arg-type]
