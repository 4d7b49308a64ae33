"""Form of a verdict."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Verification, VerificationOutcome
from assessments.services.verification import Verdict, stamp

LABELS = {
    VerificationOutcome.FIT: _("Fit: the evidence shows what was answered"),
    VerificationOutcome.NEEDS_CORRECTION: _("Needs correction: the region can mend it"),
    VerificationOutcome.NOT_FIT: _("Not fit: the evidence does not show it, and the region cannot mend it"),
}


# Where the region claims that the indicator does not apply.
CLAIM_LABELS = {
    VerificationOutcome.FIT: _("Fit: the indicator does not apply; the legal reason holds"),
    VerificationOutcome.NEEDS_CORRECTION: _("Needs correction: the reason is missing or does not hold; the region can mend it"),
    VerificationOutcome.NOT_FIT: _("Not fit: the indicator applies to this region"),
}


class VerdictForm(forms.Form):
    """A verdict with its reason, and what the verifier had before their eyes."""

    outcome = forms.ChoiceField(
        label=_("Verdict"),
        choices=list(LABELS.items()),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose a verdict.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text=_("Needed unless the answer is fit. Say what is missing, on which page, and what would be accepted: the region reads this."),
    )
    content = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, claims: bool = False, **kwargs: Any) -> None:
        """With `claims` the verdict is on a claim that the indicator does not apply."""
        super().__init__(*args, **kwargs)
        if claims:
            self.fields["outcome"].choices = list(CLAIM_LABELS.items())  # type: ignore[attr-defined]

    @classmethod
    def of(cls, current: Verification | None, content: str, *, claims: bool = False) -> "VerdictForm":
        """The form as it is first shown: with the verdict of this round where there is one."""
        initial: dict[str, Any] = {"content": content, "seen": stamp(current)}
        if current is not None:
            initial |= {"outcome": current.outcome, "reason": current.reason}
        return cls(initial=initial, claims=claims)

    def verdict(self) -> Verdict:
        """What the service wants."""
        data = self.cleaned_data
        return Verdict(outcome=data["outcome"], reason=data["reason"], content=data["content"], seen=data["seen"])
