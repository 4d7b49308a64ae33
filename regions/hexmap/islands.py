"""The islands of the map: which regions lie on which, and the cells each island has."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SILHOUETTES = Path(__file__).resolve().parent / "silhouettes.txt"

# A cell is (row, x): rows are hexagons apart, x counts half hexagons, so x is even in even rows and odd in odd ones.
Cell = tuple[int, int]
STEPS = ((0, 2), (0, -2), (1, 1), (1, -1), (-1, 1), (-1, -1))

# Letters of silhouettes.txt. A region belongs to the island that names its code, else to the one that names its province.
ISLANDS: dict[str, tuple[str, ...]] = {
    "S": ("11", "12", "13", "14", "15", "16", "17", "18"),  # Sumatra
    "w": ("11.72",),  # Sabang
    "s": ("11.09",),  # Simeulue
    "N": ("12.04", "12.14", "12.24", "12.25", "12.78"),  # Nias
    "m": ("13.09",),  # Mentawai
    "r": ("21",),  # Batam, Bintan, Karimun, Lingga
    "x": ("21.03", "21.05"),  # Natuna, Anambas
    "B": ("19",),  # Bangka
    "b": ("19.02", "19.06"),  # Belitung
    "J": ("31", "32", "33", "34", "35", "36"),  # Java
    "k": ("31.01",),  # Kepulauan Seribu
    "M": ("35.26", "35.27", "35.28", "35.29"),  # Madura
    "A": ("51",),  # Bali
    "O": ("52.01", "52.02", "52.03", "52.08", "52.71"),  # Lombok
    "U": ("52",),  # Sumbawa
    "F": ("53.06", "53.07", "53.08", "53.09", "53.10", "53.15", "53.16", "53.19"),  # Flores
    "e": ("53.05", "53.13"),  # Lembata, Alor
    "Z": ("53.11", "53.12", "53.17", "53.18"),  # Sumba
    "T": ("53",),  # Timor
    "t": ("53.14", "53.20"),  # Rote, Sabu
    "K": ("61", "62", "63", "64", "65"),  # Kalimantan
    "L": ("71", "72", "73", "74", "75", "76"),  # Sulawesi
    "g": ("71.03", "71.04", "71.09"),  # Sangihe, Talaud, Sitaro
    "u": ("72.07", "72.11"),  # Banggai
    "y": ("73.01",),  # Selayar
    "D": ("74.03", "74.04", "74.10", "74.13", "74.14", "74.15", "74.72"),  # Muna, Buton
    "i": ("74.07",),  # Wakatobi
    "v": ("74.12",),  # Wawonii
    "H": ("82",),  # Halmahera
    "h": ("82.07",),  # Morotai
    "I": ("82.71",),  # Ternate
    "q": ("82.05", "82.08"),  # Sula, Taliabu
    "E": ("81.01", "81.05", "81.06"),  # Seram
    "n": ("81.71",),  # Ambon
    "d": ("81.04", "81.09"),  # Buru
    "f": ("81.02", "81.72"),  # Kei
    "o": ("81.07",),  # Aru
    "a": ("81.03",),  # Tanimbar
    "z": ("81.08",),  # the south-west islands of Maluku
    "P": ("91", "92", "93", "94", "95", "96"),  # Papua
    "p": ("91.05", "91.06", "91.19"),  # Yapen, Biak, Supiori
    "j": ("96.03",),  # Raja Ampat
}


@cache
def _owners() -> dict[str, str]:
    return {prefix: letter for letter, prefixes in ISLANDS.items() for prefix in prefixes}


def island_of(code: str) -> str:
    """Letter of the island a region lies on."""
    owners = _owners()
    return owners.get(code) or owners[code[:2]]


def read_silhouettes(text: str) -> dict[str, list[Cell]]:
    """Cells of each island, from the drawing in silhouettes.txt."""
    cells: dict[str, list[Cell]] = defaultdict(list)
    for row, line in enumerate(text.splitlines()):
        for x, letter in enumerate(line):
            if letter == " ":
                continue
            if letter not in ISLANDS:
                raise ValueError(f"silhouettes.txt:{row + 1}: no island has the letter {letter!r}")
            if x % 2 != row % 2:
                raise ValueError(f"silhouettes.txt:{row + 1}: {letter!r} stands in column {x + 1}, between two hexagons")
            cells[letter].append((row, x))
    return dict(cells)


def neighbours(cell: Cell) -> list[Cell]:
    """Cells of the six hexagons around one."""
    return [(cell[0] + row, cell[1] + x) for row, x in STEPS]


def components(cells: Iterable[Cell]) -> list[set[Cell]]:
    """Split cells into the groups that touch each other."""
    left = set(cells)
    found = []
    while left:
        group, edge = set(), [min(left)]
        while edge:
            cell = edge.pop()
            if cell in left:
                left.remove(cell)
                group.add(cell)
                edge += neighbours(cell)
        found.append(group)
    return found
