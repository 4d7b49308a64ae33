"""The committed map, read once per process: cells of regions, outlines, names of the islands."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regions.hexmap.drawing import Frame, centre, frame, outline, province_outlines
from regions.hexmap.islands import Cell

HEXMAP = Path(__file__).resolve().parent.parent / "data" / "hexmap.json"


@dataclass(frozen=True, slots=True)
class Island:
    """A name written into the sea beside its island."""

    name: str | Promise
    x: int
    y: int


# Where there is water enough for the words, as (row, x) of a cell.
NAMES: tuple[tuple[str | Promise, Cell], ...] = (
    (_("Sumatra"), (18, 12)),
    (_("Java"), (26, 58)),
    (_("Kalimantan"), (7, 63)),
    (_("Sulawesi"), (5, 98)),
    (_("Bali and Nusa Tenggara"), (30, 100)),
    (_("Maluku"), (20, 118)),
    (_("Papua"), (10, 134)),
)


@dataclass(frozen=True, slots=True)
class Atlas:
    """What every drawing of the map shares."""

    cells: dict[str, Cell]
    places: dict[str, tuple[int, int]]
    frame: Frame
    land: str
    provinces: dict[str, str]
    islands: tuple[Island, ...]

    @property
    def borders(self) -> str:
        """Path data of all provinces."""
        return "".join(self.provinces.values())


def cells_to_json(layout: dict[str, Cell]) -> str:
    """Write cells as axial coordinates (q to the east, r to the south-east), a region a line."""
    lines = [f'    "{code}": [{(x - row) // 2}, {row}]' for code, (row, x) in sorted(layout.items())]
    about = "Axial coordinates (q, r) of pointy-top hexagons, made by manage.py make_hexmap from the label points of regions.csv."
    return f'{{\n  "about": {json.dumps(about)},\n  "cells": {{\n' + ",\n".join(lines) + "\n  }\n}\n"


def cells_from_json(text: str) -> dict[str, Cell]:
    """Read what `cells_to_json` wrote."""
    return {code: (r, 2 * q + r) for code, (q, r) in json.loads(text)["cells"].items()}


@cache
def atlas() -> Atlas:
    """The map as committed."""
    cells = cells_from_json(HEXMAP.read_text(encoding="utf-8"))
    return Atlas(
        cells=cells,
        places={code: centre(cell) for code, cell in cells.items()},
        frame=frame(cells.values()),
        land=outline(cells.values()),
        provinces=province_outlines(cells),
        islands=tuple(Island(name, *centre(cell)) for name, cell in NAMES),
    )


@dataclass(frozen=True, slots=True)
class Locator:
    """A small map that shows where one region lies."""

    view_box: str
    land: str
    province: str
    x: int
    y: int


def locator(code: str) -> Locator | None:
    """Small map for a region's page; None for a region that the map does not know."""
    whole = atlas()
    if code not in whole.places:
        return None
    x, y = whole.places[code]
    return Locator(whole.frame.view_box, whole.land, whole.provinces[code[:2]], x, y)
