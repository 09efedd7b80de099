"""Plans through a running server, with real worlds: from the moves to a stored comparison, for everybody, and to the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sim.cli import main as cli
from sim.store.files import read_json

ROOT = Path(__file__).parents[1]
FLATS = {"on": ["flats"], "set": {"policy.flats.units": 10_000}, "seeds": 5}
TOO_LONG = 60  # seconds


class Server:
    """A running server and requests to it."""

    def __init__(self, process: subprocess.Popen[str], line: str) -> None:
        self.process, self.base = process, f"http://{urlsplit(line).netloc}"
        (self.study, *_) = (one["study"] for one in self.get("/api/studies"))

    def get(self, path: str) -> Any:
        return self._ask(urllib.request.Request(self.base + path))[1]

    def send(self, path: str, method: str = "POST", **body: Any) -> tuple[int, Any]:
        headers = {"content-type": "application/json"}
        data = json.dumps({"study": self.study, **body}).encode() if body else None
        return self._ask(urllib.request.Request(self.base + path, data, headers, method=method))

    def events(self, key: str) -> list[dict[str, Any]]:
        """All that is told of a question until it has ended."""
        with urllib.request.urlopen(f"{self.base}/api/jobs/{key}/events", timeout=TOO_LONG) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            return [json.loads(line[5:]) for line in stream.read().decode().splitlines() if line.startswith("data:")]

    def children(self) -> list[int]:
        """Processes that it has started."""
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        return list(map(int, found.stdout.split()))

    def _ask(self, request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=TOO_LONG) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results root with one comparison of coarse worlds, and the store that the page uses, too."""
    root = tmp_path_factory.mktemp("plans") / "results"
    scale = ("--persons-per-agent", "100000", "--set", "researchers_per_agent=10000", "--months", "146")
    where = ("--workers", "1", "--store", str(root / "store"), "--out", str(root / "one" / "12345678"))
    code = cli.carry_out(["compare", "baseline", "cash", "--seeds", "4", "--futures", "0", *scale, *where, "--quiet"])
    assert code == 0
    return root


@contextmanager
def served(results: Path, *arguments: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "sim.cli", "serve", "--port", "0", "--no-browser", *arguments]
    settings = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=results.parent, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield Server(process, process.stdout.readline().strip())
        finally:
            process.kill()


def test_a_plan_from_the_moves_to_a_stored_comparison(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One story in one test, so that no two workers simulate the same worlds."""
    with served(results, "--workers", "2") as server:
        told = asked_for_the_first_time(server)
        pairs_come_one_by_one_and_no_number_before_the_fourth(told)
        what_is_done_is_a_comparison_like_any_other(server, told)
        the_same_question_is_answered_without_a_new_run(server, results, told)
        the_command_line_repeats_it_to_the_same_digits(server, results, told, monkeypatch)
        what_is_stopped_keeps_its_pairs(server, results)
        moves_that_make_no_scenario_are_told_field_by_field(server)
        for body in NO_PLANS:
            refused_before_anything_is_made_of_it(server, body)


def asked_for_the_first_time(server: Server) -> list[dict[str, Any]]:
    """All that is told of a plan that nobody has asked for before."""
    status, planned = server.send("/api/plan", **FLATS)
    assert (status, planned["job"]) == (200, None)
    status, first = server.send("/api/jobs", **FLATS)
    assert (status, first["key"], first["of"]) == (202, planned["key"], 5)
    return server.events(first["key"])


def pairs_come_one_by_one_and_no_number_before_the_fourth(told: list[dict[str, Any]]) -> None:
    done = [event["done"] for event in told]
    assert done == sorted(done)
    assert {1, 2, 3, 4, 5} <= set(done)
    for event in told:
        assert len(event["by_seed"]) == event["done"]
        assert event["view"] is None or event["done"] >= 4
        assert event["says"]
    foreseen = [event["preview"] for event in told if event["preview"]]
    assert foreseen
    assert all(one["low"] <= one["value"] <= one["high"] for one in foreseen)
    views = [event["view"] for event in told if event["view"]]
    assert [view["seeds"] for view in views][0] == 4
    last = told[-1]
    assert (last["state"], last["view"]["seeds"]) == ("done", 5)
    (variant,) = last["view"]["variants"]
    assert variant["by_seed"] == last["by_seed"]
    assert variant["net"]["low"] < variant["net"]["value"] < variant["net"]["high"]


def what_is_done_is_a_comparison_like_any_other(server: Server, told: list[dict[str, Any]]) -> None:
    listed = server.get("/api/studies")
    names = [one["study"] for one in listed]
    assert [(one["plan"], one["title"]) for one in listed if one["study"] == told[-1]["study"]] == [
        (True, "10,000 flats, 40% below market")
    ]
    assert names[0] == server.study  # the page does not open on a plan
    assert told[-1]["study"] in names
    view = server.get(f"/api/view/{told[-1]['study']}/en")
    assert view == told[-1]["view"]
    with urllib.request.urlopen(f"{server.base}/api/report/{told[-1]['study']}/zh") as report:
        assert b"<html" in report.read()


def the_same_question_is_answered_without_a_new_run(server: Server, results: Path, told: list[dict[str, Any]]) -> None:
    runs = sorted((results / "store" / "runs").iterdir())
    _, planned = server.send("/api/plan", **FLATS)
    assert planned["job"] == told[-1]
    assert server.send("/api/jobs", **FLATS)[1] == told[-1]
    with served(results, "--workers", "1") as another:  # as after a restart: from what is stored
        _, planned = another.send("/api/plan", **FLATS)
        assert planned["job"]["key"] == told[-1]["key"]
        assert another.events(planned["key"])[-1] == told[-1]
    assert sorted((results / "store" / "runs").iterdir()) == runs


def the_command_line_repeats_it_to_the_same_digits(
    server: Server, results: Path, told: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, planned = server.send("/api/plan", **FLATS)
    runs = sorted((results / "store" / "runs").iterdir())
    monkeypatch.chdir(results.parent)
    monkeypatch.setattr("sim.report.build_all", lambda folder, langs: [])  # tables are what is compared
    (results.parent / planned["file"]).write_text(planned["toml"], encoding="utf-8")
    program, *arguments = planned["command"].split()
    assert program == "talentflow"
    assert cli.carry_out([*arguments, "--quiet", "--workers", "1", "--out", "again"]) == 0
    assert sorted((results / "store" / "runs").iterdir()) == runs
    mine, theirs = (
        read_json(folder / "manifest.json")
        for folder in (results.parent / "again", results / "asked" / told[-1]["key"])
    )
    assert mine is not None
    assert theirs is not None
    assert mine["files"] == theirs["files"]
    assert mine["digest"] == theirs["digest"]


def what_is_stopped_keeps_its_pairs(server: Server, results: Path) -> None:
    many = {**FLATS, "set": {"policy.flats.units": 20_000}, "seeds": 20}
    before = len(list((results / "store" / "pairs").iterdir()))
    key = server.send("/api/jobs", **many)[1]["key"]
    begin = time.monotonic()
    while server.get(f"/api/jobs/{key}")["done"] < 1 and time.monotonic() - begin < TOO_LONG:
        time.sleep(0.05)
    status, snapshot = server.send(f"/api/jobs/{key}", "DELETE")
    assert (status, snapshot["state"] in ("stopping", "stopped")) == (202, True)
    last = server.events(key)[-1]
    assert last["state"] == "stopped"
    assert 1 <= last["done"] < 20
    assert len(list((results / "store" / "pairs").iterdir())) == before + last["done"]


def moves_that_make_no_scenario_are_told_field_by_field(server: Server) -> None:
    status, why = server.send("/api/plan", on=["flat"], set={"policy.living.months": 12})
    assert status == 422
    assert [(p["field"], p["found"], p["hint"]) for p in why["detail"]] == [
        ("on", "flat", "flats"), ("policy.living.months", "12", ""),
    ]  # fmt: skip
    status, why = server.send("/api/jobs", on=["flats"], set={"policy.flats.units": 1e9})
    assert (status, why["detail"][0]["field"]) == (422, "policy.flats.units")


NO_PLANS: list[dict[str, Any]] = [
    {"on": []},
    {"on": ["flats"], "set": {"policy.flats.__class__": 1}},
    {"on": ["flats"], "set": {"parameters.rho": 1}},
    {"on": ["flats"], "set": {"policy.flats.units": float("nan")}},
    {"on": ["flats"], "set": {"policy.flats.units": "10"}},
    {"on": ["flats"], "seeds": 21},
    {"on": ["flats"], "seeds": 3},
    {"on": ["../secret"]},
    {"on": ["flats"] * 25},
    {"on": ["flats"], "set": {f"policy.flats.a{'b' * n}": 1 for n in range(61)}},
    {"on": ["flats"], "out": "/tmp"},
]


def refused_before_anything_is_made_of_it(server: Server, body: dict[str, Any]) -> None:
    status, why = server.send("/api/jobs", **body)
    assert status == 422
    assert all({"where", "what"} == set(one) for one in why["detail"])


def test_a_server_that_only_reads_says_so(results: Path) -> None:
    with served(results, "--workers", "0") as reading:
        assert "why" in reading.get(f"/api/levers/{reading.study}/en")
        assert reading.send("/api/jobs", **FLATS)[0] == 422
        assert reading.children() == []


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_server(results: Path, end: signal.Signals) -> None:
    with served(results, "--workers", "2") as ending:
        long = {**FLATS, "set": {"policy.flats.units": 30_000}, "seeds": 20}
        key = ending.send("/api/jobs", **long)[1]["key"]
        begin = time.monotonic()
        while ending.get(f"/api/jobs/{key}")["state"] != "running" and time.monotonic() - begin < TOO_LONG:
            time.sleep(0.05)
        children = ending.children()
        assert len(children) >= 2
        ending.process.send_signal(end)
        ending.process.wait(10)
        begin = time.monotonic()
        while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() - begin < 10:
            time.sleep(0.05)
        assert [child for child in children if Path(f"/proc/{child}").exists()] == []
