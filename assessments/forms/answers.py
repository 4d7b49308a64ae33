"""The form of one answer, made for the type of answer its indicator asks for."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer
from assessments.services.answer_input import HUNDRED, AnswerInput, checked, choices_of, fields_asked, input_of
from assessments.services.applicability import needs_kanwil
from indicators.forms.numbers import NumberField
from indicators.models import AnswerType, Indicator

# By whether the Kanwil has to confirm it.
WHO_RULES = {
    True: _("Then the indicator is left out of the score, once the Kanwil has confirmed it and the reviewer of Ditjen HAM agrees. Say why below."),
    False: _("Then the indicator is left out of the score, if the reviewer of Ditjen HAM agrees. Say why below."),
}


class Piece(LayoutObject):
    """A part of the form drawn by a template of the workspace (never by template code in a string)."""

    def __init__(self, name: str) -> None:
        self.fields = []
        self.name = name

    def render(self, form: "AnswerForm", context: Any, **kwargs: Any) -> str:
        """Draw it."""
        form.rendered_fields.add("choice")
        field = form["choice"] if "choice" in form.fields else None
        return render_to_string(f"assessments/workspace/partials/{self.name}.html", {"field": field, "indicator": form.indicator})


class AnswerForm(forms.Form):
    """Value, explanation and the version the person saw; asks only what the indicator asks."""

    note = forms.CharField(
        label=_("Explanation"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4, "aria-describedby": "id_note_helptext"}),
        help_text=_("Where the figure comes from, of which date, on which page of the evidence it stands."),
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        asked = fields_asked(indicator)
        for name in asked:
            self.fields[name] = self._choice() if name == "choice" else self._number(name)
        if indicator.may_be_not_applicable:
            self.fields["not_applicable"] = forms.BooleanField(
                label=_("This does not apply to our region"),
                required=False,
                help_text=WHO_RULES[needs_kanwil(indicator)],
            )
        self.order_fields([*asked, "not_applicable", "note", "version"])
        self.helper = self._helper(asked)

    def _choice(self) -> forms.ChoiceField:
        label = _("Answer") if self.indicator.answer_type == AnswerType.YES_NO else _("Level reached")
        return forms.ChoiceField(label=label, choices=choices_of(self.indicator), required=False, widget=forms.RadioSelect)

    def _number(self, name: str) -> NumberField:
        indicator = self.indicator
        if name == "numerator":
            return NumberField(label=_("Part (numerator): %(what)s") % {"what": indicator.numerator})
        if name == "denominator":
            return NumberField(label=_("Whole (denominator): %(what)s") % {"what": indicator.denominator})
        label = _("Figure (%(unit)s)") % {"unit": indicator.unit} if indicator.unit else _("Figure")
        at_most = HUNDRED if indicator.answer_type == AnswerType.PERCENTAGE else None
        return NumberField(label=label, at_most=at_most, help_text=_("Thousands and decimals as you are used to: 1.234,5 and 1234.5 mean the same."))

    def _helper(self, asked: tuple[str, ...]) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        parts: list[Any] = []
        if "choice" in asked:
            parts.append(Piece("choice_cards"))
        elif "numerator" in asked:
            parts.append(Div("numerator", "denominator", css_class="fraction-fields"))
            parts.append(Piece("parts_note"))
        else:
            parts.append("number")
        if "not_applicable" in self.fields:
            parts.append("not_applicable")
        helper.layout = Layout(*parts, Field("note"), "version")
        return helper

    def _input(self) -> AnswerInput:
        given = self.cleaned_data
        return AnswerInput(
            choice=given.get("choice") or "",
            number=given.get("number"),
            numerator=given.get("numerator"),
            denominator=given.get("denominator"),
            not_applicable=bool(given.get("not_applicable")),
            note=(given.get("note") or "").replace("\r\n", "\n"),
        )

    def clean(self) -> dict[str, Any]:
        """Ask the same check the service asks; a field already found wrong keeps its first message."""
        try:
            self.value = checked(self.indicator, self._input())
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, messages)
        return self.cleaned_data

    @property
    def seen_version(self) -> int:
        """The version the person saw; 0 for a new answer."""
        return self.cleaned_data.get("version") or 0


def form_of(indicator: Indicator, answer: Answer | None) -> AnswerForm:
    """The form filled with what is saved."""
    if answer is None:
        return AnswerForm(indicator=indicator, initial={"version": 0})
    return started_form(indicator, input_of(answer), version=answer.version)


def started_form(indicator: Indicator, value: AnswerInput, *, version: int) -> AnswerForm:
    """The form filled with a value, such as last year's."""
    initial = value.value() | {"note": value.note, "version": version}
    return AnswerForm(indicator=indicator, initial=initial)


def retyped_form(indicator: Indicator, typed: QueryDict, *, version: int) -> AnswerForm:
    """The form with everything as it was typed, upon another version of the answer."""
    initial = {name: typed.get(name, "") for name in ("choice", "number", "numerator", "denominator", "note")}
    return AnswerForm(indicator=indicator, initial=initial | {"not_applicable": bool(typed.get("not_applicable")), "version": version})
