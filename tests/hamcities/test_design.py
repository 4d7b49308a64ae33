"""The design: complete on its page, strict about inline code, readable in both themes."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from hamcities.design import COLOURS, COMPONENTS, EXAMPLES, TEMPLATES, specimens
from tools import certificate_art, vendor

CSS = settings.BASE_DIR / "static" / "css"
PAGES = sorted(TEMPLATES.rglob("*.html"))
INCLUDE = re.compile(r"{% include ['\"]([^'\"]+)['\"]")
ICON = re.compile(r"components/icon\.html['\"] with name=['\"]([^'\"]+)['\"]")
TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\b")
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)

# Text on its ground: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
INKS = ["ink", "ink-soft", "ink-faint", "link", "link-strong", "accent", "good", "warn", "bad", "info"]
INKS += ["verdict-fit", "verdict-needs-correction", "verdict-not-fit"]
TEXT_PAIRS = [(ink, ground) for ink in INKS for ground in ("paper", "surface")]
TEXT_PAIRS += [(ink, "sunken") for ink in ("ink", "ink-soft", "ink-faint", "link", "accent")]
TEXT_PAIRS += [("on-brand", "brand"), ("on-brand", "brand-strong"), ("surface", "bad")]
# Borders of fields, focus, shapes that say something: at least 3 to 1 (1.4.11).
SHAPE_PAIRS = [(shape, ground) for shape in ("line-strong", "focus", "hex-edge", "good", "warn", "bad", "info") for ground in ("paper", "surface")]
TINTED = {"badge-state": (9, "state-"), "root": (8, "root-")}


def source_of(page: Path) -> str:
    """A template without its comments."""
    return COMMENT.sub("", page.read_text())


def tokens(theme: str) -> dict[str, str]:
    """Colours of a theme; the dark one changes some of the light one's."""
    found = dict(TOKEN.findall((CSS / "tokens.css").read_text()))
    return found | dict(TOKEN.findall((CSS / "dark.css").read_text())) if theme == "dark" else found


def channels(colour: str) -> list[int]:
    """Red, green and blue of ``#rrggbb``."""
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def mixed(colour: str, ground: str, percent: int) -> str:
    """What ``color-mix(in srgb, colour percent%, ground)`` gives."""
    pairs = zip(channels(colour), channels(ground), strict=True)
    return "#" + "".join(f"{round((a * percent + b * (100 - percent)) / 100):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [value / 255 for value in channels(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def page(db: None) -> str:
    """The developers' page."""
    answer = Client().get("/desain/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_every_component_in_both_themes(page: str) -> None:
    names = {path.stem for path in COMPONENTS.glob("*.html")}
    examples = {path.stem for path in EXAMPLES.glob("*.html")}
    assert names <= examples, f"without an example: {sorted(names - examples)}"
    for name in names:
        article = page.partition(f'<article class="design-example" id="{name}">')[2].partition("</article>")[0]
        assert article.count('data-bs-theme="light"') == article.count('data-bs-theme="dark"') == 1
        assert f"components/{name}.html" in article


def test_every_component_says_what_it_takes() -> None:
    for component in COMPONENTS.glob("*.html"):
        assert component.read_text().startswith("{% comment %}"), component.name


def test_the_page_shows_every_colour(page: str) -> None:
    listed = " ".join(names for _title, names in COLOURS).split()
    assert set(listed) == set(tokens("light"))
    for name in listed:
        assert f"<code>--{name}</code>" in page


def test_the_dark_theme_has_every_colour_with_a_meaning() -> None:
    dark = dict(TOKEN.findall((CSS / "dark.css").read_text()))
    assert set(tokens("light")) == set(dark)


def test_ids_on_the_page_are_unique(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    allowed = {name for name in ids if name.startswith("error_")}
    twice = {name for name in ids if ids.count(name) > 1} - allowed
    assert not twice


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_enough_contrast(theme: str) -> None:
    colours = tokens(theme)
    weak = {(ink, ground): contrast(colours[ink], colours[ground]) for ink, ground in TEXT_PAIRS}
    assert not {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shapes_have_enough_contrast(theme: str) -> None:
    colours = tokens(theme)
    weak = {(shape, ground): contrast(colours[shape], colours[ground]) for shape, ground in SHAPE_PAIRS}
    assert not {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 3}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tinted_badges_have_enough_contrast(theme: str) -> None:
    colours = tokens(theme)
    weak = {}
    for percent, prefix in TINTED.values():
        for name in (name for name in colours if name.startswith(prefix)):
            weak[name] = contrast(colours[name], mixed(colours[name], colours["surface"], percent))
    assert not {name: round(ratio, 2) for name, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shapes_of_predicates_stand_out_on_paper(theme: str) -> None:
    colours = tokens(theme)
    rules = re.findall(
        r"\.pred--[a-z]+ \{ --tone: color-mix\(in srgb, var\(--(pred-[a-z]+)\) (\d+)%, var\(--ink\)\)", (CSS / "components.css").read_text()
    )
    assert {name for name, _percent in rules} == {"pred-cukup", "pred-mulai", "pred-kurang"}
    for name, percent in [*rules, ("pred-peduli", "100")]:
        tone = mixed(colours[name], colours["ink"], int(percent))
        assert contrast(tone, colours["paper"]) >= 3, name


def test_no_template_holds_inline_style_or_script() -> None:
    faults = []
    for page in PAGES:
        source = source_of(page)
        inline_script = re.search(r"<script(?![^>]*\bsrc=)[^>]*>", source)
        if (
            re.search(r"\sstyle\s*=", source)
            or re.search(r"\son[a-z]+\s*=\s*[\"']", source)
            or "<style" in source
            or inline_script
            or "hx-on" in source
        ):
            faults.append(str(page.relative_to(TEMPLATES)))
    assert not faults


def test_no_template_or_style_sheet_fetches_from_elsewhere() -> None:
    reaching = re.compile(r"""(?:src|href)=["']https?://[^"']+\.(?:js|css|woff2?|png|svg)["']|url\(["']?https?://""")
    sheets = [path for path in (settings.BASE_DIR / "static").rglob("*.css") if "vendor" not in path.parts]
    assert not [path.name for path in [*PAGES, *sheets] if reaching.search(path.read_text())]


def test_everything_included_exists() -> None:
    missing = {
        (str(page.relative_to(TEMPLATES)), name)
        for page in PAGES
        for name in INCLUDE.findall(page.read_text())
        if not (TEMPLATES / name.partition("#")[0]).exists()
    }
    assert not missing


def test_every_icon_used_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (settings.BASE_DIR / "static" / "vendor" / "icons.svg").read_text()))
    used = {(str(page.relative_to(TEMPLATES)), name) for page in PAGES for name in ICON.findall(page.read_text())}
    assert not {(page, name) for page, name in used if name not in drawn}


def test_every_token_used_is_defined() -> None:
    sheets = [path for path in (settings.BASE_DIR / "static").rglob("*.css") if "bootstrap" not in path.name]
    everything = "\n".join(path.read_text() for path in sheets)
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", everything))
    used = {name for name in re.findall(r"var\((--[a-z0-9-]+)\)", everything) if not name.startswith("--bs-")}
    assert not used - defined


def test_every_message_of_the_scripts_is_translated_in_a_template() -> None:
    scripts = "\n".join(path.read_text() for path in (settings.BASE_DIR / "static" / "js").glob("*.js"))
    wanted = {re.sub(r"([A-Z])", lambda found: "-" + found.group(1).lower(), name) for name in re.findall(r'phrase\("(\w+)"', scripts)}
    written = set(re.findall(r"data-([a-z-]+)=", (TEMPLATES / "partials" / "phrases.html").read_text()))
    assert wanted
    assert not wanted - written


def test_vendored_files_are_those_of_the_manifest() -> None:
    vendor.check()


def test_the_printed_artwork_is_what_the_tool_draws() -> None:
    for name, drawn in certificate_art.drawings().items():
        assert (certificate_art.FOLDER / name).read_text() == drawn


def test_specimens_are_drawn_for_both_themes_with_their_own_field_names() -> None:
    assert specimens("light")["form"].prefix != specimens("dark")["form"].prefix
