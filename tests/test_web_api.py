"""What the page asks for: the list of studies, their views, tables, reports and files, and nothing else of the disk."""

from __future__ import annotations

import csv
import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import hypothesis
import pytest
import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance
from web_fixture import HOST, LANGS, NET, ask, digest_of, finished, page

from sim.store.files import read_json, sha256_of, write_json
from sim.web.guard import Guard
from sim.web.studies import Studies
from sim.web.words import words

ONE = digest_of("one")[:12]
SECRET = "not for you"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    finished(tmp_path / "results" / "一" / "1234abcd", "one")
    return tmp_path / "results"


@pytest.fixture
def app(root: Path) -> Guard:
    return page(root)


def test_studies_are_listed_newest_first_with_what_their_views_say(root: Path) -> None:
    finished(root / "two", "two", written=20, seeds=4)
    finished(root / "three", "three", written=10)
    listed = ask(page(root), "/api/studies?lang=zh").json
    assert [one["title"] for one in listed] == ["two <script> zh", "three <script> zh", "one <script> zh"]
    assert listed[0] == {
        "study": digest_of("two")[:12], "plan": False, "title": "two <script> zh", "seeds": 4, "persons_per_agent": 500,
        "digest": digest_of("two")[:12], "first": "2022-01", "last": "2027-12", "written": "2023-11-14T22:13:40+00:00",
    }  # fmt: skip


def test_what_is_no_finished_comparison_is_not_listed(root: Path) -> None:
    finished(root / "no_view", "no_view", viewed=False)
    begun = finished(root / "begun", "begun")
    (begun / "manifest.json").unlink()
    harmed = finished(root / "harmed", "harmed")
    (harmed / "manifest.json").write_text((harmed / "manifest.json").read_text("utf-8").replace("effects", "affects"))
    alone = finished(root / "alone", "alone")
    write_json(alone / "manifest.json", {**(read_json(alone / "manifest.json") or {}), "span": None})
    (root / "file").write_text("", encoding="utf-8")
    assert [one["study"] for one in ask(page(root), "/api/studies").json] == [ONE]


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": 1}', '{"schema": 2}', ""])
def test_a_view_that_is_not_as_it_was_written_is_not_shown(root: Path, text: str) -> None:
    (root / "一" / "1234abcd" / "view-en.json").write_text(text, encoding="utf-8")
    assert ask(page(root), "/api/studies").json == []
    assert ask(page(root), f"/api/view/{ONE}/en").status == 404


def test_a_view_of_another_schema_is_not_shown(root: Path) -> None:
    folder = root / "一" / "1234abcd"
    view = json.loads((folder / "view-en.json").read_bytes())
    (folder / "view-en.json").write_text(json.dumps({**view, "schema": 2}), encoding="utf-8")
    write_json(
        folder / "report-en.json", {"made_of": "", "files": {"view-en.json": sha256_of(folder / "view-en.json")}}
    )
    assert ask(page(root), "/api/studies").json == []


def test_a_study_that_comes_or_grows_while_the_server_runs_is_seen(root: Path, app: Guard) -> None:
    assert len(ask(app, "/api/studies").json) == 1
    finished(root / "two", "two", written=5)
    assert len(ask(app, "/api/studies").json) == 2


def test_several_results_of_one_plan_have_names_of_their_own_and_the_opened_one_the_plain_one(root: Path) -> None:
    more = finished(root / "more", "one", written=50, seeds=20)
    newest, older = ask(page(root), "/api/studies").json
    assert (newest["study"], newest["seeds"]) == (ONE, 20)
    assert older["study"].startswith(f"{ONE}-")
    assert ask(page(root), f"/api/view/{older['study']}/en").json["seeds"] == 6
    opened = page(root, root / "一" / "1234abcd")
    assert ask(opened, f"/api/view/{ONE}/en").json["seeds"] == 6
    assert [one["seeds"] for one in ask(opened, "/api/studies").json] == [20, 6]
    assert Studies(root, more).named()[ONE].folder == more


def test_a_folder_opened_by_name_may_lie_anywhere(root: Path, tmp_path: Path) -> None:
    elsewhere = finished(tmp_path / "else" / "where", "two")
    assert {one["study"] for one in ask(page(root, elsewhere), "/api/studies").json} == {ONE, digest_of("two")[:12]}


@pytest.mark.parametrize("lang", LANGS)
def test_the_view_is_the_file_and_the_report_too(root: Path, app: Guard, lang: str) -> None:
    folder = root / "一" / "1234abcd"
    view, report = ask(app, f"/api/view/{ONE}/{lang}"), ask(app, f"/api/report/{ONE}/{lang}")
    assert view.body == (folder / f"view-{lang}.json").read_bytes()
    assert view.headers["content-type"] == "application/json"
    assert report.body == (folder / f"report-{lang}.html").read_bytes()
    assert report.headers["content-type"].startswith("text/html")


def test_files_are_those_of_the_manifest(root: Path, app: Guard) -> None:
    (root / "一" / "1234abcd" / "note.csv").write_text(SECRET, encoding="utf-8")
    file = ask(app, f"/api/file/{ONE}/effects.csv")
    assert (file.status, file.body) == (200, b"variant,outcome\n")
    assert file.headers["content-disposition"].startswith("attachment")
    for name in ("note.csv", "manifest.json", "report-en.html", "plan.json", "", ".", "effects.csv/", "./effects.csv"):
        assert ask(app, f"/api/file/{ONE}/{name}").status in (404, 422)


UP = [
    "..", "../..", "../../../secret", "..%2f..%2f..%2fsecret", "%2e%2e/%2e%2e/%2e%2e/secret", "%252e%252e%252fsecret",
    "....//....//secret", "..\\..\\secret", "..%5c..%5csecret", "%c0%ae%c0%ae/secret", "/etc/passwd", "//etc/passwd",
    "%2fetc%2fpasswd", "file:///etc/passwd", "secret%00.csv", "%00", "effects.csv%00", "effects.csv/../../../../secret",
    "C:%5csecret", "~", "$HOME", "*", "effects.csv%0d%0ax: y", "%ff", "x" * 300, "__class__", "constructor",
]  # fmt: skip


@pytest.mark.parametrize("up", UP)
def test_no_parameter_leads_out_of_the_results(root: Path, tmp_path: Path, app: Guard, up: str) -> None:
    absolute = quote(str(tmp_path / "secret"), safe="")
    paths = [
        f"/api/file/{ONE}/{up}", f"/api/file/{ONE}/{absolute}", f"/api/file/{up}/effects.csv", f"/api/view/{up}/en",
        f"/api/view/{ONE}/{up}", f"/api/table/{up}/en/net", f"/api/table/{ONE}/{up}/net", f"/api/table/{ONE}/en/{up}",
        f"/api/report/{up}/en", f"/api/report/{ONE}/{up}", f"/api/words/{up}", f"/static/{up}", f"/static/{absolute}",
        f"/{up}",
    ]  # fmt: skip
    for path in paths:
        answer = ask(app, path)
        assert answer.status in (404, 405, 422), path
        assert SECRET.encode() not in answer.body
        assert b"root:" not in answer.body


def test_what_does_not_fit_is_told_without_what_was_found(app: Guard) -> None:
    for path in (
        "/api/words/xx-found",
        f"/api/view/{ONE}/xx-found",
        "/api/studies?lang=xx-found",
        "/api/view/XX-FOUND/en",
    ):
        answer = ask(app, path)
        assert answer.status == 422
        assert [set(told) for told in answer.json["detail"]] == [{"where", "what"}]
        assert b"xx-found" not in answer.body.lower()


def test_links_that_lead_out_are_not_followed(root: Path, tmp_path: Path) -> None:
    outside = finished(tmp_path / "outside", "outside")
    (root / "link").symlink_to(outside)
    (root / "deep").mkdir()
    (root / "deep" / "link").symlink_to(outside)
    (root / "inside").symlink_to(root / "一" / "1234abcd")
    folder = root / "一" / "1234abcd"
    for name in ("report-en.html", "effects.csv"):
        (folder / name).unlink()
        (folder / name).symlink_to(tmp_path / "secret")
    app = page(root)
    assert [one["study"] for one in ask(app, "/api/studies").json] == [ONE]
    assert ask(app, f"/api/report/{ONE}/en").status == 404
    assert ask(app, f"/api/file/{ONE}/effects.csv").status == 404


def test_a_manifest_that_names_what_lies_elsewhere_opens_nothing(root: Path, tmp_path: Path) -> None:
    folder = root / "一" / "1234abcd"
    names = ("../../../secret", str(tmp_path / "secret"), "effects.csv")
    write_json(
        folder / "manifest.json", {**(read_json(folder / "manifest.json") or {}), "files": dict.fromkeys(names, "")}
    )
    app = page(root)
    assert ask(app, f"/api/file/{ONE}/effects.csv").status == 200
    for name in names[:2]:
        assert ask(app, f"/api/file/{ONE}/{name}").status == 404
        assert ask(app, f"/api/file/{ONE}/{quote(name, safe='')}").status == 404


def test_the_table_is_the_figure_of_the_view(app: Guard) -> None:
    answer = ask(app, f"/api/table/{ONE}/zh/net")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.body.startswith("\ufeff".encode())
    head, *rows = csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""))
    assert head == ["'=Plan", "Net", "In words"]
    assert rows == [
        ['Lines, and "more"', "4600.5", "+4,600"],
        ['\'=HYPERLINK("http://evil.example")', "-1700", "-1,700"],
        ["'@sum", "", "not known"],
    ]
    assert len(rows) == len(NET["rows"])
    assert ask(app, f"/api/table/{ONE}/zh/nothing").status == 404


def test_colours_come_from_the_report(app: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sim.report.look", SimpleNamespace(css=lambda: ":root{--ink:#000}"))
    answer = ask(app, "/look.css")
    assert (answer.status, answer.body) == (200, b":root{--ink:#000}")
    assert answer.headers["content-type"].startswith("text/css")


def test_words_are_there_in_both_languages() -> None:
    chinese, english = words("zh"), words("en")
    assert {group: set(keys) for group, keys in chinese.items()} == {
        group: set(keys) for group, keys in english.items()
    }
    texts = [text for table in (chinese, english) for keys in table.values() for text in keys.values()]
    assert all(isinstance(text, str) and text for text in texts)


def test_addresses_of_the_documentation_that_loads_from_elsewhere_are_not_there(app: Guard) -> None:
    assert {ask(app, path).status for path in ("/docs", "/redoc")} == {404}


def test_twenty_at_once(app: Guard) -> None:
    paths = ["/", "/api/studies", f"/api/view/{ONE}/en", f"/api/table/{ONE}/zh/net", "/api/words/zh"] * 20
    with ThreadPoolExecutor(20) as clients:
        assert {answer.status for answer in clients.map(lambda path: ask(app, path), paths)} == {200}


def test_the_api_does_what_it_says_it_does(app: Guard) -> None:
    """Answers to requests made at random from the OpenAPI text, fitting and not, are those that it names."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers={"host": HOST})
    operations = [operation.ok() for operation in schema.get_all_operations()]
    assert len(operations) == 18
    for operation in operations:
        hypothesis.given(case=operation.as_strategy())(_answered)()


@hypothesis.settings(max_examples=30, deadline=None, derandomize=True, database=None)
def _answered(case: schemathesis.Case) -> None:
    unfit = [positive_data_acceptance] if case.method == "POST" else []  # no schema says which moves make a scenario
    case.call_and_validate(headers={"host": HOST}, excluded_checks=unfit)


def test_the_store_beside_results_is_not_searched(root: Path) -> None:
    finished(root / "store" / "runs" / "0123", "stored")
    assert [one["study"] for one in ask(page(root), "/api/studies").json] == [ONE]
