"""What all work on a draft shares: the lock, and the memory of who changed what."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.access import Refused
from accounts.models import User
from indicators.models import ChangeAction, ChangedPart, Framework, FrameworkChange
from indicators.rules import IS_DRAFT
from indicators.scoring.rules import exact_text


def lock_draft(code: str | int) -> Framework:
    """The draft with this code or key, locked until the transaction ends.

    Raises Framework.DoesNotExist, and Refused when it is adopted.
    """
    key = {"pk": code} if isinstance(code, int) else {"code": code}
    framework = Framework.objects.select_for_update().get(**key)
    if framework.is_adopted:
        raise Refused("indicators.edit_draft", str(IS_DRAFT.reason))
    return framework


def record(framework: Framework, by: User, action: ChangeAction, part: ChangedPart, code: str, changes: Mapping[str, tuple[Any, Any]]) -> int:
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
    """A value as JSON holds it: decimals in their exact digits, dates as text, texts in both languages as mappings."""
    if isinstance(value, Decimal):
        return exact_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
