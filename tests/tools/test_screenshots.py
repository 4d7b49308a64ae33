"""The README's pictures: there, named, not too heavy; few colours without shifting the plain ones."""

import re
from pathlib import Path

from PIL import Image

from tools.screenshots import FOLDER, SHOTS, TOGETHER, few_colours

README = Path(__file__).resolve().parent.parent.parent / "README.md"


def test_every_picture_is_in_the_repository_and_shown() -> None:
    taken = {f"{shot.name}-{width}.png" for shot in SHOTS for width in shot.widths} | {"certificate-1280.png"}
    shown = set(re.findall(r"docs/screenshots/([\w-]+\.png)", README.read_text()))
    assert {path.name for path in FOLDER.glob("*.png")} == taken == shown


def test_every_picture_says_in_words_what_it_shows() -> None:
    pictures = re.findall(r"<img [^>]*docs/screenshots[^>]*>", README.read_text())
    assert pictures
    assert all(re.search(r'alt="[^"]{20,}"', picture) for picture in pictures)


def test_together_they_are_light_enough_for_a_repository() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < TOGETHER


def test_few_colours_keep_the_plain_grounds_as_they_are() -> None:
    image = Image.new("RGB", (64, 64), "#faf7ef")
    image.paste("#fffdf9", (0, 0, 64, 20))
    for row in range(12):
        for column in range(64):
            image.putpixel((column, 40 + row), (column * 4, row * 20, (column * row) % 256))
    drawn = few_colours(image)
    colours = drawn.getcolors(256)
    assert colours is not None
    assert len(colours) <= 256
    shown = drawn.convert("RGB")
    assert (shown.getpixel((5, 30)), shown.getpixel((5, 5))) == ((0xFA, 0xF7, 0xEF), (0xFF, 0xFD, 0xF9))
