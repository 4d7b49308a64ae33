"""What every page must be, on a phone and on a desk, by day and by night."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE

AXE = Axe().axe_script
LARGEST_PAGE = 200_000
STANDARDS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
# Each theme and each width is looked at with every rule; what depends on both is contrast alone.
LOOKS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("light", DESK, STANDARDS),
    ("dark", DESK, CONTRAST),
    ("dark", PHONE, STANDARDS),
    ("light", PHONE, CONTRAST),
)
# The sheet of the other theme is put on a moment after the device has changed its mind.
THEME_IS_ON = """async (dark) => {
  const light = () => getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) > 382;
  while (light() === dark) await new Promise(requestAnimationFrame);
  do await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  while (document.getAnimations().some((animation) => animation instanceof CSSTransition));
}"""
MEASURES = """() => ({
  language: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  title: document.title,
  size: document.scrollingElement.scrollWidth - window.innerWidth,
  wide: [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 3).map((element) => `${element.tagName}.${element.className.baseVal ?? element.className}`),
})"""


def press(name: str) -> Any:
    """Press the form's button of that name."""
    return lambda page: page.locator(f"button[name={name}]").click()


def press_main(page: Page) -> None:
    """Press the one button of the page's form."""
    page.locator("main form[method=post] button:not([name])").first.click()


@dataclass(slots=True)
class Inspection:
    """Walks through pages with one browser and collects all that is wrong with them."""

    page: Page
    language: str = "id"
    faults: list[str] = field(default_factory=list)
    seen: int = 0

    def visit(self, address: str, *, status: int = 200, act: Callable[[Page], Any] | None = None) -> None:
        """Open an address, do something there if asked, and look at what came."""
        answer = self.page.goto(address)
        if act is not None:
            with self.page.expect_navigation() as loading:
                act(self.page)
            answer = loading.value
        assert answer is not None
        if answer.status != status:
            self.faults.append(f"{address}: answered {answer.status}, not {status}")
        if len(answer.body()) > LARGEST_PAGE:
            self.faults.append(f"{address}: {len(answer.body())} bytes")
        self.look(address)

    def visit_opened(self, address: str) -> None:
        """A page, and all that is closed in it at first."""
        self.visit(address)
        self.page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
        self.look(f"{address} opened")

    def look(self, name: str) -> None:
        """Look at the page as it stands, in every look."""
        self.seen += 1
        for theme, size, rules in LOOKS:
            self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            self.page.set_viewport_size(size)
            self.page.evaluate(THEME_IS_ON, theme == "dark")
            where = f"{name} ({theme}, {size['width']})"
            self._measure(where)
            self._contradicts_rules(where, rules)

    def _measure(self, where: str) -> None:
        found = self.page.evaluate(MEASURES)
        if found["language"] != self.language:
            self.faults.append(f"{where}: lang={found['language']!r}")
        if found["headings"] != 1:
            self.faults.append(f"{where}: {found['headings']} headings of the first level")
        if not found["title"].strip(" ·").removesuffix("KKP HAM").strip(" ·"):
            self.faults.append(f"{where}: no title of its own")
        if found["size"] > 0:
            self.faults.append(f"{where}: {found['size']} pixels too wide: {found['wide']}")

    def _contradicts_rules(self, where: str, rules: dict[str, Any]) -> None:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        violations = self.page.evaluate(
            "(options) => axe.run(options).then((found) => found.violations)", {"runOnly": rules, "resultTypes": ["violations"]}
        )
        for violation in violations:
            for node in violation["nodes"][:3]:
                self.faults.append(f"{where}: {violation['id']}: {node['target']} {node['failureSummary']}")

    def close(self) -> None:
        """Nothing may be wrong with anything that was looked at."""
        assert self.seen
        assert not self.faults, "\n".join(self.faults)
