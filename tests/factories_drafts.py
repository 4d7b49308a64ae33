"""Drafts in the workshop: one that could be adopted, and the editor who works on it."""

from dataclasses import replace
from pathlib import Path

from accounts.models import Role, User
from indicators.models import Framework
from indicators.services.draft_settings import change_settings, settings_of
from indicators.services.drafts import draft_from
from indicators.services.entries import framework_entry
from indicators.services.load import shipped_frameworks
from indicators.services.workshop import digest
from tests.factories import person
from tests.factories_indicators import small_framework


def editor() -> User:
    """A framework editor."""
    return person(Role.FRAMEWORK_EDITOR, full_name="Sri Editor")


def small_draft(by: User, code: str = "rancangan") -> Framework:
    """A draft of the small framework without faults."""
    base = Framework.objects.filter(code="kecil").first() or small_framework()
    made = draft_from(base=base, code=code, title={"id": "Rancangan", "en": "Draft"}, by=by)
    before = settings_of(framework_entry(made))
    settings = replace(before, summary={"id": "Ringkasan baru", "en": "New summary"})
    return change_settings(framework=made, settings=settings, seen=digest(before), by=by)


def shipped(stem: str) -> Path:
    """The shipped file of a framework."""
    return next(path for path in shipped_frameworks() if path.stem == stem)
