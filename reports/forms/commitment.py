"""Forms of the commitment: the promise with its actions, and what became of them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.scoring import displayed
from reports.models import Commitment, CommitmentAction, Fulfilment
from reports.services.commitment import ACTIONS, ActionInput, CommitmentInput, Offers, Told

TEXT_LIMIT = 3000
NOTE_LIMIT = 1000
ACTION_LIMIT = 400
TITLE_LENGTH = 110
INPUT = {"class": "form-control"}


@dataclass(frozen=True, slots=True)
class ActionRow:
    """The fields of one action, for the page."""

    number: int
    indicator: forms.BoundField
    text: forms.BoundField
    work_unit: forms.BoundField
    target: forms.BoundField


class CommitmentForm(forms.Form):
    """The head of region, the public words, and up to three actions."""

    head_name = forms.CharField(label=gettext_lazy("Name of the head of region"), max_length=120, required=False, widget=forms.TextInput(attrs=INPUT))
    head_title = forms.CharField(
        label=gettext_lazy("Office"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=INPUT),
        help_text=gettext_lazy("As it stands under letters, for example Bupati Sleman."),
    )
    text = forms.CharField(
        label=gettext_lazy("The commitment"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs=INPUT | {"rows": 8}),
        help_text=gettext_lazy(
            "In your own words, to the people of the region. What will be better in a year, and for whom? At most 3,000 characters."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, offers: Offers, saved: Commitment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self._choices(offers, saved)
        for number in range(1, ACTIONS + 1):
            self.fields[f"indicator_{number}"] = forms.ChoiceField(
                label=_("Taken from"), choices=choices, required=False, widget=forms.Select(attrs={"class": "form-select"})
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("What will be done"), max_length=ACTION_LIMIT, required=False, widget=forms.Textarea(attrs=INPUT | {"rows": 2})
            )
            self.fields[f"work_unit_{number}"] = forms.CharField(
                label=_("OPD in charge"), max_length=120, required=False, widget=forms.TextInput(attrs=INPUT)
            )
            self.fields[f"target_{number}"] = forms.CharField(
                label=_("How it will be seen"), max_length=200, required=False, widget=forms.TextInput(attrs=INPUT)
            )

    @staticmethod
    def _choices(offers: Offers, saved: Commitment | None) -> list[tuple[str, str]]:
        found = {row.indicator.code: f"+{number_format(displayed(row.gain))}: {_short(row.indicator.statement)}" for row in offers.rows}
        for action in saved.actions.all() if saved else ():
            if action.indicator is not None:
                found.setdefault(action.indicator.code, _short(action.indicator.statement))
        return [("", _("An action of our own")), *found.items()]

    @property
    def rows(self) -> list[ActionRow]:
        """The actions, for the page."""
        names = ("indicator", "text", "work_unit", "target")
        return [ActionRow(number, *(self[f"{name}_{number}"] for name in names)) for number in range(1, ACTIONS + 1)]

    def clean(self) -> dict[str, Any]:
        """An action that names anything says what will be done."""
        data = super().clean() or {}
        for number in range(1, ACTIONS + 1):
            if (
                not data.get(f"text_{number}")
                and f"text_{number}" not in self.errors
                and any(data.get(f"{name}_{number}") for name in ("work_unit", "target"))
            ):
                self.add_error(f"text_{number}", _("Say what will be done, or empty the other fields of this action."))
        return data

    def commitment(self) -> CommitmentInput:
        """What the service wants."""
        data = self.cleaned_data
        actions = [
            ActionInput(*(data.get(f"{name}_{number}", "") for name in ("indicator", "text", "work_unit", "target")))
            for number in range(1, ACTIONS + 1)
        ]
        return CommitmentInput(data["head_name"], data["head_title"], data["text"], actions)


def _short(statement: Any) -> str:
    text = str(statement)
    return text if len(text) <= TITLE_LENGTH else f"{text[:TITLE_LENGTH].rsplit(' ', 1)[0]}…"


def initial_of(commitment: Commitment | None, offers: Offers, *, head_title: str) -> dict[str, Any]:
    """What the form begins with: what is saved, else the three changes that would bring most."""
    if commitment is None:
        values: dict[str, Any] = {"version": 0, "head_title": head_title}
        for number, offer in enumerate(offers.rows[:ACTIONS], start=1):
            words = _("Reach full points in: %(statement)s") % {"statement": offer.indicator.statement}
            values |= {
                f"indicator_{number}": offer.indicator.code,
                f"text_{number}": words[:ACTION_LIMIT],
                f"work_unit_{number}": offer.indicator.usual_work_unit,
            }
        return values
    values = {name: getattr(commitment, name) for name in ("version", "head_name", "head_title", "text")}
    for action in commitment.actions.all():
        values |= {
            f"indicator_{action.order}": action.indicator.code if action.indicator else "",
            f"text_{action.order}": action.text,
            f"work_unit_{action.order}": action.work_unit,
            f"target_{action.order}": action.target,
        }
    return values


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """An action with the fields that say what became of it."""

    action: CommitmentAction
    fulfilment: forms.BoundField
    note: forms.BoundField


class FollowUpForm(forms.Form):
    """What became of each action."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = list(commitment.actions.all())
        self.fields["version"].initial = commitment.version
        for action in self.actions:
            self.fields[f"fulfilment_{action.order}"] = forms.ChoiceField(
                label=_("What became of it"),
                choices=Fulfilment.choices,
                initial=action.fulfilment,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                error_messages={"required": _("Choose what became of it.")},
            )
            self.fields[f"note_{action.order}"] = forms.CharField(
                label=_("In words"),
                max_length=NOTE_LIMIT,
                required=False,
                initial=action.fulfilment_note,
                widget=forms.Textarea(attrs=INPUT | {"rows": 2}),
                help_text=_("What was done, or what stood in the way. The public reads it."),
            )

    @property
    def rows(self) -> list[FollowUpRow]:
        """The actions, for the page."""
        return [FollowUpRow(action, self[f"fulfilment_{action.order}"], self[f"note_{action.order}"]) for action in self.actions]

    def clean(self) -> dict[str, Any]:
        """Whatever was not fully done is explained."""
        data = super().clean() or {}
        for action in self.actions:
            note = f"note_{action.order}"
            if data.get(f"fulfilment_{action.order}") in (Fulfilment.PARTLY, Fulfilment.NOT_DONE) and not data.get(note) and note not in self.errors:
                self.add_error(note, _("Say in a few words why it was not fully done."))
        return data

    def told(self) -> dict[int, Told]:
        """What the service wants."""
        data = self.cleaned_data
        return {action.order: Told(data[f"fulfilment_{action.order}"], data[f"note_{action.order}"]) for action in self.actions}
