"""The agents who are rows: graduates, researchers, firms.

Their attributes are the columns declared in `sim.records`, with the codes that stand there; regions count in the order
of regions.csv. `help(Graduate)` lists them with their units.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.agents.views import RowAgent
from sim.draws import identity
from sim.records import DEGREES, FIELDS, FIRMS, PEOPLE, PUBLIC_POST, TIERS, Degree, Status, Tenure
from sim.world.staff import employers_of, staff_of_firms

BY_HAND = 0x4D657361  # sets the keyed ids of agents made through Mesa apart from those of classes and entrants

PERSON_WRITABLE = ("ability", "aware", "lived", "contacted", "last_move", "review_due", "partner", "child_age")
FIRM_WRITABLE = ("tech", "ln_size", "growth", "low0", "high0")


def limits(regions: int) -> dict[str, tuple[int, int]]:
    """Least and greatest value of the columns whose codes are fewer than their dtype holds, for a number of regions."""
    everywhere, mask, flag = (0, regions - 1), (0, (1 << regions) - 1), (0, 1)
    return {
        **dict.fromkeys(("region", "home", "college"), everywhere),
        **dict.fromkeys(("search_region", "offer_region"), (-1, regions - 1)),
        **dict.fromkeys(("aware", "lived", "contacted"), mask),
        **dict.fromkeys(("partner", "mismatched", "tech", "alive"), flag),
        **dict.fromkeys(("degree", "job_degree"), (0, len(DEGREES) - 1)),
        "field": (0, len(FIELDS) - 1),
        "job_field": (PUBLIC_POST, len(FIELDS) - 1),
        "tier": (0, len(TIERS) - 1),
        "status": (0, max(Status)),
        "housing": (0, max(Tenure)),
        "zone": (-1, 2),
        "grad_month": (-400, 399),  # 1976-09 to 2043-04: the years that marks can tell
        "child_age": (-1, 100),
    }


class Person(RowAgent, declared=PEOPLE, writable=PERSON_WRITABLE):
    """Somebody who has left a college in the last 15 years, or is about to.

    Made by hand, `Graduate(model, region=3, degree=1)`, a person searches for work in the region; `region` and `degree`
    must be given. Without further values home and college are that region, and graduation was this month.
    """

    @property
    def employer(self) -> Firm | None:
        """The firm worked for; None without one, and in a public post."""
        table, world = self.model.table(Firm), self.model.world
        (slot,) = employers_of(world, world.people.index(self._table.columns), np.array([self._row])).tolist()
        return None if slot < 0 else table.view(slot)

    @classmethod
    def newcomer(cls, model: Any, n: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """Columns of n people made by hand, all of them searching where they live."""
        _require(cls, values, "region", "degree")
        region, month = model.table(cls).checked("region", values["region"]), model.world.month
        here = np.left_shift(1, np.asarray(region), dtype=np.int64)
        defaults = {
            "id": _keys(model, cls, n),
            "home": region,
            "college": region,
            "status": int(Status.SEARCHING),
            "search_region": region,
            "aware": here,
            "lived": here,
            **dict.fromkeys(("grad_month", "last_move", "search_since", "review_month", "status_since"), month),
        }
        return {**values, **{name: value for name, value in defaults.items() if name not in values}}


class Graduate(Person):
    """Junior college to master: one of `persons_per_agent` alike."""


class Researcher(Person, writable=("failures",)):
    """A doctor, or anybody with a tier on a platform: one of `researchers_per_agent` alike."""

    @classmethod
    def newcomer(cls, model: Any, n: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """As for any person; a doctor unless told otherwise."""
        return super().newcomer(model, n, {"degree": int(Degree.DOCTOR), **values})


class Firm(RowAgent, declared=FIRMS, writable=FIRM_WRITABLE):
    """An employer. Made by hand, `Firm(model, region=3, low0=5, high0=1)`, it wants posts from the next month on."""

    @property
    def staff(self) -> int:
        """People who work for it, students with an offer among them, agents."""
        return int(staff_of_firms(self.model.world)[self._row])

    @classmethod
    def newcomer(cls, model: Any, n: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """Columns of n firms made by hand."""
        _require(cls, values, "region", "low0", "high0")
        return {"id": _keys(model, cls, n), "alive": 1, "born": model.world.month, **values}


def _require(cls: type, values: Mapping[str, Any], *names: str) -> None:
    if missing := [name for name in names if name not in values]:
        raise TypeError(f"a new {cls.__name__} needs {' and '.join(missing)}")


def _keys(model: Any, cls: type[RowAgent], n: int) -> np.ndarray:
    """Keyed ids of n agents made by hand: uint64[n], the same in every world that makes the same agents."""
    table = model.table(cls)
    return np.uint64(identity(BY_HAND, table.code)) + np.arange(table.made, table.made + n, dtype=np.uint64)
