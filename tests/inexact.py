"""Arithmetic in a source file whose last bit hangs on the processor or the library of mathematics."""

from __future__ import annotations

import ast
from collections.abc import Iterator

FUNCTIONS = frozenset(
    [
        "acos", "acosh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "asin", "asinh",
        "atan", "atan2", "atanh", "cbrt", "convolve", "corrcoef", "correlate", "cos", "cosh", "cov", "dist", "dot",
        "einsum", "erf", "erfc", "exp", "exp2", "expm1", "fft", "float_power", "fma", "fsum", "gamma", "hypot", "inner",
        "interp", "lgamma", "linalg", "log", "log10", "log1p", "log2", "logaddexp", "logaddexp2", "matmul", "matvec",
        "polyfit", "polyval", "pow", "power", "sin", "sinc", "sinh", "sumprod", "tan", "tanh", "tensordot", "vdot",
        "vecdot",
    ]
)  # fmt: skip
LIBRARIES = ("math", "cmath", "numpy", "np")
WHOLE_LIBRARIES = ("scipy", "statistics", "cmath")
SORTS = (
    "argsort",
    "sort_values",
    "argpartition",
)  # places of equal values: instructions decide, unless the sort is stable


def uses(source: str) -> Iterator[tuple[int, str]]:
    """(line, what) of each use in a file: functions of a library, powers but of whole constants, products of matrices, unstable sorts."""
    for node in ast.walk(ast.parse(source)):
        what = _what(node)
        if what:
            yield getattr(node, "lineno", 0), what


def _what(node: ast.AST) -> str:
    match node:
        case ast.Attribute(value=ast.Name(id=library), attr=name) if library in LIBRARIES and name in FUNCTIONS:
            return f"{library}.{name}"
        case ast.Attribute(attr="dot"):
            return "dot"
        case ast.ImportFrom(module=str(module), names=names) if _top(module) in (*LIBRARIES, *WHOLE_LIBRARIES):
            found = [n.name for n in names if n.name in FUNCTIONS or _top(module) in WHOLE_LIBRARIES]
            return f"{_top(module)}.{found[0]}" if found else ""
        case ast.Import(names=names):
            return next((_top(n.name) for n in names if _top(n.name) in WHOLE_LIBRARIES), "")
        case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
            return "@"
        case ast.BinOp(op=ast.Pow()) if not (_whole(node.left) and _whole(node.right)):
            return "**"
        case ast.AugAssign(op=ast.Pow()) | ast.Call(func=ast.Name(id="pow")):
            return "**"
        case ast.Call(func=ast.Attribute(attr=name)) if name in SORTS and not _stable(node):
            return name
    return ""


def _top(module: str) -> str:
    return module.partition(".")[0]


def _whole(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def _stable(call: ast.Call) -> bool:
    return any(
        k.arg == "kind" and isinstance(k.value, ast.Constant) and k.value.value == "stable" for k in call.keywords
    )
