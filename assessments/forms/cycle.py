"""Forms of a cycle and the dates of its phases."""

from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Cycle, PhaseCode
from assessments.services.cycles import Window, Windows, check_windows
from indicators.forms.faults import add_errors
from indicators.models import Framework, FrameworkState

FIRST_YEAR = 2013
YEARS_AHEAD = 3
FORMAT = "%Y-%m-%dT%H:%M"

DEMAND = _("Submissions need the signed statement of the head of region")
DEMAND_HELP = _("The signatory confirms it from their own account. This no longer changes once the cycle is open.")


def _kept(typed: datetime, before: datetime) -> datetime:
    return before if typed == before.replace(second=0, microsecond=0) else typed


class MomentField(forms.DateTimeField):
    """A moment to the minute, typed and shown in the reader's zone."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format=FORMAT))
        kwargs.setdefault("input_formats", [FORMAT, "%Y-%m-%d %H:%M"])
        super().__init__(**kwargs)


class PhasesForm(forms.Form):
    """Beginning and end of each phase of the year; before the cycle opens also whether it demands the signed statement."""

    def __init__(self, *args: Any, windows: Windows, demands_statement: bool | None = None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", {})
        if demands_statement is not None:
            initial = initial | {"requires_statement": demands_statement}
        for code, (start, end) in windows.items():
            initial |= {f"{code}_starts_at": start, f"{code}_ends_at": end}
        super().__init__(*args, initial=initial, **kwargs)
        for code, label in PhaseCode.choices:
            self.fields[f"{code}_starts_at"] = MomentField(label=_("%(phase)s from") % {"phase": label})
            self.fields[f"{code}_ends_at"] = MomentField(label=_("%(phase)s until") % {"phase": label})
        if demands_statement is not None:
            self.fields["requires_statement"] = forms.BooleanField(label=DEMAND, help_text=DEMAND_HELP, required=False)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Label, beginning and end of each phase, for the page."""
        return [(str(PhaseCode(code).label), self[f"{code}_starts_at"], self[f"{code}_ends_at"]) for code in PhaseCode.values]

    def windows(self) -> dict[str, Window]:
        """The dates by phase, as the service wants them."""
        return {code: (self.cleaned_data[f"{code}_starts_at"], self.cleaned_data[f"{code}_ends_at"]) for code in PhaseCode.values}

    def kept_windows(self, before: Windows) -> dict[str, Window]:
        """The dates, with those that were not touched exact to the second: a form shows minutes only."""
        typed = self.windows()
        return {code: tuple(_kept(new, old) for new, old in zip(typed[code], before[code], strict=True)) for code in typed}  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """Dates that do not make a year are said beside their field."""
        data = super().clean() or {}
        if not self.errors:
            try:
                check_windows(self.windows())
            except forms.ValidationError as error:
                add_errors(self, error)
        return data

    def over(self) -> list[str]:
        """Phases that are over already, for a warning."""
        now = timezone.now()
        return [str(PhaseCode(code).label) for code, (_start, end) in self.windows().items() if end <= now]


class CycleForm(PhasesForm):
    """A new cycle with its phases."""

    award_year = forms.IntegerField(label=_("Award year"), min_value=FIRST_YEAR, help_text=_("The year of the ceremony."))
    data_year = forms.IntegerField(label=_("Year of the data"), min_value=FIRST_YEAR - 1, help_text=_("Usually the year before."))
    framework = forms.ModelChoiceField(
        label=_("Framework"),
        queryset=Framework.objects.none(),
        empty_label=None,
        help_text=_("Only adopted frameworks can be used; the cycle keeps it to the end."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework"].queryset = Framework.objects.filter(state=FrameworkState.ADOPTED)
        self.fields["award_year"].max_value = timezone.localdate().year + YEARS_AHEAD

    def clean_award_year(self) -> int:
        """One cycle a year, and not for a far future."""
        year = int(self.cleaned_data["award_year"])
        if year > timezone.localdate().year + YEARS_AHEAD:
            raise forms.ValidationError(_("This year is too far away. Check the number."))
        if Cycle.objects.filter(award_year=year).exists():
            raise forms.ValidationError(_("There is a cycle of this award year already."))
        return year

    def clean(self) -> dict[str, Any]:
        """The data are older than the award."""
        data = super().clean()
        if data.get("data_year") and data.get("award_year") and data["data_year"] >= data["award_year"]:
            self.add_error("data_year", _("The data are of a year before the award."))
        return data
