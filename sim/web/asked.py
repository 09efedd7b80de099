"""A request, as far as the guard looks at it."""

from __future__ import annotations

import ipaddress
from collections.abc import MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]

COOKIE = "talentflow_token"
READS = ("GET", "HEAD")
SHELL = ("/static/", "/look.css", "/api/words/")  # the page itself: it holds no result, and brings the token


@dataclass(frozen=True)
class Asked:
    """Method, host, sizes and tokens of a request of HTTP."""

    scope: Scope

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value.decode("latin-1") for key, value in self.scope["headers"] if key.lower() == name.encode()]

    def one(self, name: str) -> str:
        """A header's value; empty where there is none or more than one."""
        values = self.all(name)
        return values[0] if len(values) == 1 else ""

    @property
    def writes(self) -> bool:
        """Whether it may change something: every method but the two that read."""
        return self.scope["method"] not in READS

    @property
    def target_bytes(self) -> int:
        """Bytes of path and query as they were sent."""
        return len(self.scope.get("raw_path") or self.scope["path"].encode()) + len(self.scope.get("query_string", b""))

    @property
    def header_bytes(self) -> int:
        """Bytes of names and values of all headers."""
        return sum(len(name) + len(value) for name, value in self.scope["headers"])

    @property
    def body_bytes(self) -> int | None:
        """Bytes of the body, None where nobody says how many there will be."""
        if self.all("transfer-encoding"):
            return None
        length = self.one("content-length") if self.all("content-length") else "0"
        return int(length) if length.isascii() and length.isdigit() and len(length) < 12 else None

    @property
    def shell(self) -> bool:
        """Whether the page itself is asked for."""
        path = self.scope["path"]
        return not self.writes and (path == "/" or path.startswith(SHELL))

    @property
    def foreign(self) -> bool:
        """Whether another site's page asks; it may link to this one, and nothing else."""
        origin = self.one("origin")
        if self.all("origin") and host_of(origin) != self.one("host").lower():
            return True
        if not self.all("sec-fetch-site"):  # a browser tells it wherever the address is trusted, a script does not
            return False
        link = not self.writes and self.one("sec-fetch-mode") == "navigate"
        return self.one("sec-fetch-site") not in ("same-origin", "none") and not link

    @property
    def bearer(self) -> str:
        """The token shown by a script, or once by the page."""
        return self.one("authorization").removeprefix("Bearer ")

    @property
    def cookie(self) -> str:
        """The token kept by a browser."""
        try:
            kept = SimpleCookie(self.one("cookie")).get(COOKIE)
        except CookieError:
            return ""
        return kept.value if kept else ""


def host_of(origin: str) -> str:
    """Host and port of an origin, empty where it is none.

    >>> host_of("http://localhost:8710"), host_of("null")
    ('localhost:8710', '')
    """
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def without_port(host: str) -> str:
    """The name in a host header.

    >>> without_port("LOCALHOST:8710"), without_port("[::1]:8710"), without_port("[::1]")
    ('localhost', '[::1]', '[::1]')
    """
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def is_address(name: str) -> bool:
    """Whether a host is written as an address.

    >>> is_address("10.0.0.5"), is_address("[fe80::1]"), is_address("evil.example")
    (True, True, False)
    """
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
