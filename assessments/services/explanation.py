"""An explanation in words: what every number is made of, what was answered, why points were lost, what would bring most.

The tree of a result holds codes and numbers; the words come from the framework, which cannot change once adopted.
They are looked up once for each framework and language and kept in memory, so that a page with 120 indicators
costs no queries for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from django.utils import formats, html
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments.services.applicability import claim_words
from assessments.services.reach import Ministry, Reach
from assessments.services.reasons import reason_sentence
from indicators.models import Framework, IndicatorKind
from indicators.scoring import ScoreNode, biggest_gains
from indicators.services.catalogue import FrameworkOutline, IndicatorOutline, framework_outline
from indicators.services.definition import AdoptedKey, adopted_key
from indicators.services.rule_words import number_words

GAINS = 3
UNSUPPORTED = "unsupported"
CENTS = 10**10
"""Ticks of the engine (10^-12) in a hundredth."""


@dataclass(slots=True)
class Part:
    """One number of the explanation, in words.

    Numbers are in the part's own scale (`earned` of `maximum`) and in points of the raw total (`contribution`).
    `*_words` are rounded half up to two places in the reader's language. `share` is whole percent, for a bar.
    Only an indicator has `reason`, `answer`, `kind`, `bases` and `outcome` (accepted, adjusted, unsupported).
    """

    level: str
    code: str
    title: str
    url: str
    node: ScoreNode
    earned_words: str
    maximum_words: str
    lost_words: str
    contribution_words: str
    share: int
    sentence: str = ""
    reason: str = ""
    answer: str = ""
    outcome: str = ""
    kind: str = ""
    bases: str = ""
    children: list["Part"] = field(default_factory=list)

    @property
    def earned(self) -> Decimal:
        """What was earned, exact to 12 places."""
        return self.node.earned

    @property
    def maximum(self) -> Decimal:
        """What could be earned."""
        return self.node.maximum

    @property
    def lost(self) -> Decimal:
        """What was not earned."""
        return self.node.lost

    @property
    def contribution(self) -> Decimal:
        """Points of the raw total."""
        return self.node.contribution

    @property
    def is_counted(self) -> bool:
        """Whether it counts; an indicator that does not apply is left out."""
        return self.node.is_counted

    @property
    def is_full(self) -> bool:
        """Whether nothing was lost."""
        return self.node.earned_ticks >= self.node.maximum_ticks


@dataclass(frozen=True, slots=True)
class GainWords:
    """What full points in one indicator would bring; `predicate` only where it would be another one."""

    code: str
    title: str
    url: str
    gain: Decimal
    new_total: Decimal
    sentence: str
    predicate: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A result taken apart. `total` is the root of the parts, `rights` the second level that people look for."""

    framework: Framework
    outline: FrameworkOutline
    total: Part
    gains: tuple[GainWords, ...]

    @property
    def criteria(self) -> list[Part]:
        """Criteria in the framework's order; each holds its rights."""
        return self.total.children

    @property
    def rights(self) -> list[Part]:
        """All rights in order."""
        return [right for criterion in self.total.children for right in criterion.children]

    @property
    def sentence(self) -> str:
        """The sum of the whole in words."""
        return self.total.sentence

    def part(self, level: str, code: str) -> Part | None:
        """A part by its level and code; a component by ``right/component``."""
        return _find(self.total, level, code, "")


def _find(part: Part, level: str, code: str, above: str) -> Part | None:
    if part.level == level and code in (part.code, f"{above}/{part.code}"):
        return part
    for child in part.children:
        found = _find(child, level, code, part.code)
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class _IndicatorWords:
    """An indicator's words in one language, ready for the page."""

    title: SafeString
    url: str
    kind: str
    bases: SafeString
    unit: str
    outline: IndicatorOutline


@dataclass(frozen=True, slots=True)
class _Words:
    """Everything a framework says in one language."""

    outline: FrameworkOutline
    total: str
    criteria: dict[str, str]
    rights: dict[str, tuple[str, str]]
    indicators: dict[str, _IndicatorWords]
    kinds: dict[str, str]
    separator: str


def _read_words(framework: Framework) -> _Words:
    outline = framework_outline(framework)
    return _Words(
        outline=outline,
        total=str(outline.title),
        criteria={criterion.code: str(criterion.title) for criterion in outline.criteria},
        rights={right.code: (str(right.title), right.url) for right in outline.rights},
        indicators={
            row.code: _IndicatorWords(
                html.escape(str(row.statement)),
                row.url,
                row.kind,
                html.escape(" · ".join(str(basis.label) for basis in row.bases)),
                str(row.unit),
                row,
            )
            for row in outline.indicators
        },
        kinds={value: str(label) for value, label in IndicatorKind.choices},
        separator=formats.get_format("DECIMAL_SEPARATOR"),
    )


@lru_cache(maxsize=16)
def _adopted_words(key: AdoptedKey) -> _Words:
    return _read_words(cast("Framework", key.framework))


def _words(framework: Framework) -> _Words:
    if framework.is_adopted:
        return _adopted_words(adopted_key(framework, language=get_language() or "id"))
    return _read_words(framework)


def explained_right(framework: Framework, node: ScoreNode) -> Part:
    """One right of a result in words."""
    return _Telling(_words(framework), {}).part(node)


def explained(
    framework: Framework, tree: list[Any] | ScoreNode, *, answers: Mapping[str, Mapping[str, Any]] | None = None, ministry: Ministry | None = None
) -> Explanation:
    """Put a result's tree into words.

    `tree` is the stored form or the engine's node; `answers` are public answers by indicator code as publication
    writes them: ``choice``, ``number``, ``numerator``, ``denominator``, ``not_applicable``, ``outcome``, and of a claim that the
    indicator does not apply ``exemption`` and ``exemption_basis``.
    With `ministry` a gain says which predicate it would lead to, where that is another one.
    At most four queries (and eight for the predicates), none for an adopted framework read before.
    """
    node = tree if isinstance(tree, ScoreNode) else ScoreNode.from_dict(tree)
    words = _words(framework)
    telling = _Telling(words, answers or {})
    reach = None if ministry is None else Reach(framework, node, ministry)
    return Explanation(framework, words.outline, telling.part(node), tuple(telling.gains(node, reach)))


class _Telling:
    """One explanation being put into words."""

    def __init__(self, words: _Words, answers: Mapping[str, Mapping[str, Any]]) -> None:
        self.words = words
        self.answers = answers
        self.of = _("%(earned)s of %(maximum)s")
        self.not_counted = _("Not counted: it does not apply.")
        self.reasons: dict[str, str] = {}
        self.numbers: dict[int, str] = {}

    def number(self, ticks: int) -> str:
        """Ticks rounded half up to two places, as the language writes them."""
        found = self.numbers.get(ticks)
        if found is None:
            sign, cents = ("-", (-ticks + CENTS // 2) // CENTS) if ticks < 0 else ("", (ticks + CENTS // 2) // CENTS)
            sign = sign if cents else ""
            found = self.numbers[ticks] = f"{sign}{cents // 100}{self.words.separator}{cents % 100:02d}"
        return found

    def whole(self, ticks: int) -> str:
        """A maximum: without places where there are none."""
        text = self.number(ticks)
        return text.removesuffix(f"{self.words.separator}00")

    def part(self, node: ScoreNode) -> Part:
        """A node and all below it."""
        if node.level == "indicator":
            return self.indicator(node)
        title, url = self._named(node)
        part = self._numbers(node, title, url)
        part.children = [self.part(child) for child in node.children]
        part.sentence = self._sentence(node, part)
        return part

    def _named(self, node: ScoreNode) -> tuple[str, str]:
        match node.level:
            case "framework":
                return self.words.total, ""
            case "criterion":
                return self.words.criteria.get(node.code, node.code), ""
            case "right":
                return self.words.rights.get(node.code, (node.code, ""))
        return self.words.kinds.get(node.code, node.code), ""

    def _numbers(self, node: ScoreNode, title: str, url: str) -> Part:
        maximum = node.maximum_ticks
        return Part(
            node.level,
            node.code,
            title,
            url,
            node,
            self.number(node.earned_ticks),
            self.whole(maximum),
            self.number(maximum - node.earned_ticks),
            self.number(node.contribution_ticks),
            node.earned_ticks * 100 // maximum if maximum else 0,
        )

    def _sentence(self, node: ScoreNode, part: Part) -> str:
        """The sum: what the parts of this number are."""
        if not node.is_counted:
            return self.not_counted
        own = self.of % {"earned": part.earned_words, "maximum": part.maximum_words}
        counted = [child for child in part.children if child.is_counted]
        # Parts of the whole are shown as points of the raw total, so that they add up to it; below, in their own scale.
        if node.level == "framework":
            numbers = [(child.title, child.contribution_words, self.whole(child.node.contribution_maximum_ticks)) for child in counted]
        else:
            numbers = [(self._short(child), child.earned_words, child.maximum_words) for child in counted]
        sums = ", ".join(f"{title} {self.of % {'earned': earned, 'maximum': maximum}}" for title, earned, maximum in numbers)
        if node.level == "criterion" and len(numbers) > 1 and self.words.outline.rollup != "item_sum":
            return _("%(own)s, the mean of: %(parts)s") % {"own": own, "parts": sums}
        return f"{own}: {sums}" if sums else own

    @staticmethod
    def _short(part: Part) -> str:
        """How a part is called within a sentence."""
        return {"indicator": part.code, "component": part.title.lower()}.get(part.level, part.title)

    def indicator(self, node: ScoreNode) -> Part:
        """A leaf: the words of the indicator, the answer and the reason."""
        words = self.words.indicators.get(node.code)
        part = self._numbers(node, words.title if words else node.code, words.url if words else "")
        part.sentence = self.of % {"earned": part.earned_words, "maximum": part.maximum_words} if node.is_counted else self.not_counted
        part.reason = self._reason(node)
        answer = self.answers.get(node.code)
        if words:
            part.kind, part.bases = words.kind, words.bases
            if answer:
                part.answer = answer_words(answer, words.outline)
                part.outcome = answer.get("outcome") or ""
                if part.outcome == UNSUPPORTED and node.reason == "no_answer":
                    part.reason = self._reason_of("unsupported")
        return part

    def _reason(self, node: ScoreNode) -> str:
        """The reason's sentence; those without parameters are looked up once."""
        return reason_sentence(node.reason, node.params) if node.params else self._reason_of(node.reason)

    def _reason_of(self, code: str) -> str:
        found = self.reasons.get(code)
        if found is None:
            found = self.reasons[code] = reason_sentence(code)
        return found

    def gains(self, node: ScoreNode, reach: Reach | None) -> list[GainWords]:
        """The single changes that would raise the score most, and the predicate each would lead to."""
        pattern = _("Full points here would bring %(gain)s; the raw score would be %(total)s.")
        found = []
        for gain in biggest_gains(node, GAINS):
            words = self.words.indicators.get(gain.code)
            sentence = pattern % {
                "gain": f"+{self.number(gain.node.contribution_maximum_ticks - gain.node.contribution_ticks)}",
                "total": self.number(node.earned_ticks + gain.node.contribution_maximum_ticks - gain.node.contribution_ticks),
            }
            then = reach.beyond(gain) if reach else None
            predicate = ""
            if reach and then:
                predicate = str(reach.titles.get(then.predicate, then.predicate))
                values = {"final": self.number(int(then.final.scaleb(12))), "predicate": predicate}
                sentence = f"{sentence} {_('The final score of %(final)s would make it %(predicate)s.') % values}"
            title, url = (words.title, words.url) if words else (gain.code, "")
            found.append(GainWords(gain.code, title, url, gain.gain, gain.new_total, sentence, predicate))
        return found


YES_NO: dict[str, str | Promise] = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}


def answer_words(answer: Mapping[str, Any], indicator: IndicatorOutline) -> str:
    """A public answer as people say it: ``Yes``, the wording of a level, ``81 of 90``, ``12.5 per cent``."""
    said = _claim_words(answer)
    if answer.get("not_applicable"):
        return said or _("Does not apply")
    found = _value_words(answer, indicator)
    if not said:
        return found
    refused = _("The region claimed: %(claim)s. Not accepted.") % {"claim": said}
    return f"{found}. {refused}" if found else refused


def _claim_words(answer: Mapping[str, Any]) -> str:
    """The region's claim with the law it names; empty where it made none."""
    if not answer.get("exemption"):
        return ""
    basis = answer.get("exemption_basis")
    return f"{claim_words(answer)} ({basis})" if basis else claim_words(answer)


def _value_words(answer: Mapping[str, Any], indicator: IndicatorOutline) -> str:
    choice = answer.get("choice")
    if choice:
        label = YES_NO.get(choice) if indicator.answer_type == "yes_no" else indicator.level_labels.get(choice)
        return str(label or choice)
    if answer.get("number") is not None:
        return f"{number_words(answer['number'])} {indicator.unit}".strip()
    if answer.get("numerator") is not None and answer.get("denominator") is not None:
        return _parts_words(answer, indicator)
    return ""


def _parts_words(answer: Mapping[str, Any], indicator: IndicatorOutline) -> str:
    top, below = Decimal(answer["numerator"]), Decimal(answer["denominator"])
    values = {"numerator": number_words(top), "denominator": number_words(below)}
    if below <= 0:
        return _("%(numerator)s of %(denominator)s") % values
    quantity = top * int(indicator.rule.get("per", 100)) / below
    values |= {"quantity": number_words(quantity.quantize(Decimal("0.01"))), "unit": str(indicator.unit)}
    return _("%(numerator)s of %(denominator)s = %(quantity)s %(unit)s") % values
