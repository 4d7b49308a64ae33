import csv
from itertools import permutations
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import translation

from regions.hexmap import atlas, locator
from regions.hexmap.atlas import cells_from_json, cells_to_json
from regions.hexmap.drawing import outline
from regions.hexmap.islands import SILHOUETTES, components, island_of, read_silhouettes
from regions.hexmap.layout import least_cost
from regions.register import DATA

# Provinces in more than one piece: the sea lies between. All others hang together.
PIECES = {
    "11": 3,  # Simeulue, Sabang
    "12": 2,  # Nias
    "13": 2,  # Mentawai
    "19": 2,  # Belitung
    "21": 3,  # Anambas, Natuna
    "31": 2,  # Kepulauan Seribu
    "35": 2,  # Madura
    "52": 2,  # Lombok and Sumbawa
    "53": 7,  # Flores, Lembata, Alor, Sumba, Sabu, Rote, Timor
    "71": 4,  # Sitaro, Sangihe, Talaud
    "72": 2,  # Banggai
    "73": 2,  # Selayar
    "74": 4,  # Muna and Buton, Wakatobi, Wawonii
    "81": 7,  # Seram, Ambon, Buru, Kei, Aru, Tanimbar, south-west
    "82": 4,  # Halmahera, Morotai, Ternate, Sula and Taliabu
    "91": 3,  # Yapen, Biak
    "96": 2,  # Raja Ampat
}


def label_points() -> dict[str, tuple[float, float]]:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: (float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(file)}


def order_kept(pairs: list[tuple[float, float]]) -> float:
    """Share of pairs that stand in the same order on the map as in the world."""
    same = [(a[0] - b[0]) * (a[1] - b[1]) >= 0 for a, b in permutations(pairs, 2)]
    return sum(same) / len(same)


def test_the_committed_map_is_what_the_data_give() -> None:
    call_command("make_hexmap", check=True)


def test_every_region_has_a_hexagon_of_its_own() -> None:
    cells = atlas().cells
    assert set(cells) == set(label_points())
    assert len(set(cells.values())) == 514


def test_provinces_are_in_one_piece_unless_the_sea_divides_them() -> None:
    by_province: dict[str, list[tuple[int, int]]] = {}
    for code, cell in atlas().cells.items():
        by_province.setdefault(code[:2], []).append(cell)
    found = {province: len(components(cells)) for province, cells in by_province.items()}
    assert {province: pieces for province, pieces in found.items() if pieces > 1} == PIECES


def test_islands_keep_the_sea_between_them() -> None:
    islands: dict[str, set[tuple[int, int]]] = {}
    for code, cell in atlas().cells.items():
        islands.setdefault(island_of(code), set()).add(cell)
    pieces = components(atlas().cells.values())
    for piece in pieces:
        assert sum(bool(piece & cells) for cells in islands.values()) == 1


def test_west_to_east_and_north_to_south_are_kept() -> None:
    points, places = label_points(), atlas().places
    assert order_kept([(points[code][0], place[0]) for code, place in places.items()]) > 0.93
    assert order_kept([(points[code][1], -place[1]) for code, place in places.items()]) > 0.85


def test_cells_survive_writing_and_reading() -> None:
    cells = atlas().cells
    assert cells_from_json(cells_to_json(dict(cells))) == cells


def test_the_assignment_is_the_cheapest_of_all() -> None:
    costs = [[7.0, 4.0, 3.0, 9.0], [6.0, 8.0, 5.0, 1.0], [9.0, 4.0, 4.0, 2.0], [3.0, 8.0, 7.0, 4.0]]
    cheapest = min(permutations(range(4)), key=lambda columns: sum(costs[row][column] for row, column in enumerate(columns)))
    assert least_cost(costs) == list(cheapest)


def test_an_outline_goes_once_around_and_leaves_holes_open() -> None:
    ring = [(0, 2), (1, 3), (2, 2), (2, 0), (1, -1), (0, 0)]
    assert outline([(0, 0)]).count("z") == 1
    assert outline([(0, 0), (0, 4)]).count("z") == 2
    assert outline(ring).count("z") == 2


def test_a_silhouette_with_a_letter_out_of_place_is_refused() -> None:
    assert sum(map(len, read_silhouettes(SILHOUETTES.read_text(encoding="utf-8")).values())) == 514
    with pytest.raises(ValueError, match="between two hexagons"):
        read_silhouettes(" J")
    with pytest.raises(ValueError, match="no island"):
        read_silhouettes("?")


def test_the_locator_is_light_and_marks_the_region() -> None:
    here = locator("32.73")
    assert here is not None
    with translation.override("en"):
        html = render_to_string("regions/partials/locator.html", {"locator": here, "label": "Kota <Bandung>"})
    assert len(html.encode()) < 15_000
    svg = ET.fromstring(html)  # noqa: S314 - our own template
    assert svg.get("role") == "img"
    assert "Kota <Bandung>" in svg.get("aria-label", "")
    assert f"translate({here.x} {here.y})" in html


def test_there_is_no_locator_for_a_region_the_map_does_not_know() -> None:
    assert locator("99.99") is None
    assert render_to_string("regions/partials/locator.html", {"locator": None}).strip() == ""
