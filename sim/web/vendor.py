"""The modules of d3 that the page uses, as files: `python -m sim.web.vendor` fetches them from npm again.

Of each package only the files that USED needs, each name imported straight from the file that declares it: so a browser loads
them without a build step and without an import map (which would be an inline script). manifest.json says what is what.
"""

from __future__ import annotations

import hashlib
import io
import json
import posixpath
import re
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parent / "static" / "d3"
#: Package -> version and sha256 of the archive that npm packs.
PACKAGES = {
    "d3-array": ("3.2.4", "6dbf3f2be39e48f86775be6e166a5d3e5a585ca7144453cd6ad1912f5ae4417f"),
    "d3-color": ("3.1.0", "d41bbcd99dd4f00e696546bffc73fed9b8fb6c3354905b6ea1721bff25f33b42"),
    "d3-format": ("3.1.0", "5439103fc9b6f033e02bf68fbeb13ecd2c33442f77ea772a4b2b1bc4f4cee5ba"),
    "d3-interpolate": ("3.0.1", "7e8df78d233cd102a0bb518658dc0b7d5c38442b6f2dbc8b95ffc14ba87c7c33"),
    "d3-path": ("3.1.0", "94e9b69f82f113ed4ada36703c05f6b7406723c55affe2a443d69729d6d5da14"),
    "d3-scale": ("4.0.2", "bf50a1f34ba0e6fa25cb7ae902abe0b9e2f85ced39fdca7b18fbe863fbaa39a7"),
    "d3-shape": ("3.2.0", "8b4b2bc9daa99a957abe17656c5944fd3f28efb88f788e6b4fdba346cb80e602"),
}
#: What the page draws with.
USED = {
    "d3-array": ("extent", "max", "mean", "range"),
    "d3-format": ("formatLocale",),
    "d3-scale": ("scaleLinear",),
    "d3-shape": ("area", "curveMonotoneX", "line"),
}
_IMPORT = re.compile(r'^import (?:(\w+)(?:, )?)?(?:\{([^}]*)\})? ?from "([^"]+)";\n', re.M)
_EXPORT = re.compile(r'^export \{([^}]*)\} from "([^"]+)";', re.M)


def _archive(package: str, folder: Path) -> dict[str, str]:
    """Path -> text of a package, its archive checked against PACKAGES."""
    version, expected = PACKAGES[package]
    subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, check=True, capture_output=True)
    data = (folder / f"{package}-{version}.tgz").read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != expected:
        raise SystemExit(f"{package} {version}: sha256 is {found}, expected {expected}")
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        wanted = [m for m in tar.getmembers() if re.fullmatch(r"package/(src/.*\.js|LICENSE)", m.name)]
        return {m.name.removeprefix("package/"): tar.extractfile(m).read().decode() for m in wanted}  # type: ignore[union-attr]


def _names(inside: str) -> list[tuple[str, str]]:
    """`a, b as c` -> [(a, a), (b, c)]."""
    parts = [p.split(" as ") for p in re.split(r",\s*", inside.strip()) if p]
    return [(p[0].strip(), p[-1].strip()) for p in parts]


def _homes(index: str) -> dict[str, tuple[str, str]]:
    """Exported name -> the file that declares it and its name there, from a package's index.js."""
    return {
        outside: (posixpath.normpath(f"src/{path}"), inside)
        for names, path in _EXPORT.findall(index)
        for inside, outside in _names(names)
    }


class Closure:
    """The files that a set of exported names needs, with imports between packages made relative."""

    def __init__(self, sources: dict[str, dict[str, str]]) -> None:
        self.sources = sources
        self.homes = {package: _homes(files["src/index.js"]) for package, files in sources.items()}
        self.files: dict[str, str] = {}

    def take(self, package: str, path: str) -> str:
        """Put a file and all it imports into `files`; its path there."""
        place = f"{package}/{path.removeprefix('src/')}"
        if place not in self.files:
            self.files[place] = ""
            self.files[place] = _IMPORT.sub(lambda found: self._import(place, path, found), self.sources[package][path])
        return place

    def _import(self, place: str, path: str, found: re.Match[str]) -> str:
        default, names, origin = found.groups()
        package = place.partition("/")[0]
        if origin.startswith("."):
            target = self.take(package, posixpath.normpath(posixpath.join(posixpath.dirname(path), origin)))
            return found[0].replace(origin, _relative(place, target))
        assert default is None, f"{place}: default import from {origin}"
        return "".join(self.line(origin, outside, inside, place) for outside, inside in _names(names))

    def line(self, package: str, outside: str, name: str, place: str) -> str:
        """The statement that brings an exported name of a package into the file at `place`."""
        path, inside = self.homes[package][outside]
        return f'import {{{inside} as {name}}} from "{_relative(place, self.take(package, path))}";\n'


def _relative(place: str, target: str) -> str:
    path = posixpath.relpath(target, posixpath.dirname(place) or ".")
    return path if path.startswith(".") else f"./{path}"


def collect() -> dict[str, str]:
    """Path -> text of every file of the folder, manifest.json aside."""
    with TemporaryDirectory() as folder:
        sources = {package: _archive(package, Path(folder)) for package in PACKAGES}
    closure = Closure(sources)
    index = [
        closure.line(package, name, name, "index.js").replace("import", "export", 1)
        for package, names in USED.items()
        for name in names
    ]
    licences = {f"{package}/LICENSE": sources[package]["LICENSE"] for package in PACKAGES}
    return {"index.js": "".join(index)} | closure.files | licences


def write() -> None:
    """Write the folder and its manifest anew."""
    files = collect()
    manifest = {
        "packages": {p: {"version": v, "sha256": digest, "licence": "ISC"} for p, (v, digest) in PACKAGES.items()},
        "files": {path: hashlib.sha256(text.encode()).hexdigest() for path, text in sorted(files.items())},
    }
    for path, text in [*files.items(), ("manifest.json", json.dumps(manifest, indent=1) + "\n")]:
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_bytes(text.encode())


if __name__ == "__main__":
    write()
