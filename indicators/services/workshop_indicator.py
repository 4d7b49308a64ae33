"""Changing, adding and ending the indicators of a draft, and taking an ending back."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from indicators.catalogue import IndicatorEntry, Reference
from indicators.models import ChangeAction, ChangedPart, Framework, Indicator, IndicatorKind, Provision, Right
from indicators.services.draft_mapping import Successors, successors_of, write_successors
from indicators.services.entries import TEXTS, indicator_entry
from indicators.services.workshop import lock_draft, record, refuse_stale

CODE = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
# Words that stand in addresses where codes of indicators stand.
RESERVED = frozenset({"baru"})
NUMBERED = re.compile(r"(?P<stem>.+-)(?P<letter>[A-Z])(?P<number>[0-9]+)")
COLUMNS = (
    *("kind", *TEXTS, "is_own_authority", "answer_type", "rule", "level_labels", "weight", "may_be_not_applicable", "not_applicable_by"),
    *("evidence_valid_years", "usual_work_unit", "is_reconstruction"),
)
KIND_ORDER = {kind: position for position, kind in enumerate(IndicatorKind.values)}


@dataclass(frozen=True, slots=True)
class Predecessor:
    """An indicator of the framework before that one of the draft follows."""

    code: str
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class IndicatorState:
    """All that the page of an indicator shows and changes."""

    entry: IndicatorEntry
    predecessors: tuple[Predecessor, ...]


def indicator_state(indicator: Indicator) -> IndicatorState:
    """An indicator as it is, with its legal bases and those before it by code (two queries)."""
    bases = sorted(indicator.provisions.values_list("code", flat=True))
    links = indicator.predecessor_links.order_by("predecessor__order", "predecessor__code")
    before = tuple(Predecessor(code, is_comparable) for code, is_comparable in links.values_list("predecessor__code", "is_comparable"))
    return IndicatorState(indicator_entry(indicator, bases), before)


def field_values(entry: IndicatorEntry) -> dict[str, Any]:
    """The fields of an indicator as they are remembered: legal bases by their codes, sorted."""
    return {name: getattr(entry, name) for name in COLUMNS} | {"bases": sorted(basis.code for basis in entry.bases)}


@transaction.atomic
def change_indicator(*, framework: Framework, code: str, state: IndicatorState, seen: str, by: Any) -> int:
    """Write an indicator and what it follows; returns how many of its own fields differ.

    Raises Refused, StaleDraftError, Indicator.DoesNotExist, and ValidationError when it cannot be held.
    """
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    indicator = draft.indicators.get(code=code)
    before = indicator_state(indicator)
    refuse_stale(before, seen)
    refuse_what_cannot_be_held(state.entry)
    old, new = field_values(before.entry), field_values(state.entry)
    changed = record(draft, by, ChangeAction.CHANGED, ChangedPart.INDICATOR, code, {name: (old[name], value) for name, value in new.items()})
    _write(indicator, state.entry, bases=old["bases"])
    _follow(draft, code, before.predecessors, state.predecessors, by)
    return changed


def refuse_what_cannot_be_held(entry: IndicatorEntry) -> None:
    """Raise ValidationError for what the table refuses; everything else may wait as a fault of the draft."""
    if entry.weight <= 0:
        raise ValidationError({"weight": _("The weight must be greater than 0.")})


def _write(indicator: Indicator, entry: IndicatorEntry, *, bases: Collection[str]) -> None:
    for name in COLUMNS:
        setattr(indicator, name, getattr(entry, name))
    indicator.save()
    wanted = sorted(basis.code for basis in entry.bases)
    if wanted != list(bases):
        indicator.provisions.set(Provision.objects.filter(code__in=wanted))


def _follow(draft: Framework, code: str, before: tuple[Predecessor, ...], after: tuple[Predecessor, ...], by: Any) -> None:
    """Say which indicators before the one called `code` follows; a figure that can be compared can be for all that follow it."""
    if before == after:
        return
    old, new = {row.code: row for row in before}, {row.code: row for row in after}
    rows = {row.code: row for row in Indicator.objects.filter(framework=draft.follows_id, code__in={*old, *new})}
    unknown = [name for name in new if name not in rows]
    if unknown:
        raise ValidationError({"predecessors": _("The framework before has no indicator “%(code)s”.") % {"code": unknown[0][:40]}})
    for name, row in rows.items():
        said = successors_of(draft, name)
        others = tuple(successor for successor in (said.codes if said else ()) if successor != code)
        note = said.note if said and said.codes else {}
        if name in new:
            kept = said.codes if said and code in said.codes else (*others, code)
            wanted: Successors | None = Successors(kept, new[name].is_comparable, note)
        else:
            wanted = replace(said, codes=others) if said and others else None
        if wanted != said:
            write_successors(draft=draft, predecessor=row, before=said, after=wanted, by=by)


@transaction.atomic
def add_indicator(*, framework: Framework, right: str, state: IndicatorState, by: Any) -> Indicator:
    """Put a new indicator into a right, behind the others of its kind; without a code it gets the next free one.

    Raises Refused, Right.DoesNotExist and ValidationError.
    """
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    place = draft.rights.get(code=right)
    code = state.entry.code or proposed_code(draft, place, state.entry.kind)
    entry = replace(state.entry, code=code)
    _check_code(draft, code)
    refuse_what_cannot_be_held(entry)
    indicator = _insert(draft, place, entry)
    record(draft, by, ChangeAction.ADDED, ChangedPart.INDICATOR, code, {})
    _follow(draft, code, (), state.predecessors, by)
    return indicator


def _check_code(draft: Framework, code: str) -> None:
    if not code:
        raise ValidationError({"code": _("Write a code: those of this right follow no pattern.")})
    if not CODE.fullmatch(code) or len(code) > Indicator._meta.get_field("code").max_length:  # type: ignore[operator]  # noqa: SLF001 - Django's documented way
        raise ValidationError({"code": _("Letters, digits and hyphens only.")})
    if code.lower() in RESERVED:
        raise ValidationError({"code": _("This word is taken by an address of the portal; choose another code.")})
    if draft.indicators.filter(code__iexact=code).exists():
        raise ValidationError({"code": _("There is an indicator with this code already.")})


def proposed_code(draft: Framework, right: Right, kind: str) -> str:
    """The next free code after the pattern of the right's codes, such as KS-H9; empty where they follow none (two queries).

    Codes of the framework before are not used again: they would seem to be the same indicator.
    """
    taken = set(draft.indicators.values_list("code", flat=True))
    if draft.follows_id:
        taken |= set(Indicator.objects.filter(framework=draft.follows_id).values_list("code", flat=True))
    own = [found for row in right.indicators.order_by("order") if (found := NUMBERED.fullmatch(row.code))]
    if not own or kind == IndicatorKind.ITEM:
        return ""
    stem, letter = own[0]["stem"], kind[0].upper()
    numbers = [int(found["number"]) for code in taken if (found := NUMBERED.fullmatch(code)) and (found["stem"], found["letter"]) == (stem, letter)]
    return f"{stem}{letter}{max(numbers, default=0) + 1}"


def _insert(draft: Framework, right: Right, entry: IndicatorEntry) -> Indicator:
    """Write the row behind the right's others of the same kind or an earlier one; the orders of the draft are dealt out anew."""
    rows = list(draft.indicators.select_related("right").order_by("right__order", "order", "pk"))
    position = 0
    for place, row in enumerate(rows, start=1):
        is_before = row.right.order < right.order or (row.right_id == right.pk and KIND_ORDER.get(row.kind, 0) <= KIND_ORDER.get(entry.kind, 0))
        position = place if is_before else position
    values: dict[str, Any] = {name: getattr(entry, name) for name in COLUMNS}
    fresh = Indicator.objects.create(framework=draft, right=right, code=entry.code, order=position + 1, **values)
    fresh.provisions.set(Provision.objects.filter(code__in=[basis.code for basis in entry.bases]))
    rows.insert(position, fresh)
    moved = [row for order, row in enumerate(rows, start=1) if row.order != order]
    for order, row in enumerate(rows, start=1):
        row.order = order
    Indicator.objects.bulk_update(moved, ["order"])
    return fresh


@transaction.atomic
def end_indicator(*, framework: Framework, code: str, reason: Mapping[str, str], by: Any) -> None:
    """Take an indicator out of the draft; those before that only it followed end, with the reason.

    An indicator that is new in the draft is simply removed and needs no reason. Raises Refused, Indicator.DoesNotExist
    and ValidationError.
    """
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    indicator = draft.indicators.get(code=code)
    before = indicator_state(indicator).predecessors
    rows = Indicator.objects.filter(framework=draft.follows_id, code__in=[row.code for row in before])
    if before:
        _check_reason(reason)
    record(draft, by, ChangeAction.ENDED, ChangedPart.INDICATOR, code, {"reason": ({}, dict(reason))} if any(reason.values()) else {})
    for row in rows:
        said = successors_of(draft, row.code)
        others = tuple(successor for successor in (said.codes if said else ()) if successor != code)
        wanted = replace(said, codes=others) if said and others else Successors((), False, dict(reason))
        write_successors(draft=draft, predecessor=row, before=said, after=wanted, by=by)
    indicator.delete()


def _check_reason(reason: Mapping[str, str]) -> None:
    missing = {f"reason_{language}": _("Say why it ends, in both languages.") for language in ("id", "en") if not reason.get(language, "").strip()}
    if missing:
        raise ValidationError(missing)


@transaction.atomic
def restore_indicator(*, framework: Framework, code: str, by: Any) -> Indicator:
    """Take back that an indicator of the framework before ends: it stands in the draft again as it was.

    Raises Refused, Indicator.DoesNotExist and ValidationError.
    """
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    predecessor = Indicator.objects.select_related("right").get(framework=draft.follows_id, code=code)
    said = successors_of(draft, code)
    if said and said.codes:
        raise ValidationError(_("“%(code)s” does not end: %(codes)s follows it.") % {"code": code, "codes": ", ".join(said.codes)})
    right = draft.rights.filter(code=predecessor.right.code).first()
    if right is None:
        raise ValidationError(_("The draft has no right “%(code)s” any more.") % {"code": predecessor.right.code})
    _check_code(draft, code)
    indicator = _insert(draft, right, indicator_state(predecessor).entry)
    record(draft, by, ChangeAction.ADDED, ChangedPart.INDICATOR, code, {})
    write_successors(draft=draft, predecessor=predecessor, before=said, after=Successors((code,), True, {}), by=by)
    return indicator


def references(entry_place: Any, codes: Collection[str]) -> tuple[Reference, ...]:
    """Legal bases of an entry by their codes."""
    return tuple(Reference(entry_place, code) for code in sorted(codes))
