"""Outcomes that count people at a date: net and whom it is made of, and where those gained and lost live otherwise."""

from __future__ import annotations

import numpy as np

from sim.appraisal.classes import ADDITIONAL, ALWAYS, CROWDED_OUT, DEADWEIGHT, INDUCED, Counts
from sim.appraisal.inputs import Compared
from sim.appraisal.rows import Block
from sim.measures.areas import Areas


def stock_blocks(
    counts: Counts, noise: np.ndarray, areas: Areas, compared: Compared, groups: tuple[str, ...]
) -> list[Block]:
    """The outcomes of docs/model.md: Outcomes, at each date.

    noise: float64[year, area, group] in the difference of stocks, NaN where none is known. Net is adjusted by it,
    and so is induced, which holds the people no policy has reached, whom the noise moves: net = additional + induced - crowded out
    holds for either estimate; market_ripple = induced - crowded out, of which the difference alone is an effect. By place they stay plain.
    """
    persons, agents = counts.persons.sum(-1, keepdims=True), counts.agents.sum(-1, keepdims=True)
    before = persons[:, :, [DEADWEIGHT, ALWAYS, CROWDED_OUT]].sum(2)
    after = persons[:, :, [DEADWEIGHT, ALWAYS, ADDITIONAL, INDUCED]].sum(2)
    changed, resorted = (
        agents[:, :, [*classes, CROWDED_OUT]].sum(2) for classes in ((ADDITIONAL, INDUCED), (INDUCED,))
    )
    additional = persons[:, :, ADDITIONAL]
    induced = persons[:, :, INDUCED]
    ripple = induced - persons[:, :, CROWDED_OUT]
    net = additional + ripple
    noise = noise[..., None]
    shown = np.broadcast_to(shown_cells(areas, compared, groups)[None, ..., None], additional.shape)

    def plain(outcome: str, number: int) -> Block:
        return Block(outcome, shown, persons[:, :, number], agents[:, :, number])

    return [
        Block("net", shown, net, changed, adjusted=net - noise, level_base=before, level_variant=after),
        Block(
            "additional",
            shown,
            additional,
            agents[:, :, ADDITIONAL],
            level_base=before,
            level_variant=after,
        ),
        Block("induced", shown, induced, agents[:, :, INDUCED], adjusted=induced - noise),
        plain("crowded_out", CROWDED_OUT),
        plain("deadweight", DEADWEIGHT),
        Block("market_ripple", shown, ripple, resorted, adjusted=ripple - noise),
        *_by_place(counts, areas, compared, groups),
    ]


def shown_cells(areas: Areas, compared: Compared, groups: tuple[str, ...]) -> np.ndarray:
    """Which area and group become rows, bool[A, G]: all and degrees everywhere, other groups where a policy acts.

    The table of attribution has every cell; here the others would be two thirds of the rows and say nothing.
    """
    return np.asarray(_acted_on(areas, compared)[:, None] | _coarse(groups))


def _by_place(counts: Counts, areas: Areas, compared: Compared, groups: tuple[str, ...]) -> list[Block]:
    """People gained, and the same less those lost, by the place lived in otherwise; by degree only where a policy acts."""
    everyone = np.array([name == "all" for name in groups])
    cells = everyone | (_acted_on(areas, compared)[:, None] & _coarse(groups))
    elsewhere = np.insert(~areas.inside, 0, True, axis=1)
    shown = cells[:, :, None] & elsewhere[:, None, :]
    gained, agents = (c[:, :, ADDITIONAL] + c[:, :, INDUCED] for c in (counts.persons, counts.agents))
    lost, agents_lost = (c[:, :, CROWDED_OUT] for c in (counts.persons, counts.agents))
    shown = np.broadcast_to(shown, gained.shape)
    return [
        Block("displaced", shown, gained, agents),
        Block("net_from", shown, gained - lost, agents + agents_lost, level_base=lost, level_variant=gained),
    ]


def _acted_on(areas: Areas, compared: Compared) -> np.ndarray:
    """Areas with a region in which a compared policy acts, bool[A]; all where the worlds differ in something else."""
    acts = compared.acts if compared.acts.any() else np.ones_like(compared.acts)
    return np.asarray((areas.inside & acts).any(1))


def _coarse(groups: tuple[str, ...]) -> np.ndarray:
    """Groups that measures and the martingale carry too, bool[G]: all and the degrees."""
    return np.array([name == "all" or name.startswith("degree=") for name in groups])
