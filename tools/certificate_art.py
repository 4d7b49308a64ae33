"""Draw the artwork of the printed pages: ``python tools/certificate_art.py`` writes ``static/pdf/*.svg``.

The certificate: a border of kawung (batik) on indigo between gold lines, a row of tumpal (songket) pointing inwards, a guilloche
behind the words, the mark above them and a hexagon seal below. The kawung is one tile of a pattern and all
lines of a colour are one path: the press draws this page 514 times and every path costs. The receipt gets the mark and a band of kawung at its head.
"""

import math
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "pdf"
WIDTH, HEIGHT = 297.0, 210.0
# 14 tiles fit into the difference of the sides, so that the border closes at every corner.
TILE = (WIDTH - HEIGHT) / 14
MARGIN = (HEIGHT - 31 * TILE) / 2
DEPTH = 2 * TILE
INNER = MARGIN + DEPTH
INK, GOLD, CREAM, RED = "#1c2541", "#b08d3c", "#f1e3bd", "#8c2f39"

Point = tuple[float, float]


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _path(points: list[Point], *, close: bool = True) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + ("Z" if close else "")


def _petal(centre: Point, angle: float, near: float, far: float, half: float) -> str:
    """A petal on the ray at `angle`, from `near` to `far` of the centre, `half` wide to each side."""
    ux, uy = math.cos(angle), math.sin(angle)

    def at(along: float, across: float) -> str:
        return f"{_n(centre[0] + ux * along - uy * across)} {_n(centre[1] + uy * along + ux * across)}"

    swell = half * 4 / 3
    third = (far - near) / 3
    out = f"M{at(near, 0)}C{at(near + third, swell)} {at(far - third, swell)} {at(far, 0)}"
    return f"{out}C{at(far - third, -swell)} {at(near + third, -swell)} {at(near, 0)}"


def _flower(centre: Point, near: float, far: float, half: float) -> str:
    return "".join(_petal(centre, quarter * math.pi / 2, near, far, half) for quarter in range(4))


def _hexagon(centre: Point, radius: float) -> list[Point]:
    return [(centre[0] + radius * math.sin(turn * math.pi / 3), centre[1] - radius * math.cos(turn * math.pi / 3)) for turn in range(6)]


def _diamond(centre: Point, radius: float) -> str:
    x, y = centre
    return _path([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)])


def kawung_tile() -> str:
    """One flower, its seeds, and a diamond where four flowers meet."""
    half = TILE / 2
    middle = (half, half)
    seeds = "".join(_petal(middle, quarter * math.pi / 2, half * 0.4, half * 0.78, half * 0.06) for quarter in range(4))
    corners = "".join(_diamond((x, y), half * 0.3) for x in (0, TILE) for y in (0, TILE))
    return (
        f'<path fill="{CREAM}" d="{_flower(middle, half * 0.12, half * 0.98, half * 0.34)}"/>'
        f'<path fill="{INK}" d="{seeds}"/><path fill="{GOLD}" d="{corners}{_diamond(middle, half * 0.12)}"/>'
    )


def tumpal(base: float, height: float, step: float) -> str:
    """Slender triangles along the four sides, standing on the rectangle `base` from the edge."""
    shapes = []
    across, down = WIDTH - 2 * base, HEIGHT - 2 * base
    for length, place in (
        (across, lambda t, r: (base + t, base + r)),
        (across, lambda t, r: (base + t, HEIGHT - base - r)),
        (down, lambda t, r: (base + r, base + t)),
        (down, lambda t, r: (WIDTH - base - r, base + t)),
    ):
        free = length - 2 * (height + step)
        count = round(free / step)
        wide = free / count
        start = height + step
        feet = [start + n * wide for n in range(count)]
        shapes += [_path([place(foot, 0), place(foot + wide / 2, height), place(foot + wide, 0)]) for foot in feet]
    return "".join(shapes)


def guilloche(centre: Point, radius: float, swing: float, lobes: int, turns: int) -> str:
    """`turns` waves around a circle, each shifted a little: they weave a ring."""
    rings = []
    steps = lobes * 2
    for turn in range(turns):
        shift = 2 * math.pi * turn / turns

        def at(angle: float, shift: float = shift) -> tuple[float, float, float, float]:
            reach = radius + swing * math.sin(lobes * angle + shift)
            slope = swing * lobes * math.cos(lobes * angle + shift)
            c, s = math.cos(angle), math.sin(angle)
            return centre[0] + reach * c, centre[1] + reach * s, slope * c - reach * s, slope * s + reach * c

        # From crest to trough, where a single curve follows the wave well.
        span = 2 * math.pi / steps
        crest = (math.pi / 2 - shift) / lobes
        x, y, dx, dy = at(crest)
        parts = [f"M{_n(x)} {_n(y)}"]
        for step in range(1, steps + 1):
            x2, y2, dx2, dy2 = at(crest + step * span)
            third = span / 3
            parts.append(f"C{_n(x + dx * third)} {_n(y + dy * third)} {_n(x2 - dx2 * third)} {_n(y2 - dy2 * third)} {_n(x2)} {_n(y2)}")
            x, y, dx, dy = x2, y2, dx2, dy2
        rings.append("".join(parts) + "Z")
    return "".join(rings)


def _frame(inset: float, width: float, colour: str) -> str:
    box = f'x="{_n(inset)}" y="{_n(inset)}" width="{_n(WIDTH - 2 * inset)}" height="{_n(HEIGHT - 2 * inset)}"'
    return f'<rect {box} fill="none" stroke="{colour}" stroke-width="{width}"/>'


def border() -> str:
    """The indigo band with its kawung, its lines and its corners."""
    outer = _path([(MARGIN, MARGIN), (WIDTH - MARGIN, MARGIN), (WIDTH - MARGIN, HEIGHT - MARGIN), (MARGIN, HEIGHT - MARGIN)])
    inner = _path([(INNER, INNER), (INNER, HEIGHT - INNER), (WIDTH - INNER, HEIGHT - INNER), (WIDTH - INNER, INNER)])
    half = DEPTH / 2
    centres = [(x, y) for x in (MARGIN + half, WIDTH - MARGIN - half) for y in (MARGIN + half, HEIGHT - MARGIN - half)]
    squares = "".join(_path([(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]) for x, y in centres)
    return (
        f'<path fill="{INK}" d="{outer}{inner}"/><path fill="url(#kawung)" d="{outer}{inner}"/><path fill="{INK}" d="{squares}"/>'
        f'<path fill="none" stroke="{GOLD}" stroke-width="0.35" d="{squares}{"".join(_path(_hexagon(c, half * 0.86)) for c in centres)}"/>'
        f'<path fill="{CREAM}" d="{"".join(_flower(c, half * 0.1, half * 0.66, half * 0.22) for c in centres)}"/>'
        f'<path fill="{GOLD}" d="{"".join(_diamond(c, half * 0.14) for c in centres)}"/>'
        + _frame(MARGIN - 1.3, 0.3, GOLD)
        + _frame(MARGIN, 0.7, GOLD)
        + _frame(INNER, 0.7, GOLD)
        + f'<path fill="{GOLD}" d="{tumpal(INNER + 0.35, 4.2, 2.6)}"/>'
        + _frame(INNER + 6.2, 0.18, INK)
    )


def mark(centre: Point, radius: float) -> str:
    """The portal's mark."""
    return (
        f'<path fill="{INK}" d="{_path(_hexagon(centre, radius))}"/>'
        f'<path fill="#fffdf8" d="{_flower(centre, radius * 0.09, radius * 0.74, radius * 0.26)}"/>'
        f'<path fill="#c2603f" d="{_diamond(centre, radius * 0.15)}"/>'
    )


def seal(centre: Point, radius: float) -> str:
    """Hexagon seal: a woven ring around the kawung."""
    hexagons = "".join(_path(_hexagon(centre, radius * part)) for part in (1, 0.95))
    return (
        f'<path fill="#fffdf8" stroke="{GOLD}" stroke-width="0.35" d="{hexagons}"/>'
        f'<path fill="none" stroke="{GOLD}" stroke-width="0.16" d="{guilloche(centre, radius * 0.64, radius * 0.15, 18, 3)}"/>'
        f'<path fill="{GOLD}" d="{_flower(centre, radius * 0.05, radius * 0.44, radius * 0.15)}"/>'
        f'<path fill="{RED}" d="{_diamond(centre, radius * 0.09)}"/>'
    )


def _svg(width: float, height: float, content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}">{content}</svg>\n'


def _kawung() -> str:
    tile = f'<pattern id="kawung" patternUnits="userSpaceOnUse" width="{TILE:.4f}" height="{TILE:.4f}">{kawung_tile()}</pattern>'
    return f"<defs>{tile}</defs>"


def certificate() -> str:
    """The whole page, landscape A4."""
    middle = (WIDTH / 2, 96.0)
    weave = guilloche(middle, 52, 9, 24, 4) + guilloche(middle, 36, 6, 18, 3)
    lines = f'<path fill="none" stroke="#e9dcba" stroke-width="0.17" d="{weave}"/>'
    return _svg(WIDTH, HEIGHT, f"{_kawung()}{lines}{border()}{mark((WIDTH / 2, 37.3), 7)}{seal((WIDTH / 2, 162), 14)}")


def receipt_band() -> str:
    """The head of the receipt, as wide as the paper."""
    band = _path([(0, 0), (HEIGHT, 0), (HEIGHT, TILE), (0, TILE)])
    line = f'<path fill="{GOLD}" d="{_path([(0, TILE + 0.6), (HEIGHT, TILE + 0.6), (HEIGHT, TILE + 1.1), (0, TILE + 1.1)])}"/>'
    return _svg(HEIGHT, 12, f'{_kawung()}<path fill="{INK}" d="{band}"/><path fill="url(#kawung)" d="{band}"/>{line}')


def drawings() -> dict[str, str]:
    """All files and what is in them."""
    return {"certificate.svg": certificate(), "receipt.svg": receipt_band(), "mark.svg": _svg(22, 25, mark((11, 12.5), 12.4))}


if __name__ == "__main__":
    for name, drawn in drawings().items():
        (FOLDER / name).write_text(drawn)
