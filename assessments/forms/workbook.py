"""Choosing the workbook to upload."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.services.workbook.archive import EMPTY


class WorkbookForm(forms.Form):
    """One file; what it is, is found out from its content by the service."""

    file = forms.FileField(
        label=_("Workbook filled in"),
        help_text=_("The Excel file (.xlsx) you downloaded here. Nothing is saved yet: first you see what would change."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose the workbook on your computer."), "empty": EMPTY},
    )
