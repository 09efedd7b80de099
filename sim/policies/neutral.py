"""An instrument that changes nothing: a world with it must equal the world without it, bit for bit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.policies.base import Policy
from sim.records import Move


@dataclass(frozen=True, kw_only=True)
class Neutral(Policy, kind="neutral", family="none", en="Neutral", zh="中性（不改变任何事物）"):
    """No fields, no levers."""

    examples = ({},)
    refuses = dict.fromkeys(
        (
            "who", "budget", "budget_yuan_year", "rationing", "minimum_stay_months", "clawback_share", "admin_yuan_case",
        ),
        "nothing: a neutral policy reaches nobody and pays nothing",
    )  # fmt: skip

    def moves(self, region: str, month: int) -> Iterator[Move]:
        return iter(())

    def says(self) -> Mapping[str, str]:
        return {"zh": "不改变任何事物", "en": "changes nothing"}
