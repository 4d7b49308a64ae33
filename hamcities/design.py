"""The living page of the design: every token and component in one place, for developers.

Each file of ``templates/design/examples/`` is shown twice: drawn, and as the source that draws it. An example
named like a component documents it with the comment at the top of the component's own file.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import public

TEMPLATES = settings.BASE_DIR / "templates"
COMPONENTS = TEMPLATES / "components"
EXAMPLES = TEMPLATES / "design" / "examples"
COMMENT = re.compile(r"{% comment %}\n(.*?){% endcomment %}", re.DOTALL)

COLOURS = (
    (_("Ground, line, ink"), "paper surface sunken line line-strong ink ink-soft ink-faint"),
    (_("Voice"), "brand brand-strong on-brand link link-strong accent gold focus mark-ground mark-petals mark-heart"),
    (_("Judgement"), "good warn bad info"),
    (_("Predicates"), "pred-peduli pred-cukup pred-mulai pred-kurang pred-belum-dinilai pred-none hex-line hex-edge"),
    (_("States"), "state-filling state-submitted state-returned state-forwarded state-reviewed state-published"),
    (_("Verdicts"), "verdict-fit verdict-needs-correction verdict-not-fit"),
    (_("Roots"), "root-duham root-treaty root-national root-spm root-sdg"),
)
SPACES = range(1, 9)
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Example:
    """A component or a pattern of classes: how it is described, written and drawn in each theme."""

    name: str
    is_component: bool
    about: str
    source: str
    drawn: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Phase:
    name: str
    starts_at: datetime
    ends_at: datetime

    def get_code_display(self) -> str:
        return self.name

    def is_open(self) -> bool:
        return self.starts_at <= timezone.now() < self.ends_at


LEVELS = (("0", _("Nothing yet")), ("1", _("A draft")), ("2", _("In force")))


class SpecimenForm(forms.Form):
    """One field of every kind, to look at."""

    name = forms.CharField(label=_("A line of text"), help_text=_("Help stands below and is read with the field."))
    note = forms.CharField(label=_("A longer text"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    amount = forms.IntegerField(label=_("A number"), min_value=0)
    day = forms.DateField(label=_("A day"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    kind = forms.ChoiceField(label=_("One of a list"), choices=[("", "–"), ("a", "Kabupaten"), ("b", "Kota")])
    level = forms.ChoiceField(label=_("One of a few"), choices=LEVELS, widget=forms.RadioSelect, required=False)
    agreed = forms.BooleanField(label=_("A statement to agree with"), required=False)
    file = forms.FileField(label=_("A file"), required=False)


def _phases() -> list[_Phase]:
    today = timezone.now()
    names = ("Pengisian", "Verifikasi Kanwil", "Perbaikan", "Penilaian", "Pleno")
    return [_Phase(name, today + timedelta(days=30 * n - 45), today + timedelta(days=30 * n - 15)) for n, name in enumerate(names)]


def _file(name: str, media_type: str, size: int) -> dict[str, Any]:
    return {
        "original_name": name,
        "media_type": media_type,
        "size": size,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015" * 2,
        "uploaded_at": timezone.now(),
    }


def specimens(theme: str) -> dict[str, Any]:
    """What the examples draw: invented, and the same on every visit but for the dates."""
    versions = [
        {"title": "Yang tersimpan", "note": "Sri Wahyuni, 10.42 WIB", "rows": [("Jawaban", "Ya", True), ("Catatan", "Perda 3/2024", False)]},
        {"title": "Yang Anda ketik", "note": "belum tersimpan", "rows": [("Jawaban", "Tidak", True), ("Catatan", "Perda 3/2024", False)]},
    ]
    steps = [
        ("Pengisian", "done", "114 dari 120 jawaban"),
        ("Verifikasi Kanwil", "problem", "3 perlu perbaikan"),
        ("Penilaian", "current", ""),
        ("Pleno", "todo", ""),
    ]
    return {
        "predicates": ("peduli", "cukup", "mulai", "kurang", "belum-dinilai", "none"),
        "states": ("filling", "submitted", "returned", "forwarded", "reviewed", "published", "draft", "open", "queued", "running", "done", "failed"),
        "verdicts": ("fit", "needs_correction", "not_fit", "accepted", "adjusted", "unsupported", ""),
        "roots": ("duham", "treaty", "national", "spm", "sdg"),
        "kinds": ("struktur", "proses", "hasil", "item"),
        "alerts": ("info", "success", "warning", "danger"),
        "callouts": ("info", "good", "warn", "bad", "law"),
        "crumbs": [("Beranda", "/"), ("Daerah", "/daerah/"), ("Kabupaten Contoh", "")],
        "items": [{"label": label, "state": state, "detail": detail} for label, state, detail in steps],
        "phases": _phases(),
        "file": _file("Perda-3-2024-KTR.pdf", "application/pdf", 1_468_006),
        "photo": _file("ruang-laktasi.jpg", "image/jpeg", 734_003),
        "page": Paginator(range(100), 20).page(2),
        "stored": versions[0],
        "mine": versions[1],
        "earned": Decimal("78.125"),
        "form": SpecimenForm(prefix=theme),
        "faulty": SpecimenForm({}, prefix=f"{theme}-salah"),
        "theme": theme,
    }


def _about(name: str, source: str) -> str:
    component = COMPONENTS / f"{name}.html"
    found = COMMENT.search(component.read_text() if component.exists() else source)
    return found.group(1).strip() if found else ""


def read_examples(request: HttpRequest) -> list[Example]:
    """All examples, components first, drawn in both themes."""
    found = []
    for path in sorted(EXAMPLES.glob("*.html")):
        source = path.read_text()
        drawn = tuple((theme, render_to_string(f"design/examples/{path.name}", specimens(theme), request)) for theme in THEMES)
        shown = COMMENT.sub("", source).strip()
        found.append(Example(path.stem, (COMPONENTS / path.name).exists(), _about(path.stem, source), shown, drawn))
    return sorted(found, key=lambda example: not example.is_component)


@public
def design_page(request: HttpRequest) -> HttpResponse:
    """Show the tokens, the components and the patterns."""
    colours = [(title, names.split()) for title, names in COLOURS]
    context = {"examples": read_examples(request), "colours": colours, "spaces": SPACES, "themes": THEMES}
    return render(request, "design/index.html", context)
