"""Files that the page is made of are what their makers say."""

from __future__ import annotations

import hashlib
import json
import re

from sim.web import preload, vendor

MANIFEST = json.loads((vendor.FOLDER / "manifest.json").read_text("utf-8"))


def test_vendored_files_are_those_of_the_manifest() -> None:
    found = {
        path.relative_to(vendor.FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.FOLDER.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == MANIFEST["files"]
    assert {p: (v["version"], v["sha256"]) for p, v in MANIFEST["packages"].items()} == vendor.PACKAGES


def test_vendored_modules_import_only_files_that_are_there() -> None:
    modules = list(vendor.FOLDER.rglob("*.js"))
    imports = [
        (path, name)
        for path in modules
        for name in re.findall(r'^(?:im|ex)port .*from "(.*)";', path.read_text("utf-8"), re.M)
    ]
    assert len(imports) > len(modules)
    assert all(name.startswith(".") and (path.parent / name).is_file() for path, name in imports)


def test_each_vendored_package_has_its_licence() -> None:
    for package in vendor.PACKAGES:
        assert "Permission to use, copy, modify" in (vendor.FOLDER / package / "LICENSE").read_text("utf-8")


def test_the_page_asks_at_once_for_all_modules_of_the_view_that_it_opens_with() -> None:
    listed = re.findall(r'rel="modulepreload" href="/static/([^"]+)"', preload.PAGE.read_text("utf-8"))
    assert listed == preload.modules(*preload.ENTRIES), "python -m sim.web.preload writes the list"
    main = (preload.STATIC / preload.ENTRIES[0]).read_text("utf-8")
    later = [f"js/{path}" for path in re.findall(r'import\("\./([^"]+)"\)', main)]
    own = {path.relative_to(preload.STATIC).as_posix() for path in (preload.STATIC / "js").rglob("*.js")}
    assert own <= set(preload.modules(*preload.ENTRIES, *later)), "a module that nothing loads"
    assert not own & set(preload.modules(*later)) <= set(listed), "what the first view does not need comes later"


def test_only_one_module_writes_numbers_and_only_axes_levers_and_counts_ask_it() -> None:
    modules = {path.name: path.read_text("utf-8") for path in (preload.STATIC / "js").rglob("*.js")}
    writes = re.compile(r"\.to(?:Precision|Exponential|LocaleString)\(|\bIntl\b|\bformatLocale\b")
    assert [name for name, text in modules.items() if writes.search(text)] == ["numbers.js"]
    asked = {name: re.findall(r'import \{ ([^}]+) \} from "[./]*/numbers\.js"', text) for name, text in modules.items()}
    users = {
        word: {name for name, found in asked.items() for one in found if word in one.split(", ")}
        for word in ("count", "setting")
    }
    assert users == {"count": {"frame.js"}, "setting": {"lever.js", "purse.js"}}, "tables, and what was moved"
