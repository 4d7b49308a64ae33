"""The form of an answer still being typed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import RadioSelect

from assessments.forms.answers import AnswerForm
from assessments.services.partly import checked_partly


class TypedForm(AnswerForm):
    """An answer as it is sent while somebody types: what is missing is told apart from what is wrong."""

    def _helper(self, asked: tuple[str, ...]) -> None:  # type: ignore[override]
        """Nothing: this form is never drawn."""

    def clean(self) -> dict[str, Any]:
        """Keep what was typed as `value`, and what the answer still lacks as `missing`."""
        self.missing: dict[str, list[str]] = {}
        self.value = self._input()
        try:
            self.missing = checked_partly(self.indicator, self.value).missing
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, messages)
        return self.cleaned_data

    def told(self, faults: dict[str, list[str]]) -> list[dict[str, str]]:
        """Faults by field as the page tells them: the field's name, its label, the first message."""
        return [
            {"field": name, "label": str(self.fields[name].label or "") if name in self.fields else "", "text": str(messages[0])}
            for name, messages in faults.items()
        ]

    def typed_values(self) -> dict[str, list[str]]:
        """What the fields of the page hold when they show this form's initial values, as static/js/fields.js reads them."""
        found: dict[str, list[str]] = {}
        for name, field in self.fields.items():
            value = self[name].value()
            if isinstance(value, bool):
                found[name] = ["on"] if value else []
                continue
            shown = field.widget.format_value(value)
            text = str((shown[0] if isinstance(shown, list) and shown else shown) or "")
            # A field of choices beside one another holds nothing when none is chosen.
            found[name] = [text] if text or not isinstance(field.widget, RadioSelect) else []
        return found
