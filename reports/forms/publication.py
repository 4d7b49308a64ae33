"""Form of the minister's decree."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Row, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.services.publication import Decree


class PublicationForm(forms.Form):
    """Number and date of the decree, and who signs the certificates."""

    decree_number = forms.CharField(
        label=_("Decree number"), max_length=80, help_text=_("As printed on the decree, for example M.HH-01.HA.03.02 Tahun 2026.")
    )
    decree_date = forms.DateField(label=_("Date of the decree"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    signatory_name = forms.CharField(label=_("Signed by"), max_length=120)
    signatory_title = forms.CharField(label=_("Office of the signatory"), max_length=160)
    confirmed = forms.BooleanField(label=_("I have checked the results against the decree. Publication cannot be undone."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.helper.build_default_layout(self)
        self.helper.layout.fields = [
            Row(Column("decree_number"), Column("decree_date")),
            Row(Column("signatory_name"), Column("signatory_title")),
            "confirmed",
            Submit("publish", _("Publish the results")),
        ]

    def clean_decree_date(self) -> date:
        """A decree is not dated in the future."""
        given = self.cleaned_data["decree_date"]
        if given > timezone.localdate():
            raise forms.ValidationError(_("The decree is dated in the future."))
        return given

    def decree(self) -> Decree:
        """The decree as the service wants it."""
        data = self.cleaned_data
        return Decree(
            number=data["decree_number"],
            date=data["decree_date"],
            signatory_name=data["signatory_name"],
            signatory_title=data["signatory_title"],
        )
