"""Claims that an indicator does not apply: what a region has to say, and who rules on them."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer, Verification, VerificationOutcome
from indicators.models import Decider, Indicator

NOT_CONFIRMED = _(
    "“Does not apply” can be accepted or set here only after the Kanwil found this answer fit: for this indicator the Kanwil has to confirm it first."
)
KANWIL_REFUSED = _("The Kanwil did not confirm that this indicator does not apply: its last verdict on this answer is not “fit”.")


def last_verdict(answer: Answer) -> Verification | None:
    """The Kanwil's last verdict on an answer (one query)."""
    return Verification.objects.filter(answer=answer).order_by("-round", "-pk").first()


def needs_kanwil(indicator: Indicator) -> bool:
    """Whether the reviewer may leave the indicator out only once the Kanwil has confirmed it."""
    return bool(indicator.not_applicable_by == Decider.KANWIL)


def why_not_left_out(indicator: Indicator, verdict: Verification | None) -> str | Promise:
    """Why a reviewer may not leave the indicator out for this region; empty when they may. `verdict` is the Kanwil's last."""
    if not needs_kanwil(indicator) or (verdict is not None and verdict.outcome == VerificationOutcome.FIT):
        return ""
    return NOT_CONFIRMED if verdict is None else KANWIL_REFUSED


def lacks_reason(value: Any) -> bool:
    """Whether a value claims that its indicator does not apply without saying why; such a claim is saved but not sent."""
    return value.not_applicable and not value.note.strip()
