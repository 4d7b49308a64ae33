"""What must be written, in both languages; for entries that did not come from a file, whose reader checks it line by line."""

from typing import Any

from django.utils.translation import gettext as _

from indicators.catalogue.faults import Faults
from indicators.catalogue.shapes import FrameworkEntry

LANGUAGES = ("id", "en")
INDICATOR_TEXTS = (
    *("statement", "rationale", "definition", "period", "data_source", "data_owner"),
    *("evidence", "evidence_example", "evidence_rejected", "nil_case"),
)
OPTIONAL_TEXTS = ("unit", "numerator", "denominator", "not_applicable_when")


def missing_texts(framework: FrameworkEntry, faults: Faults) -> None:
    """Note every text that is missing, in either language, and every part without what it needs beside texts."""
    _check(framework, ("title", "summary"), ("note", "addition_title"), faults)
    for criterion in framework.criteria:
        _check(criterion, ("title",), (), faults)
        if not criterion.rights:
            faults.add(criterion.place.file, criterion.place.line, _("The criterion “%(code)s” has no right.") % {"code": criterion.code})
    for right in framework.rights:
        _check(right, ("title", "summary"), (), faults)
        _need(right, ("bases",), faults)
    for indicator in framework.indicators:
        _check(indicator, INDICATOR_TEXTS, OPTIONAL_TEXTS, faults)
        _need(indicator, ("usual_work_unit", "bases", "rule"), faults)
        for code, label in indicator.level_labels.items():
            _both(indicator, code, label, faults)
    for predicate in framework.predicates:
        _check(predicate, ("title",), (), faults)
    for gate in framework.gates:
        _check(gate, ("title", "text"), (), faults)
    _need(framework, ("criteria", "predicates"), faults)


def _check(entry: Any, required: tuple[str, ...], optional: tuple[str, ...], faults: Faults) -> None:
    for name in required:
        if not any(getattr(entry, name).values()):
            faults.add(entry.place.file, entry.place.line, _("“%(key)s” is missing.") % {"key": name})
        else:
            _both(entry, name, getattr(entry, name), faults)
    for name in optional:
        if any(getattr(entry, name).values()):
            _both(entry, name, getattr(entry, name), faults)


def _both(entry: Any, name: str, text: dict[str, str], faults: Faults) -> None:
    for language in LANGUAGES:
        if not text.get(language, "").strip():
            values = {"key": name, "language": language}
            faults.add(entry.place.file, entry.place.line, _("“%(key)s” has no text in “%(language)s”.") % values)


def _need(entry: Any, names: tuple[str, ...], faults: Faults) -> None:
    for name in names:
        if not getattr(entry, name):
            faults.add(entry.place.file, entry.place.line, _("“%(key)s” is missing.") % {"key": name})
