"""What a simulation keeps beside its rows: counts, means of rights, statistics of indicators, what was left out."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from indicators.scoring import FrameworkDefinition, displayed
from indicators.scoring.statistics import IndicatorStatistics
from reports.models import Source
from reports.services.simulation_plan import Plan
from reports.simulation import Outcome, Simulated


def summary_of(
    plan: Plan, simulated: Simulated, sources: Mapping[Source, int], unanswered: Mapping[str, int], *, without_answers: int
) -> dict[str, Any]:
    """The summary as JSON: scores as text in their exact digits, statistics as numbers.

    `unanswered` are regions by indicator that gave no answer, `without_answers` those that gave none at all and are left out.
    """
    rows = simulated.outcomes
    return {
        "regions": len(rows),
        "sources": {source.value: sources.get(source, 0) for source in Source},
        "without_answers": without_answers,
        "carried": sum(len(codes) for codes in plan.carried.values()),
        "left_out": [[row.code, row.reason.value, list(row.sources)] for row in plan.left_out],
        "ended": list(plan.way.ended),
        **_moves(rows),
        "agreement": simulated.rank_agreement,
        "rights": _rights(plan, simulated),
        "indicators": [[*_figures(row), unanswered.get(row.code, 0)] for row in simulated.indicators],
    }


def _figures(row: IndicatorStatistics) -> list[Any]:
    return [row.code, row.counted, round(row.mean, 6), round(row.ceiling, 6), round(row.floor, 6), row.twin, round(row.correlation, 6)]


def _moves(rows: list[Outcome]) -> dict[str, Any]:
    """How many gain and lose (by the scores as shown), other predicates and certificates, how far ranks move."""
    changes = [displayed(row.after_final) - displayed(row.before_final) for row in rows]
    return {
        "gain": sum(change > 0 for change in changes),
        "lose": sum(change < 0 for change in changes),
        "predicates": sum(row.before_predicate != row.after_predicate for row in rows),
        "matrix": [[before, after, count] for (before, after), count in Counter((row.before_predicate, row.after_predicate) for row in rows).items()],
        "awarded": [sum(row.before_awarded for row in rows), sum(row.after_awarded for row in rows)],
        "mean": [_mean([row.before_final for row in rows]), _mean([row.after_final for row in rows])],
        "rank_moved": sum(row.rank_change != 0 for row in rows),
        "rank_mean": sum(abs(row.rank_change) for row in rows) / len(rows) if rows else 0,
    }


def _mean(values: list[Any]) -> str:
    return f"{sum(values) / len(values):.12f}" if values else "0"


def _rights(plan: Plan, simulated: Simulated) -> list[list[Any]]:
    """Rights of the framework tried out: code, the right of the cycle's framework it goes on from, both means (of 100) or None."""
    older = rights_of(plan.before.definition)
    known = set(older.values())
    found = []
    for criterion in plan.after.definition.criteria:
        for right in criterion.rights:
            sources = Counter(
                older[source.code] for indicator in right.indicators for source in plan.way.sources.get(indicator.code, ()) if source.code in older
            )
            likely = sources.most_common(1)
            before = right.code if right.code in known else likely[0][0] if likely else ""
            found.append([right.code, before, _text(simulated.before_rights.get(before)), _text(simulated.after_rights.get(right.code))])
    return found


def rights_of(definition: FrameworkDefinition) -> dict[str, str]:
    """The right of every indicator, by code."""
    return {indicator.code: right.code for criterion in definition.criteria for right in criterion.rights for indicator in right.indicators}


def _text(mean: Any) -> str | None:
    return None if mean is None else f"{mean:.12f}"
