"""What matplotlib needs beside the colours and marks of sim.report.look: the shipped font, the style sheet, a scale, halos."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import patheffects  # noqa: E402
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.colors import LinearSegmentedColormap  # noqa: E402
from matplotlib.font_manager import fontManager  # noqa: E402

from sim.report.fonts import FONT  # noqa: E402
from sim.report.look import MORE  # noqa: E402

LESS_MORE = LinearSegmentedColormap.from_list("less_more", ["#8C510A", "#D8B365", "#FFFFFF", "#5AB4AC", MORE])
HALO = [patheffects.withStroke(linewidth=2.2, foreground="white")]


@cache
def setup() -> None:
    """Register the shipped font and the style, once a process."""
    fontManager.addfont(FONT)
    plt.style.use(Path(__file__).parent / "talentflow.mplstyle")
