"""What became of the indicators of the framework before: one row for each of them, changed by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from indicators.bilingual import Bilingual
from indicators.models import ChangeAction, ChangedPart, Framework, Indicator, IndicatorLink
from indicators.services.workshop import lock_draft, record, refuse_stale


@dataclass(frozen=True, slots=True)
class Successors:
    """What follows an indicator before: none says that it ends, and then the note has to say why."""

    codes: tuple[str, ...]
    is_comparable: bool
    note: dict[str, str]


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A row of the mapping. `is_open`: nothing was said about the indicator yet."""

    code: str
    kind: str
    statement: Bilingual
    right: str
    right_title: Bilingual
    successors: Successors
    is_open: bool

    @property
    def relation(self) -> str:
        """How it goes on, as far as this row tells."""
        if self.is_open:
            return "open"
        return {0: "ends", 1: "continues"}.get(len(self.successors.codes), "splits")


def successors_of(draft: Framework, code: str) -> Successors | None:
    """What was said about an indicator before; None when nothing was (one query)."""
    return _gathered(draft, predecessor__code=code).get(code)


def _gathered(draft: Framework, **which: str) -> dict[str, Successors]:
    found: dict[str, Successors] = {}
    rows = IndicatorLink.objects.filter(framework=draft, **which).order_by("predecessor__order", "successor__order")
    for before, after, is_comparable, note in rows.values_list("predecessor__code", "successor__code", "is_comparable", "note"):
        earlier = found[before].codes if before in found else ()
        found[before] = Successors((*earlier, after) if after else earlier, is_comparable, dict(note))
    return found


def mapping_rows(draft: Framework) -> list[MappedRow]:
    """Every indicator of the framework before in order, with what follows it (two queries)."""
    said = _gathered(draft)
    before = Indicator.objects.filter(framework=draft.follows_id).select_related("right").order_by("right__order", "order")
    return [_row(indicator, said) for indicator in before]


def _row(indicator: Indicator, said: Mapping[str, Successors]) -> MappedRow:
    is_open = indicator.code not in said
    successors = said.get(indicator.code, Successors((), False, {}))
    return MappedRow(indicator.code, indicator.kind, indicator.statement, indicator.right.code, indicator.right.title, successors, is_open)


@transaction.atomic
def change_successors(*, framework: Framework, code: str, successors: Successors, seen: str, by: Any) -> None:
    """Say what follows an indicator of the framework before, or why it ends.

    Raises Refused, StaleDraftError, and ValidationError when a code is unknown or the reason of an end is missing.
    """
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    predecessor = Indicator.objects.get(framework=draft.follows_id, code=code)
    before = successors_of(draft, code)
    refuse_stale(before, seen)
    targets = dict(draft.indicators.filter(code__in=successors.codes).values_list("code", "pk"))
    _check(successors, targets)
    write_successors(draft=draft, predecessor=predecessor, before=before, after=successors, by=by)


def write_successors(*, draft: Framework, predecessor: Indicator, before: Successors | None, after: Successors | None, by: Any) -> None:
    """Write what follows an indicator before and remember it; `after` None takes back whatever was said.

    Inside the transaction of a service that holds the lock on the draft and has asked for the permission.
    """
    old, new = before or Successors((), False, {}), after or Successors((), False, {})
    changes = {
        "successors": (old.codes, new.codes),
        "is_comparable": (old.is_comparable, new.is_comparable),
        "note": (old.note, new.note),
    }
    record(draft, by, ChangeAction.CHANGED if before else ChangeAction.ADDED, ChangedPart.LINK, predecessor.code, changes)
    draft.links.filter(predecessor=predecessor).delete()
    if after is None:
        return
    targets = dict(draft.indicators.filter(code__in=new.codes).values_list("code", "pk"))
    IndicatorLink.objects.bulk_create(
        IndicatorLink(framework=draft, predecessor=predecessor, successor_id=target, is_comparable=new.is_comparable, note=new.note)
        for target in (*(targets[code] for code in new.codes), *(() if new.codes else (None,)))
    )


def _check(successors: Successors, known: Iterable[str]) -> None:
    unknown = [successor for successor in successors.codes if successor not in set(known)]
    if unknown:
        raise ValidationError({"successors": _("“%(code)s” is not an indicator of this draft.") % {"code": unknown[0]}})
    if not successors.codes and not successors.note.get("id"):
        raise ValidationError({"note_id": _("Say why the indicator ends.")})
    if not successors.codes and not successors.note.get("en"):
        raise ValidationError({"note_en": _("Say why the indicator ends, in English too.")})
