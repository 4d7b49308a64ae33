"""Adopting a draft under its regulation: from then on the database refuses every change."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from indicators.catalogue import framework_yaml
from indicators.models import ChangeAction, ChangedPart, Framework, FrameworkState
from indicators.services.entries import framework_entry
from indicators.services.load import adopt
from indicators.services.workshop import digest, lock_draft, record


@transaction.atomic
def adopt_draft(*, framework: Framework, regulation: str, regulation_date: date, seen: str, by: Any) -> Framework:
    """Adopt a draft without faults under its regulation and freeze it with its history and comments.

    `seen` is the digest of the draft the person looked at: what is adopted is what was read. Its content hash is that of the
    file it exports from now on. Raises Refused, ValidationError, StaleDraftError.
    """
    draft = lock_draft(framework.pk)
    require(by, "indicators.adopt_draft", draft)
    if not regulation.strip():
        raise ValidationError({"regulation": _("The regulation has to be named.")})
    if regulation_date > timezone.localdate():
        raise ValidationError({"regulation_date": _("This day has not come yet: adopt the draft when the regulation is issued.")})
    entry = framework_entry(draft)
    if digest(entry) != seen:
        raise ValidationError(_("The draft was changed since this page was opened. Read what changed, then adopt it."))
    changes = {"regulation": (draft.regulation, regulation.strip()), "regulation_date": (draft.regulation_date, regulation_date)}
    record(draft, by, ChangeAction.ADOPTED, ChangedPart.FRAMEWORK, "", changes | {"state": (draft.state, FrameworkState.ADOPTED.value)})
    draft.regulation, draft.regulation_date = regulation.strip(), regulation_date
    final = replace(entry, regulation=draft.regulation, regulation_date=regulation_date, state=FrameworkState.ADOPTED.value)
    draft.content_hash = hashlib.sha256(framework_yaml(final).encode()).hexdigest()
    draft.save(update_fields=["regulation", "regulation_date", "content_hash"])
    adopt(framework=draft)
    return draft
