"""An instrument that changes nothing: a world with it must equal the world without it, bit for bit."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.policies.base import Policy
from sim.records import Lever


@dataclass(frozen=True, kw_only=True)
class Neutral(Policy, kind="neutral", family="none", en="Neutral", zh="中性（不改变任何事物）"):
    """No fields, no levers."""

    def moves(self, region: str, month: int) -> Iterator[Lever]:
        return iter(())
