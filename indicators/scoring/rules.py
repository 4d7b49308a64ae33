"""Rules that turn one answer into a share of an indicator's points.

A rule is data (a dictionary in the YAML and in the database); `rule_from_dict` reads it:

- ``{"type": "yes_no", "evidence_required": true}``: yes (with evidence) earns all, no earns nothing;
- ``{"type": "levels", "levels": {"none": 0, "partial": 0.5, "full": 1}}``: points by rubric level;
- ``{"type": "bands", "gap_policy": "worse", "bands": [{"to": 110, "points": 10}, {"from": 111, "to": 140, "points": 8}, …]}``:
  ``from`` and ``to`` include their edge, ``above`` and ``below`` do not; a value between two bands takes the
  points of the worse or the better neighbour;
- ``{"type": "linear", "zero_at": 20, "full_at": 100}``: in proportion between two edges, in either direction;
- ``{"type": "progress", "against": "target" | "previous", "target": 98, "zero_at": …, "full_at": …}``: in proportion to the
  percentage of the target reached (the answer's own, or the one the rule names), or to the difference from last year.

Every rule may name ``points`` (maximum, default 1) and, for quantities of two parts, ``per`` (default 100).
Shares are exact: a pair of integers (numerator, denominator), never a float.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, ClassVar, Final

from indicators.scoring.bands import Band, band_faults, closed, read_bands
from indicators.scoring.faults import Fault, RuleError
from indicators.scoring.values import AnswerValue

Share = tuple[int, int]
# numerator, denominator, reason code, parameters of the reason
Judged = tuple[int, int, str, dict[str, Any] | None]
NUMERIC = frozenset({"count", "number", "percentage", "ratio"})
NO_ANSWER: Final[Judged] = (0, 1, "no_answer", None)
NO_EVIDENCE: Final[Judged] = (0, 1, "no_evidence", None)
YES: Final[Judged] = (1, 1, "yes", None)
NO: Final[Judged] = (0, 1, "no", None)


def exact(value: Any) -> Decimal:
    """Read a number of a rule as Decimal; raises RuleError."""
    if isinstance(value, bool) or value is None:
        raise RuleError([Fault("not_a_number", {"value": value})])
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise RuleError([Fault("not_a_number", {"value": value})]) from None
    if not number.is_finite():
        raise RuleError([Fault("not_a_number", {"value": value})])
    return number


def quantity(value: AnswerValue, per: int) -> Share | None:
    """The quantity of an answer as an exact pair, or None when it has none."""
    if value.number is not None:
        return value.number.as_integer_ratio()
    if value.numerator is None or value.denominator is None or value.denominator <= 0:
        return None
    top, top_below = value.numerator.as_integer_ratio()
    bottom, bottom_below = value.denominator.as_integer_ratio()
    return top * bottom_below * per, top_below * bottom


def exact_text(number: Decimal | Fraction) -> str:
    """A number of a rule as data: exact, without exponent. Edges are read from decimals, so they end."""
    if isinstance(number, Fraction):
        number = Decimal(number.numerator) / Decimal(number.denominator)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(number: Decimal | Fraction | Share) -> str:
    """A number for a sentence: no exponent, no trailing zeros, at most six places."""
    if isinstance(number, tuple):
        number = Fraction(*number)
    if isinstance(number, Fraction):
        number = Decimal(number.numerator) / Decimal(number.denominator)
    text = f"{round(number, 6):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Rule:
    """What all rules have: a type and a maximum of points."""

    maximum: Decimal = Decimal(1)

    type: ClassVar[str] = "rule"
    answer_types: ClassVar[frozenset[str]] = frozenset()

    def judge(self, value: AnswerValue) -> Judged:
        """Share of the points earned, with the reason."""
        raise NotImplementedError

    def share(self, value: AnswerValue) -> Fraction:
        """Share of the points earned, 0 to 1, exact."""
        return Fraction(*self.judge(value)[:2])

    def points(self, value: AnswerValue) -> Fraction:
        """Points earned, exact."""
        return self.share(value) * Fraction(self.maximum)

    def to_dict(self) -> dict[str, Any]:
        """The rule as data."""
        return {"type": self.type, **({} if self.maximum == 1 else {"points": exact_text(self.maximum)})}

    def faults(self) -> list[Fault]:
        """What is wrong with the rule itself."""
        return [] if self.maximum > 0 else [Fault("maximum_not_positive", {"value": plain(self.maximum)})]


@dataclass(frozen=True, slots=True)
class YesNo(Rule):
    """All or nothing; a yes counts only with evidence unless the rule says otherwise."""

    evidence_required: bool = True

    type = "yes_no"
    answer_types = frozenset({"yes_no"})

    def judge(self, value: AnswerValue) -> Judged:
        """Yes with evidence earns all."""
        if value.choice == "yes":
            return YES if value.has_evidence or not self.evidence_required else NO_EVIDENCE
        return NO if value.choice == "no" else NO_ANSWER

    def to_dict(self) -> dict[str, Any]:
        """The rule as data."""
        return Rule.to_dict(self) | ({} if self.evidence_required else {"evidence_required": False})


@dataclass(frozen=True, slots=True)
class Levels(Rule):
    """A rubric: each level has its points."""

    levels: Mapping[str, Decimal] = field(default_factory=dict)

    type = "levels"
    answer_types = frozenset({"level"})

    def judge(self, value: AnswerValue) -> Judged:
        """Points of the level over the points of the best level."""
        if not value.choice:
            return NO_ANSWER
        points = self.levels.get(value.choice)
        if points is None:
            return 0, 1, "unknown_level", {"level": value.choice}
        if points > 0 and not value.has_evidence:
            return NO_EVIDENCE
        top, below = (Fraction(points) / Fraction(self.maximum)).as_integer_ratio()
        return top, below, "level", None

    def to_dict(self) -> dict[str, Any]:
        """The rule as data."""
        return {"type": self.type, "levels": {code: exact_text(points) for code, points in self.levels.items()}}

    def faults(self) -> list[Fault]:
        """A rubric has two levels at least, none negative, one that earns nothing."""
        found = Rule.faults(self)
        if len(self.levels) < 2:  # noqa: PLR2004 - a choice needs two
            found.append(Fault("too_few_levels"))
        elif min(self.levels.values()) != 0:
            found.append(Fault("no_level_earns_nothing"))
        if any(points < 0 for points in self.levels.values()):
            found.append(Fault("negative_points"))
        return found


@dataclass(frozen=True, slots=True)
class Bands(Rule):
    """Points by the band a quantity falls into."""

    bands: tuple[Band, ...] = ()
    gap_policy: str = "error"
    step: Decimal | None = None
    per: int = 100

    type = "bands"
    answer_types = NUMERIC

    def judge(self, value: AnswerValue) -> Judged:
        """Points of the band the quantity lies in."""
        found = quantity(value, self.per)
        if found is None:
            return NO_ANSWER
        top, below = found
        for edge_top, edge_below, inclusive, points in closed(self):
            if edge_top is None or top * edge_below < edge_top * below or (inclusive and top * edge_below == edge_top * below):
                share = Fraction(points) / Fraction(self.maximum)
                return share.numerator, share.denominator, "band", None
        raise RuleError([Fault("value_outside_bands", {"value": plain(found)})])

    def to_dict(self) -> dict[str, Any]:
        """The rule as data."""
        data: dict[str, Any] = {"type": self.type, "gap_policy": self.gap_policy, "bands": [band.to_dict() for band in self.bands]}
        if self.step is not None:
            data["step"] = exact_text(self.step)
        return data | _per_dict(self.per)

    def faults(self) -> list[Fault]:
        """Overlaps, gaps without a policy, points that do not run one way, an open end missing."""
        return Rule.faults(self) + band_faults(self)


def _per_dict(per: int) -> dict[str, Any]:
    return {} if per == 100 else {"per": per}  # noqa: PLR2004 - the default


def _scale_dict(rule: "Linear | Progress") -> dict[str, Any]:
    return {"zero_at": exact_text(rule.zero_at), "full_at": exact_text(rule.full_at)} | _per_dict(rule.per)


def _between(measured: Share, zero: Fraction, full: Fraction) -> Share:
    """Where a quantity lies between two edges, cut off at 0 and 1."""
    top, below = measured
    span = full - zero
    over = (top * zero.denominator - zero.numerator * below) * span.denominator
    under = below * zero.denominator * span.numerator
    if under < 0:
        over, under = -over, -under
    if over <= 0:
        return 0, 1
    return (1, 1) if over >= under else (over, under)


@dataclass(frozen=True, slots=True)
class Linear(Rule):
    """In proportion between the quantity that earns nothing and the one that earns all."""

    zero_at: Fraction = Fraction(0)
    full_at: Fraction = Fraction(100)
    per: int = 100

    type = "linear"
    answer_types = NUMERIC

    def judge(self, value: AnswerValue) -> Judged:
        """Proportion of the way from `zero_at` to `full_at`."""
        found = quantity(value, self.per)
        if found is None:
            return NO_ANSWER
        top, below = _between(found, self.zero_at, self.full_at)
        return top, below, "linear", None

    def to_dict(self) -> dict[str, Any]:
        """The rule as data."""
        return Rule.to_dict(self) | _scale_dict(self)

    def faults(self) -> list[Fault]:
        """The two edges differ."""
        return Rule.faults(self) + ([Fault("edges_equal")] if self.zero_at == self.full_at else [])


@dataclass(frozen=True, slots=True)
class Progress(Rule):
    """Progress: percentage of the target reached, or difference from last year."""

    against: str = "target"
    zero_at: Fraction = Fraction(0)
    full_at: Fraction = Fraction(100)
    per: int = 100
    target: Decimal | None = None

    type = "progress"
    answer_types = NUMERIC

    def judge(self, value: AnswerValue) -> Judged:
        """Proportion between `zero_at` and `full_at` of the progress made."""
        found = quantity(value, self.per)
        if found is None:
            return NO_ANSWER
        measure = (self.target if value.target is None else value.target) if self.against == "target" else value.previous
        if measure is None or (self.against == "target" and measure <= 0):
            return 0, 1, f"no_{self.against}", None
        top, below = found
        other, other_below = measure.as_integer_ratio()
        made = (top * other_below * 100, below * other) if self.against == "target" else (top * other_below - other * below, below * other_below)
        share = _between(made, self.zero_at, self.full_at)
        return *share, f"progress_{self.against}", {"value": plain(found), "measure": plain(measure), "made": plain(made)}

    def to_dict(self) -> dict[str, Any]:
        """The rule as data."""
        target = {} if self.target is None else {"target": exact_text(self.target)}
        return Rule.to_dict(self) | {"against": self.against} | target | _scale_dict(self)

    def faults(self) -> list[Fault]:
        """The two edges differ; progress is against the target or last year."""
        found = Rule.faults(self) + ([Fault("edges_equal")] if self.zero_at == self.full_at else [])
        if self.target is not None and (self.against != "target" or self.target <= 0):
            found.append(Fault("target_out_of_place", {"value": plain(self.target)}))
        return found + ([] if self.against in {"target", "previous"} else [Fault("unknown_measure", {"value": self.against})])


_KEYS = {
    "yes_no": {"type", "points", "evidence_required"},
    "levels": {"type", "levels"},
    "bands": {"type", "bands", "gap_policy", "step", "per"},
    "linear": {"type", "points", "zero_at", "full_at", "per"},
    "progress": {"type", "points", "against", "target", "zero_at", "full_at", "per"},
}


def _shaped(data: Mapping[str, Any], key: str, shape: type[Any]) -> Any:
    """The value of a key in the shape needed; nothing counts as empty."""
    value = data.get(key)
    if value is None:
        return shape() if shape is list else {}
    if not isinstance(value, shape):
        raise RuleError([Fault("wrong_shape", {"value": key})])
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise RuleError([Fault("not_a_flag", {"value": value})])
    return value


def _per(value: Any) -> int:
    """The factor of a ratio: a whole number above zero."""
    number = exact(value)
    if number <= 0 or number != int(number):
        raise RuleError([Fault("per_not_whole", {"value": value})])
    return int(number)


def rule_from_dict(data: Mapping[str, Any]) -> Rule:
    """Read a rule from its data form. Raises RuleError with every fault of its form."""
    kind = data.get("type")
    if kind not in _KEYS:
        raise RuleError([Fault("unknown_type", {"value": kind})])
    unknown = sorted(set(data) - _KEYS[kind])
    if unknown:
        raise RuleError([Fault("unknown_key", {"value": key}) for key in unknown])
    maximum = exact(data.get("points", 1))
    per = _per(data.get("per", 100))
    match kind:
        case "yes_no":
            return YesNo(maximum, _flag(data.get("evidence_required", True)))
        case "levels":
            levels = {str(code): exact(points) for code, points in _shaped(data, "levels", Mapping).items()}
            return Levels(max(levels.values(), default=Decimal(0)), levels)
        case "bands":
            bands = read_bands(_shaped(data, "bands", list), exact)
            step = None if data.get("step") is None else exact(data["step"])
            return Bands(max((band.points for band in bands), default=Decimal(0)), bands, str(data.get("gap_policy", "error")), step, per)
    zero, full = Fraction(exact(data.get("zero_at", 0))), Fraction(exact(data.get("full_at", 100)))
    if kind == "linear":
        return Linear(maximum, zero, full, per)
    target = None if data.get("target") is None else exact(data["target"])
    return Progress(maximum, str(data.get("against", "target")), zero, full, per, target)


def rule_faults(data: Mapping[str, Any], answer_type: str) -> list[Fault]:
    """Everything wrong with a rule for an indicator of this answer type; empty when it is sound."""
    try:
        rule = rule_from_dict(data)
    except RuleError as error:
        return error.faults
    found = rule.faults()
    if answer_type not in rule.answer_types:
        found.append(Fault("rule_does_not_fit_answer_type", {"rule": rule.type, "answer_type": answer_type}))
    return found
