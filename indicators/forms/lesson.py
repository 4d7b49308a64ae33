"""The form of a lesson: every text in both languages, legal bases, indicators, three questions."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from indicators.catalogue.lesson_file import OPTIONS, QUESTIONS, TEXTS
from indicators.forms.bases import BasesField
from indicators.forms.texts import text_fields, text_initial, typed_text
from indicators.models import Indicator, Lesson
from indicators.services.lesson_page import LABELS
from indicators.services.workshop import digest

ROWS = {"title": 1, "summary": 2}
LONG_TEXT = 10
HINT = _("A blank line begins a paragraph; lines that begin with “- ” become a list; **words** stand out.")


class LessonForm(forms.Form):
    """All of a lesson's content; its right and its place in the list are the portal's."""

    bases = BasesField(required=False, label=_("Legal bases"))
    indicators = forms.CharField(label=_("Indicators"), max_length=1000, help_text=_("Codes of the framework, separated by blanks."))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, lesson: Lesson) -> None:
        self.lesson = lesson
        content = lesson.content
        initial = {"bases": list(content["bases"]), "indicators": " ".join(content["indicators"]), "seen": digest(content)}
        for name in TEXTS:
            initial |= text_initial(name, content[name])
        for name, text in self._question_texts(content):
            initial |= text_initial(name, text)
        for number, question in enumerate(content["questions"]):
            initial[f"right_{number}"] = next(str(position) for position, option in enumerate(question["options"]) if option["is_right"])
        super().__init__(data, initial=initial)
        self._add_fields()

    @staticmethod
    def _question_texts(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
        """Names of the fields of the questions with their texts."""
        for number, question in enumerate(content["questions"]):
            yield f"question_{number}", question["text"]
            for position, option in enumerate(question["options"]):
                yield f"option_{number}_{position}", option["text"]
                yield f"explanation_{number}_{position}", option["explanation"]

    def _add_fields(self) -> None:
        for name in TEXTS:
            rows = ROWS.get(name, LONG_TEXT)
            self.fields |= text_fields(name, LABELS[name], rows=rows, required=True, help_text=HINT if rows == LONG_TEXT else "")
        for number in range(QUESTIONS):
            self.fields |= text_fields(f"question_{number}", format_lazy("{} {}", _("Question"), number + 1), rows=2, required=True)
            for position in range(OPTIONS):
                here = format_lazy("{} {}", _("Option"), position + 1)
                self.fields |= text_fields(f"option_{number}_{position}", here, rows=2, required=True)
                explained = format_lazy("{}: {}", here, _("explanation"))
                self.fields |= text_fields(f"explanation_{number}_{position}", explained, rows=2, required=True)
            choices = [(str(position), format_lazy("{} {}", _("Option"), position + 1)) for position in range(OPTIONS)]
            self.fields[f"right_{number}"] = forms.ChoiceField(label=_("Right answer"), choices=choices)

    def clean_bases(self) -> list[str]:
        """A lesson names its law."""
        codes = self.cleaned_data["bases"]
        if not codes:
            raise ValidationError(_("Choose at least one legal basis."))
        return list(codes)

    def clean_indicators(self) -> list[str]:
        """Codes that the framework of the lesson has."""
        codes = list(dict.fromkeys(re.split(r"[\s,;]+", self.cleaned_data["indicators"].strip())))
        known = set(Indicator.objects.filter(framework__code=self.lesson.framework_code, code__in=codes).values_list("code", flat=True))
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ValidationError(_("Not in the framework: %(codes)s"), params={"codes": ", ".join(unknown)})
        return codes

    def texts(self) -> list[tuple[Any, Any]]:
        """The texts of the lesson, Indonesian beside English."""
        return [(self[f"{name}_id"], self[f"{name}_en"]) for name in TEXTS]

    def question_rows(self) -> list[dict[str, Any]]:
        """The questions: pairs of fields and the right answer."""
        found = []
        for number in range(QUESTIONS):
            names = [f"question_{number}"]
            for position in range(OPTIONS):
                names += [f"option_{number}_{position}", f"explanation_{number}_{position}"]
            found.append({"pairs": [(self[f"{name}_id"], self[f"{name}_en"]) for name in names], "right": self[f"right_{number}"]})
        return found

    def typed(self) -> dict[str, Any]:
        """The content typed, in the shape of `Lesson.content`; codes keep their old order where nothing was changed."""
        data, before = self.cleaned_data, self.lesson.content
        kept = dict(self._question_texts(before))
        content: dict[str, Any] = {name: typed_text(data, name, before[name]) for name in TEXTS}
        chosen = set(data["bases"])
        content["bases"] = [code for code in before["bases"] if code in chosen] + sorted(chosen - set(before["bases"]))
        content["indicators"] = data["indicators"]
        content["questions"] = [self._question(number, kept) for number in range(QUESTIONS)]
        return content

    def _question(self, number: int, kept: dict[str, dict[str, str]]) -> dict[str, Any]:
        data = self.cleaned_data

        def text(name: str) -> dict[str, str]:
            return typed_text(data, name, kept.get(name))

        options = [
            {
                "text": text(f"option_{number}_{position}"),
                "is_right": data[f"right_{number}"] == str(position),
                "explanation": text(f"explanation_{number}_{position}"),
            }
            for position in range(OPTIONS)
        ]
        return {"text": text(f"question_{number}"), "options": options}
