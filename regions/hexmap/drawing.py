"""Turn cells into numbers for SVG: places, outlines, the size of the picture. No markup: that is the templates' work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from regions.hexmap.islands import Cell

# A hexagon with whole numbers: 14 wide, 16 high, rows 12 apart (1 % off the regular one, which nobody sees).
HALF_WIDTH = 7
ROW_HEIGHT = 12
MARGIN = 2
# Corners clockwise from the top, and the neighbour across the side that begins at each corner.
CORNERS = ((0, -8), (7, -4), (7, 4), (0, 8), (-7, 4), (-7, -4))
ACROSS = ((-1, 1), (0, 2), (1, 1), (1, -1), (0, -2), (-1, -1))


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture's edges, as in ``viewBox``."""

    left: int
    top: int
    width: int
    height: int

    @property
    def view_box(self) -> str:
        """Value of the attribute."""
        return f"{self.left} {self.top} {self.width} {self.height}"


def centre(cell: Cell) -> tuple[int, int]:
    """Where a cell's hexagon has its middle."""
    return cell[1] * HALF_WIDTH, cell[0] * ROW_HEIGHT


def frame(cells: Iterable[Cell]) -> Frame:
    """Smallest picture that holds the cells."""
    places = [centre(cell) for cell in cells]
    left, right = min(x for x, _ in places) - HALF_WIDTH, max(x for x, _ in places) + HALF_WIDTH
    top, bottom = min(y for _, y in places) - 8, max(y for _, y in places) + 8
    return Frame(left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN)


def outline(cells: Iterable[Cell]) -> str:
    """Path data around cells: one closed line for each piece, one more for each hole."""
    inside = set(cells)
    sides: dict[tuple[int, int], tuple[int, int]] = {}
    for cell in sorted(inside):
        x, y = centre(cell)
        for corner, (row, step) in enumerate(ACROSS):
            if (cell[0] + row, cell[1] + step) in inside:
                continue
            (ax, ay), (bx, by) = CORNERS[corner], CORNERS[(corner + 1) % 6]
            # Three hexagons meet in a corner, so only one side of the outline can begin there.
            sides[x + ax, y + ay] = (x + bx, y + by)
    path = []
    while sides:
        start = at = next(iter(sides))
        path.append(f"M{at[0]} {at[1]}")
        while True:
            end = sides.pop(at)
            if end == start:
                path.append("z")
                break
            right, down = end[0] - at[0], end[1] - at[1]
            path.append(f"v{down}" if not right else f"l{right}{'' if down < 0 else ' '}{down}")
            at = end
    return "".join(path)


def province_outlines(layout: Mapping[str, Cell]) -> dict[str, str]:
    """Path data of every province, by its code."""
    cells: dict[str, list[Cell]] = {}
    for code, cell in layout.items():
        cells.setdefault(code[:2], []).append(cell)
    return {province: outline(own) for province, own in sorted(cells.items())}
