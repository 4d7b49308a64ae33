"""Wording of choices in a workbook, and reading it back in either language."""

from django.utils.translation import override

from assessments.models import Exemption
from assessments.services.answer_input import choices_of
from assessments.services.applicability import exemptions_of
from indicators.models import AnswerType, Indicator

LANGUAGES = ("id", "en")
YES = frozenset({"ya", "y", "yes", "true", "benar"})
NO = frozenset({"tidak", "t", "no", "n", "false", "salah"})
TICKED = YES | {"x", "v", "✓", "✔", "1"}
NOT_TICKED = NO | {"0", "-", "–", "—"}


def bare(text: str) -> str:
    """A text for comparing: small letters, single blanks."""
    return " ".join(text.split()).casefold()


def wordings(indicator: Indicator) -> list[tuple[str, str]]:
    """Choices as the drop-down shows them, in the reader's language, each wording once."""
    found = [(code, " ".join(str(label).split()) or code) for code, label in choices_of(indicator)]
    seen = [bare(label) for _code, label in found]
    return [(code, f"{label} ({code})" if seen.count(bare(label)) > 1 else label) for code, label in found]


def choice_of(indicator: Indicator, text: str) -> str | None:
    """The code of a choice by its wording in either language or by the code itself; None for no choice there is."""
    asked = bare(text)
    if indicator.answer_type == AnswerType.YES_NO and asked in YES | NO:
        return "yes" if asked in YES else "no"
    known: dict[str, str] = {bare(code): code for code, _label in choices_of(indicator)}
    for language in LANGUAGES:
        with override(language):
            known = {bare(label): code for code, label in wordings(indicator)} | known
    return known.get(asked)


def claim_labels(indicator: Indicator) -> list[tuple[str, str]]:
    """The claims offered for an indicator as the drop-down shows them, in the reader's language."""
    return [(kind.value, str(kind.label)) for kind in exemptions_of(indicator)]


def claim_of(text: str) -> str | None:
    """The kind of claim by its wording in either language or its code; empty for a box merely ticked or not; None for anything else."""
    asked = bare(text)
    known = {bare(kind.value): kind.value for kind in Exemption}
    for language in LANGUAGES:
        with override(language):
            known |= {bare(str(kind.label)): kind.value for kind in Exemption}
    return known.get(asked, None if truth_of(text) is None else "")


def truth_of(text: str) -> bool | None:
    """Whether a box is ticked, as people write it; None when the text says neither."""
    asked = bare(text)
    if asked in TICKED:
        return True
    return False if asked in NOT_TICKED else None
