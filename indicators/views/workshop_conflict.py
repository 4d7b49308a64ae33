"""Two people changed the same part: both versions side by side, and the form with what was typed."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from indicators.models import ChangedPart, Framework
from indicators.services.field_words import LANGUAGES, field_label, value_words
from indicators.services.workshop import plain


def both_versions(framework: Framework, part: ChangedPart, code: str | None, saved: Any, typed: Any) -> dict[str, Any]:
    """The two sides for components/compare.html; values are what `plain` takes, `code` None means any part of the kind."""
    changes = framework.changes.all() if code is None else framework.changes.filter(part=part, code=code)
    last = changes.first()
    theirs, mine = _lines(part, plain(saved) or {}), _lines(part, plain(typed))
    labels = list(dict.fromkeys([*mine, *theirs]))
    differs = {label: theirs.get(label, "") != mine.get(label, "") for label in labels}
    who, when = (last.by_name, date_format(localtime(last.at), "j F Y, H:i")) if last else (_("somebody"), "")
    return {
        "side_theirs": {
            "title": _("Saved by %(who)s") % {"who": who},
            "note": when,
            "rows": [(label, theirs.get(label, ""), differs[label]) for label in labels],
        },
        "side_mine": {"title": _("Typed by you, not saved"), "note": "", "rows": [(label, mine.get(label, ""), differs[label]) for label in labels]},
    }


def _lines(part: ChangedPart, values: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a part by their names, a line for each language of a text; rows of a table one below the other."""
    found: dict[str, str] = {}
    for name, value in values.items():
        label = field_label(part, name)
        if isinstance(value, dict) and value and set(value) <= {"id", "en"}:
            found |= {f"{label}, {words}": value.get(language, "") for language, words in LANGUAGES}
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            found[label] = "\n".join(_row(row) for row in value)
        else:
            found[label] = value_words(part, name, value)
    return found


def _row(row: Mapping[str, Any]) -> str:
    """A predicate or a gate in one line."""
    texts = [" / ".join(item.values()) if isinstance(item, dict) else str(item) for name, item in row.items() if name != "is_awarded"]
    return " · ".join([*texts, *([_("Gets a certificate")] if row.get("is_awarded") else [])])
