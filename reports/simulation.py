"""What a draft would change: the same answers scored by two frameworks, region by region, and what follows from it.

Pure calculation: values in, figures out; who may ask for it and where it is kept is the business of `reports.services.simulation`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from indicators.scoring import AnswerValue, CompiledFramework, FrameworkDefinition, ScoreNode, ScoreResult, rank, score
from indicators.scoring.statistics import IndicatorStatistics, Shares, spearman

Values = Mapping[str, AnswerValue]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A region as it enters the simulation.

    `before` are its values by the codes of the cycle's framework, `after` by those of the draft.
    `addition` and `failed_gates` are those of the cycle; what the draft does not know of them falls away.
    """

    region_id: int
    before: Values
    after: Values
    addition: Decimal = Decimal(0)
    failed_gates: frozenset[str] = frozenset()


@dataclass(slots=True)
class Outcome:
    """A region's score by both frameworks; ranks are national, 1 the best, equal raw scores share one."""

    region_id: int
    before_raw: Decimal
    after_raw: Decimal
    before_final: Decimal
    after_final: Decimal
    before_predicate: str
    after_predicate: str
    before_awarded: bool
    after_awarded: bool
    before_rank: int = 0
    after_rank: int = 0

    @property
    def change(self) -> Decimal:
        """Points of the final score gained (positive) or lost."""
        return self.after_final - self.before_final

    @property
    def rank_change(self) -> int:
        """Places gained (positive) or lost."""
        return self.before_rank - self.after_rank


@dataclass(slots=True)
class Simulated:
    """The result: outcomes in the order the regions came, statistics of the draft's indicators, means of rights (of 100)."""

    outcomes: list[Outcome]
    indicators: list[IndicatorStatistics] = field(default_factory=list)
    before_rights: dict[str, Decimal] = field(default_factory=dict)
    after_rights: dict[str, Decimal] = field(default_factory=dict)
    rank_agreement: float | None = None


def without(definition: FrameworkDefinition, codes: Collection[str]) -> FrameworkDefinition:
    """The framework without the indicators named: their weight goes to the others, as for what does not apply."""
    left_out = frozenset(codes)
    criteria = tuple(
        replace(
            criterion,
            rights=tuple(
                replace(right, indicators=tuple(indicator for indicator in right.indicators if indicator.code not in left_out))
                for right in criterion.rights
            ),
        )
        for criterion in definition.criteria
    )
    return replace(definition, criteria=criteria)


def score_by(compiled: CompiledFramework, values: Values, candidate: Candidate) -> ScoreResult:
    """Score a region's values by a framework; of the cycle's addition and gates as much as the framework knows."""
    definition = compiled.definition
    most = definition.addition.maximum if definition.addition else Decimal(0)
    return score(compiled, values, addition=min(candidate.addition, most), failed_gates=candidate.failed_gates & set(compiled.effects))


class Simulation:
    """Takes regions one by one, so that progress can be told, and sums up at the end; trees are forgotten at once."""

    def __init__(self, before: CompiledFramework, after: CompiledFramework) -> None:
        self.before = before
        self.after = after
        self._outcomes: list[Outcome] = []
        self._shares = Shares(tuple(indicator.code for indicator in after.definition.indicators()))
        self._before_rights = _Means()
        self._after_rights = _Means()

    def add(self, candidate: Candidate) -> Outcome:
        """Score one region by both frameworks."""
        before = score_by(self.before, candidate.before, candidate)
        after = score_by(self.after, candidate.after, candidate)
        # Silence is not a low share: whoever has no figure would make every indicator look alike.
        self._shares.add({code: share for code, share in _leaf_shares(after.tree) if code in candidate.after})
        self._before_rights.add(before.tree)
        self._after_rights.add(after.tree)
        outcome = Outcome(
            candidate.region_id,
            before.raw,
            after.raw,
            before.final,
            after.final,
            before.predicate,
            after.predicate,
            before.awarded,
            after.awarded,
        )
        self._outcomes.append(outcome)
        return outcome

    def finish(self) -> Simulated:
        """Rank the regions by both frameworks and work out the statistics."""
        before = rank([(outcome.region_id, outcome.before_raw) for outcome in self._outcomes])
        after = rank([(outcome.region_id, outcome.after_raw) for outcome in self._outcomes])
        for outcome in self._outcomes:
            outcome.before_rank, outcome.after_rank = before[outcome.region_id], after[outcome.region_id]
        return Simulated(
            self._outcomes,
            self._shares.statistics(),
            self._before_rights.means(),
            self._after_rights.means(),
            spearman((outcome.before_rank, outcome.after_rank) for outcome in self._outcomes),
        )


def _leaf_shares(tree: ScoreNode) -> Iterator[tuple[str, float]]:
    """Share earned of every indicator that counts."""
    for node in tree.walk("indicator"):
        if node.maximum_ticks:
            # The last places are shared out by largest remainder: two ticks more or less are nothing.
            apart = node.maximum_ticks - node.earned_ticks
            yield node.code, 1.0 if apart <= 2 else 0.0 if node.earned_ticks <= 2 else node.earned_ticks / node.maximum_ticks  # noqa: PLR2004


class _Means:
    """Running means of the rights, in percent of what each could earn."""

    def __init__(self) -> None:
        self._sums: dict[str, list[Decimal]] = {}

    def add(self, tree: ScoreNode) -> None:
        for node in tree.walk("right"):
            if node.is_counted:
                row = self._sums.setdefault(node.code, [Decimal(0), Decimal(0)])
                row[0] += node.earned / node.maximum * 100
                row[1] += 1

    def means(self) -> dict[str, Decimal]:
        return {code: total / count for code, (total, count) in self._sums.items()}
