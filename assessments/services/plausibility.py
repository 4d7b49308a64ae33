"""Doubts about an answer: what looks odd beside last year, the official figure and the evidence.

Warnings for people, never a reason to refuse: figures do change, and the official one may be wrong. The one thing that
cannot be, a part larger than its whole, is an error (`answer_input.checked`). What counts as far is in the settings.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.models import Answer, Assessment, Evidence, EvidenceLink, FigureContest, OfficialFigure, ReviewOutcome
from assessments.services.answer_input import asks_for_parts, claims_nothing, level_label
from assessments.services.before import Before, all_before, before
from assessments.services.figures import contested_of, differs, figure_of, figures_of
from assessments.services.outline import outline
from assessments.services.values import quantity_of
from indicators.models import AnswerType, Indicator
from indicators.services.rule_words import measured, number_words

FAR, ZERO, OVER, WHOLE, OFFICIAL, EVIDENCE, LEVEL = "far", "zero", "over", "whole", "official", "evidence", "level"
HUNDRED = Decimal(100)
PERCENT = frozenset({"%", "persen", "per cent", "percent"})
LEVELS_JUMPED = 2


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to look at once more, in words; `code` says which check found it."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answered indicator with its warnings, for lists."""

    indicator: Indicator
    cautions: list[Caution]


@dataclass(frozen=True, slots=True)
class _Last:
    """What counts as last year's answer: what the reviewer found, else what the region said."""

    year: int
    value: Any
    indicator: Indicator


def cautions(
    indicator: Indicator, value: Any, *, earlier: Before | None = None, figure: OfficialFigure | None = None, has_evidence: bool = True
) -> list[Caution]:
    """Everything odd about a value: an answer, or what was typed for one. Asks the database nothing and never raises.

    `earlier` is the year before as the page knows it, `figure` the official one unless the region contests it.
    """
    found = [_beside_official(indicator, value, figure)]
    if not value.not_applicable:
        last = _last_of(earlier)
        found += [_over_hundred(indicator, value), _without_evidence(indicator, value, has_evidence=has_evidence)]
        if last is not None:
            found += [_beside_last(indicator, value, last), _beside_whole(value, last), _beside_level(indicator, value, last)]
    return [caution for caution in found if caution is not None]


def _last_of(earlier: Before | None) -> _Last | None:
    if earlier is None or earlier.carried is None or earlier.carried.answer is None:
        return None
    review = earlier.carried.review
    proven = review is not None and review.outcome != ReviewOutcome.UNSUPPORTED
    value = review if proven else earlier.carried.answer
    return None if value is None or value.not_applicable else _Last(earlier.year, value, earlier.carried.indicator)


def _per(indicator: Indicator) -> int:
    given = indicator.rule.get("per", 100)
    return int(given) if str(given).isdigit() else 100


def _quantity(value: Any, indicator: Indicator) -> Decimal | None:
    """The quantity of a value; None where there is none, or none that can be reckoned with."""
    parts = (value.number, value.numerator, value.denominator)
    if any(part is not None and not part.is_finite() for part in parts):
        return None
    try:
        return quantity_of(*parts, per=_per(indicator))
    except ArithmeticError:
        return None


def is_percent(indicator: Indicator) -> bool:
    """Whether the figure is in percent."""
    if indicator.answer_type == AnswerType.PERCENTAGE:
        return True
    units = indicator.unit.values() if isinstance(indicator.unit, dict) else ()
    return any(unit.strip().casefold() in PERCENT for unit in units)


def _is_small(indicator: Indicator, now: Decimal, then: Decimal, *, value: Any, last: Any) -> bool:
    """Whether the change is too small to ask about, however large its share."""
    if is_percent(indicator) and abs(now - then) < settings.PLAUSIBLE_POINTS:
        return True
    if indicator.answer_type == AnswerType.COUNT:
        return bool(abs(now - then) < settings.PLAUSIBLE_COUNT)
    if value.numerator is not None and last.numerator is not None:
        return bool(max(value.numerator, last.numerator) < settings.PLAUSIBLE_COUNT)
    return False


def _is_far(now: Decimal, then: Decimal, factor: Decimal) -> bool:
    small, large = sorted((now, then))
    return small >= 0 and large > small * factor


def _beside_last(indicator: Indicator, value: Any, last: _Last) -> Caution | None:
    now, then = _quantity(value, indicator), _quantity(last.value, last.indicator)
    if now is None or then is None or _is_small(indicator, now, then, value=value, last=last.value):
        return None
    if not _is_far(now, then, settings.PLAUSIBLE_FACTOR):
        return None
    unit = str(indicator.unit or "")
    words = {"year": last.year, "then": measured(then, unit), "now": measured(now, unit)}
    if not now:
        return Caution(ZERO, _("The answer is 0; in %(year)s it was %(then)s. If there really is nothing, say so in the explanation.") % words)
    said = _("Far from last time: %(then)s in %(year)s, now %(now)s. Check the figure and its unit, or say in the explanation what changed.")
    return Caution(FAR, said % words)


def _beside_whole(value: Any, last: _Last) -> Caution | None:
    now, then = value.denominator, last.value.denominator
    if now is None or then is None or not (now.is_finite() and then.is_finite()):
        return None
    if abs(now - then) < settings.PLAUSIBLE_COUNT or not _is_far(now, then, settings.PLAUSIBLE_WHOLE_FACTOR):
        return None
    said = _("The whole (denominator) is %(now)s; in %(year)s it was %(then)s. Check that the same is counted.")
    return Caution(WHOLE, said % {"year": last.year, "then": number_words(then), "now": number_words(now)})


def _over_hundred(indicator: Indicator, value: Any) -> Caution | None:
    now = _quantity(value, indicator)
    if now is None or now <= HUNDRED or not is_percent(indicator):
        return None
    said = _("%(now)s is more than 100 percent. Check the figure.")
    if asks_for_parts(indicator):
        said = _("%(now)s is more than 100 percent. Check the part and the whole.")
    return Caution(OVER, said % {"now": measured(now, str(indicator.unit or ""))})


def _beside_official(indicator: Indicator, value: Any, figure: OfficialFigure | None) -> Caution | None:
    theirs = _quantity(figure, indicator) if figure is not None else None
    if figure is None or theirs is None or not _differs(figure, value, indicator):
        return None
    words = {"figure": measured(theirs, str(indicator.unit or "")), "source": figure.source}
    if value.not_applicable:
        return Caution(
            OFFICIAL, _("There is an official figure (%(figure)s, %(source)s), yet the answer says that the indicator does not apply.") % words
        )
    return Caution(OFFICIAL, _("The official figure is another one: %(figure)s (%(source)s). Use it, or contest it with a reason.") % words)


def _differs(figure: OfficialFigure, value: Any, indicator: Indicator) -> bool:
    if not value.not_applicable and _quantity(value, indicator) is None:
        return False
    try:
        return differs(figure, value, indicator)
    except ArithmeticError:
        return False


def _without_evidence(indicator: Indicator, value: Any, *, has_evidence: bool) -> Caution | None:
    if has_evidence or not value.choice or claims_nothing(indicator, value.choice):
        return None
    return Caution(EVIDENCE, _("The answer claims something that no evidence shows yet. Without evidence it earns nothing."))


def _beside_level(indicator: Indicator, value: Any, last: _Last) -> Caution | None:
    if indicator.answer_type != AnswerType.LEVEL:
        return None
    codes = [code for code, _label in indicator.ordered_levels]
    if value.choice not in codes or last.value.choice not in codes:
        return None
    steps = codes.index(value.choice) - codes.index(last.value.choice)
    if abs(steps) < LEVELS_JUMPED:
        return None
    words = {"year": last.year, "then": level_label(indicator, last.value.choice), "now": level_label(indicator, value.choice), "steps": abs(steps)}
    said = _("%(steps)s levels away from %(year)s: from “%(then)s” to “%(now)s”. Say in the explanation what happened.")
    return Caution(LEVEL, said % words)


def figure_held(assessment: Assessment, indicator: Indicator) -> OfficialFigure | None:
    """The official figure unless the region contests it (one query, two where there is a figure)."""
    figure = figure_of(assessment, indicator)
    contested = figure is not None and FigureContest.objects.filter(assessment=assessment, figure=figure).exists()
    return None if contested else figure


def cautions_at(assessment: Assessment, indicator: Indicator, value: Any, *, has_evidence: bool) -> list[Caution]:
    """The warnings of one value where nothing of the page is known yet (at most four queries)."""
    figure = figure_held(assessment, indicator)
    return cautions(indicator, value, earlier=before(assessment, indicator), figure=figure, has_evidence=has_evidence)


class Surroundings:
    """What answers of an assessment are compared with, read for all of them at once (at most six queries)."""

    def __init__(self, assessment: Assessment, indicators: Collection[Indicator]) -> None:
        self._earlier = all_before(assessment, indicators) if indicators else {}
        figures = figures_of(assessment)
        contested = contested_of(assessment) if figures else {}
        self._figures = {key: figure for key, figure in figures.items() if figure.pk not in contested}
        self._proven: set[int] = set()
        for rows in (Evidence.objects.all(), EvidenceLink.objects.all()):
            self._proven.update(rows.filter(answer__assessment=assessment).values_list("answer__indicator_id", flat=True))

    def cautions(self, indicator: Indicator, value: Any) -> list[Caution]:
        """The warnings of one value."""
        key = indicator.pk
        return cautions(indicator, value, earlier=self._earlier.get(key), figure=self._figures.get(key), has_evidence=key in self._proven)


def doubts(assessment: Assessment) -> list[Doubt]:
    """Answers of an assessment to look at once more, in the order of the pages (at most seven queries).

    What lacks evidence is left out: the check list names it by itself.
    """
    answers = {row.indicator_id: row for row in Answer.objects.filter(assessment=assessment) if row.has_value}
    asked = [indicator for indicator in outline(assessment.cycle.framework).in_page_order if indicator.pk in answers]
    around = Surroundings(assessment, asked)
    found = [Doubt(row, [caution for caution in around.cautions(row, answers[row.pk]) if caution.code != EVIDENCE]) for row in asked]
    return [doubt for doubt in found if doubt.cautions]
