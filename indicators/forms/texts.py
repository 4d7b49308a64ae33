"""Texts in two languages as two fields of a form, ``title_id`` and ``title_en``."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

LANGUAGES: tuple[tuple[str, str | Promise], ...] = (("id", _("Indonesian")), ("en", _("English")))
LONGEST = 8000


def text_fields(name: str, label: str | Promise, *, rows: int = 1, help_text: Any = "", required: bool = False) -> dict[str, forms.CharField]:
    """The two fields of a text; one row makes it a line. The language is on the field, so that it is read aloud rightly."""
    found = {}
    for language, language_name in LANGUAGES:
        attributes = {"lang": language, "class": "form-control"}
        widget = forms.Textarea(attrs=attributes | {"rows": rows}) if rows > 1 else forms.TextInput(attrs=attributes)
        words = format_lazy("{}, {}", label, language_name)
        found[f"{name}_{language}"] = forms.CharField(label=words, required=required, max_length=LONGEST, widget=widget, help_text=help_text)
    return found


def text_initial(name: str, text: Mapping[str, str] | None) -> dict[str, str]:
    """What the two fields begin with."""
    return {f"{name}_{language}": (text or {}).get(language, "") for language, _label in LANGUAGES}


def typed_text(data: Mapping[str, Any], name: str, before: Mapping[str, str] | None = None) -> dict[str, str]:
    """The text typed, empty languages left out; what only lost its outer blanks or its kind of line break counts as `before`."""
    found = {}
    for language, _label in LANGUAGES:
        typed = str(data.get(f"{name}_{language}") or "").replace("\r\n", "\n").strip()
        kept = (before or {}).get(language, "")
        if typed:
            found[language] = kept if kept.replace("\r\n", "\n").strip() == typed else typed
    return found
