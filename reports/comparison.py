"""What a run changed against the one before it: read by the leads before they approve."""

from dataclasses import dataclass
from decimal import Decimal

from regions.models import Region
from reports.models import Result, RunState, ScoringRun

SHOWN = 20
COMPLETE = (RunState.COMPUTED, RunState.APPROVED, RunState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Change:
    """A region whose score or predicate is not what it was."""

    region: Region
    before: Result
    after: Result

    @property
    def difference(self) -> Decimal:
        """Points of the final score gained or lost."""
        return self.after.final - self.before.final

    @property
    def is_predicate_changed(self) -> bool:
        """Whether the region now holds another predicate."""
        return self.before.predicate != self.after.predicate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side: those with another predicate first, then by how much the score moved."""

    previous: ScoringRun
    changes: list[Change]

    @property
    def shown(self) -> list[Change]:
        """As many as a page can hold."""
        return self.changes[:SHOWN]

    @property
    def predicate_changes(self) -> int:
        """How many regions hold another predicate."""
        return sum(change.is_predicate_changed for change in self.changes)


def _results(run: ScoringRun) -> dict[int, Result]:
    columns = ("region_id", "final", "raw", "predicate", "rank", "is_assessed", "run_id")
    return {row.region_id: row for row in Result.objects.filter(run=run).only(*columns)}


def compare_with_previous(run: ScoringRun) -> Comparison | None:
    """Compare a computed run with the last complete one before it; None for the first. Four queries."""
    earlier = ScoringRun.objects.filter(cycle=run.cycle_id, sequence__lt=run.sequence, state__in=COMPLETE)
    previous = earlier.exclude(computed_at__isnull=True).order_by("-sequence").first()
    if previous is None:
        return None
    before, after = _results(previous), _results(run)
    moved = [key for key, row in after.items() if key in before and (row.final, row.predicate) != (before[key].final, before[key].predicate)]
    regions = Region.objects.only("code", "full_name").in_bulk(moved)
    changes = [Change(regions[key], before[key], after[key]) for key in moved]
    changes.sort(key=lambda change: (not change.is_predicate_changed, -abs(change.difference), change.region.code))
    return Comparison(previous, changes)
