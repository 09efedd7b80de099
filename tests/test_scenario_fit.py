"""Stored fits: what a scenario takes from them, and that a changed or broken file is refused."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load_scenario
from sim.scenario.fit import Answer, Fit
from sim.scenario.fit_files import read_fit, write_fit
from sim.scenario.folders import SCENARIOS, shipped


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of scenarios of its own, with the shipped data."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "data").symlink_to(shipped(SCENARIOS) / "data")
    monkeypatch.setenv("TALENTFLOW_SCENARIOS", str(folder))
    return folder


FIT = Fit(
    name="fit-1",
    modes={"gamma": 1.3, "home_premium": 2.0},
    sds={"gamma": 0.2, "home_premium": 0.4},
    covariance=((0.04, 0.0), (0.0, 0.16)),
    constants={"Beijing": (0.1, -0.2)},
    answers={"eps_w_grad": Answer(2.0, (2.0, 5.0), {"Beijing": ((0.0, 0.0), (-0.3, 0.6))})},
    rows=({"region": "Dalian", "pattern": "x", "target": 0.4, "fitted": 0.5},),
    settings={"seeds": 4},
)


def test_fits_come_first_and_names_beside_them_override(own_folder: Path) -> None:
    write_fit(FIT)
    assert read_fit("fit-1") == FIT
    write(own_folder, "plain", 'title = {zh = "甲", en = "A"}\nparameters = {from = "fit-1"}')
    plain = load_scenario("plain")
    assert plain.parameters["home_premium"] == 2.0
    assert plain.ranges["home_premium"] == (2.0 - 1.96 * 0.4, 2.0 + 1.96 * 0.4)
    assert plain.constants == {"Beijing": (0.1, -0.2)}
    assert math.isclose(plain.parameters["ln_dist"], -1.3 / plain.parameters["eps_w_grad"])
    eps = load_scenario("plain", {"parameters.eps_w_grad": 4.0, "parameters.home_premium": 1.0})
    assert math.isclose(eps.parameters["ln_dist"], -1.3 / 4)
    assert (eps.parameters["home_premium"], eps.ranges) == (1.0, {})
    assert eps.constants["Beijing"] == pytest.approx((-0.1, 0.2))
    assert eps == dataclasses.replace(
        plain.at({"parameters.eps_w_grad": 4.0, "parameters.home_premium": 1.0}), ranges=eps.ranges
    )


def test_fits_that_were_edited_or_broken_are_refused(own_folder: Path) -> None:
    path = write_fit(FIT)
    text = path.read_text(encoding="utf-8")
    for broken, field in (
        (text.replace("0.16", "0.17"), "digest"),
        (text.replace("1.3", '"x"'), "parameters.gamma"),
        (text.replace('"at": [2.0, 5.0]', '"at": [5.0, 2.0]'), "answers.eps_w_grad"),
        (text.replace('"origin": 2.0', '"origin": 3.0'), "answers.eps_w_grad"),
        (text.replace('"Beijing": [\n     [0.0', '"Peking": [\n     [0.0'), "answers.eps_w_grad"),
        ("{", "json"),
    ):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(ScenarioError) as refused:
            read_fit("fit-1")
        assert field in [p.field for p in refused.value.errors]
    with pytest.raises(KeyError):
        read_fit("fit-2")
