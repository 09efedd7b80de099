"""One broken file for every error message: where it is, what was found, what is allowed, what may have been meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import Problem, ScenarioError, load_experiment, load_scenario, validate

HEAD = 'extends = "baseline"\n'  # line 1
POLICY = (
    HEAD + '[[policy]]\nid = "p"\nkind = "living_subsidy"\nregion = "Hohhot"\nyuan_month = 500\nmonths = 36\n'
)  # 2-7
LIMIT = 'world = {kind = "limit", regions = ["a", "b"], persons = 10}\n'

# what is wrong: text, line, field, part of `found`, part of `allowed`, suggestion
CASES = {
    "unknown key": (HEAD + "polices = 1", 2, "polices", "unknown name", "policy", "policy"),
    "syntax": (HEAD + "end = = 1", 2, "toml", "Invalid", "TOML 1.0", ""),
    "duplicate key": (HEAD + "end = 2030-01-01\nend = 2030-01-01", 3, "toml", "overwrite", "TOML", ""),
    "huge integer": (HEAD + f"persons_per_agent = {'9' * 5000}", 1, "toml", "limit", "ordinary size", ""),
    "deep nesting": (HEAD + f"drop = {'[' * 5000}{']' * 5000}", 1, "toml", "recursion", "ordinary size", ""),
    "big number": (HEAD + f"persons_per_agent = 0x{'f' * 80}", 2, "persons_per_agent", "bits", "1 to 100,000", ""),
    "true for a number": (HEAD + "persons_per_agent = true", 2, "persons_per_agent", "true", "whole number", ""),
    "half an agent": (HEAD + "persons_per_agent = 1.5", 2, "persons_per_agent", "1.5", "whole number", ""),
    "text for a number": (HEAD + 'researchers_per_agent = "10"', 2, "researchers_per_agent", '"10"', "whole", ""),
    "day inside a month": (HEAD + "end = 2030-12-31", 2, "end", "2030-12-31", "first of a month", ""),
    "date with a time": (HEAD + "end = 2030-12-01T00:00:00", 2, "end", "2030-12-01T", "first of a month", ""),
    "beyond 2035": (HEAD + "end = 2036-01-01", 2, "end", "2036", "2035-12-01", ""),
    "end before start": (HEAD + "start = 2016-01-01\nend = 2015-01-01", 3, "end", "2015", "month of start", ""),
    "year as a date": (HEAD + "end = 2030", 2, "end", "2030", "first of a month", ""),
    "title as a number": (HEAD + "title = 3", 2, "title", "3", "zh, en", ""),
    "title in French": (HEAD + 'title = {fr = "x"}', 2, "title.fr", "unknown", "zh, en", ""),
    "extends nothing": ('extends = "baselin"', 1, "extends", '"baselin"', "name of a scenario", "baseline"),
    "extends a path": ('extends = "../baseline"', 1, "extends", "../baseline", "same folder", ""),
    "extends a file name": ('extends = "baseline.toml"', 1, "extends", "baseline.toml", "without .toml", ""),
    "extends itself": ('extends = "case"', 1, "extends", '"case"', "chain of files that ends", ""),
    "drop of nothing": (HEAD + 'drop = ["baotou_livin"]', 2, "drop", "baotou_livin", "inherited", "baotou_living"),
    "drop as a text": (HEAD + 'drop = "baotou_living"', 2, "drop", "baotou_living", "list of ids", ""),
    "unknown parameter": (
        HEAD + "[parameters]\neps_w_gard = 2",
        3,
        "parameters.eps_w_gard",
        "",
        "known names",
        "eps_w_grad",
    ),
    "parameter out of range": (HEAD + "[parameters]\neps_w_grad = 9", 3, "parameters.eps_w_grad", "9", "0.5 to 5", ""),
    "parameter nan": (HEAD + "[parameters]\nb0 = nan", 3, "parameters.b0", "nan", "0.1 to 0.5", ""),
    "parameter inf": (HEAD + "[parameters]\nb0 = inf", 3, "parameters.b0", "inf", "0.1 to 0.5", ""),
    "parameter dated": (
        HEAD + "[parameters]\nb0 = [{from = 2022-01-01, value = 0.3}]",
        3,
        "parameters.b0",
        "[{from",
        "0.1 to 0.5",
        "",
    ),
    "range upside down": (
        HEAD + "[parameters]\nb0 = {value = 0.3, low = 0.4, high = 0.2}",
        3,
        "parameters.b0",
        "value = 0.3",
        "low <= value <= high",
        "",
    ),
    "half a range": (HEAD + "[parameters]\nb0 = {value = 0.3, low = 0.2}", 3, "parameters.b0", "no high", "high", ""),
    "unknown fit": (HEAD + '[parameters]\nfrom = "fit-99"', 3, "parameters.from", "fit-99", "a stored fit", ""),
    "rents that do not settle": (
        HEAD + "[parameters]\nnu_r = 0.3\neta_housing_flow = 5.6",
        3,
        "parameters.nu_r",
        "2.01",
        "nu_r (ed + es) < 2",
        "",
    ),
    "more hires than posts": (
        HEAD + "[parameters]\nvacancy_rate = 0.04\nseparation_q = 0.1",
        3,
        "parameters.vacancy_rate",
        "open posts",
        "f0 < theta0",
        "",
    ),
    "unknown switch": (HEAD + "[structure]\nchoise = 1", 3, "structure.choise", "unknown", "choice", "choice"),
    "unknown word": (HEAD + '[structure]\nwages = "nahs"', 3, "structure.wages", "nahs", "curve, nash", "nash"),
    "number for a switch": (HEAD + "[structure]\npeers = 1", 3, "structure.peers", "1", "true or false", ""),
    "flat nests": (HEAD + '[structure]\nnests = ["Hohhot"]', 3, "structure.nests", "Hohhot", "list of lists", ""),
    "region in two nests": (
        HEAD + '[structure]\nnests = [["Hohhot"], ["呼包"]]',
        3,
        "structure.nests",
        "two nests",
        "one nest",
        "",
    ),
    "budget without money": (
        HEAD + '[budget.c]\nregion = "Hohhot"',
        2,
        "budget.c.yuan_year",
        "nothing",
        "yuan_year",
        "",
    ),
    "budget of a group": (
        HEAD + '[budget.c]\nregion = "呼包"\nyuan_year = 1',
        3,
        "budget.c.region",
        "呼包",
        "one region",
        "",
    ),
    "negative budget": (
        HEAD + '[budget.c]\nregion = "Hohhot"\nyuan_year = -1',
        4,
        "budget.c.yuan_year",
        "-1",
        "0 to",
        "",
    ),
    "policy as a table": (HEAD + '[policy]\nid = "p"', 2, "policy", "id", "[[policy]]", ""),
    "id with blanks": (HEAD + '[[policy]]\nid = "A b"\nkind = "neutral"', 3, "policy.id", "A b", "a-z", ""),
    "id twice": (
        HEAD + '[[policy]]\nid = "p"\nkind = "neutral"\nregion = "Hohhot"\n[[policy]]\nid = "p"',
        7,
        "policy.id",
        "again",
        "used once",
        "",
    ),
    "no kind": (HEAD + '[[policy]]\nid = "p"\nregion = "Hohhot"', 2, "policy.p.kind", "no kind", "neutral", ""),
    "unknown kind": (
        HEAD + '[[policy]]\nid = "p"\nkind = "recruitment_lines"',
        4,
        "policy.p.kind",
        "lines",
        "talent_housing",
        "recruitment_line",
    ),
    "missing field": (
        HEAD + '[[policy]]\nid = "p"\nkind = "living_subsidy"\nregion = "Hohhot"\nmonths = 3',
        2,
        "policy.p.yuan_month",
        "nothing",
        "yuan_month",
        "",
    ),
    "unknown field": (POLICY + "monhts = 3", 8, "policy.p.monhts", "unknown", "months", "months"),
    "unknown region": (POLICY.replace("Hohhot", "Huhhot"), 5, "policy.p.region", "Huhhot", "a region", "Hohhot"),
    "no region": (POLICY.replace('"Hohhot"', "[]"), 5, "policy.p.region", "[]", "at least one", ""),
    "before the anchor": (POLICY + "start = 2017-12-01", 8, "policy.p.start", "2017-12", "2018-01-01", ""),
    "policy ends first": (
        POLICY + "start = 2022-01-01\nend = 2021-12-01",
        9,
        "policy.p.end",
        "2021-12",
        "month of start",
        "",
    ),
    "negative amount": (POLICY.replace("500", "-500"), 6, "policy.p.yuan_month", "-500", "0 to", ""),
    "unknown degree": (
        POLICY.replace("500", "{bachlor = 1}"),
        6,
        "policy.p.yuan_month.bachlor",
        "unknown",
        "bachelor",
        "bachelor",
    ),
    "empty degrees": (POLICY.replace("500", "{}"), 6, "policy.p.yuan_month", "{}", "college", ""),
    "half a month": (POLICY.replace("36", "1.5"), 7, "policy.p.months", "1.5", "whole number", ""),
    "dates descend": (
        POLICY.replace("500", "[{from = 2022-01-01, value = 1}, {from = 2021-01-01, value = 2}]"),
        6,
        "policy.p.yuan_month[1].from",
        "2021-01-01",
        "dates ascend",
        "",
    ),
    "dated without a date": (POLICY.replace("500", "[{value = 1}]"), 6, "policy.p.yuan_month[0]", "value", "from", ""),
    "unknown clause": (POLICY + "who = {natve = true}", 8, "policy.p.who.natve", "unknown", "native", "native"),
    "unknown field of study": (
        POLICY + 'who = {field = ["biomedecine"]}',
        8,
        "policy.p.who.field",
        "biomedecine",
        "other",
        "biomedicine",
    ),
    "clause with a word": (POLICY + 'who = {native = "no"}', 8, "policy.p.who.native", '"no"', "true or false", ""),
    "who as a list": (POLICY + 'who = ["bachelor"]', 8, "policy.p.who", "bachelor", "a table", ""),
    "unknown rationing": (POLICY + 'rationing = "lotery"', 8, "policy.p.rationing", "lotery", "lottery", "lottery"),
    "share above one": (POLICY + "clawback_share = 2", 8, "policy.p.clawback_share", "2", "0 to 1", ""),
    "unknown budget": (POLICY + 'budget = "cty"', 8, "policy.p.budget", "cty", "there is none", ""),
    "two budgets": (
        POLICY + 'budget = "c"\nbudget_yuan_year = 1\n[budget.c]\nregion = "Hohhot"\nyuan_year = 1',
        8,
        "policy.p.budget",
        "both",
        "budget or budget_yuan_year",
        "",
    ),
    "budget of another city": (
        POLICY + 'budget = "c"\n[budget.c]\nregion = "Baotou"\nyuan_year = 1',
        8,
        "policy.p.budget",
        "c",
        "policies of Baotou only",
        "",
    ),
    "two rationings": (
        POLICY + 'budget = "c"\nrationing = "tier"\n[budget.c]\nregion = "Hohhot"\nyuan_year = 1',
        9,
        "policy.p.rationing",
        "tier",
        "first_come",
        "",
    ),
    "rent twice": (
        POLICY.replace("living", "rent") + "share = 0.2",
        8,
        "policy.p.share",
        "both",
        "one of the two",
        "",
    ),
    "season": (
        HEAD + '[[policy]]\nid = "p"\nkind = "recruitment_line"\nregion = "Hohhot"\norigins = "all"\n'
        "contacts_year = 1\nseason = [3, 3]",
        8,
        "policy.p.season",
        "[3, 3]",
        "each once",
        "",
    ),
    "limit without a world": ("[limit]\nutility = [1]", 1, "limit", "a table", "only with world", ""),
    "unknown world": ('world = {kind = "limt"}', 1, "world.kind", "limt", "data, limit", "limit"),
    "unknown key of a limit": (LIMIT + "[limit]\nutilty = [1, 0]", 3, "limit.utilty", "", "utility", "utility"),
    "policy in a limit world": (
        LIMIT + '[[policy]]\nid = "p"\nkind = "neutral"\nregion = "a"',
        2,
        "policy",
        "a policy",
        "no policies in a limit world",
        "",
    ),
}


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path)
    return refused.value.errors


@pytest.mark.parametrize("name", CASES)
def test_every_fault_has_its_message(tmp_path: Path, name: str) -> None:
    text, line, field, found, allowed, suggestion = CASES[name]
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    problem = next((p for p in problems_of(path) if p.field == field), None)
    assert problem is not None, problems_of(path)
    assert (problem.file, problem.line, problem.suggestion) == (str(path), line, suggestion)
    assert found in problem.found
    assert allowed in problem.allowed


def test_the_line_of_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(HEAD + '[structure]\nchoice = "nestd"', encoding="utf-8")
    (problem,) = validate(path)
    assert str(problem) == f'{path}:3: structure.choice: found "nestd"; allowed mnl, nested; did you mean nested?'


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "parent.toml").write_text("persons_per_agent = 0\n[parameters]\nb0 = 7", encoding="utf-8")
    child = tmp_path / "child.toml"
    child.write_text('extends = "parent"\n[structure]\npeers = 1\nwages = "x"\ndrop = 1', encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text("end = 1", encoding="utf-8")
    found = {(Path(p.file).name, p.field) for p in validate(child, other, tmp_path / "none.toml")}
    assert found == {
        ("parent.toml", "persons_per_agent"),
        ("parent.toml", "parameters.b0"),
        ("child.toml", "structure.peers"),
        ("child.toml", "structure.wages"),
        ("child.toml", "structure.drop"),
        ("other.toml", "end"),
        ("none.toml", "file"),
    }


@pytest.mark.parametrize(
    ("raw", "line", "found"),
    [(b"\xef\xbb\xbfend = 1", 1, "a byte order mark"), (b"end = 2030-01-01\n\xff", 2, "byte 0xff")],
)
def test_bytes_that_are_not_plain_utf8(tmp_path: Path, raw: bytes, line: int, found: str) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(raw)
    (problem,) = problems_of(path)
    assert (problem.line, problem.found) == (line, found)


def test_extends_may_be_eight_deep_and_not_nine(tmp_path: Path) -> None:
    (tmp_path / "s0.toml").write_text("persons_per_agent = 7", encoding="utf-8")
    for i in range(1, 10):
        (tmp_path / f"s{i}.toml").write_text(f'extends = "s{i - 1}"', encoding="utf-8")
    assert load_scenario(tmp_path / "s8.toml").persons_per_agent == 7
    (problem,) = problems_of(tmp_path / "s9.toml")
    assert problem.field == "extends"
    assert "at most 8" in problem.allowed


def test_a_circle_of_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b"', encoding="utf-8")
    (tmp_path / "b.toml").write_text('extends = "a"', encoding="utf-8")
    (problem,) = problems_of(tmp_path / "a.toml")
    assert (Path(problem.file).name, problem.field) == ("b.toml", "extends")


def test_at_most_64_policies(tmp_path: Path) -> None:
    one = '[[policy]]\nid = "p{}"\nkind = "neutral"\nregion = "Hohhot"\n'
    path = tmp_path / "many.toml"
    path.write_text("".join(one.format(i) for i in range(64)), encoding="utf-8")
    assert len(load_scenario(path).policies) == 64
    path.write_text("".join(one.format(i) for i in range(65)), encoding="utf-8")
    (problem,) = problems_of(path)
    assert (problem.found, problem.line) == ("65 policies", 257)


def test_overrides_are_told_by_their_place() -> None:
    changes = {
        "policy.flat.units": 1,
        "parameters.eps": 3,
        "structure.choice": "nest",
        "persons_per_agent": 0,
        "policy.flats.unit": 1,
        "foo": 1,
        "policy.flats.discount": "2",
    }
    with pytest.raises(ScenarioError) as refused:
        load_scenario("housing", changes)
    errors = refused.value.errors
    assert {p.file for p in errors} == {"--set"}
    assert [p.line for p in errors] == [1, 2, 3, 4, 5, 6, 7]
    assert [p.suggestion for p in errors] == ["policy.flats", "eps_w_grad", "nested", "", "units", "", ""]


EXPERIMENT = """\
baseline = "baselin"
variants = ["housing", "housing"]
seeds = [1, 1]
design = "sobl"
outcomes = ["additinal"]
wat = 1
[uncertainties]
"parameters.eps_w_grad" = [0.5, 50]
"parameters.awarenes" = [0.05, 0.5]
[levers]
"policy.flat.units" = [5000, 15000]
"""


def test_experiments_are_checked_before_anything_runs(tmp_path: Path) -> None:
    path = tmp_path / "e.toml"
    path.write_text(EXPERIMENT, encoding="utf-8")
    found = {p.field: p.suggestion for p in validate(path)}
    assert found == {
        "baseline": "baseline",
        "variants[1]": "",
        "seeds": "",
        "design": "sobol",
        "outcomes": "additional",
        "wat": "",
        "uncertainties.parameters.eps_w_grad": "",
        "uncertainties.parameters.awarenes": "parameters.awareness_base",
        "levers.policy.flat.units": "policy.flats.units",
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('design = "sobol"\n[levers]\n"policy.flats.units" = [1, 2]', "samples"),
        ('design = "sobol"\nsamples = 4\n[levers]\n"policy.flats.units" = [2, 1]', "levers.policy.flats.units"),
        ('[levers]\n"policy.flats.units" = [1]\n"policy.flats.discount" = [0.1, 0.2]', "levers"),
        ('[levers]\n"policy.flats.units" = 3', "levers.policy.flats.units"),
        ('[levers]\n"policy.flats.discount" = [0.5, 1.5]', "levers.policy.flats.discount"),
        ('[levers]\n"parameters.b0" = [0.2]\n[uncertainties]\n"parameters.b0" = [0.2]', "levers.parameters.b0"),
        ("seeds = 0", "seeds"),
        ('record = ["firms"]', "record"),
    ],
)
def test_designs_that_cannot_be_run(tmp_path: Path, body: str, field: str) -> None:
    path = tmp_path / "e.toml"
    path.write_text(f'baseline = "baseline"\nvariants = ["housing"]\n{body}', encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_experiment(path)
    assert [p.field for p in refused.value.errors] == [field]
