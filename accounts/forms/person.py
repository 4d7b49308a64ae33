"""A person's own name and telephone."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User

TELEPHONE = RegexValidator(r"^[0-9+()\-. ]{6,30}$", _("A telephone number has digits, spaces and the signs + ( ) - only, for example 0274 868405."))


class ProfileForm(forms.ModelForm):
    """What a person may change without an administrator; the address is the sign-in name and stays."""

    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        validators=[TELEPHONE],
        help_text=_("So that the Kanwil or Ditjen HAM can reach you about an answer. Not shown to the public."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    class Meta:
        model = User
        fields = ["full_name", "phone"]
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}
