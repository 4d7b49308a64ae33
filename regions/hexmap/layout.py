"""Compute which region gets which cell: near its label point, its province in one piece. Slow, run by `manage.py make_hexmap`."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import sqrt
from statistics import fmean, pstdev

from regions.hexmap.islands import Cell, components, island_of, neighbours

Point = tuple[float, float]

# What a border between two provinces costs, in squared hexagons of displacement. High enough to keep provinces round,
# low enough to leave them where they lie. Raised by half until each province is in one piece.
BORDER_COST = 2.0
ROUNDS = 8


def make_layout(points: Mapping[str, Point], silhouettes: Mapping[str, Sequence[Cell]]) -> dict[str, Cell]:
    """Give every region a cell of its island. The result depends on nothing but the arguments."""
    on_island: dict[str, list[str]] = defaultdict(list)
    for code in sorted(points):
        on_island[island_of(code)].append(code)
    layout: dict[str, Cell] = {}
    for letter, codes in sorted(on_island.items()):
        cells = sorted(silhouettes.get(letter, []))
        if len(cells) != len(codes):
            raise ValueError(f"Island {letter!r} has {len(codes)} regions, its silhouette {len(cells)} cells")
        layout |= _island(codes, cells, points)
    return layout


def place_of(cell: Cell) -> Point:
    """Centre of a cell; neighbours lie 1 apart, y grows to the south."""
    return cell[1] / 2, cell[0] * sqrt(3) / 2


def _island(codes: Sequence[str], cells: Sequence[Cell], points: Mapping[str, Point]) -> dict[str, Cell]:
    layout = _match(codes, cells, _fitted(codes, cells, points))
    targets = _fitted(codes, cells, points)
    cost = BORDER_COST
    for _ in range(ROUNDS):
        layout = _settle(layout, targets, cost)
        if all(pieces == 1 for pieces in _pieces(layout).values()):
            break
        cost *= 1.5
    by_province: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        by_province[code[:2]].append(code)
    for members in by_province.values():
        own = sorted(layout[code] for code in members)
        layout |= _match(members, own, _fitted(members, own, points))
    return layout


def _pieces(layout: Mapping[str, Cell]) -> Counter[str]:
    cells: dict[str, list[Cell]] = defaultdict(list)
    for code, cell in layout.items():
        cells[code[:2]].append(cell)
    return Counter({province: len(components(own)) for province, own in cells.items()})


def _fitted(codes: Sequence[str], cells: Sequence[Cell], points: Mapping[str, Point]) -> dict[str, Point]:
    """Shift and stretch label points until their middle and spread are those of the cells."""
    places = [place_of(cell) for cell in cells]
    axes = []
    for axis in (0, 1):
        given, wanted = [points[code][axis] for code in codes], [place[axis] for place in places]
        stretch = pstdev(wanted) / pstdev(given) if len(codes) > 1 and pstdev(given) else 0.0
        axes.append([fmean(wanted) + (value - fmean(given)) * stretch for value in given])
    return dict(zip(codes, zip(*axes, strict=True), strict=True))  # type: ignore[arg-type]


def _distance(point: Point, cell: Cell) -> float:
    x, y = place_of(cell)
    return (point[0] - x) ** 2 + (point[1] - y) ** 2


def _match(codes: Sequence[str], cells: Sequence[Cell], targets: Mapping[str, Point]) -> dict[str, Cell]:
    """Pair regions and cells with the least sum of squared distances."""
    chosen = least_cost([[_distance(targets[code], cell) for cell in cells] for code in codes])
    return {code: cells[column] for code, column in zip(codes, chosen, strict=True)}


def least_cost(costs: Sequence[Sequence[float]]) -> list[int]:
    """Solve the assignment problem (Hungarian method with potentials): the column of each row."""
    size = len(costs)
    # Row and column 0 are helpers: the row being placed stands in column 0 until a free column is found.
    potentials = [0.0] * (size + 1), [0.0] * (size + 1)
    row_of = [0] * (size + 1)
    for row in range(1, size + 1):
        row_of[0] = row
        column, way = _free_column(costs, row_of, potentials)
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    columns = [0] * size
    for column in range(1, size + 1):
        columns[row_of[column] - 1] = column - 1
    return columns


def _free_column(costs: Sequence[Sequence[float]], row_of: list[int], potentials: tuple[list[float], list[float]]) -> tuple[int, list[int]]:
    """Find the cheapest way from column 0 to a column without a row; adjusts the potentials."""
    of_row, of_column = potentials
    columns = range(len(row_of))
    slack, used, way = [float("inf")] * len(row_of), [False] * len(row_of), [0] * len(row_of)
    column = 0
    while row_of[column]:
        used[column] = True
        row = row_of[column]
        for other in columns[1:]:
            if not used[other]:
                reduced = costs[row - 1][other - 1] - of_row[row] - of_column[other]
                if reduced < slack[other]:
                    slack[other], way[other] = reduced, column
        following = min((other for other in columns[1:] if not used[other]), key=slack.__getitem__)
        delta = slack[following]
        for other in columns:
            if used[other]:
                of_row[row_of[other]] += delta
                of_column[other] -= delta
            else:
                slack[other] -= delta
        column = following
    return column, way


def _settle(layout: Mapping[str, Cell], targets: Mapping[str, Point], border_cost: float) -> dict[str, Cell]:
    """Swap pairs of regions as long as a swap lowers displacement and borders taken together."""
    settled = dict(layout)
    holder = {cell: code for code, cell in settled.items()}

    def borders(code: str, cell: Cell, other: str) -> int:
        """Count neighbours of another province; `other` is about to leave the map at this place."""
        around = (holder.get(near) for near in neighbours(cell))
        return sum(near is not None and near not in {code, other} and near[:2] != code[:2] for near in around)

    improved = True
    while improved:
        improved = False
        for one, two in combinations(sorted(settled), 2):
            here, there = settled[one], settled[two]
            gain = _distance(targets[one], here) + _distance(targets[two], there) - _distance(targets[one], there) - _distance(targets[two], here)
            if one[:2] != two[:2]:
                before = borders(one, here, two) + borders(two, there, one)
                gain += border_cost * (before - borders(one, there, two) - borders(two, here, one))
            if gain > 1e-9:  # noqa: PLR2004 - a swap must gain more than rounding
                settled[one], settled[two] = there, here
                holder[here], holder[there] = two, one
                improved = True
    return settled
