"""Colours: told apart by every kind of sight, and read on the page, light and dark."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest

from sim.report.look import FAMILIES, TONES, css, palette

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB
SIGHTS = {
    "normal": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
HUES = [name for name in FAMILIES if name not in ("mix", "none")]
THEMES = ("light", "dark")


def linear(colour: str) -> np.ndarray:
    """Linear RGB of #RRGGBB."""
    c = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def cielab(rgb: np.ndarray) -> np.ndarray:
    """CIE Lab, D65."""
    t = XYZ @ rgb.clip(0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a: str, b: str) -> float:
    """WCAG contrast of two colours."""
    low, high = sorted(float(XYZ[1] @ linear(colour)) for colour in (a, b))
    return (high + 0.05) / (low + 0.05)


def of(theme: str) -> dict[str, str]:
    """Every colour in a theme."""
    return {name: getattr(tone, theme) for name, tone in palette().items()}


def test_the_measures_of_colour_against_the_textbook() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert cielab(linear("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.1)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_families_are_told_apart(theme: str, sight: str) -> None:
    shown = {name: cielab(SIGHTS[sight] @ linear(of(theme)[name])) for name in (*HUES, "ink", "grey")}
    near = {(a, b): float(np.linalg.norm(shown[a] - shown[b])) for a, b in combinations(shown, 2)}
    assert min(near.values()) >= 20.9, min(near, key=near.__getitem__)


@pytest.mark.parametrize("theme", THEMES)
def test_marks_and_text_are_read(theme: str) -> None:
    colours = of(theme)
    for name in (*HUES, "grey", "focus"):
        assert contrast(colours[name], colours["panel"]) >= {"light": 3, "dark": 3.6}[theme], name
    for name in ("more", "less"):
        assert contrast(colours[name], colours["panel"]) >= 4.5, name
    for name in ("ink", "soft"):
        assert min(contrast(colours[name], colours[under]) for under in ("panel", "paper")) >= 4.5, name


def test_every_family_has_a_mark_of_its_own() -> None:
    assert len({family.marker for family in FAMILIES.values()}) == len(FAMILIES)


def test_the_page_gets_every_colour_in_every_theme() -> None:
    blocks = re.findall(r"\{(color-scheme[^}]*)\}", css())
    assert len(blocks) == 3
    for block, theme in zip(blocks, ("light", "dark", "dark"), strict=True):
        assert dict(re.findall(r"--([a-z]+):(#[0-9A-F]{6});", block)) == of(theme)
    assert set(of("light")) == {*FAMILIES, *TONES}
