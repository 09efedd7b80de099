"""Figures of the house: what it costs to add something, and where a rule or a verb has more than one body.

Run from the repository: `python experiments/house.py`. Reads sources only; simulates nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIM = ROOT / "sim"
MOST_ARGUMENTS, MOST_BY_POSITION = 8, 10
CLAUSES = re.compile(r"access\.(native|years_max|tenure_min|tiers|origins|degrees|fields|colleges|homes)\b")
KNOWN_ELSEWHERE = re.compile(r"\b(core|interface|pairing|checks|house|calm|instruments|faults|speed|model)\.md\b")


def sources(*parts: str) -> Iterator[Path]:
    """Python files of some parts of the package, all of them by default."""
    for part in parts or ("",):
        yield from sorted((SIM / part).rglob("*.py"))


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    """All functions of a file."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def name_of(file: Path, function: ast.FunctionDef) -> str:
    return f"{file.relative_to(SIM).as_posix()}:{function.name}"


def readings_of_who() -> list[str]:
    """Functions that read a clause of `who` out of the arrays of access."""
    return [
        name_of(file, function)
        for file in sources()
        for function in functions(file)
        if CLAUSES.search(ast.unparse(function)) and function.name not in ("of", "recent_rows", "promises_at", "asking")
    ]


def writers(column: str) -> list[str]:
    """Functions that write a column of people."""

    def writes(node: ast.AST) -> bool:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        flat = [t for target in targets for t in (target.elts if isinstance(target, ast.Tuple) else [target])]
        return any(
            isinstance(t, ast.Subscript) and isinstance(t.value, ast.Attribute) and t.value.attr == column for t in flat
        )

    return [
        name_of(file, function)
        for file in sources()
        for function in functions(file)
        if any(writes(node) for node in ast.walk(function))
    ]


def many_arguments() -> list[str]:
    """Functions with many positional arguments, outside the command line."""
    return [
        f"{name_of(file, function)} ({len(positional(function))})"
        for file in sources()
        if "cli" not in file.parts
        for function in functions(file)
        if len(positional(function)) > MOST_ARGUMENTS
    ]


def positional(function: ast.FunctionDef) -> list[str]:
    """Names of the arguments that may be given by position, but for self and cls."""
    return [argument.arg for argument in function.args.args if argument.arg not in ("self", "cls")]


def filled_by_position() -> list[str]:
    """Calls that hand over many things by position."""
    return [
        f"{file.relative_to(SIM).as_posix()}:{node.lineno} ({len(node.args)})"
        for file in sources()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and len(node.args) > MOST_BY_POSITION
    ]


def limit_branches() -> list[str]:
    """Places outside the rooms of limit worlds that ask whether this is one."""
    asks = re.compile(r"world\.given|scenario\.limit\b(?!\.)")
    return [
        f"{file.relative_to(SIM).as_posix()}:{number}"
        for file in sources()
        if file.relative_to(SIM).parts[0] not in ("limits", "scenario")
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if asks.search(line)
    ]


def kinds_named() -> list[str]:
    """Places outside sim/policies that name a kind of policy."""
    kinds = {file.stem for file in (SIM / "policies").glob("*.py")} - {"__init__", "base"}
    quoted = re.compile("|".join(rf"[\"'.]{kind}[\"'.]|^{kind} =" for kind in sorted(kinds)))
    files = [f for f in SIM.rglob("*") if f.suffix in (".py", ".toml", ".j2") and "policies" not in f.parts]
    files = [
        f for f in files if f.name != "template.toml"
    ]  # a scenario to start from, which names kinds as any scenario does
    return [
        f"{file.relative_to(SIM).as_posix()}:{number}"
        for file in sorted(files)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if quoted.search(line)
    ]


def circles() -> list[str]:
    """Groups of modules that import one another in a circle, imports for types and inside functions included."""
    graph = {_module(file): set(_imports(file)) for file in sources()}
    return [", ".join(sorted(group)) for group in _strong(graph) if len(group) > 1]


def _module(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sim"):
            for alias in node.names:
                part = ROOT / Path(*node.module.split("."), alias.name)
                is_module = part.with_suffix(".py").exists() or part.is_dir()
                yield f"{node.module}.{alias.name}" if is_module else node.module


def _strong(graph: dict[str, set[str]]) -> list[set[str]]:
    """Strongly connected parts of a graph."""
    reach: dict[str, set[str]] = {}
    for start in graph:
        seen, waiting = set(), [start]
        while waiting:
            for target in graph.get(waiting.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        reach[start] = seen
    groups: list[set[str]] = []
    for module in graph:
        if module in reach[module] and not any(module in group for group in groups):
            groups.append({other for other in reach[module] if module in reach.get(other, ())})
    return groups


def missing_documents() -> list[str]:
    """Places that send the reader to a document that the repository lacks."""
    there = {file.name for file in ROOT.glob("*.md")} | {file.name for file in (ROOT / "docs").rglob("*.md")}
    files = [*sources(), *sorted((ROOT / "scenarios").rglob("*.csv")), *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        f"{file.relative_to(ROOT).as_posix()}:{number}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if any(match.group() not in there for match in KNOWN_ELSEWHERE.finditer(line))
    ]


FIGURES = {
    "functions that read a clause of `who`": readings_of_who,
    "functions that write search_region": lambda: writers("search_region"),
    "functions that write status": lambda: writers("status"),
    "functions that write job_field": lambda: writers("job_field"),
    "functions that write housing": lambda: writers("housing"),
    f"functions of more than {MOST_ARGUMENTS} positional arguments": many_arguments,
    f"calls with more than {MOST_BY_POSITION} arguments by position": filled_by_position,
    "branches on limit worlds outside their rooms": limit_branches,
    "kinds of policy named outside sim/policies": kinds_named,
    "import circles": circles,
    "references to documents that a clone lacks": missing_documents,
}


def main() -> None:
    for title, figure in FIGURES.items():
        found = figure()
        print(f"{len(found):4}  {title}")
        for place in found:
            print(f"        {place}")


if __name__ == "__main__":
    main()
