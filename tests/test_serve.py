"""`talentflow serve` as a process: its one line, its refusals, its end, and how little it loads."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from web_fixture import digest_of, finished

from sim.cli import main as cli
from sim.cli import serve as verb

ROOT = Path(__file__).parents[1]
ONE = digest_of("one")[:12]
TOKEN = "a-token-of-some-length"
HEAVY = ("matplotlib", "numba", "pandas", "numpy", "sim.jobs.tasks", "sim.scenario", "sim.simulate", "mesa", "pyarrow")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    finished(tmp_path / "results" / "one" / "1234abcd", "one")
    return tmp_path / "results"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results root with one comparison of coarse worlds and its reports."""
    root = tmp_path_factory.mktemp("real")
    scale = ("--persons-per-agent", "100000", "--set", "researchers_per_agent=10000", "--months", "146")
    where = ("--workers", "1", "--store", str(root / "store"), "--out", str(root / "results" / "one"))
    code = cli.carry_out(["compare", "baseline", "cash", "--seeds", "2", "--futures", "0", *scale, *where, "--quiet"])
    assert code == 0
    return root / "results"


@contextmanager
def server(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server, and its first line."""
    command = [sys.executable, "-m", "sim.cli", "serve", "--port", "0", "--no-browser", *arguments]
    settings = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=folder, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def got(address: str, path: str = "/api/studies", **headers: str) -> tuple[int, bytes]:
    """Status and body of an answer."""
    whole = urlsplit(address)
    request = urllib.request.Request(f"http://{whole.netloc}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


@pytest.mark.browser
def test_the_page_opens_on_real_results(real: Path, chromium: str) -> None:
    """From the printed line to the cards, with the model's own results, also where a token is needed."""
    for token in ("", TOKEN):
        opens(real, chromium, token)


def opens(real: Path, chromium: str, token: str) -> None:
    """The page at the line that a server with this token prints."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    given = ("--token", token) if token else ()
    with server(real.parent, "--results", str(real), *given) as (_, line), api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(line)
        page.wait_for_selector(".card")
        view = json.loads((real / "one" / "view-zh.json").read_text("utf-8"))
        assert page.locator("h1").inner_text() == (view["headline"] or view["warning"])
        assert page.eval_on_selector_all(".card", "all => all.map(c => c.dataset.name)") == [
            variant["name"] for variant in view["variants"]
        ]
        assert "token" not in page.url
        assert wrong == []
        assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(line).netloc}
        browser.close()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code of the verb that is refused, and its one line."""
    code = cli.carry_out(["serve", "--no-browser", *arguments])
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return code, line


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_says_its_address_answers_and_ends_when_told(results: Path, end: signal.Signals) -> None:
    with server(results.parent) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        assert got(address, "/")[0] == 200
        (listed,) = json.loads(got(address)[1])
        assert listed["study"] == ONE
        assert got(address, Host="evil.example")[0] == 421
        kept = socket.create_connection(("127.0.0.1", urlsplit(address).port or 0))  # a browser keeps its line
        process.send_signal(end)
        assert process.wait(10) == 0
        kept.close()
        assert process.stdout is not None
        assert process.stderr is not None
        assert (process.stdout.read(), process.stderr.read()) == ("", "")  # no log of requests, no traceback


def test_twenty_clients_at_once(results: Path) -> None:
    paths = ["/", "/api/studies", f"/api/view/{ONE}/zh", f"/api/table/{ONE}/en/net", f"/api/report/{ONE}/zh"] * 40
    with server(results.parent) as (_, address), ThreadPoolExecutor(20) as clients:
        assert {status for status, _ in clients.map(lambda path: got(address, path), paths)} == {200}


def test_only_this_machine_reaches_it(results: Path) -> None:
    with server(results.parent) as (_, address):
        port = urlsplit(address).port or 0
        with socket.socket(socket.AF_INET) as other:  # the same port of another address of this machine is not taken
            other.bind(("127.0.0.2", port))


def test_what_opens_is_in_the_address(results: Path) -> None:
    finished(results / "two", "two", written=9)
    with server(results.parent, "--lang", "en", "results/one/1234abcd") as (_, address):
        assert urlsplit(address).query == f"lang=en&study={ONE}"


def test_a_token_is_needed_where_one_is_given(results: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    with server(results.parent, "--token-file", str(tmp_path / "token"), "--host", "0.0.0.0") as (_, address):
        port = urlsplit(address).port
        assert TOKEN not in address
        here = f"http://127.0.0.1:{port}"
        assert got(here)[0] == 401
        assert got(here, Authorization=f"Bearer {TOKEN}")[0] == 200
    with server(results.parent, "--token", TOKEN) as (_, address):
        assert urlsplit(address).fragment == f"token={TOKEN}"
        assert got(address)[0] == 401


def test_a_port_in_use_is_refused(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, line = said(capsys, "--results", str(results), "--port", str(port))
    assert (code, line) == (2, f"--port: {port} is in use; allowed a free one, or 0 for any that is free")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_another_address_needs_a_token(results: Path, capsys: pytest.CaptureFixture[str], host: str) -> None:
    code, line = said(capsys, "--results", str(results), "--port", "0", "--host", host)
    assert code == 2
    assert line.startswith(f"--host: found '{host}'; allowed 127.0.0.1")


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "", "a" * 300, "\N{SNOWMAN}"])
def test_an_address_that_is_not_of_this_machine_is_refused(
    results: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    code, line = said(capsys, "--results", str(results), "--port", "0", "--host", host, "--token", TOKEN)
    assert code == 2
    assert line.startswith("--host")


@pytest.mark.parametrize(
    "token", ["", "short", "with a blank in between", "a" * 201, "人" * 20, "line\nline-line-line"]
)
def test_a_token_that_can_be_guessed_or_not_sent_is_refused(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], token: str
) -> None:
    (tmp_path / "token").write_text(token, encoding="utf-8")
    for given in (("--token", token), ("--token-file", str(tmp_path / "token"))):
        code, line = said(capsys, "--results", str(results), "--port", "0", *given)
        assert (code, line) == (2, "token: allowed 16 to 200 letters, digits, - and _")


def test_a_token_file_that_is_none_is_refused(
    tmp_path: Path, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd").write_bytes(b"\xff\xfe" * 20)
    for name in ("nowhere", "odd", "."):
        code, line = said(capsys, "--results", str(results), "--token-file", str(tmp_path / name))
        assert code == 2
        assert line.startswith("--token-file: found")


def test_where_there_is_nothing_to_show_it_says_what_makes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, line = said(capsys)
    assert (code, line.split(";")[0]) == (2, "results: no finished comparison there")
    assert said(capsys, "results")[1].startswith("results: no finished comparison there")
    finished(tmp_path / "results" / "old", "old", viewed=False)
    for arguments in ((), ("results/old",)):
        code, line = said(capsys, *arguments)
        assert code == 2
        assert line.startswith("results/old: ")
        assert line.endswith(": talentflow report results/old")


def test_results_without_a_view_are_named_beside_those_that_have_one(results: Path) -> None:
    finished(results / "old", "old", viewed=False)
    with server(results.parent) as (process, address):
        assert got(address)[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.read().endswith(": talentflow report results/old\n")


def test_without_the_extra_it_says_how_to_install_it(
    results: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verb, "find_spec", lambda name: None if name == "uvicorn" else object())
    code, line = said(capsys, "--results", str(results))
    assert (code, line) == (2, "serve: the extra web is not installed: pip install 'talentflow[web]'")


def test_a_browser_opens_at_the_address_with_the_token(
    results: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(verb, "on_a_desktop", lambda: True)
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("sim.web.server.serve", lambda studies, address, *_: address.listener.close())
    assert cli.carry_out(["serve", "--results", str(results), "--port", "0", "--token", TOKEN]) == 0
    assert opened == [capsys.readouterr().out.strip()]


def test_it_loads_nothing_heavy_and_answers_within_seconds(results: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from web_fixture import ask, page, ONE;"
        "app = page(Path(sys.argv[1]));"
        "print([ask(app, path).status for path in ('/', '/api/studies', f'/api/view/{ONE}/en', f'/api/table/{ONE}/zh/net')],"
        f"[name for name in {HEAVY} if name in sys.modules])"
    ).replace(", ONE;", f"; ONE = {ONE!r};")
    settings = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(results)], cwd=ROOT, env=settings, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[200, 200, 200, 200] []"
    begin = time.perf_counter()
    with server(results.parent) as (_, address):
        assert got(address)[0] == 200
        assert time.perf_counter() - begin < 10  # about a second on an idle machine; the benchmark measures it
