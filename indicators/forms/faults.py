"""From the errors of a service to the fields of a form."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Say what a service found wrong beside the field it is about, or above the form."""
    found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, faults in found.items():
        form.add_error(name if name in form.fields else None, faults)
