"""Who may ask: this machine's own pages, or whoever holds the token. Pure ASGI, in front of everything."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.web.asked import COOKIE, Asked, Scope, is_address, without_port

Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
EVERY = frozenset({"0.0.0.0", "[::]"})  # bound to these, a machine answers at all its addresses
LONGEST_TARGET, LONGEST_HEADERS, LONGEST_BODY = 2_048, 16_384, 65_536  # bytes; a scenario has some 2,000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-cache",
}


@dataclass(frozen=True)
class Guard:
    """Refuses foreign hosts (DNS rebinding), other sites' requests, missing tokens and what is too long; adds the headers above.

    hosts: names under which this server is asked, without the port. token: empty where none is needed.
    """

    app: Any
    hosts: frozenset[str] = LOOPBACK
    token: str = field(default="", repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            return  # no page of ours opens a socket, and nothing is begun or ended
        asked = Asked(scope)
        answer = self._with_headers(send, asked)
        for status, why in self._refusals(asked):
            return await _refuse(answer, status, why)
        await self.app(scope, receive, answer)

    def _refusals(self, asked: Asked) -> Iterator[tuple[int, str]]:
        """Why a request is refused, the first that counts first."""
        if asked.target_bytes > LONGEST_TARGET:
            yield 414, "address too long"
        if asked.header_bytes > LONGEST_HEADERS:
            yield 431, "headers too long"
        if not self._known(asked.all("host")):
            yield 421, "unknown host"
        if asked.foreign:
            yield 403, "request of another site"
        if not (asked.shell or self._trusted(asked)):
            yield 401, "token needed"
        if asked.body_bytes is None or asked.body_bytes > (LONGEST_BODY if asked.writes else 0):
            yield 413, "body too long, or of unknown length"
        if asked.body_bytes and asked.one("content-type").partition(";")[0].strip().lower() != "application/json":
            yield 415, "application/json only"

    def _known(self, hosts: list[str]) -> bool:
        """Whether a request names this server, once. Where all addresses are bound any will do: what is rebound is a name."""
        names = list(map(without_port, hosts))
        return len(names) == 1 and (names[0] in self.hosts or (bool(self.hosts & EVERY) and is_address(names[0])))

    def _trusted(self, asked: Asked) -> bool:
        return not self.token or same(asked.bearer, self.token) or same(asked.cookie, self.token)

    def _with_headers(self, send: Send, asked: Asked) -> Send:
        """Answers with the headers that they do not set themselves; a token shown once is kept by the browser."""
        shown = bool(self.token) and same(asked.bearer, self.token)
        cookie = f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Strict".encode()
        kept = [(b"set-cookie", cookie)] if shown and not same(asked.cookie, self.token) else []

        async def sending(message: Scope) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower(), value) for name, value in message.get("headers", ())]
                added = [item for item in HEADERS.items() if item[0] not in dict(own)]
                message = {**message, "headers": own + added + kept}
            await send(message)

        return sending


def same(given: str, token: str) -> bool:
    """Whether a token is the right one, in a time that does not tell how much of it is."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())


async def _refuse(send: Send, status: int, why: str) -> None:
    """Answer with a line of text."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})
