"""Forms about a draft as a whole: beginning one, taking in a file, adopting it, giving it up."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.forms.texts import text_fields
from indicators.models import Framework, FrameworkState

# The text travels once more in the confirmation, beside other fields: half of what a request may hold.
LARGEST_FILE = 2 * 1024 * 1024


class BeginDraftForm(forms.Form):
    """From which adopted framework, under which code and title."""

    base = forms.ModelChoiceField(
        label=_("Adopted framework to begin from"), queryset=Framework.objects.none(), to_field_name="code", empty_label=None
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Stands in addresses and file names and never changes: small letters, digits and hyphens, such as permenham-1-2027."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    title_id = text_fields("title", _("Title"), required=True)["title_id"]
    title_en = text_fields("title", _("Title"), required=True)["title_en"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = Framework.objects.filter(state=FrameworkState.ADOPTED)

    def clean_code(self) -> str:
        """Addresses know no capital letters."""
        return str(self.cleaned_data["code"]).strip().lower()


class ImportForm(forms.Form):
    """The file itself, or its text once more when what it would change was confirmed."""

    file = forms.FileField(label=_("YAML file"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}))
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The text of the file, whichever way it came."""
        data = super().clean() or {}
        file = data.get("file")
        if file is None:
            if not data.get("text"):
                self.add_error("file", _("Choose a file."))
            return data
        if file.size > LARGEST_FILE:
            raise ValidationError({"file": _("The file is larger than 2 MB.")})
        try:
            data["text"] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("The file is not text in UTF-8."))
        data["name"] = file.name[:200]
        return data


class AdoptionForm(forms.Form):
    """Under which regulation, and that the person knows what it means."""

    regulation = forms.CharField(label=_("Regulation"), max_length=80, help_text=_("Name and number, such as Permenham 1/2027."))
    regulation_date = forms.DateField(
        label=_("Date of the regulation"), widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    )
    is_sure = forms.BooleanField(label=_("I have read the differences. From now on nobody can change this framework, not even to mend a slip."))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_regulation_date(self) -> Any:
        """A regulation that is not issued yet adopts nothing."""
        day = self.cleaned_data["regulation_date"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet: adopt the draft when the regulation is issued."))
        return day


class DiscardForm(forms.Form):
    """The code typed out, so that the wrong draft is not lost by a slip."""

    code = forms.CharField(label=_("Code of the draft"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework
        self.fields["code"].help_text = _("Type “%(code)s”.") % {"code": framework.code}

    def clean_code(self) -> str:
        """It must be this draft's."""
        code = str(self.cleaned_data["code"]).strip()
        if code != self.framework.code:
            raise ValidationError(_("This is not the code of the draft; nothing was discarded."))
        return code
