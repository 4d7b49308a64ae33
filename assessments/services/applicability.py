"""Claims that an indicator does not apply: which are offered, what a region has to say, who rules on them (decision 0022)."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer, Exemption, Review, ReviewOutcome, Verification, VerificationOutcome
from indicators.models import Decider, Indicator

BASIS_LIMIT = 300
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


def exemptions_of(indicator: Indicator) -> tuple[Exemption, ...]:
    """The claims a region may make about an indicator: none where it is the region's own and the framework asks it of everybody."""
    if indicator.may_be_not_applicable:
        return (Exemption.NOT_AUTHORITY, Exemption.NOT_HERE)
    return () if indicator.is_own_authority else (Exemption.NOT_AUTHORITY,)


def costs_points(indicator: Indicator) -> bool:
    """Whether the framework keeps the indicator in the score all the same: a claim is ruled on but earns nothing."""
    return not indicator.may_be_not_applicable


def claim_faults(indicator: Indicator, exemption: str, basis: str) -> dict[str, list[str | Promise]]:
    """What is wrong with a claim, by field; one without a kind is an answer of before there were kinds."""
    offered = exemptions_of(indicator)
    faults: dict[str, list[str | Promise]] = {}
    if not offered:
        faults["not_applicable"] = [_("This indicator applies to every region.")]
    elif exemption and exemption not in offered:
        faults["exemption"] = [_("This reason is not offered for this indicator. Choose one of the answers shown.")]
    elif not exemption and Exemption.NOT_HERE not in offered:
        faults["exemption"] = [_("Choose why the indicator does not apply.")]
    if len(basis) > BASIS_LIMIT:
        faults["exemption_basis"] = [_("The legal reason is longer than 300 characters. Put the details into the explanation.")]
    return faults


def _of(value: Any, name: str) -> Any:
    return value.get(name, "") if isinstance(value, Mapping) else getattr(value, name, "")


def lacks_reason(value: Any) -> bool:
    """Whether a value (an answer, what was typed, an entry of a manifest) claims that its indicator does not apply without saying by which law.

    Such a claim is saved but not sent. Of an answer of before there were kinds the explanation is the reason.
    """
    if not _of(value, "not_applicable"):
        return False
    reason = _of(value, "exemption_basis") if _of(value, "exemption") else _of(value, "exemption_basis") or _of(value, "note")
    return not reason.strip()


RULINGS = {
    ReviewOutcome.ACCEPTED: _("The reviewer accepts the claim: the indicator is left out of the score."),
    ReviewOutcome.ADJUSTED: _("The reviewer does not accept the claim: the indicator applies, with the value found."),
    ReviewOutcome.UNSUPPORTED: _("The reviewer does not accept the claim: the indicator applies, and nothing is proven."),
}
ACCEPTED_WITHOUT_EFFECT = _("The reviewer accepts the claim; the framework keeps the indicator in the score all the same, so it earns nothing.")


def ruling_words(answer: Answer | None, review: Review | None) -> str:
    """What the reviewer ruled on a claim that the indicator does not apply; empty where nothing was claimed or ruled."""
    if answer is None or review is None or not answer.not_applicable:
        return ""
    if review.outcome == ReviewOutcome.ACCEPTED and costs_points(answer.indicator):
        return str(ACCEPTED_WITHOUT_EFFECT)
    return str(RULINGS[ReviewOutcome(review.outcome)])


CLAIMS = {
    Exemption.NOT_AUTHORITY: _("Not the authority of the region"),
    Exemption.NOT_HERE: _("Does not apply in the region"),
}


def claim_words(value: Any) -> str:
    """A claim as others read it; empty where there is none."""
    kind = _of(value, "exemption")
    if kind in Exemption.values:
        return str(CLAIMS[Exemption(kind)])
    return gettext("Does not apply") if _of(value, "not_applicable") else ""
