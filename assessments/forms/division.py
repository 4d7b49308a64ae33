"""What a coordinator types when dividing the work: the table, an OPD's name, people to invite."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.services.invitations import Person
from assessments.services.assignments import Charge
from assessments.services.outline import Outline

MOST_LINES = 60
KEY_DIGITS = 9
_LINE = re.compile(r"^(?P<name>[^<>@]*?)[\s,;<]*(?P<email>[^\s<>,;]+@[^\s<>,;]+)>?[\s,;]*(?P<after>[^<>@]*)$")
STATES = (
    ("", gettext_lazy("All")),
    ("open", gettext_lazy("Not answered")),
    ("evidence", gettext_lazy("Evidence missing")),
    ("correction", gettext_lazy("Needs correction")),
    ("answered", gettext_lazy("Answered")),
    ("finished", gettext_lazy("Said to be done")),
    ("late", gettext_lazy("Past the day")),
)


def read_charge(unit: str, day: str) -> Charge:
    """Who and until when, as sent by a form. Raises ValidationError for what no form sends and for a date that is none."""
    if unit and not (unit.isascii() and unit.isdigit() and len(unit) <= KEY_DIGITS):
        raise ValidationError(_("One of the OPDs is not an OPD of this region. Load the page again."))
    return Charge(int(unit) if unit else None, read_day(day))


def read_day(day: str) -> date | None:
    """A day as a browser's date field sends it; None for an empty one."""
    try:
        found = parse_date(day) if day else None
    except ValueError:
        found = None
    if day and found is None:
        raise ValidationError(_("“%(day)s” is no date. Write it like 2026-11-30.") % {"day": day[:40].replace("\0", "")})
    return found


class DivisionForm:
    """The table as it was sent: only rows that differ from what the page showed count, then the press of a button.

    ``opd-<key>`` and ``tanggal-<key>`` are the rows, ``terlihat`` is what the page showed. Every button saves the table; in
    addition ``hak`` gives a whole right to the OPD of ``hak-<code>``, ``lakukan=pilihan`` gives the ticked ones (``pilih``)
    to the OPD of ``opd-pilihan``, ``lakukan=ambil`` takes them back.
    """

    def __init__(self, data: Any, outline: Outline) -> None:
        self.data = data
        self.outline = outline

    def seen(self) -> dict[int, Charge]:
        """What the page showed."""
        found: dict[int, Charge] = {}
        for part in str(self.data.get("terlihat", "")).split():
            pk, _sep, rest = part.partition(":")
            unit, _sep, day = rest.partition(":")
            if pk.isascii() and pk.isdigit():
                found[int(pk[:18])] = read_charge(unit, day)
        return found

    def wanted(self, seen: Mapping[int, Charge]) -> dict[int, Charge]:
        """What is to be, by key of the indicator."""
        found: dict[int, Charge] = {}
        for indicator in self.outline.indicators:
            if f"opd-{indicator.pk}" in self.data:
                charge = read_charge(self.data[f"opd-{indicator.pk}"], str(self.data.get(f"tanggal-{indicator.pk}", "")))
                if charge != seen.get(indicator.pk):
                    found[indicator.pk] = charge
        return found | self._pressed(seen, found)

    def _pressed(self, seen: Mapping[int, Charge], typed: Mapping[int, Charge]) -> dict[int, Charge]:
        """What the button adds."""
        if "hak" in self.data:
            code = self.data["hak"]
            keys = [row.pk for part in self.outline.rights if part.right.code == code for row in part.indicators]
            return self._given(keys, str(self.data.get(f"hak-{code}", "")), None, seen, typed)
        ticked = {int(pk) for pk in self.data.getlist("pilih") if pk.isascii() and pk.isdigit() and len(pk) <= KEY_DIGITS}
        keys = [row.pk for row in self.outline.indicators if row.pk in ticked]
        action = self.data.get("lakukan", "")
        if action in {"pilihan", "ambil"} and not keys:
            raise ValidationError(_("Tick at least one indicator first."))
        if action == "ambil":
            return {key: Charge() for key in keys}
        if action == "pilihan":
            return self._given(keys, str(self.data.get("opd-pilihan", "")), read_day(str(self.data.get("tanggal-pilihan", ""))), seen, typed)
        return {}

    def _given(self, keys: list[int], unit: str, day: date | None, seen: Mapping[int, Charge], typed: Mapping[int, Charge]) -> dict[int, Charge]:
        if not unit:
            raise ValidationError(_("Choose the OPD first."))
        charge = read_charge(unit, "")
        days = {key: (typed.get(key) or seen.get(key) or Charge()).due_on for key in keys}
        return {key: Charge(charge.unit, day or days[key]) for key in keys}


class OfficeForm(forms.Form):
    """Name of a new OPD."""

    name = forms.CharField(
        label=gettext_lazy("Name of the OPD"),
        max_length=120,
        help_text=gettext_lazy("As it is called in your region, for example Dinas Kesehatan."),
    )


class InviteForm(forms.Form):
    """People to invite, one a line."""

    people = forms.CharField(
        label=gettext_lazy("People to invite"),
        max_length=8000,
        help_text=gettext_lazy("One person a line: name, then a comma, then the e-mail address."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_people(self) -> list[Person]:
        """Names and addresses; what cannot be read is named by its line."""
        lines = [(number, line.strip()) for number, line in enumerate(self.cleaned_data["people"].splitlines(), 1) if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(
                ngettext("At most %(count)s person at once.", "At most %(count)s people at once.", MOST_LINES) % {"count": MOST_LINES}
            )
        people, faults = [], []
        for number, line in lines:
            found = _LINE.match(line)
            try:
                if found is None:
                    raise ValidationError(_("no e-mail address"))  # noqa: TRY301 - said with its line below
                validate_email(found["email"])
                name = " ".join((found["name"] or found["after"]).strip(" ,;\"'").split())
                if len(name) > 120 or len(found["email"]) > 254:  # noqa: PLR2004 - the columns' lengths
                    raise ValidationError(_("too long"))  # noqa: TRY301
                people.append(Person(found["email"], name))
            except ValidationError:
                faults.append(_("Line %(number)s: “%(line)s” has no e-mail address that can be used.") % {"number": number, "line": line[:80]})
        if faults:
            raise ValidationError(faults)
        return people


class NoteForm(forms.Form):
    """A note for the successor."""

    text = forms.CharField(
        label=gettext_lazy("Note for my successor"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It stays in the history of the assessment with your name and the day."),
    )
