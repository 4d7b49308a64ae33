"""Beginning a draft from an adopted framework, and giving one up."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.access import require
from indicators.catalogue import FrameworkEntry, LinkEntry
from indicators.models import ChangeAction, ChangedPart, Framework, FrameworkState
from indicators.services.entries import framework_entry, place_of
from indicators.services.store import LoadReport, store_framework
from indicators.services.workshop import lock_draft, record

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@transaction.atomic
def draft_from(*, base: Framework, code: str, title: Mapping[str, str], by: Any) -> Framework:
    """Copy an adopted framework into a draft that follows it: all parts with their legal bases, every indicator continuing its own.

    Raises Refused, and ValidationError when the base is not adopted or the code cannot be used.
    """
    require(by, "indicators.begin_draft")
    if not base.is_adopted:
        raise ValidationError({"base": _("Only an adopted framework can be the beginning of a draft.")})
    if not CODE.fullmatch(code):
        raise ValidationError({"code": _("Use small letters, digits and hyphens, such as permenham-1-2027.")})
    if Framework.objects.filter(code__iexact=code).exists():
        raise ValidationError({"code": _("There is a framework with this code already.")})
    framework = store_framework(entry=_copy(framework_entry(base), code, title), report=LoadReport())
    record(framework, by, ChangeAction.DRAFTED, ChangedPart.FRAMEWORK, "", {"follows": (None, base.code)})
    return framework


def _copy(entry: FrameworkEntry, code: str, title: Mapping[str, str]) -> FrameworkEntry:
    """The entry of a draft that differs from the framework before in nothing yet but its name."""
    return replace(
        entry,
        code=code,
        title=dict(title),
        regulation="",
        regulation_date=None,
        state=FrameworkState.DRAFT.value,
        follows=entry.code,
        links=tuple(LinkEntry(place_of("link", row.code), row.code, (row.code,), True, {}) for row in entry.indicators),
    )


@transaction.atomic
def discard_draft(*, framework: Framework, by: Any) -> None:
    """Remove a draft with its history and its comments.

    Raises Refused, and ValidationError when something else rests on the draft.
    """
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    try:
        draft.delete()
    except ProtectedError as error:
        raise ValidationError(_("Something else still rests on this draft, so it cannot be discarded.")) from error
