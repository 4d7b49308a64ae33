"""What the page of one indicator shows."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from assessments.models import Answer, AssessmentState, Evidence, EvidenceLink, Review
from assessments.services.answer_input import AnswerInput, asks_for_parts, level_label
from assessments.services.applicability import claim_words, lacks_reason, ruling_words
from assessments.services.before import Before, before
from assessments.services.evidence_age import Age, ages
from assessments.services.figures import Official, official
from assessments.services.last_year import Offer, offer_of
from assessments.services.place import IndicatorPlace
from assessments.services.plausibility import Caution, cautions
from assessments.services.scores import Standing, standing
from assessments.services.workspace import IndicatorLine, Verdict, verdicts
from indicators.models import AnswerType, Indicator, Provision
from indicators.scoring import ScoreNode, ScoreResult, rule_from_dict
from indicators.scoring.rules import Progress

SCORED = (AssessmentState.REVIEWED, AssessmentState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a progress rule compares a figure with: the target it names, or the region's figure of the year before (None: there is none)."""

    against: str
    figure: Decimal | None


def measure_of(indicator: Indicator, previous: Decimal | None) -> Measure | None:
    """What the rule of an indicator measures against; None for rules that look at the figure alone."""
    rule = rule_from_dict(indicator.rule)
    if not isinstance(rule, Progress) or (rule.against == "target" and rule.target is None):
        return None
    return Measure(rule.against, rule.target if rule.against == "target" else previous)


class AnswerPage:
    """One indicator of one assessment; reads what it needs when asked, each thing once."""

    def __init__(self, place: IndicatorPlace) -> None:
        self.place = place
        self.assessment = place.assessment
        self.indicator: Indicator = place.indicator
        self.right = place.right
        self.before, self.after = place.outline.neighbours(place.indicator)

    @cached_property
    def answer(self) -> Answer | None:
        """What is saved (one query, with the review and who saved it)."""
        rows = Answer.objects.filter(assessment=self.assessment, indicator=self.indicator)
        return rows.select_related("updated_by", "review__by").order_by("pk").first()

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Files put forward (one query)."""
        return list(Evidence.objects.filter(answer=self.answer).select_related("file", "added_by").order_by("pk")) if self.answer else []

    @cached_property
    def pieces(self) -> list[tuple[Evidence, Age]]:
        """Files put forward, each with its age (one more query where somebody has not said a file's year)."""
        found = ages((piece.file for piece in self.evidence), indicator=self.indicator, data_year=self.place.cycle.data_year)
        return [(piece, found[piece.file_id]) for piece in self.evidence]

    @cached_property
    def links(self) -> list[EvidenceLink]:
        """Links put forward (one query)."""
        return list(EvidenceLink.objects.filter(answer=self.answer).select_related("added_by").order_by("pk")) if self.answer else []

    @property
    def evidence_rule(self) -> str:
        """How old evidence may be, in words."""
        return Age(None, self.place.cycle.data_year, self.indicator.evidence_valid_years).rule_words

    @cached_property
    def provisions(self) -> list[Provision]:
        """Legal bases (one query)."""
        return list(self.indicator.provisions.select_related("instrument"))

    @cached_property
    def verdict(self) -> Verdict | None:
        """The Kanwil's last word (one query)."""
        return verdicts(self.assessment, indicator=self.indicator).get(self.indicator.pk) if self.answer else None

    @property
    def review(self) -> Review | None:
        """What the reviewer found, once the scoring is finished."""
        return getattr(self.answer, "review", None) if self.answer and self.assessment.state in SCORED else None

    @cached_property
    def standing(self) -> Standing:
        """All answers of the assessment (one query)."""
        return standing(self.assessment)

    @cached_property
    def result(self) -> ScoreResult:
        """Their score."""
        return self.standing.result()

    @cached_property
    def lines(self) -> list[IndicatorLine]:
        """The indicators of the same right, for the list at the side."""
        return [IndicatorLine(indicator, self.standing.rows.get(indicator.pk), None, None) for indicator in self.right.indicators]

    @cached_property
    def earlier(self) -> Before | None:
        """What was asked and answered in an earlier cycle (one query, two where the region did not answer)."""
        return before(self.assessment, self.indicator)

    @cached_property
    def start(self) -> AnswerInput | None:
        """The earlier answer where this year's may start from it."""
        return self.earlier.starts(self.indicator) if self.earlier else None

    @cached_property
    def offer(self) -> Offer | None:
        """What last year offers: answer, evidence, remarks (at most four queries)."""
        return offer_of(self.assessment, self.indicator, self.earlier, self.answer)

    @cached_property
    def official(self) -> Official | None:
        """The official figure with the region's contest (one query, two where there is a figure)."""
        return official(self.assessment, self.indicator, self.answer)

    @cached_property
    def cautions(self) -> list[Caution]:
        """What is odd about the saved answer; asks only what the page shows anyway."""
        if self.answer is None or not self.answer.has_value:
            return []
        held = self.official.figure if self.official is not None and self.official.contest is None else None
        row = self.standing.rows.get(self.indicator.pk)
        return cautions(self.indicator, self.answer, earlier=self.earlier, figure=held, has_evidence=row is not None and row.value.has_evidence)

    @property
    def lacks_reason(self) -> bool:
        """Whether the saved answer claims that the indicator does not apply without saying why."""
        return self.answer is not None and lacks_reason(self.answer)

    @property
    def ruling(self) -> str:
        """What the reviewer ruled on a claim that the indicator does not apply; empty before, and where nothing was claimed."""
        if self.answer is not None:
            self.answer.indicator = self.indicator
        return ruling_words(self.answer, self.review)

    @cached_property
    def measure(self) -> Measure | None:
        """What the rule measures the figure against."""
        return measure_of(self.indicator, self.standing.previous.get(self.indicator.code))


@dataclass(frozen=True, slots=True)
class Points:
    """What an answer is worth: of the indicator, its right, and the whole, before and after."""

    indicator: ScoreNode
    right: ScoreNode
    total: Decimal
    change: Decimal


def points(place: IndicatorPlace, now: ScoreResult, then: ScoreResult) -> Points:
    """Points of the indicator, its right and the whole in `then`, and the change of the whole from `now`."""
    code, right = place.indicator.code, place.right.right.code
    leaf = next(node for node in then.tree.walk("indicator") if node.code == code)
    branch = next(node for node in then.tree.walk("right") if node.code == right)
    return Points(leaf, branch, then.raw, then.raw - now.raw)


def shown_value(indicator: Indicator, value: Any) -> list[tuple[str, Any]]:
    """A value in words for reading: rows of (label, text); `value` has the columns of an answer."""
    from django.utils.formats import number_format
    from django.utils.translation import gettext as _

    def number(figure: Decimal | None) -> str:
        if figure is None:
            return ""
        text = f"{figure:f}"
        places = len(text.partition(".")[2].rstrip("0"))
        return number_format(figure, decimal_pos=places, use_l10n=True, force_grouping=True)

    if value.not_applicable:
        rows = [(_("Answer"), claim_words(value))]
        basis = getattr(value, "exemption_basis", "")
        return [*rows, (_("Legal reason"), basis)] if basis or getattr(value, "exemption", "") else rows
    if indicator.answer_type == AnswerType.YES_NO:
        return [(_("Answer"), {"yes": _("Yes"), "no": _("No")}.get(value.choice, ""))]
    if indicator.answer_type == AnswerType.LEVEL:
        return [(_("Level reached"), str(level_label(indicator, value.choice)) if value.choice else "")]
    if asks_for_parts(indicator) and value.numerator is not None:
        rows = [(str(indicator.numerator), number(value.numerator)), (str(indicator.denominator), number(value.denominator))]
        if value.denominator:
            per = Decimal(str(indicator.rule.get("per", 100)))
            rows.append((_("Result"), f"{number(round(value.numerator * per / value.denominator, 2))} {indicator.unit}"))
        return rows
    return [(_("Figure"), f"{number(value.number)} {indicator.unit}".strip() if value.number is not None else "")]
