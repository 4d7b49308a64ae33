"""Changing what a draft says as a whole: its words, how it adds up, predicates and gates."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.access import require
from indicators.catalogue import BandEntry, FrameworkEntry, GateEntry
from indicators.models import ChangeAction, ChangedPart, Framework, Gate, PredicateBand
from indicators.services.entries import framework_entry
from indicators.services.workshop import lock_draft, plain, record, refuse_stale

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the page of the settings shows and changes."""

    title: Text
    summary: Text
    note: Text
    is_reference: bool
    components: dict[str, Decimal]
    addition_code: str
    addition_title: Text
    addition_maximum: Decimal
    cap: Decimal
    minimum_per_right: Decimal | None
    predicates: tuple[BandEntry, ...]
    gates: tuple[GateEntry, ...]


COLUMNS = tuple(field.name for field in fields(Settings) if field.name not in {"predicates", "gates"})


def settings_of(entry: FrameworkEntry) -> Settings:
    """The settings of a framework."""
    return Settings(**{field.name: getattr(entry, field.name) for field in fields(Settings)})


@transaction.atomic
def change_settings(*, framework: Framework, settings: Settings, seen: str, by: Any) -> Framework:
    """Write the settings and what changed in them. Rows of predicates and gates are found by their code.

    `seen` is the digest of the settings the form was opened with. Raises Refused, StaleDraftError.
    """
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    before = settings_of(framework_entry(draft))
    refuse_stale(before, seen)
    changes = {name: (getattr(before, name), getattr(settings, name)) for name in COLUMNS}
    record(draft, by, ChangeAction.CHANGED, ChangedPart.FRAMEWORK, "", changes)
    for name in COLUMNS:
        value = getattr(settings, name)
        setattr(draft, name, plain(value) if name == "components" else value)
    draft.save(update_fields=COLUMNS)
    _write_predicates(draft, before.predicates, settings.predicates, by)
    _write_gates(draft, before.gates, settings.gates, by)
    return draft


def _write_predicates(draft: Framework, before: Iterable[BandEntry], after: Iterable[BandEntry], by: Any) -> None:
    if _record_rows(draft, ChangedPart.PREDICATE, before, after, by):
        # Two predicates may exchange where they begin: written one by one, both would stand there for a moment.
        draft.predicate_bands.all().delete()
        PredicateBand.objects.bulk_create(
            PredicateBand(framework=draft, code=row.code, title=row.title, minimum=row.minimum, is_awarded=row.is_awarded) for row in after
        )


def _write_gates(draft: Framework, before: Iterable[GateEntry], after: Iterable[GateEntry], by: Any) -> None:
    if _record_rows(draft, ChangedPart.GATE, before, after, by):
        draft.gates.all().delete()
        Gate.objects.bulk_create(Gate(framework=draft, code=row.code, title=row.title, text=row.text, effect=row.effect) for row in after)


def _record_rows(draft: Framework, part: ChangedPart, before: Iterable[Any], after: Iterable[Any], by: Any) -> int:
    """Write the history of rows added, changed and ended; return how many lines that took."""
    old, new = ({row.code: _row(row) for row in rows} for rows in (before, after))
    lines = 0
    for code, values in new.items():
        if code in old:
            lines += record(draft, by, ChangeAction.CHANGED, part, code, {name: (old[code][name], value) for name, value in values.items()})
        else:
            lines += record(draft, by, ChangeAction.ADDED, part, code, {name: (None, value) for name, value in values.items()})
    for code, values in old.items():
        if code not in new:
            lines += record(draft, by, ChangeAction.ENDED, part, code, {name: (value, None) for name, value in values.items()})
    return lines


def _row(entry: Any) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry) if field.name not in {"code", "place"}}
