"""Evidence in a real browser: whole at every width, read by keyboard alone, long tables by grade, CSV as shown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_visit import served, study_of
from report_fixture import Case
from test_evidence import LAST, measured, told
from test_view_models import LANGS, model
from web_fixture import digest_of

from sim.report.study import Study
from sim.store.files import read_json, sha256_of, write_json

pytestmark = pytest.mark.browser
CUT = """() => [...document.querySelectorAll('.top button, .top a:not(.skip), .fact')].filter((b) => b.offsetWidth).filter((b) => {
  const box = b.getBoundingClientRect();
  return box.left < 0 || box.right > innerWidth || b.scrollWidth > b.clientWidth + 1;
}).map((b) => b.textContent)"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Results that are made up."""
    return measured(
        tmp_path_factory.mktemp("results"), Case(variants=("housing", "cash"), seeds=4, futures=2, last=LAST)
    )


@pytest.fixture(scope="module")
def models(study: Study) -> dict[str, Any]:
    """Their evidence by language."""
    return {lang: told(study, lang) for lang in LANGS}


@pytest.fixture(scope="module")
def address(study: Study, models: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served: `one` with evidence, `old` without."""
    root = tmp_path_factory.mktemp("page")
    digests = {name: digest_of(name)[:12] for name in ("one", "old")}
    views = {name: {lang: model(study, lang) | {"digest": digests[name]} for lang in LANGS} for name in digests}
    with served(root, views) as url:
        for lang in LANGS:
            write(root / "one", f"evidence-{lang}.json", f"report-{lang}.json", models[lang])
        yield f"{url}?view=evidence"


def write(folder: Path, name: str, record: str, evidence: dict[str, Any]) -> None:
    """A file that the report's record vouches for."""
    (folder / name).write_text(json.dumps(evidence), encoding="utf-8")
    said = read_json(folder / record) or {}
    write_json(folder / record, {**said, "files": {**said["files"], name: sha256_of(folder / name)}})


@pytest.mark.parametrize(("lang", "width"), [("zh", 1400), ("zh", 390), ("en", 390)])
def test_whole_at_every_width(visit: Any, address: str, models: dict[str, Any], lang: str, width: int) -> None:
    seen = visit(f"{address}&lang={lang}", viewport={"width": width, "height": 900})
    assert seen.broken() == []
    assert seen.page.evaluate(CUT) == []
    assert seen.page.locator(".chapter").count() == len(models[lang]["chapters"])
    assert seen.page.locator(".fact .number").all_inner_texts() == [fact["text"] for fact in models[lang]["facts"]]


def test_by_keyboard_from_a_fact_to_the_parameters_of_a_grade(visit: Any, address: str, models: dict[str, Any]) -> None:
    page = visit(f"{address}&lang=en").page
    page.locator(".fact[href='#fit']").press("Enter")
    page.wait_for_timeout(100)
    assert 0 < page.evaluate("document.getElementById('fit').getBoundingClientRect().top") < 900
    rows = models["en"]["figures"]["parameters"]["rows"]
    shown = page.locator(".parameters tbody tr")
    assert shown.count() == len(rows)
    page.locator(".parameters button[data-grade=C]").press("Enter")
    assert shown.count() == sum(row["grade"] == "C" for row in rows) < len(rows)
    assert page.get_attribute(".parameters button[data-grade=C]", "aria-pressed") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.parameters .scroll')")


def test_every_table_is_a_csv_and_axe_finds_nothing(visit: Any, address: str, models: dict[str, Any]) -> None:
    seen, figures = visit(f"{address}&theme=light&lang=en"), models["en"]["figures"]
    links = seen.page.locator(".chapter a[download]").evaluate_all("all => all.map((a) => a.href)")
    assert {link.rsplit("/", 1)[1] for link in links} == set(figures)
    for link in links:
        answer = seen.page.request.get(link).text()
        assert len(list(csv.reader(io.StringIO(answer)))) == 1 + len(figures[link.rsplit("/", 1)[1]]["rows"])
    pictures = seen.page.locator(".chapter .plot svg").count()
    assert pictures == seen.page.locator(".chapter footer button", has_text="SVG").count() > 3
    with seen.page.expect_download() as saved:
        seen.page.locator(".listed.fit button", has_text="SVG").click()
    assert "<circle" in Path(saved.value.path()).read_text("utf-8")
    seen.page.locator("[data-figure=coupling] button", has_text="Table").click()
    assert seen.axe() == "[]"
    seen.page.click(".tool.theme")
    seen.settle()
    assert seen.axe() == "[]"


def test_where_the_report_is_older_the_page_says_what_to_do(visit: Any, address: str) -> None:
    old = visit(f"{address}&lang=en&study={study_of('old')}")
    assert "talentflow report" in old.page.inner_text("main")
