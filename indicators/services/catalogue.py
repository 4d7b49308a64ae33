"""Words of a framework for pages of other floors."""

from indicators.bilingual import Bilingual
from indicators.models import Framework

UNASSESSED = "belum-dinilai"
UNASSESSED_TITLE = Bilingual({"id": "Belum dinilai", "en": "Not assessed"})


def framework_by_code(code: str) -> Framework | None:
    """The framework with this code, or None when the portal does not have it."""
    return Framework.objects.filter(code=code).first() if code else None


def predicate_titles(framework: Framework) -> dict[str, Bilingual]:
    """Titles of the framework's predicates by code, best first, the not assessed last."""
    titles = {band.code: band.title for band in framework.predicate_bands.all()}
    return titles | {UNASSESSED: UNASSESSED_TITLE}
