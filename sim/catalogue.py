"""What there is, in words, for the command line: lists, explanations, changed scenarios and a file to start from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import sim
from sim.given import NAME_RULE, counted, is_name, refused
from sim.scenario.folders import EXPERIMENTS, SCENARIOS, files, find, own
from sim.scenario.inherit import shorter
from sim.scenario.problems import nearest
from sim.store.errors import Refused
from sim.store.files import make_folder, read_json, replacing
from sim.store.folder import MANIFEST

if TYPE_CHECKING:
    from sim.scenario import Scenario

Rows = list[tuple[str, str]]
CATALOGUES = ("kinds", "measures", "parameters", "levers")
STARTER = Path(__file__).with_name("scenario") / "template.toml"


def rows(section: str, lang: str) -> Rows:
    """Name and meaning of everything in a section of `talentflow list`."""
    if section == "runs":
        return list(_finished(Path("results")))
    if section in (SCENARIOS, EXPERIMENTS):
        return [(name, _title(path, lang)) for name, path in files(section).items()]
    return [(name, _meaning(record, lang)) for name, record in sorted(_catalogue(section).items())]


def explain(name: str, lang: str) -> list[tuple[str, list[str]]]:
    """A title and lines for everything of this name; raises Refused with the nearest name if there is nothing."""
    catalogues = {section: _catalogue(section) for section in CATALOGUES}
    found = [
        (f"{section.removesuffix('s')} {name}", _lines(catalogue[name], lang))
        for section, catalogue in catalogues.items()
        if name in catalogue
    ]
    scenarios = dict(rows("scenarios", lang))
    if name in scenarios:
        found.append((f"scenario {name}", _scenario_lines(sim.load_scenario(name), lang)))
    if not found:
        near = nearest(name, [*scenarios, *(key for catalogue in catalogues.values() for key in catalogue)])
        raise Refused(
            f"explain: found {name}; allowed a name of `talentflow list`" + (f"; did you mean {near}?" if near else "")
        )
    return found


def load_with(names: Sequence[str], wanted: Mapping[str, str]) -> list[Scenario]:
    """The scenarios, each with those of the wanted values (by path) whose path it has.

    A policy that no scenario has is an error of all of them. Raises ScenarioError.
    """
    plain = [sim.load_scenario(name) for name in names]
    if not wanted:
        return plain
    known = {policy.id for scenario in plain for policy in scenario.policies}
    return [
        sim.load_scenario(name, {path: value for path, value in wanted.items() if _applies(path, scenario, known)})
        for name, scenario in zip(names, plain, strict=True)
    ]


def start_scenario(name: str, extends: str, folder: Path | None) -> Path:
    """Write a scenario that can be run as it stands; raises Refused if the name is taken, CannotWrite."""
    if not is_name(name):
        raise refused("new", name, NAME_RULE)
    if not is_name(extends) or not find(SCENARIOS, extends).is_file():
        raise refused("--extends", extends, "the name of a scenario", nearest(extends, files(SCENARIOS)))
    path = (folder or shorter(own(SCENARIOS))) / f"{name}.toml"
    if path.exists():
        raise Refused(f"new: {path} is there already; allowed another name")
    make_folder(path.parent)
    with replacing(path) as temporary:
        text = Template(STARTER.read_text(encoding="utf-8")).substitute(name=name, extends=extends)
        temporary.write_text(text, encoding="utf-8", newline="\n")
    return path


def _catalogue(section: str) -> Mapping[str, Any]:
    """A frozen catalogue of the package: name -> record."""
    catalogue: Mapping[str, Any] = getattr(sim, section.upper())
    return catalogue


def change(text: str) -> tuple[str, str]:
    """Path and value of PATH=VALUE."""
    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise Refused(f"--set:1: {text}: found no '='; allowed PATH=VALUE")
    return path.strip(), value.strip()


def _applies(path: str, scenario: Scenario, known: set[str]) -> bool:
    """False for a change to a policy that another of the scenarios has and this one lacks."""
    parts = path.split(".")
    of_policy = len(parts) > 1 and parts[0] == "policy" and parts[1] in known
    return not of_policy or parts[1] in {policy.id for policy in scenario.policies}


def _finished(folder: Path) -> Iterator[tuple[str, str]]:
    """Jobs at work, then finished results."""
    from sim.jobs import running

    for job in running(folder):
        now = job.progress()
        yield str(job.folder), f"running: {now.done} of {now.total} runs"
    for path in sorted(folder.glob(f"*/*/{MANIFEST}")):
        manifest = read_json(path)
        if manifest is None:
            yield str(path.parent), f"{MANIFEST} is harmed"
            continue
        names = ", ".join(world["name"] for world in manifest["scenarios"])
        yield str(path.parent), f"{manifest['verb']} of {names}; {counted(len(manifest['seeds']), 'seed')}"


def _title(path: Path, lang: str) -> str:
    """Title of a TOML file, "" where it has none; a file that cannot be read says so."""
    try:
        title = tomllib.loads(path.read_text(encoding="utf-8")).get("title", "")
    except (OSError, ValueError) as error:
        return f"cannot be read: {error}"
    return str(title.get(lang, "")) if isinstance(title, dict) else str(title)


def _meaning(record: Any, lang: str) -> str:
    """One line on an entry of a catalogue: its title or meaning in the language, and its unit."""
    fields = record._asdict()
    chinese = [fields.get("meaning_zh")] if lang == "zh" else []
    told = [
        *chinese,
        (fields.get("title") or {}).get(lang),
        fields.get(lang),
        fields.get("meaning"),
        fields.get("enters"),
    ]
    words = next(filter(None, told), "")
    return f"{words} [{fields['unit']}]" if fields.get("unit") else words


def _lines(record: Any, lang: str) -> list[str]:
    """Every field of an entry of a catalogue."""
    return [line for name, value in record._asdict().items() if name != "name" for line in _field(name, value)]


def _field(name: str, value: Any) -> list[str]:
    if isinstance(value, tuple) and value and hasattr(value[0], "_asdict"):
        return [
            f"{name}:",
            *(
                f"  {', '.join(f'{k} {v}' for k, v in entry._asdict().items() if v not in (None, ''))}"
                for entry in value
            ),
        ]
    if isinstance(value, Mapping):
        return [f"{name}: {' / '.join(str(text) for text in value.values())}"]
    return [f"{name}: {getattr(value, '__name__', value)}"]


def _scenario_lines(scenario: Scenario, lang: str) -> list[str]:
    policies = [f"policy {policy.id}: {policy.kind} in {', '.join(policy.regions)}" for policy in scenario.policies]
    return [scenario.title.get(lang, ""), scenario.purpose, scenario.source, *policies]
