"""A tiny stand-in for the server of the page: the same addresses, answered from view models in memory."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sim.web.app import STATIC
from sim.web.guard import POLICY
from sim.web.tables import csv_of
from sim.web.words import words

TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".json": "application/json",
}


class Server(ThreadingHTTPServer):
    """views: study -> language -> view model, newest first."""

    daemon_threads = True

    def __init__(self, views: dict[str, dict[str, Any]], look: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.views, self.look = views, look

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        found = (
            self.static(path) if path == "/" or path.startswith("/static/") else self.answer(path.strip("/").split("/"))
        )
        body, kind = found or (b"{}", "application/json")
        self.send_response(200 if found else 404)
        for name, value in (("content-type", f"{kind}; charset=utf-8"), ("content-security-policy", POLICY)):
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def static(self, path: str) -> tuple[bytes, str] | None:
        file = STATIC / (path.removeprefix("/static/") if path != "/" else "index.html")
        return (file.read_bytes(), TYPES[file.suffix]) if file.is_file() else None

    def answer(self, parts: list[str]) -> tuple[bytes, str] | None:
        views = self.server.views
        match parts:
            case ["look.css"]:
                return self.server.look.encode(), "text/css"
            case ["api", "studies"]:
                return as_json([study(name, both["en"]) for name, both in views.items()])
            case ["api", "words", ("zh" | "en") as lang]:
                return as_json(words(lang))
            case ["api", "view", name, lang] if name in views:
                return as_json(views[name][lang])
            case ["api", "table", name, lang, figure] if name in views:
                return csv_of(views[name][lang]["figures"][figure]), "text/csv"
            case ["api", "report", _, lang]:
                return f"<!doctype html><title>report {lang}</title>".encode(), "text/html"
        return None

    def log_message(self, *_: object) -> None:
        pass


def study(name: str, view: dict[str, Any]) -> dict[str, Any]:
    keys = ("title", "seeds", "persons_per_agent", "digest", "first", "last")
    return {"study": name, "written": "2026-01-01T00:00:00Z"} | {key: view[key] for key in keys}


def as_json(value: Any) -> tuple[bytes, str]:
    return json.dumps(value).encode(), "application/json"
