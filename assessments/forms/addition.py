"""Form of the additional points and of the gates not passed."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from assessments.services.addition import Addition, stamp
from indicators.forms.numbers import NumberField
from indicators.services.rule_words import number_words


class AdditionForm(forms.Form):
    """Points with their note, gates with theirs, and the fingerprint of what the person saw."""

    points = NumberField(label=_("Points"))
    note = forms.CharField(label=_("What the points are given for"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    failed_gates = forms.MultipleChoiceField(label=_("Gates not passed"), required=False, widget=forms.CheckboxSelectMultiple)
    gates_note = forms.CharField(label=_("Why the gate is not passed"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        initial = {
            "points": assessment.addition_points,
            "note": assessment.addition_note,
            "failed_gates": assessment.failed_gates,
            "gates_note": assessment.gates_note,
            "seen": stamp(assessment),
        }
        super().__init__(*args, initial=initial, **kwargs)
        framework = assessment.cycle.framework
        self.fields["points"].required = True
        self.fields["points"].label = framework.addition_title or _("Points")
        self.fields["points"].help_text = _("From 0 to %(maximum)s.") % {"maximum": number_words(framework.addition_maximum)}
        gates = [(gate.code, f"{gate.title}: {gate.get_effect_display()}") for gate in framework.gates.all()]
        self.fields["failed_gates"].choices = gates
        if not gates:
            del self.fields["failed_gates"], self.fields["gates_note"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = True

    def addition(self) -> Addition:
        """What the service wants."""
        data = self.cleaned_data
        return Addition(
            points=data["points"], note=data["note"], failed_gates=tuple(data.get("failed_gates", ())), gates_note=data.get("gates_note", "")
        )
