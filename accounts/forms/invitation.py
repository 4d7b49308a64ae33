"""Accepting an invitation as a new person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.password import NewPasswordForm
from accounts.models import User


class NewPersonForm(NewPasswordForm):
    """Name and first password of somebody who has no account yet."""

    full_name = forms.CharField(
        label=_("Your full name"),
        max_length=120,
        help_text=_("As your colleagues and the Kanwil know you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["full_name", "new_password1", "new_password2"]

    def __init__(self, *args: Any, email: str, full_name: str, **kwargs: Any) -> None:
        # The validators of passwords compare with name and address.
        super().__init__(User(email=email, full_name=full_name), *args, **kwargs)
        self.fields["full_name"].initial = full_name
        self.fields["new_password1"].label = _("Choose a password")
        self.fields["new_password2"].label = _("The password once more")

    def clean_full_name(self) -> str:
        """The name, which the password is compared with too."""
        name = str(self.cleaned_data["full_name"]).strip()
        self.user.full_name = name
        return name
