"""Form that checks a certificate."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models import Certificate


class VerificationForm(forms.Form):
    """A certificate's number or verification code, as printed on it."""

    kode = forms.CharField(label=_("Number or code on the certificate"), max_length=80, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.add_input(Submit("", _("Check the certificate")))

    def clean(self) -> dict[str, Any]:
        """Find the certificate; number without regard to case, code exactly."""
        data = super().clean() or {}
        code = data.get("kode")
        if code:
            data["certificate"] = Certificate.objects.filter(Q(token=code) | Q(number__iexact=code)).first()
            if data["certificate"] is None:
                raise forms.ValidationError(
                    _(
                        "No certificate with this number or code is in the register. "
                        "Check the spelling; if it is right, the certificate was not issued through this portal."
                    )
                )
        return data
