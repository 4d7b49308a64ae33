"""A person's own name and telephone, and how often the portal writes."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import MailRhythm, User

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

    mail_rhythm = forms.ChoiceField(
        label=_("Mails about what can wait"),
        choices=MailRhythm.choices,
        required=False,
        help_text=_("Deadlines, returned assessments, reminders and statements always come at once. Everything stands in the portal too."),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["full_name", "phone", "mail_rhythm"]
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}
