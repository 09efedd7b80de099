"""When a job may stop by itself: the headline is as narrow as was asked for, or the time is over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from sim.given import counted, refused
from sim.jobs.headline import Gain, looks

FEWEST = 6  # seeds before one stops: the variance of fewer is not known well enough to stop by
SECONDS = {"s": 1, "min": 60, "h": 3600}
PART = re.compile(r"([0-9]*\.?[0-9]+)(%|s|min|h)?")
ALLOWED = "a share of the net gain from 0.1% to 100%, such as 5% or 0.05, a time such as 10min, or both: 5%,2h"
LONGEST = 30 * 24 * 3600.0
CARE = "Looking several times costs some of the 95 % coverage."


class Until(NamedTuple):
    """A rule to stop by. share: of the size of each net gain that half of its interval may be wide, None for any.

    seconds: of the command, in which another wave of seeds must end to be begun, None for any. text: the rule as it was given.
    """

    share: float | None
    seconds: float | None
    text: str

    def why(self, found: Iterable[Gain], variants: int, seconds: float) -> str:
        """Why a job stops now, by the gains of all its variants and the seconds until another wave would end; "" where it goes on.

        A gain that is not told from nothing is never narrow enough: its interval is wider than it is large.
        """
        narrow = [self.share is not None and gain.half <= self.share * abs(gain.estimate) for gain in found]
        if len(narrow) == variants and all(narrow):
            return "width"
        return "time" if self.seconds is not None and seconds > self.seconds else ""


def until_of(text: str) -> Until:
    """A rule as it is given; raises Refused.

    >>> until_of("5%,2h")
    Until(share=0.05, seconds=7200.0, text='5%,2h')
    """
    share = seconds = None
    for part in text.split(","):
        match = PART.fullmatch(part.strip())
        if match is None:
            raise refused("until", text, ALLOWED)
        number, unit = float(match[1]), match[2]
        if unit in SECONDS and seconds is None and 0 < number * SECONDS[unit] <= LONGEST:
            seconds = number * SECONDS[unit]
        elif unit not in SECONDS and share is None and 0.001 <= (of_one := number / 100 if unit else number) <= 1:
            share = of_one
        else:
            meant = f"{match[1]}%" if not unit and 1 < number <= 100 else ""
            raise refused("until", text, ALLOWED, meant)
    return Until(share, seconds, text)


def waves(seeds: int, held: int) -> tuple[int, ...]:
    """How many of so many seeds are run before each look: what is held already is not looked at anew.

    >>> waves(34, 0), waves(34, 12), waves(4, 0)
    ((6, 10, 20, 30, 34), (20, 30, 34), (4,))
    """
    return tuple(n for n in looks(seeds) if n >= max(held, min(FEWEST, seeds)))


def stopped(rule: Until, why: str, seeds: int, most: int) -> dict[str, Any]:
    """What the manifest says of it: the rule, why it ended (width, time or seeds) and after how many seeds one has looked."""
    looked = [number for number in waves(most, 0) if number <= seeds]
    return {"until": rule.text, "why": why or "seeds", "looks": looked, "seeds": seeds, "most": most}


def in_words(ended: dict[str, Any]) -> str:
    """The same in a sentence.

    >>> in_words({"until": "5%", "why": "seeds", "looks": [6, 8], "seeds": 8, "most": 8})
    'stopped after 8 seeds because no more were allowed (--until 5%). Looking several times costs some of the 95 % coverage.'
    """
    because = {
        "width": "the interval of every net gain is as narrow as asked for",
        "time": "the time is over, so that another run of this command may end elsewhere",
        "seeds": "no more were allowed",
    }[ended["why"]]
    care = f" {CARE}" if len(ended["looks"]) > 1 else ""
    return f"stopped after {counted(ended['seeds'], 'seed')} because {because} (--until {ended['until']}).{care}"
