"""What the self score would be if: other answers are put beside the real ones and go through the one engine. Nothing is written.

A wish is text such as ``INFORMASI-P1:partial``, ``INFORMASI-H1:80`` or ``INFORMASI-S1:full`` (all points), as the address carries
it; it is taken with evidence. The same address gives whoever may read the assessment the same calculation.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import cast
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from assessments.models import Answer
from assessments.services.answer_input import HUNDRED, LARGEST, choices_of, claims_nothing
from assessments.services.applicability import lacks_reason
from assessments.services.outline import outline
from assessments.services.reach import Ministry, Reach
from assessments.services.workspace import IndicatorLine, Overview, RightLine
from indicators.forms.numbers import AmbiguousNumberError, read_number, written_number
from indicators.models import AnswerType, Framework, Indicator, Right
from indicators.scoring import AnswerValue, CompiledFramework, Gain, Rule, ScoreNode, ScoreResult, biggest_gains, score
from indicators.scoring.best import best_value
from indicators.scoring.engine import MINIMUM_PER_RIGHT
from indicators.services.definition import AdoptedKey, adopted_key, compiled_framework

FULL = "full"
PARAMETER = "andai"
TYPED = "nilai-"
OFFERED = 8
LONGEST = 120
AT_MOST = 600
MAXIMUM = 100
MANY = 10_000


@dataclass(frozen=True, slots=True)
class Wish:
    """Another answer to one indicator; `text` is how the address says it."""

    indicator: Indicator
    text: str
    value: AnswerValue
    words: str

    @property
    def mark(self) -> str:
        """How the address carries it."""
        return f"{self.indicator.code}:{self.text}"


@dataclass(frozen=True, slots=True)
class Asked:
    """The wishes of an address by indicator code, and what of it cannot be calculated with the reason."""

    wishes: dict[str, Wish] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def query(self) -> str:
        """The wishes as the query of an address."""
        return urlencode([(PARAMETER, wish.mark) for wish in self.wishes.values()], safe=":,")


def read_wishes(overview: Overview, marks: Sequence[str]) -> Asked:
    """Read the wishes of an address. The last one counts for an indicator; contributors wish for their own indicators."""
    asked = Asked()
    place = overview.place
    by_code, whole = place.outline.by_code, outline(place.cycle.framework).by_code
    for mark in marks[:AT_MOST]:
        code, _colon, text = mark[:LONGEST].partition(":")
        if not text.strip():
            continue
        indicator = by_code.get(code.strip())
        if indicator is None:
            known = code.strip() in whole
            reason = _("This indicator is not assigned to your OPD.") if known else _("There is no such indicator in this framework.")
            asked.refused.append((mark[:LONGEST].replace("\x00", ""), reason))
        else:
            wish = _wish(overview, indicator, text.strip())
            if isinstance(wish, Wish):
                asked.wishes[indicator.code] = wish
            else:
                asked.refused.append((f"{indicator.code}: {text.strip()}".replace("\x00", ""), wish))
    return asked


def _wish(overview: Overview, indicator: Indicator, text: str) -> Wish | str:
    """A wish, or why it is none."""
    previous = overview.standing.previous.get(indicator.code)
    labels = {code: str(label) for code, label in choices_of(indicator)}
    if text in labels:
        return Wish(indicator, text, AnswerValue(choice=text, has_evidence=True, previous=previous), labels[text])
    if text == FULL:
        best = best_of(overview.place.cycle.framework, indicator.code, previous)
        if best is None:
            return _("No answer can earn all points here yet: a figure to compare with is missing.")
        return Wish(indicator, FULL, best, labels.get(best.choice or "") or figure_words(indicator, best.number))
    if labels:
        return _("This is none of the answers to choose from.")
    return _number_wish(indicator, text, previous)


def _number_wish(indicator: Indicator, text: str, previous: Decimal | None) -> Wish | str:
    at_most = HUNDRED if indicator.answer_type == AnswerType.PERCENTAGE else None
    try:
        # The address writes numbers with a point, whatever the reader's language.
        number = read_number(text, decimal_mark=".", at_most=at_most)
    except AmbiguousNumberError:
        return _("This is not a number.")
    if number < 0 or number >= LARGEST or (at_most is not None and number > at_most):
        return _("This number is not possible here.")
    plain = f"{number.normalize():f}"
    return Wish(indicator, plain, AnswerValue(number=number, has_evidence=True, previous=previous), figure_words(indicator, number))


def figure_words(indicator: Indicator, number: Decimal | None) -> str:
    """A figure with the indicator's unit."""
    return f"{written_number(number)} {indicator.unit}".strip()


def _rules(compiled: CompiledFramework) -> dict[str, Rule]:
    rights = (right for criterion in compiled.definition.criteria for right in criterion.rights)
    return {row.code: row.rule for right in rights for row in right.indicators}


@lru_cache(maxsize=8)
def _adopted_rules(key: AdoptedKey) -> dict[str, Rule]:
    return _rules(compiled_framework(cast("Framework", key.framework)))


def best_of(framework: Framework, code: str, previous: Decimal | None) -> AnswerValue | None:
    """The answer with all points to an indicator; None where no answer can earn them."""
    rules = _adopted_rules(adopted_key(framework)) if framework.is_adopted else _rules(compiled_framework(framework))
    return best_value(rules[code], previous=previous) if code in rules else None


def result_with(overview: Overview, wishes: Iterable[Wish]) -> ScoreResult:
    """The score with these wishes in place of the answers, from the one engine."""
    values = overview.standing.values() | {wish.indicator.code: wish.value for wish in wishes}
    return score(compiled_framework(overview.place.cycle.framework), values)


@dataclass(frozen=True, slots=True)
class Option:
    """An indicator in which full points would raise the score; `gain` in points of the whole."""

    indicator: Indicator
    gain: Decimal
    best: str
    predicate: str
    is_chosen: bool

    @property
    def mark(self) -> str:
        """How the address carries it."""
        return f"{self.indicator.code}:{FULL}"


@dataclass(frozen=True, slots=True)
class RightOutlook:
    """A right whose score would change, each of 100."""

    right: Right
    before: ScoreNode
    after: ScoreNode

    @property
    def change(self) -> Decimal:
        """What it would gain or lose."""
        return self.after.earned - self.before.earned


@dataclass(frozen=True, slots=True)
class Threshold:
    """A predicate and how far the score would be from it; `distance` is 0 once it is reached."""

    code: str
    title: str
    minimum: Decimal
    distance: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """A calculation: now, then, and what lies between. `then` is None while nothing is wished."""

    asked: Asked
    now: ScoreResult
    then: ScoreResult | None
    rights: list[RightOutlook]
    thresholds: list[Threshold]
    options: list[Option]
    titles: dict[str, str]
    below: list[Right]

    @property
    def wishes(self) -> list[Wish]:
        """What is wished."""
        return list(self.asked.wishes.values())

    @property
    def shown(self) -> ScoreResult:
        """The score with the wishes, or the score as it is."""
        return self.then or self.now

    @property
    def change(self) -> Decimal:
        """What the whole would gain or lose."""
        return self.shown.raw - self.now.raw

    @property
    def predicate(self) -> str:
        """Title of the predicate of `shown`."""
        return self.titles.get(self.shown.predicate, self.shown.predicate)

    @property
    def predicate_now(self) -> str:
        """Title of the predicate as it is."""
        return self.titles.get(self.now.predicate, self.now.predicate)


def _below(root: ScoreNode, part: ScoreNode) -> ScoreNode:
    """A tree that counts the whole but holds one part: gains then name the new total of the whole."""
    return ScoreNode("framework", root.code, root.earned_ticks, root.maximum_ticks, root.contribution_ticks, root.contribution_maximum_ticks, [part])


def _gains(overview: Overview, right: ScoreNode | None) -> Iterator[tuple[Indicator, Gain, AnswerValue]]:
    """Gains of the whole or of one right, largest first, as far as this person's answers can make them."""
    root, by_code = overview.result.tree, overview.place.outline.by_code
    for gain in biggest_gains(root if right is None else _below(root, right), MANY):
        indicator = by_code.get(gain.code)
        if indicator is None:
            continue
        best = best_of(overview.place.cycle.framework, gain.code, overview.standing.previous.get(gain.code))
        if best is not None:
            yield indicator, gain, best


def reach_of(overview: Overview) -> Reach:
    """Which predicates gains lead to, without what the ministry adds."""
    return Reach(overview.place.cycle.framework, overview.result.tree, Ministry())


def options(
    overview: Overview, *, right: ScoreNode | None = None, asked: Asked | None = None, most: int = OFFERED, reach: Reach | None = None
) -> list[Option]:
    """The single changes that would raise the whole most, in all rights or in one, with the predicate each would lead to."""
    chosen = asked.wishes if asked else {}
    reach = reach or reach_of(overview)
    found = []
    for indicator, gain, best in islice(_gains(overview, right), most):
        then = reach.beyond(gain)
        predicate = str(reach.titles.get(then.predicate, then.predicate)) if then else ""
        found.append(Option(indicator, gain.gain, _words(indicator, best), predicate, gain.code in chosen and chosen[gain.code].text == FULL))
    return found


def _words(indicator: Indicator, best: AnswerValue) -> str:
    return {code: str(label) for code, label in choices_of(indicator)}.get(best.choice or "") or figure_words(indicator, best.number)


def _rights(overview: Overview, then: ScoreResult) -> list[RightOutlook]:
    before = {node.code: node for node in overview.result.tree.walk("right")}
    after = {node.code: node for node in then.tree.walk("right")}
    rows = [RightOutlook(part.right, before[part.right.code], after[part.right.code]) for part in overview.place.outline.rights]
    return sorted((row for row in rows if row.before.earned_ticks != row.after.earned_ticks), key=lambda row: -row.change)


def _thresholds(compiled: CompiledFramework, titles: dict[str, str], final: Decimal) -> list[Threshold]:
    bands = sorted(compiled.definition.predicates, key=lambda band: band.minimum, reverse=True)
    return [Threshold(band.code, titles.get(band.code, band.code), band.minimum, max(Decimal(0), band.minimum - final)) for band in bands]


def _rights_below(overview: Overview, compiled: CompiledFramework, shown: ScoreResult) -> list[Right]:
    """Rights under the minimum that every right has to reach, where that is what is missing."""
    minimum = compiled.definition.minimum_per_right
    if minimum is None or MINIMUM_PER_RIGHT not in shown.gates:
        return []
    low = {node.code for node in shown.tree.walk("right") if node.is_counted and node.earned * MAXIMUM < minimum * node.maximum}
    return [part.right for part in overview.place.outline.rights if part.right.code in low]


def outlook(overview: Overview, asked: Asked, *, most: int = OFFERED) -> Outlook:
    """Calculate: one more pass of the engine where something is wished, none otherwise; no query for an adopted framework."""
    framework = overview.place.cycle.framework
    compiled = compiled_framework(framework)
    then = result_with(overview, asked.wishes.values()) if asked.wishes else None
    shown = then or overview.result
    reach = reach_of(overview)
    titles = {code: str(title) for code, title in reach.titles.items()}
    return Outlook(
        asked,
        overview.result,
        then,
        _rights(overview, then) if then else [],
        _thresholds(compiled, titles, shown.final),
        options(overview, asked=asked, most=most, reach=reach),
        titles,
        _rights_below(overview, compiled, shown),
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """Indicators that wait for something, by what they wait for."""

    open: list[IndicatorLine]
    evidence: list[IndicatorLine]
    correction: list[IndicatorLine]
    basis: list[IndicatorLine]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return len(self.open) + len(self.evidence) + len(self.correction) + len(self.basis)

    @property
    def kinds(self) -> list[tuple[str, str, list[IndicatorLine]]]:
        """Code, words and lines of each kind that is there, what stops the submission first."""
        rows = [
            ("correction", _("to correct"), self.correction),
            ("basis", _("“does not apply” without its legal reason"), self.basis),
            ("open", _("not answered"), self.open),
            ("evidence", _("without evidence"), self.evidence),
        ]
        return [row for row in rows if row[2]]


def claims_without_basis(overview: Overview) -> frozenset[int]:
    """Keys of the indicators that are said not to apply without the reason the law asks (one query, none where nothing is)."""
    claimed = [pk for pk, row in overview.standing.rows.items() if row.value.not_applicable]
    if not claimed:
        return frozenset()
    rows = Answer.objects.filter(assessment=overview.assessment, indicator__in=claimed)
    return frozenset(row.indicator_id for row in rows if lacks_reason(row))


def _lacks_evidence(line: IndicatorLine) -> bool:
    """Whether the answer claims something and no evidence is there; as the check list before the submission says."""
    value = line.row.value if line.row else None
    return line.lacks_evidence and value is not None and not value.not_applicable and not claims_nothing(line.indicator, value.choice or "")


def missing(lines: Iterable[IndicatorLine], without_basis: frozenset[int]) -> Missing:
    """What is missing among some indicators."""
    lines = list(lines)
    return Missing(
        [line for line in lines if line.row is None or not line.row.has_value],
        [line for line in lines if _lacks_evidence(line)],
        [line for line in lines if line.verdict is not None and line.verdict.asks_for_correction],
        [line for line in lines if line.indicator.pk in without_basis],
    )


@dataclass(frozen=True, slots=True)
class Panel:
    """What the dashboard shows: the calculation, and what is missing in the whole."""

    outlook: Outlook
    missing: Missing


def panel(overview: Overview, marks: Sequence[str]) -> Panel:
    """The dashboard's calculation for the wishes of its address."""
    return Panel(outlook(overview, read_wishes(overview, marks)), missing(overview.lines, claims_without_basis(overview)))


@dataclass(frozen=True, slots=True)
class RightGains:
    """What the page of a right shows: what is missing in it, and what would raise the whole most there."""

    code: str
    missing: Missing
    options: list[Option]


def right_gains(overview: Overview, line: RightLine, *, most: int = 3) -> RightGains:
    """What is missing in a right, and its biggest gains."""
    found = options(overview, right=line.node, most=most) if line.node else []
    return RightGains(line.right.right.code, missing(line.lines, claims_without_basis(overview)), found)
