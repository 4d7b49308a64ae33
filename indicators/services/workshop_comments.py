"""Remarks on an indicator of a draft: written, resolved, opened again."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access import require
from indicators.models import Framework, IndicatorComment
from indicators.services.workshop import lock_draft


@transaction.atomic
def add_comment(*, framework: Framework, code: str, text: str, by: Any) -> IndicatorComment:
    """Write a remark on an indicator of the draft. Raises Refused, Indicator.DoesNotExist."""
    draft = lock_draft(framework.pk)
    require(by, "indicators.comment_draft", draft)
    indicator = draft.indicators.get(code=code)
    return IndicatorComment.objects.create(framework=draft, indicator_code=indicator.code, by=by, by_name=str(by), text=text)


@transaction.atomic
def settle_comment(*, framework: Framework, comment: int, is_resolved: bool, by: Any) -> IndicatorComment:
    """Resolve a remark, or open it again; nothing happens when it is so already. Raises Refused, IndicatorComment.DoesNotExist."""
    draft = lock_draft(framework.pk)
    require(by, "indicators.comment_draft", draft)
    found = draft.comments.select_for_update().get(pk=comment)
    if is_resolved == (found.resolved_at is not None):
        return found
    found.resolved_at, found.resolved_by = (timezone.now(), by) if is_resolved else (None, None)
    found.save(update_fields=["resolved_at", "resolved_by"])
    return found
