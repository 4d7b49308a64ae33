"""Texts of a framework in Indonesian and English, in one column."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Bilingual(dict[str, str]):
    """Mapping with the keys ``id`` and ``en`` that prints itself in the reader's language."""

    def __str__(self) -> str:
        language = (get_language() or "id")[:2]
        return self.get(language) or self.get("id") or self.get("en") or ""

    def __bool__(self) -> bool:
        return any(self.values())

    @property
    def indonesian(self) -> str:
        """The Indonesian text, the authoritative one."""
        return self.get("id", "")

    @property
    def english(self) -> str:
        """The English text."""
        return self.get("en", "")


def _check(value: Any) -> None:
    if not isinstance(value, dict) or set(value) - {"id", "en"} or not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_("A bilingual text holds the keys “id” and “en”."))


class BilingualField(models.JSONField):
    """JSON column ``{"id": …, "en": …}`` read as `Bilingual`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Bilingual)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, _check]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Bilingual | None:
        """Wrap what the database holds."""
        loaded = super().from_db_value(value, expression, connection)
        return None if loaded is None else Bilingual(loaded)

    def to_python(self, value: Any) -> Any:
        """Wrap plain dictionaries."""
        return Bilingual(value) if isinstance(value, dict) else super().to_python(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """JSON in the administration's forms."""
        return super().formfield(**kwargs)
