"""What all work on a draft shares: the lock, and the memory of who changed what."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import Refused
from indicators.catalogue import Place
from indicators.models import ChangeAction, ChangedPart, Framework, FrameworkChange
from indicators.rules import IS_DRAFT
from indicators.scoring.rules import exact_text


class StaleDraftError(Exception):
    """Raised when somebody else changed a part since the form with it was opened; nothing was written."""


def digest(value: Any) -> str:
    """A fingerprint of what a form was opened with: an entry, or anything `plain` takes. Places in files do not count."""
    return hashlib.sha256(json.dumps(plain(value), sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def refuse_stale(current: Any, seen: str) -> None:
    """Raise StaleDraftError unless `current` is what the form was opened with."""
    if digest(current) != seen:
        raise StaleDraftError


def lock_draft(code: str | int) -> Framework:
    """The draft with this code or key, locked until the transaction ends.

    Raises Refused when it is adopted, or was discarded meanwhile.
    """
    key = {"pk": code} if isinstance(code, int) else {"code": code}
    framework = Framework.objects.select_for_update().filter(**key).first()
    if framework is None:
        raise Refused("indicators.edit_draft", _("The draft was discarded meanwhile."))
    if framework.is_adopted:
        raise Refused("indicators.edit_draft", str(IS_DRAFT.reason))
    return framework


def record(framework: Framework, by: Any, action: ChangeAction, part: ChangedPart, code: str, changes: Mapping[str, tuple[Any, Any]]) -> int:
    """Write one row of history for each field that differs (before, after); one row without a field when `changes` is empty.

    Returns how many rows were written: 0 says that nothing was different.
    """
    differing = {name: (plain(before), plain(after)) for name, (before, after) in changes.items()}
    rows = [(name, before, after) for name, (before, after) in differing.items() if before != after] if changes else [("", None, None)]
    FrameworkChange.objects.bulk_create(
        FrameworkChange(
            framework=framework,
            by=by,
            by_name=str(by),
            action=action,
            part=part,
            code=code,
            field=name,
            before=before,
            after=after,
        )
        for name, before, after in rows
    )
    return len(rows)


def plain(value: Any) -> Any:
    """A value as JSON holds it: decimals in their exact digits, dates as text, entries and texts as mappings."""
    if is_dataclass(value):
        named = {field.name: getattr(value, field.name) for field in fields(value) if field.name != "files"}
        return {name: plain(item) for name, item in named.items() if not isinstance(item, Place)}
    if isinstance(value, Decimal):
        return exact_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(item) for item in value]
        return items if isinstance(value, list | tuple) else sorted(items)
    return value
