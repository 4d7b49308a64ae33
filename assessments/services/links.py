"""Links as evidence: a regulation on a JDIH, or another page of an office of the state, put forward by its address.

The portal never opens such an address itself: whatever stands there is for people to read.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from assessments.models import Assessment, EvidenceLink
from assessments.services.events import log
from assessments.services.evidence import CAPTION_LIMIT, PAGES_LIMIT, answer_for
from assessments.services.evidence_age import Target
from assessments.services.proof import is_proven
from assessments.services.scores import standing, write_standing
from assessments.services.transitions import lock
from indicators.models import Indicator

TITLE_LIMIT, URL_LIMIT = 200, 500
_WELL_FORMED = URLValidator(schemes=["https"])


@dataclass(frozen=True, slots=True)
class LinkInput:
    """What a person types about a link."""

    url: str
    title: str
    caption: str = ""
    pages: str = ""


def why_not_official(url: str) -> str:
    """Why an address cannot be evidence; empty when it can."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return _("The address has to begin with https://.")
    if parts.username or parts.password or parts.port not in (None, 443):
        return _("Use the plain address of the page, without a name, a password or a port.")
    try:
        _WELL_FORMED(url)
    except ValidationError:
        return _("This is not an address of a page. Copy it from the address bar of your browser.")
    host = (parts.hostname or "").lower().rstrip(".")
    if not any(host == allowed.lstrip(".") or host.endswith(f".{allowed.lstrip('.')}") for allowed in settings.EVIDENCE_LINK_HOSTS):
        ends = ", ".join(settings.EVIDENCE_LINK_HOSTS)
        return _(
            "Only pages of the state count, such as the JDIH of your region: the name has to end in %(ends)s. Upload other documents as a file."
        ) % {"ends": ends}
    return ""


def checked_link(said: LinkInput) -> LinkInput:
    """The link as it is kept. Raises ValidationError by field."""
    faults: dict[str, str] = {}
    url, title = said.url.strip(), " ".join(said.title.split())
    try:
        reason = why_not_official(url) if url else _("Give the address.")
    except ValueError:
        reason = _("This is not an address of a page. Copy it from the address bar of your browser.")
    if reason:
        faults["url"] = reason
    elif len(url) > URL_LIMIT:
        faults["url"] = _("The address is too long (at most %(limit)s signs).") % {"limit": URL_LIMIT}
    if not title:
        faults["title"] = _("Give the name of the regulation, such as “Perda 3/2024 on legal aid”.")
    elif len(title) > TITLE_LIMIT:
        faults["title"] = _("The name is too long (at most %(limit)s signs).") % {"limit": TITLE_LIMIT}
    if faults:
        raise ValidationError(faults)  # type: ignore[arg-type]
    return LinkInput(url, title, said.caption.strip()[:CAPTION_LIMIT], said.pages.strip()[:PAGES_LIMIT])


@transaction.atomic
def add_link(*, assessment: Assessment, indicator: Indicator, said: LinkInput, by: Any) -> EvidenceLink:
    """Put a link forward for an indicator; the same address again changes nothing.

    Writes the self score and the event ``link_added``. Raises `Refused`, ValidationError by field.
    """
    held = lock(assessment)
    require(by, "assessments.answer_indicator", Target(held, indicator))
    kept = checked_link(said)
    before = standing(held)
    answer = answer_for(held, indicator, by)
    values = {"title": kept.title, "caption": kept.caption, "pages": kept.pages, "added_by": by}
    link, created = EvidenceLink.objects.get_or_create(answer=answer, url=kept.url, defaults=values)
    if created:
        write_standing(before.with_evidence(indicator, has_evidence=True))
        log(subject=held, code="link_added", by=by, data=_named(link, indicator), end=before.end)
    return link


@transaction.atomic
def change_link(*, link: EvidenceLink, said: LinkInput, by: Any) -> EvidenceLink:
    """Change a link. Writes the event ``link_changed``; saying the same again writes nothing. Raises `Refused`, ValidationError by field."""
    indicator = link.answer.indicator
    held = lock(link.answer.assessment)
    require(by, "assessments.answer_indicator", Target(held, indicator))
    kept = checked_link(said)
    if EvidenceLink.objects.filter(answer=link.answer, url=kept.url).exclude(pk=link.pk).exists():
        raise ValidationError({"url": _("This address stands here already.")})
    values = {"url": kept.url, "title": kept.title, "caption": kept.caption, "pages": kept.pages}
    if all(getattr(link, name) == value for name, value in values.items()):
        return link
    for name, value in values.items():
        setattr(link, name, value)
    link.save(update_fields=list(values))
    log(subject=held, code="link_changed", by=by, data=_named(link, indicator))
    return link


@transaction.atomic
def remove_link(*, link: EvidenceLink, by: Any) -> None:
    """Take a link back. Writes the self score and the event ``link_removed``. Raises `Refused`."""
    answer, indicator = link.answer, link.answer.indicator
    held = lock(answer.assessment)
    require(by, "assessments.answer_indicator", Target(held, indicator))
    data = _named(link, indicator)
    if not EvidenceLink.objects.filter(pk=link.pk).delete()[0]:
        return  # the second of two clicks
    before = standing(held)
    write_standing(before.with_evidence(indicator, has_evidence=is_proven(answer)))
    log(subject=held, code="link_removed", by=by, data=data, end=before.end)


def _named(link: EvidenceLink, indicator: Indicator) -> dict[str, str]:
    return {"indicator": indicator.code, "title": link.title, "url": link.url}
