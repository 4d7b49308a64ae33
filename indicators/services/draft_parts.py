"""Changing the criteria and rights of a draft, and the order of the indicators in a right."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import require
from indicators.models import ChangeAction, ChangedPart, Criterion, Framework, Indicator, Provision, Right
from indicators.services.workshop import StaleDraftError, lock_draft, record, refuse_stale

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """What the page of a criterion shows and changes."""

    title: Text
    weight: Decimal


@dataclass(frozen=True, slots=True)
class RightWords:
    """What the page of a right shows and changes; legal bases by their codes."""

    title: Text
    summary: Text
    group: str
    icon: str
    bases: tuple[str, ...]


def criterion_words(criterion: Criterion) -> CriterionWords:
    """A criterion as it is."""
    return CriterionWords(dict(criterion.title), Decimal(criterion.weight))


def right_words(right: Right) -> RightWords:
    """A right as it is (one query)."""
    bases = tuple(sorted(right.provisions.values_list("code", flat=True)))
    return RightWords(dict(right.title), dict(right.summary), right.group, right.icon, bases)


@transaction.atomic
def change_criterion(*, framework: Framework, code: str, words: CriterionWords, seen: str, by: Any) -> Criterion:
    """Change a criterion's title and weight. Raises Refused, StaleDraftError."""
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    criterion = _found(draft.criteria.all(), code)
    before = criterion_words(criterion)
    refuse_stale(before, seen)
    record(draft, by, ChangeAction.CHANGED, ChangedPart.CRITERION, code, _changes(before, words, ("title", "weight")))
    criterion.title, criterion.weight = words.title, words.weight
    criterion.save(update_fields=["title", "weight"])
    return criterion


@transaction.atomic
def change_right(*, framework: Framework, code: str, words: RightWords, seen: str, by: Any) -> Right:
    """Change a right's words, group, icon and legal bases. Raises Refused, StaleDraftError."""
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    right = _found(draft.rights.all(), code)
    before = right_words(right)
    refuse_stale(before, seen)
    names = ("title", "summary", "group", "icon", "bases")
    record(draft, by, ChangeAction.CHANGED, ChangedPart.RIGHT, code, _changes(before, words, names))
    right.title, right.summary, right.group, right.icon = words.title, words.summary, words.group, words.icon
    right.save(update_fields=["title", "summary", "group", "icon"])
    if before.bases != words.bases:
        right.provisions.set(Provision.objects.filter(code__in=words.bases))
    return right


def _found(parts: QuerySet[Any], code: str) -> Any:
    """The part with this code; one that is gone was taken away since the form was opened."""
    part = parts.filter(code=code).first()
    if part is None:
        raise StaleDraftError
    return part


def _changes(before: Any, after: Any, names: Sequence[str]) -> dict[str, tuple[Any, Any]]:
    return {name: (getattr(before, name), getattr(after, name)) for name in names}


@transaction.atomic
def move_indicator(*, framework: Framework, code: str, direction: Literal["up", "down"], by: Any) -> bool:
    """Let an indicator change places with its neighbour in the right; False when there is none. Raises Refused, StaleDraftError."""
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    moved = _found(draft.indicators.all(), code)
    row = list(Indicator.objects.filter(right_id=moved.right_id).order_by("order", "pk"))
    place = row.index(moved)
    target = place + (1 if direction == "down" else -1)
    if not 0 <= target < len(row):
        return False
    # Orders are dealt out anew in the right: two that were equal could not change places.
    orders = sorted(indicator.order for indicator in row)
    if len(set(orders)) < len(orders):
        orders = list(range(orders[0], orders[0] + len(orders)))
    row[place], row[target] = row[target], row[place]
    for indicator, order in zip(row, orders, strict=True):
        indicator.order = order
    Indicator.objects.bulk_update(row, ["order"])
    record(draft, by, ChangeAction.CHANGED, ChangedPart.INDICATOR, code, {"order": (place + 1, target + 1)})
    return True
