"""Documents: every value knows its place; merging and order behave as tables by key should."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import load_scenario
from sim.scenario.document import Node, node_of, parse
from sim.scenario.inherit import merge


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


values = st.recursive(
    st.integers(-5, 5), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=6
)
tables = st.dictionaries(st.sampled_from("abc"), values, max_size=3)


def tree(data: object, file: str = "f") -> Node:
    return node_of(data, file, 1)


@given(tables, tables, tables)
def test_merging_is_associative_and_keeps_every_key(
    a: dict[str, object], b: dict[str, object], c: dict[str, object]
) -> None:
    left = merge(merge(tree(a), tree(b)), tree(c)).plain()
    right = merge(tree(a), merge(tree(b), tree(c))).plain()
    if all_tables_agree(a, b, c):
        assert left == right
    assert set(left) == {*a, *b, *c}  # type: ignore[call-overload]
    assert merge(tree(a), tree({})).plain() == a == merge(tree({}), tree(a)).plain() == merge(tree(a), tree(a)).plain()


def all_tables_agree(*trees: dict[str, object]) -> bool:
    """Whether no key is a table in one tree and a number in another (where the later must win whole)."""
    for key in set().union(*trees):
        found = [t[key] for t in trees if key in t]
        if len({isinstance(v, dict) for v in found}) > 1:
            return False
        if isinstance(found[0], dict) and not all_tables_agree(*found):  # type: ignore[arg-type]
            return False
    return True


@settings(max_examples=10, deadline=None)
@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_policies_in_a_file_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    blocks = {n: f'[[policy]]\nid = "{n}"\nkind = "neutral"\nregion = "Hohhot"\n' for n in "abcd"}
    folder = tmp_path_factory.mktemp("order")
    mixed, sorted_ = (write(folder, f, "".join(blocks[n] for n in o)) for f, o in (("m", order), ("s", "abcd")))
    assert load_scenario(mixed).digest == load_scenario(sorted_).digest


keys = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
scalars = st.one_of(st.booleans(), st.integers(-(2**40), 2**40), st.text(max_size=12), st.floats(allow_nan=False))


@settings(max_examples=40, deadline=None)
@given(
    data=st.dictionaries(
        keys, st.one_of(scalars, st.lists(scalars, max_size=3), st.dictionaries(keys, scalars, max_size=3)), max_size=5
    )
)
def test_any_document_is_read_with_a_line_for_every_value(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, object]
) -> None:
    text = tomlkit.dumps(data)
    path = tmp_path_factory.mktemp("doc") / "d.toml"
    path.write_text(text, encoding="utf-8", newline="")
    read = parse(path)
    lines = text.count("\n") + 1
    assert all(1 <= node.line <= lines for node in read.table.values())


def test_places_of_a_document(tmp_path: Path) -> None:
    text = """a = 1
s = '''
" quotes'''
l = [
 1,
 {k = "}"}
]
[t.u] # [x]
"k e" = 2
[[p]]
[[p]]
id = "x"
[p.w]
z = 1
"""
    read = parse(write(tmp_path, "d", text))
    places = {
        "s": read.table["s"].line,
        "l1": read.table["l"].items[1].table["k"].line,
        "u": read.table["t"].table["u"].table["k e"].line,
        "p0": read.table["p"].items[0].line,
        "id": read.table["p"].items[1].table["id"].line,
        "z": read.table["p"].items[1].table["w"].table["z"].line,
    }
    assert places == {"s": 2, "l1": 6, "u": 9, "p0": 10, "id": 12, "z": 14}
