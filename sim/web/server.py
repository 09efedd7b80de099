"""One address of this machine, opened before anything is said of it, and the server behind it."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlencode

import uvicorn

from sim.given import Refused, refused
from sim.web.app import make
from sim.web.boundary import Line
from sim.web.desk import Desk
from sim.web.guard import EVERY, LOOPBACK, Guard
from sim.web.studies import Studies

GRACE = 2  # seconds that answers under way have when the server ends
AT_ONCE = 200  # connections


@dataclass(frozen=True)
class Address:
    """Where the server is reached."""

    listener: socket.socket
    host: str
    token: str = field(default="", repr=False)

    @property
    def hosts(self) -> frozenset[str]:
        """Names under which it may be asked."""
        name = bracketed(self.host)
        own = {socket.gethostname().lower()} if name in EVERY else set()
        return LOOPBACK | {name} | own

    def url(self, state: dict[str, str], shown: str = "") -> str:
        """The page's address with its state, and with a token behind the # that no server is told."""
        name = socket.gethostname() if bracketed(self.host) in EVERY else bracketed(self.host)
        query = f"?{urlencode(state)}" if state else ""
        return f"http://{name}:{self.listener.getsockname()[1]}/{query}{f'#token={shown}' if shown else ''}"


def listen(host: str, port: int, token: str) -> Address:
    """Open an address; raises Refused where it is not free, not of this machine, or open to others without a token."""
    try:
        (family, _, _, _, place), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if not (token or ip_address(place[0]).is_loopback):
            raise refused("--host", host, "127.0.0.1, or another address with --token or --token-file")
        return Address(socket.create_server(place[:2], family=family, backlog=AT_ONCE), host.lower(), token)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(f"--port: {port} is in use; allowed a free one, or 0 for any that is free") from None
        raise Refused(f"--host, --port: {host}:{port}: {error.strerror or error}") from None
    except UnicodeError:
        raise refused("--host", host, "an address of this machine") from None


def serve(studies: Studies, address: Address, workers: int, boundary: Sequence[Line] = ()) -> None:
    """Answer until the interrupt key, or whoever ends the process, says so; no process of ours outlives that.

    workers: processes that simulate, 0 where nothing is to be.
    """
    desk = Desk(studies, workers)
    app = Guard(make(studies, desk, boundary), address.hosts, address.token)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, lifespan="off", ws="none",
        limit_concurrency=AT_ONCE, timeout_graceful_shutdown=GRACE,
    )  # fmt: skip
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both end the server in the same way
    try:
        desk.get_ready()
        uvicorn.Server(config).run([address.listener])
    except KeyboardInterrupt:  # uvicorn has closed everything, and then passes the signal on
        return
    finally:
        desk.end()


def bracketed(host: str) -> str:
    """A host as it stands in an address.

    >>> bracketed("::1"), bracketed("127.0.0.1")
    ('[::1]', '127.0.0.1')
    """
    return f"[{host.lower()}]" if ":" in host else host.lower()
