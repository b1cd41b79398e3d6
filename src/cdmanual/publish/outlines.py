"""The outlines of the states for the map, as ``scripts/map.py`` wrote them into ``content/map.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdmanual.problems import SetupError


@dataclass(frozen=True, slots=True)
class Outline:
    """A state on the map: SVG path data, its middle, where its label stands, and whether a line joins the two."""

    path: str
    middle: tuple[int, int]
    label: tuple[int, int]
    line: bool


@dataclass(frozen=True, slots=True)
class Outlines:
    """The map: its size in units of its own, the land around, the broken lines, and the states by ISO code."""

    width: int
    height: int
    land: str
    broken: str
    states: dict[str, Outline]


def read_outlines(path: Path) -> Outlines:
    """The outlines in a file; SetupError when it is missing or holds something else."""
    try:
        read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        states = {
            iso: Outline(form["path"], _point(form["middle"]), _point(form["label"]), form["line"])
            for iso, form in read["states"].items()
        }
        return Outlines(int(read["width"]), int(read["height"]), read["land"], read["broken"], states)
    except OSError as exc:
        raise SetupError(f"{path}: the map cannot be read: {exc.strerror}; scripts/map.py makes it") from exc
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise SetupError(f"{path}: this is not the map that scripts/map.py makes; make it anew") from exc


def _point(pair: list[int]) -> tuple[int, int]:
    x, y = pair
    return int(x), int(y)
