"""The rules of the assessment so far, restated from public sources (domain.md, section 2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.models import Framework, FrameworkState


@dataclass(frozen=True, slots=True)
class Era:
    """A rule and the award years it was used for; `url` leads to its framework where the portal has it."""

    rule: str | Promise
    years: str
    content: str | Promise
    scoring: str | Promise
    url: str = ""


ERAS: tuple[tuple[str, Era], ...] = (
    (
        "permenkumham-22-2021",
        Era(
            "Permenkumham 22/2021",
            "2022–2024",
            _("Two groups, eleven rights in ten criteria, 120 indicators"),
            _("Struktur, proses and hasil; Peduli HAM from 75"),
        ),
    ),
    ("", Era(_("No assessment"), "2021", _("Cancelled because of the pandemic"), "–")),
    (
        "permenkumham-34-2016",
        Era(
            "Permenkumham 34/2016",
            "2017–2020",
            _("Seven rights, 83 indicators"),
            _("Struktur 10, proses 30, hasil 60 a right; Aksi HAM added"),
        ),
    ),
    (
        "permenkumham-25-2013",
        Era(
            "Permenkumham 25/2013",
            "2014–2016",
            _("Five groups of rights, 17 items"),
            _("10, 8, 6, 4, 2 or 0 points by bands; percent of the most possible"),
        ),
    ),
)


def eras() -> list[Era]:
    """The rules, newest first, with links to the frameworks in the portal (one query)."""
    present = set(Framework.objects.filter(state=FrameworkState.ADOPTED).values_list("code", flat=True))
    return [
        Era(era.rule, era.years, era.content, era.scoring, reverse("indicators:framework", args=[code]) if code in present else "")
        for code, era in ERAS
    ]


def newest_first(frameworks: Iterable[Framework]) -> list[Framework]:
    """Frameworks with the newest first: what follows another stands before it; else the one with the later code."""
    by_pk = {framework.pk: framework for framework in frameworks}

    def steps(framework: Framework) -> int:
        """How many of the others it comes from, one after the other."""
        count, current = 0, framework
        while current.follows_id in by_pk and count < len(by_pk):
            count, current = count + 1, by_pk[current.follows_id]
        return count

    ordered = sorted(by_pk.values(), key=lambda framework: framework.code, reverse=True)
    return sorted(ordered, key=steps, reverse=True)
