"""What several drawings share: the two intervals, rows with names, coloured cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.formats import MINUS, known, signed
from sim.report.look import GREY, INK, PALE, SOFT, tint
from sim.report.study import MANY
from sim.report.style import LESS_MORE
from sim.report.view import View

WIDTH = 7.2  # inches: two journal columns, the text width of A4


def grid(count: int, height: float) -> tuple[Figure, list[Axes]]:
    """Small multiples on a full-width figure, at most four in a row, `height` inches a row; unused ones are hidden."""
    rows = 1 if count <= 4 else max(2, -(-count // 4))
    columns = max(-(-count // rows), 3)
    fig, axes = plt.subplots(
        rows, columns, figsize=(WIDTH, height * rows + 0.4), sharex=True, sharey=True, squeeze=False
    )
    for ax in axes.flat[count:]:
        ax.set_visible(False)
    for ax in axes.flat[max(count - columns, 0) : count]:
        ax.tick_params(labelbottom=True)
    return fig, list(axes.flat[:count])


def name_rows(ax: Axes, names: Sequence[str], view: View, width: int = 20) -> np.ndarray:
    """Scenarios from top to bottom, names as ticks; returns y of each row."""
    y = np.arange(len(names), dtype=float)
    ax.set_yticks(y, [view.short(n, width) for n in names], fontsize=8, color=INK)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.spines.left.set_visible(False)
    return y


def unit_above(ax: Axes, text: str) -> None:
    """Name and unit of the vertical axis, horizontal and above it (rotated Chinese cannot be read)."""
    place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
    ax.annotate(text, (0, 1), (-2, 5), ha="left", va="bottom", fontsize=7.5, color=SOFT, **place)


def head(fig: Figure, text: str) -> None:
    """One line above all panels: what is drawn, and its unit."""
    fig.suptitle(text, fontsize=7.5, color=SOFT, x=0.005, ha="left")


def two_intervals(ax: Axes, y: float, view: View, row: Any, scale: float = 1.0, edge: float = np.inf) -> None:
    """Pale band = what we do not know, line = simulation noise, mark = estimate; each only where there is one.

    row: name, estimate, low, high, unknown_low, unknown_high; divided by `scale`, drawn up to `edge`.
    """
    look = view.look(row.variant)
    low, high = row.unknown_low / scale, min(row.unknown_high / scale, edge)
    if known(low, high):
        ax.plot([low, high], [y, y], color=tint(look.colour, 0.32), lw=6, zorder=2)
    if known(row.low, row.high):
        ax.plot([row.low / scale, row.high / scale], [y, y], color=look.colour, lw=2, zorder=3)
    ax.plot(row.estimate / scale, y, ls="", zorder=4, **look.mark(7))


def key_intervals(fig: Figure, view: View) -> None:
    """The legend of the intervals that are drawn, once, above the plot."""
    bars: list[Any] = []
    texts = []
    if view.study.ranged:
        bars.append(plt.Line2D([], [], color=SOFT, lw=2, marker="o", ms=6.5, mew=0))
        texts.append(view.w("fig.noise"))
    if view.study.settings:
        bars.append(plt.Line2D([], [], color=PALE, lw=6))
        texts.append(view.w("fig.unknown" if view.study.settings < MANY else "fig.unknown95", n=view.study.settings))
    if bars:
        fig.legend(bars, texts, loc="outside upper left", ncols=2, columnspacing=1.6)


def cells(ax: Axes, values: np.ndarray, shown: np.ndarray, limit: float, hidden: str = "·") -> None:
    """Coloured cells with their signed numbers; cells not `shown` stay white and carry `hidden`."""
    ax.imshow(np.where(shown, values, 0), cmap=LESS_MORE, vmin=-limit, vmax=limit, aspect="auto")
    for (i, j), v in np.ndenumerate(values):
        dark = shown[i, j] and abs(v) > 0.62 * limit
        colour = "white" if dark else INK if shown[i, j] else GREY
        ax.text(j, i, signed(v) if shown[i, j] else hidden, ha="center", va="center", fontsize=7, color=colour)
    ax.grid(False)
    ax.set_xticks(np.arange(values.shape[1] + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(values.shape[0] + 1) - 0.5, minor=True)
    ax.grid(True, which="minor", axis="both", color="white", lw=1)
    ax.tick_params(which="both", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def spread(y: Sequence[float], gap: float) -> list[float]:
    """Positions near `y`, in the same order, at least `gap` apart (labels at the ends of lines)."""
    rank = np.argsort(y, kind="stable")
    out = np.array(y, dtype=float)[rank]
    for _ in range(400):
        for a in range(len(out) - 1):
            short = gap - (out[a + 1] - out[a])
            if short > 1e-9:
                out[a], out[a + 1] = out[a] - short / 2, out[a + 1] + short / 2
    return [float(v) for v in out[np.argsort(rank)]]


def plain_number(x: float, _: object = None) -> str:
    """Tick label: thousands separated, true minus."""
    return f"{x:,.0f}".replace("-", MINUS)
