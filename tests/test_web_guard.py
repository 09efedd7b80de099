"""The page's guard: who is answered, who is refused, and what every answer says to a browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from web_fixture import HOST, ask, digest_of, finished, page

from sim.web.guard import COOKIE, POLICY, Guard

STUDY = digest_of("one")[:12]
TOKEN = "a-token-of-some-length"
LIST = "/api/studies"
JSON = ("content-type", "application/json")


@pytest.fixture
def app(tmp_path: Path) -> Guard:
    finished(tmp_path / "one", "one")
    return page(tmp_path)


@pytest.fixture
def locked(tmp_path: Path) -> Guard:
    finished(tmp_path / "one", "one")
    return page(tmp_path, token=TOKEN)


@pytest.mark.parametrize("host", [HOST, "127.0.0.1", "localhost:8710", "LocalHost:1", "[::1]:8710", "[::1]"])
def test_this_machine_is_answered(app: Guard, host: str) -> None:
    assert ask(app, LIST, host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        None, "", "evil.example", "evil.example:8710", "127.0.0.1.evil.example", "localhost.evil.example", "localhost.",
        "127.0.0.1@evil.example", "127.0.0.1:8710:evil", "0.0.0.0:8710", "10.0.0.5", "127.0.0.1,evil.example", "[::1",
        "evil.example#127.0.0.1", "2130706433", "::1",
    ],
)  # fmt: skip
def test_a_foreign_host_is_refused(app: Guard, host: str | None) -> None:
    assert ask(app, LIST, host=host).status == 421


def test_two_hosts_are_refused(app: Guard) -> None:
    assert ask(app, LIST, headers=[("host", "evil.example")]).status == 421


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("10.0.0.5:8710", 200),
        ("[fe80::1]:8710", 200),
        ("desk:8710", 200),
        ("evil.example", 421),
        ("10.0.0.5.evil", 421),
    ],
)
def test_where_all_addresses_are_bound_any_address_will_do_but_no_name(tmp_path: Path, host: str, status: int) -> None:
    finished(tmp_path / "one", "one")
    app = page(tmp_path, hosts=frozenset({"0.0.0.0", "desk"}), token=TOKEN)
    assert ask(app, LIST, headers=[("authorization", f"Bearer {TOKEN}")], host=host).status == status


OTHERS = [
    [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")],
    [("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors")],
    [("sec-fetch-site", "cross-site")],
    [("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")],
    [("origin", "http://evil.example")],
    [("origin", "null")],
    [("origin", "http://127.0.0.1:9999")],
    [("origin", "http://[")],
    [("origin", f"http://{HOST}"), ("origin", "http://evil.example")],
]


@pytest.mark.parametrize("headers", OTHERS)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_another_site_is_refused(app: Guard, method: str, headers: Sequence[tuple[str, str]]) -> None:
    assert ask(app, LIST, method, headers).status == 403


def test_another_site_may_link_to_the_page_and_send_nothing(app: Guard) -> None:
    link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")]
    assert ask(app, "/", headers=link).status == 200
    assert ask(app, "/", "POST", link).status == 403


@pytest.mark.parametrize(
    "headers", [[], [("sec-fetch-site", "same-origin")], [("sec-fetch-site", "none")], [("origin", f"http://{HOST}")]]
)
def test_the_page_itself_and_scripts_are_answered(app: Guard, headers: Sequence[tuple[str, str]]) -> None:
    assert ask(app, LIST, headers=headers).status == 200


WRONG = ["", "x", TOKEN[:-1], f"{TOKEN}x", TOKEN.upper(), "é" * 20, "\x00", f"Bearer {TOKEN}"]


@pytest.mark.parametrize("token", WRONG)
@pytest.mark.parametrize(
    "path", [LIST, f"/api/view/{STUDY}/en", f"/api/file/{STUDY}/effects.csv", "/openapi.json", "/static/../api/studies"]
)
def test_without_the_token_no_result_is_told(locked: Guard, path: str, token: str) -> None:
    shown = (
        [],
        [("authorization", f"Bearer {token}")],
        [("cookie", f"{COOKIE}={token}")],
        [("authorization", f"Basic {TOKEN}")],
        [("authorization", f"Bearer {TOKEN}"), ("authorization", f"Bearer {token}")],
    )
    for headers in shown:
        answer = ask(locked, path, headers=headers)
        assert answer.status == (
            404 if path.startswith("/static") else 401
        )  # no path leads out of the page's own files
        assert "set-cookie" not in answer.headers
        assert STUDY.encode() not in answer.body


def test_the_right_token_opens_and_is_kept_out_of_reach_of_scripts(locked: Guard) -> None:
    first = ask(locked, LIST, headers=[("authorization", f"Bearer {TOKEN}")])
    assert first.status == 200
    kept, *rest = first.headers["set-cookie"].split("; ")
    assert kept == f"{COOKIE}={TOKEN}"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(rest)
    again = ask(locked, LIST, headers=[("cookie", f"theme=dark; {kept}")])
    assert again.status == 200
    assert "set-cookie" not in again.headers


def test_the_page_that_brings_the_token_needs_none_and_holds_no_result(locked: Guard) -> None:
    for path in ("/", "/static/index.html", "/api/words/en"):
        answer = ask(locked, path)
        assert answer.status == 200
        assert STUDY.encode() not in answer.body


def test_without_a_token_to_show_no_cookie_is_set(app: Guard) -> None:
    assert "set-cookie" not in ask(app, LIST, headers=[("authorization", "Bearer ")]).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "ODD"])
@pytest.mark.parametrize("path", ["/", LIST, f"/api/view/{STUDY}/en", "/static/index.html", "/api/nothing"])
def test_nothing_is_written(app: Guard, method: str, path: str) -> None:
    assert ask(app, path, method, [JSON], b"{}").status in (404, 405)


def test_lengths(app: Guard) -> None:
    assert ask(app, "/?" + "x" * 3000).status == 414
    assert ask(app, "/" + "%2e" * 1000).status == 414
    assert ask(app, "/", headers=[("x-long", "x" * 17_000)]).status == 431
    assert ask(app, "/", headers=[(f"x-{n}", "x" * 100) for n in range(200)]).status == 431
    assert ask(app, LIST, "POST", [JSON, ("content-length", "65537")]).status == 413
    assert ask(app, LIST, headers=[JSON, ("content-length", "1")]).status == 413
    assert ask(app, LIST, "POST", [JSON, ("content-length", "65536")]).status == 405


@pytest.mark.parametrize("length", ["-1", "1e9", "٣", "", "9" * 400, "0x10", "1,1"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_length_that_is_none_is_refused(app: Guard, method: str, length: str) -> None:
    length = length.encode().decode("latin-1")
    assert ask(app, LIST, method, [JSON, ("content-length", length)]).status == 413


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_body_without_a_length_is_refused(app: Guard, method: str) -> None:
    assert ask(app, LIST, method, [JSON, ("transfer-encoding", "chunked")]).status == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", None])
def test_what_a_form_of_another_site_can_send_is_refused(app: Guard, kind: str | None) -> None:
    headers = [("content-length", "2"), *([("content-type", kind)] if kind is not None else [])]
    assert ask(app, LIST, "POST", headers, b"{}").status == 415


@pytest.mark.parametrize("body", [b"NaN", b'{"a": NaN}', b"Infinity", b"\xff\xfe", b"[" * 1000, b"{", b""])
def test_an_odd_body_is_no_error_of_the_server(app: Guard, body: bytes) -> None:
    length = ("content-length", str(len(body)))
    for path in (LIST, f"/api/view/{STUDY}/en", "/"):
        assert ask(app, path, "POST", [JSON, length], body).status == 405


ANSWERS = ["/", LIST, "/openapi.json", "/static/index.html", "/nothing", "/api/view/none/en", "/api/view/one/xx"]


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize("host", [HOST, "evil.example"])
def test_every_answer_tells_the_browser_to_load_nothing_from_elsewhere(app: Guard, path: str, host: str) -> None:
    headers = ask(app, path, host=host).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


def test_the_policy_allows_no_script_in_the_text_and_no_other_source() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules.pop("default-src") == "'none'"
    assert rules.pop("img-src") == "'self' data: blob:"
    assert set(rules.values()) == {"'self'", "'none'"}


def test_the_report_runs_apart_from_the_page(app: Guard) -> None:
    policy = ask(app, f"/api/report/{STUDY}/en").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "allow-same-origin" not in policy
    assert "sandbox" in policy
    assert "connect-src" not in policy  # so that the first rule holds


def test_the_token_is_in_no_text_of_the_guard(locked: Guard) -> None:
    assert TOKEN not in repr(locked)
