"""The form of one answer, made for the type of answer its indicator asks for."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from assessments.models import Answer, Exemption
from assessments.services.answer_input import CLAIM_FIELDS, HUNDRED, AnswerInput, checked, choices_of, fields_asked, input_of
from assessments.services.applicability import BASIS_LIMIT, costs_points, exemptions_of, needs_kanwil
from indicators.forms.numbers import NumberField
from indicators.models import AnswerType, Indicator

# The first of the radio buttons: a value of its own, so that scripts tell “it applies” from “nothing chosen”.
APPLIES = "applies"
CLAIMS = {
    Exemption.NOT_AUTHORITY: _("Not our authority: by law another level of government does this"),
    Exemption.NOT_HERE: _("Does not apply here: what is asked about does not exist in our region"),
}
# By whether the Kanwil has to confirm it.
WHO_RULES = {
    True: _("The indicator is then left out of the score, once the Kanwil has confirmed it and the reviewer of Ditjen HAM agrees."),
    False: _("The indicator is then left out of the score, if the reviewer of Ditjen HAM agrees."),
}
NEVER_LEFT_OUT = _(
    "The framework keeps this indicator in the score all the same: the reviewer of Ditjen HAM rules on the claim, but only a figure earns points."
)


class Piece(LayoutObject):
    """A part of the form drawn by a template of the workspace (never by template code in a string)."""

    def __init__(self, name: str, *fields: str) -> None:
        self.fields = list(fields)
        self.name = name

    def render(self, form: "AnswerForm", context: Any, **kwargs: Any) -> str:
        """Draw it; `field` is the first of its fields."""
        form.rendered_fields.update(self.fields)
        around = {name: context.get(name) for name in ("page", "cycle", "region")}
        drawn = around | {"field": form[self.fields[0]] if self.fields else None, "form": form, "indicator": form.indicator}
        return render_to_string(f"assessments/workspace/partials/{self.name}.html", drawn)


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
        if exemptions_of(indicator):
            self.fields |= self._claim()
        self.order_fields([*asked, *CLAIM_FIELDS, "note", "version"])
        self.helper = self._helper(asked)

    def _choice(self) -> forms.ChoiceField:
        label = _("Answer") if self.indicator.answer_type == AnswerType.YES_NO else _("Level reached")
        return forms.ChoiceField(label=label, choices=choices_of(self.indicator), required=False, widget=forms.RadioSelect)

    def _claim(self) -> dict[str, forms.Field]:
        offered = exemptions_of(self.indicator)
        rules = NEVER_LEFT_OUT if costs_points(self.indicator) else WHO_RULES[needs_kanwil(self.indicator)]
        return {
            "exemption": forms.ChoiceField(
                label=_("Does this apply to your region?"),
                choices=[(APPLIES, _("It applies: our answer is above")), *((kind.value, CLAIMS[kind]) for kind in offered)],
                required=False,
                initial=APPLIES,
                widget=forms.RadioSelect,
                help_text=rules,
            ),
            "exemption_basis": forms.CharField(
                label=_("Legal reason: which rule says so?"),
                required=False,
                max_length=BASIS_LIMIT,
                error_messages={"max_length": _("The legal reason is longer than 300 characters. Put the details into the explanation.")},
                help_text=_("Name the rule with its article, such as UU 23/2014, annex, letter A. Needed before the assessment can be submitted."),
            ),
        }

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
            parts.append(Piece("choice_cards", "choice"))
        elif "numerator" in asked:
            parts.append(Div("numerator", "denominator", css_class="fraction-fields"))
            parts.append(Piece("parts_note"))
        else:
            parts.append("number")
        if "exemption" in self.fields:
            parts.append(Piece("claim", *CLAIM_FIELDS))
        helper.layout = Layout(*parts, Piece("live_cautions"), Field("note"), "version")
        return helper

    def _input(self) -> AnswerInput:
        given = self.cleaned_data
        chosen = given.get("exemption") or APPLIES
        exemption = "" if chosen == APPLIES else chosen
        return AnswerInput(
            choice=given.get("choice") or "",
            number=given.get("number"),
            numerator=given.get("numerator"),
            denominator=given.get("denominator"),
            not_applicable=bool(exemption),
            note=(given.get("note") or "").replace("\r\n", "\n"),
            exemption=exemption,
            exemption_basis=(given.get("exemption_basis") or "") if exemption else "",
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
    initial = value.value() | {"note": value.note, "version": version, "exemption": APPLIES, "exemption_basis": value.exemption_basis}
    if value.not_applicable:
        initial["exemption"] = value.exemption or Exemption.NOT_HERE.value
    return AnswerForm(indicator=indicator, initial=initial)


def retyped_form(indicator: Indicator, typed: QueryDict, *, version: int) -> AnswerForm:
    """The form with everything as it was typed, upon another version of the answer."""
    names = ("choice", "number", "numerator", "denominator", "note", *CLAIM_FIELDS)
    initial = {name: typed.get(name, "") for name in names}
    return AnswerForm(indicator=indicator, initial=initial | {"exemption": initial["exemption"] or APPLIES, "version": version})
