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


def test_the_page_asks_for_all_its_modules_at_once() -> None:
    listed = re.findall(r'rel="modulepreload" href="/static/([^"]+)"', preload.PAGE.read_text("utf-8"))
    assert listed == preload.modules(), "python -m sim.web.preload writes the list"
    own = {path.relative_to(preload.STATIC).as_posix() for path in (preload.STATIC / "js").rglob("*.js")}
    assert own <= set(listed)
