"""Keys of a month's choices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.draws import Stream, stream_key
from sim.engine.places import ChoiceKeys


def choice_keys(seed: int, month: int) -> ChoiceKeys:
    """Keys of the month; shocks of the last 32 months stay at hand for searches that keep theirs."""
    recent = [month - (month - slot) % 32 for slot in range(32)]

    def ring(stream: Stream) -> NDArray[np.uint64]:
        return np.fromiter((stream_key(seed, stream, m) for m in recent), np.uint64, len(recent))

    return ChoiceKeys(
        ring(Stream.CHOICE), ring(Stream.NEST), ring(Stream.NEST_2),
        stream_key(seed, Stream.AWARE, 0), stream_key(seed, Stream.MATCH, 0),
        stream_key(seed, Stream.COLLEGE_PROVINCE, 0),
    )  # fmt: skip
