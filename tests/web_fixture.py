"""Small finished comparisons with view models made by hand, and requests to the page without a network."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.store.files import sha256_of, write_json
from sim.web.app import make
from sim.web.desk import Desk
from sim.web.guard import Guard
from sim.web.plans import Plans
from sim.web.studies import Studies

HOST = "127.0.0.1:8710"
LANGS = ("zh", "en")
NET = {
    "question": "How many more?",
    "says": "Lines keep more people.",
    "note": "",
    "columns": [
        {"key": "title", "title": "=Plan"}, {"key": "net", "title": "Net"}, {"key": "text", "title": "In words"},
    ],
    "rows": [
        {"variant": "lines", "title": "Lines, and \"more\"", "net": 4600.5, "text": "+4,600"},
        {"variant": "cash", "title": "=HYPERLINK(\"http://evil.example\")", "net": -1700, "text": "-1,700"},
        {"variant": "flats", "title": "@sum", "net": None, "text": "not known"},
    ],
}  # fmt: skip


def digest_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def view_of(name: str, lang: str, seeds: int = 6) -> dict[str, Any]:
    """A view model, no longer than the server looks at."""
    return {
        "schema": 1, "lang": lang, "digest": digest_of(name)[:12], "title": f"{name} <script> {lang}", "seeds": seeds,
        "persons_per_agent": 500, "first": "2022-01", "last": "2027-12", "variants": [], "figures": {"net": NET},
        "report": f"report-{lang}.html",
    }  # fmt: skip


def views_of(name: str, seeds: int = 6) -> dict[str, Any]:
    """View models by language."""
    return {lang: view_of(name, lang, seeds) for lang in LANGS}


def finished(
    folder: Path, name: str, written: int = 0, seeds: int = 6, viewed: bool = True, views: dict[str, Any] | None = None
) -> Path:
    """A finished comparison; written: seconds after an instant at which its manifest was. views: by language."""
    told = (views or views_of(name, seeds)) if viewed else {}
    folder.mkdir(parents=True)
    (folder / "effects.csv").write_text("variant,outcome\n", encoding="utf-8")
    files = {"effects.csv": sha256_of(folder / "effects.csv")}
    content = {"digest": digest_of(name), "span": {}, "files": files, "seeds": list(range(seeds))}
    write_json(folder / "manifest.json", content)
    os.utime(folder / "manifest.json", (1.7e9 + written,) * 2)
    for lang in LANGS:
        page, view = folder / f"report-{lang}.html", folder / f"view-{lang}.json"
        page.write_text(f"<title>{name}</title>", encoding="utf-8")
        if told:
            view.write_text(json.dumps(told[lang], ensure_ascii=False), encoding="utf-8")
        hashes = {file.name: sha256_of(file) for file in (page, view) if file.is_file()}
        write_json(folder / f"report-{lang}.json", {"made_of": "", "files": hashes})
    return folder


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def page(root: Path, opened: Path | None = None, plans: Plans | None = None, **guarded: Any) -> Guard:
    """The page on a results root, behind its guard; it simulates nothing, or what a script says."""
    studies = Studies(root, opened)
    return Guard(make(studies, plans or Desk(studies, 0)), **guarded)


def ask(
    app: Any, path: str, method: str = "GET", headers: Sequence[tuple[str, str]] = (), body: bytes = b"",
    host: str | None = HOST,
) -> Answer:  # fmt: skip
    """Ask as a socket would be heard: the path as it is sent, and no header but those given."""
    from urllib.parse import unquote

    told = [*([("host", host)] if host is not None else []), *headers]
    raw, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": unquote(raw, errors="replace"), "raw_path": raw.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in told],
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8710),
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    bodies = iter([body])

    async def receive() -> dict[str, Any]:
        for whole in bodies:
            return {"type": "http.request", "body": whole, "more_body": False}
        return await asyncio.Future()  # whoever asks stays to hear the answer

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    start = sent[0]
    headers_back = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], headers_back, b"".join(message.get("body", b"") for message in sent[1:]))
