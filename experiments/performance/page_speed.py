"""The speed of the page: `python experiments/performance/page_speed.py DIR [--json FILE]`.

A server is started on the finished comparison in DIR as a user starts it: seconds until it names its address (the best of
three; beside a bare start of Python with FastAPI and uvicorn), until the first byte of each address, and for twenty clients at
once that each ask for all that the page asks for, beside one client alone. Then a plan nobody has asked for, flats from 30,000
to 10,000, simulated beside the comparison in a store of its own: seconds until levers, plan, preview, first pair, first number.
Where a Chromium is found: first paint, bytes, requests to anywhere else (all are blocked), and twenty pages at once. CPU time
counts where others use the machine. Memory is read from
/proc: Linux only.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).resolve().parent))

CLIENTS, STARTS = 20, 3
WARM = 20.0  # seconds between the first look at the levers and the press of Run
BARE = "import fastapi, fastapi.staticfiles, uvicorn; from uvicorn.config import Config; Config(None)"
PAINT = "performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0] ?? null"


@contextmanager
def server(folder: Path, results: Path | None = None) -> Iterator[tuple[int, str, float]]:
    """A running server: its process, address, and seconds until it named it."""
    command = [sys.executable, "-m", "sim.cli", "serve", str(folder), "--port", "0", "--no-browser"]
    command += ["--results", str(results)] if results else []
    begin = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split("?")[0].strip()
        try:
            yield process.pid, address, time.perf_counter() - begin
        finally:
            process.terminate()


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Memory of a process now."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return float(lines["VmRSS"].split()[0]) / 1024


def got(address: str, path: str) -> bytes:
    """The body of an answer; raises where it is refused."""
    with urllib.request.urlopen(f"{address.rstrip('/')}{path}", timeout=60) as answer:
        return answer.read()


def seconds(address: str, path: str) -> float:
    """Seconds until the first byte, of the best of five."""
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        with urllib.request.urlopen(f"{address.rstrip('/')}{path}", timeout=60) as answer:
            answer.read(1)
        times.append(time.perf_counter() - begin)
    return min(times)


def crowd(pid: int, address: str, paths: list[str], clients: int) -> dict[str, float]:
    """Clients at once that each ask for everything: seconds, CPU seconds of the server, answers."""
    begin, cpu = time.perf_counter(), cpu_seconds(pid)
    with ThreadPoolExecutor(clients) as pool:
        asked = [pool.submit(got, address, path) for _ in range(clients) for path in paths]
        sizes = [len(one.result()) for one in asked]
    return {
        "clients": clients,
        "seconds": time.perf_counter() - begin,
        "cpu_s": cpu_seconds(pid) - cpu,
        "answers": len(sizes),
    }


def planned(address: str, study: str) -> dict[str, float]:
    """Seconds until the levers are there, a plan is made, and of what is told once it is run: preview, first pair, first number."""
    begin = time.perf_counter()
    got(address, f"/api/levers/{study}/zh")
    levers = time.perf_counter() - begin
    time.sleep(WARM)  # who moves a lever takes as long, and the workers get ready meanwhile
    plan = {"study": study, "on": ["flats"], "set": {"policy.flats.units": 10_000}, "seeds": 6}
    begin = time.perf_counter()
    posted(address, "/api/plan", plan)
    made = time.perf_counter() - begin
    begin = time.perf_counter()
    key = posted(address, "/api/jobs", plan)["key"]
    first: dict[str, float] = {}
    with urllib.request.urlopen(f"{address.rstrip('/')}/api/jobs/{key}/events", timeout=600) as events:
        for line in events:
            told = json.loads(line[5:]) if line.startswith(b"data:") else {}
            for name, there in (
                ("preview", told.get("preview")),
                ("pair", told.get("done")),
                ("number", told.get("view")),
            ):
                if there:
                    first.setdefault(name, time.perf_counter() - begin)
            first["end"] = time.perf_counter() - begin
    return {"levers": levers, "plan": made, **first}


def posted(address: str, path: str, body: dict[str, object]) -> dict[str, object]:
    """The answer to something sent."""
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"{address.rstrip('/')}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def painted(pid: int, address: str) -> dict[str, object] | None:
    """First paint of one page and of twenty at once, in a browser that reaches nothing else; None where there is none."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return None
    outside: list[str] = []
    cpu = cpu_seconds(pid)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages = [browser.new_context().new_page() for _ in range(CLIENTS + 1)]
        sent: list[int] = []
        for page in pages:
            page.route(
                lambda url: not url.startswith(address),
                lambda route: (outside.append(route.request.url), route.abort()),
            )
        pages[0].on("response", lambda answer: sent.append(int(answer.headers.get("content-length", 0))))
        pages[0].goto(address, wait_until="networkidle")
        alone, begin = pages[0].evaluate(PAINT), time.perf_counter()
        for page in pages[1:]:
            page.goto(address, wait_until="commit")
        for page in pages[1:]:
            page.wait_for_load_state("networkidle")
        whole = time.perf_counter() - begin
        browser.close()
    return {
        "paint_ms": alone, "bytes": sum(sent), "requests": len(sent), "outside": len(outside), "twenty_s": whole,
        "server_cpu_s": cpu_seconds(pid) - cpu,
    }  # fmt: skip


def bare_start() -> float:
    """Seconds in which Python loads what the server is made with."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True)
    return time.perf_counter() - begin


def measure(folder: Path) -> dict[str, object]:
    """All figures."""
    starts = []
    for _ in range(STARTS):
        with server(folder) as (pid, _, start):
            starts.append((start, cpu_seconds(pid)))
    with tempfile.TemporaryDirectory() as results, server(folder, Path(results)) as (_, address, _):
        plan = planned(address, json.loads(got(address, "/api/studies"))[0]["study"])
    with server(folder) as (pid, address, _):
        study = json.loads(got(address, "/api/studies"))[0]["study"]
        paths = ["/", "/api/studies", "/api/words/zh", f"/api/view/{study}/zh"]
        first = {path.replace(study, "STUDY"): seconds(address, path) for path in (*paths, f"/api/report/{study}/zh")}
        alone, together = crowd(pid, address, paths, 1), crowd(pid, address, paths, CLIENTS)
        browser = painted(pid, address)
        return {
            "start": {"seconds": min(s for s, _ in starts), "cpu_s": min(c for _, c in starts)},
            "bare_start_s": min(bare_start() for _ in range(STARTS)),
            "first_byte_s": first,
            "alone": alone,
            "together": together,
            "browser": browser,
            "memory_mb": memory_mb(pid),
            "plan": plan,
            "load": {"cores": os.cpu_count(), "others_at_the_end": os.getloadavg()[0]},
        }


def lines(record: dict[str, Any]) -> list[str]:
    """The figures for people."""
    plan, browser, crowd = record["plan"], record["browser"], record["together"]
    first = max(record["first_byte_s"].values())
    told = [
        f"page: start {record['start']['seconds']:.2f} s (bare libraries {record['bare_start_s']:.2f}), first byte {1000 * first:.0f} ms "
        f"at most, {crowd['clients']} clients with all that a page asks for {crowd['seconds']:.2f} s, {record['memory_mb']:.0f} MB",
        f"a plan: levers {plan['levers']:.2f} s, made {plan['plan']:.2f} s; after Run: preview {plan.get('preview', math.nan):.1f} s, "
        f"first pair {plan['pair']:.1f} s, first number (four pairs) {plan['number']:.1f} s, "
        f"six pairs stored with report {plan['end']:.1f} s",
    ]
    if browser:
        told.append(
            f"in a browser: first paint {browser['paint_ms'] / 1000:.2f} s, {browser['requests']} requests, "
            f"{browser['bytes'] / 1024:.0f} kB, {browser['outside']} to outside; twenty pages at once {browser['twenty_s']:.1f} s"
        )
    return told


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Benchmark of the page.")
    parser.add_argument("directory", type=Path, metavar="DIR", help="a finished comparison with its report")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    record = measure(arguments.directory)
    print("\n".join(lines(record)))
    if arguments.json:
        from engine_speed import write

        write(arguments.json, record)


if __name__ == "__main__":
    main()
