"""Lines that a user lays under the map: outlines of a GeoJSON file, read once. None is shipped with the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.given import Refused

LARGEST = 2_000_000  # bytes
Line = list[list[float]]  # longitude and latitude of each point
#: How deep in the coordinates of a geometry its lines lie.
DEPTHS = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
#: Where what consists of others has them.
PARTS = {"FeatureCollection": "features", "GeometryCollection": "geometries"}
ALLOWED = "GeoJSON of lines or polygons, longitude and latitude, at most 2 MB"


class Odd(ValueError):
    """A shape that is not drawn, in words."""


def read_boundary(path: Path) -> list[Line]:
    """All lines of a file, longitude and latitude; raises Refused."""
    try:
        size = path.stat().st_size
        found = list(_lines(json.loads(path.read_text("utf-8")))) if size <= LARGEST else []
        why = f"{size:,} bytes" if size > LARGEST else "" if found else "no line"
    except OSError as error:
        why = error.strerror or str(error)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        why = str(error) if isinstance(error, Odd) else "no GeoJSON"
    if why:
        raise Refused(f"--boundary: {path}: found {why}; allowed {ALLOWED}")
    return found


def _lines(shape: Any) -> Iterator[Line]:
    """The lines of a geometry, a feature, or several of them; raises ValueError, TypeError or LookupError for what is none."""
    kind = shape["type"]
    if kind == "Feature":
        yield from _lines(shape["geometry"])
    elif kind in PARTS:
        for part in shape[PARTS[kind]]:
            yield from _lines(part)
    elif kind in DEPTHS:
        yield from map(_line, _flat(shape["coordinates"], DEPTHS[kind]))
    else:
        raise Odd(f"a {str(kind)[:40]}")


def _flat(coordinates: Any, depth: int) -> Iterator[Any]:
    if depth == 0:
        yield coordinates
    else:
        for inner in coordinates:
            yield from _flat(inner, depth - 1)


def _line(points: Any) -> Line:
    """Points of the earth, at least two."""
    line = [[float(point[0]), float(point[1])] for point in points]
    if len(line) < 2 or not all(abs(longitude) <= 180 and abs(latitude) <= 90 for longitude, latitude in line):
        raise Odd("a line of fewer than two points, or a point off the earth")
    return line
