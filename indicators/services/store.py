"""Writing a framework's entry into the rows of a draft, and counting what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from indicators.catalogue import FrameworkEntry, IndicatorEntry, LinkEntry, Reference, RightEntry
from indicators.models import Criterion, Framework, FrameworkState, Gate, Indicator, IndicatorLink, PredicateBand, Provision, Right


@dataclass(slots=True)
class LoadReport:
    """What a load did: rows made, changed, removed, and left as they were."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0

    def add(self, other: "LoadReport") -> None:
        """Add the numbers of another report."""
        self.created += other.created
        self.updated += other.updated
        self.removed += other.removed
        self.unchanged += other.unchanged

    @property
    def changed_anything(self) -> bool:
        """Whether any row was written."""
        return bool(self.created or self.updated or self.removed)


def store_framework(*, entry: FrameworkEntry, report: LoadReport, content_hash: str = "") -> Framework:
    """Make the rows of a draft equal to an entry that has no faults; the caller holds the transaction.

    The framework it follows and the provisions it names must be in the database. The database refuses when the framework is adopted.
    """
    framework: Framework = sync(Framework.objects.all(), {entry.code: _framework_values(entry, content_hash)}, report)[entry.code]
    _store_parts(framework, entry, report)
    _store_links(framework, entry.links, report)
    return framework


def _framework_values(entry: FrameworkEntry, content_hash: str) -> dict[str, Any]:
    return {
        "title": entry.title,
        "summary": entry.summary,
        "note": entry.note,
        "is_reference": entry.is_reference,
        "regulation": entry.regulation,
        "regulation_date": entry.regulation_date,
        "state": FrameworkState.DRAFT,
        "rollup": entry.rollup,
        "components": {kind: str(maximum) for kind, maximum in entry.components.items()},
        "addition_code": entry.addition_code,
        "addition_title": entry.addition_title,
        "addition_maximum": entry.addition_maximum,
        "cap": entry.cap,
        "minimum_per_right": entry.minimum_per_right,
        "content_hash": content_hash,
        "follows_id": Framework.objects.values_list("pk", flat=True).get(code=entry.follows) if entry.follows else None,
    }


def _store_parts(framework: Framework, entry: FrameworkEntry, report: LoadReport) -> None:
    """Write criteria, rights, indicators, predicates and gates; remove those the file no longer has."""
    criterion_rows = {
        criterion.code: {"framework_id": framework.pk, "order": order, "title": criterion.title, "weight": criterion.weight}
        for order, criterion in enumerate(entry.criteria, start=1)
    }
    criteria = sync(framework.criteria.all(), criterion_rows, report, remove_others=False)
    right_rows = _right_rows(framework, entry, criteria)
    rights = sync(framework.rights.all(), right_rows, report, remove_others=False)
    indicator_rows = {
        indicator.code: _indicator_values(indicator, framework.pk, rights[right.code].pk) for right in entry.rights for indicator in right.indicators
    }
    for order, values in enumerate(indicator_rows.values(), start=1):
        values["order"] = order
    indicators = sync(framework.indicators.all(), indicator_rows, report, remove_others=True)
    report.removed += framework.rights.exclude(code__in=right_rows).delete()[1].get("indicators.Right", 0)
    report.removed += framework.criteria.exclude(code__in=criterion_rows).delete()[1].get("indicators.Criterion", 0)
    _store_bands_and_gates(framework, entry, report)
    _link_bases(entry, rights, indicators)


def _right_rows(framework: Framework, entry: FrameworkEntry, criteria: dict[str, Criterion]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for criterion in entry.criteria:
        for right in criterion.rights:
            rows[right.code] = {
                "framework_id": framework.pk,
                "criterion_id": criteria[criterion.code].pk,
                "order": len(rows) + 1,
                **_right_values(right),
            }
    return rows


def _right_values(entry: RightEntry) -> dict[str, Any]:
    return {"group": entry.group, "title": entry.title, "summary": entry.summary, "icon": entry.icon}


def _indicator_values(entry: IndicatorEntry, framework_id: int, right_id: int) -> dict[str, Any]:
    return {
        "framework_id": framework_id,
        "right_id": right_id,
        "kind": entry.kind,
        "statement": entry.statement,
        "rationale": entry.rationale,
        "definition": entry.definition,
        "unit": entry.unit,
        "numerator": entry.numerator,
        "denominator": entry.denominator,
        "period": entry.period,
        "data_source": entry.data_source,
        "data_owner": entry.data_owner,
        "is_own_authority": entry.is_own_authority,
        "answer_type": entry.answer_type,
        "rule": entry.rule,
        "level_labels": entry.level_labels,
        "weight": entry.weight,
        "may_be_not_applicable": entry.may_be_not_applicable,
        "not_applicable_when": entry.not_applicable_when,
        "not_applicable_by": entry.not_applicable_by,
        "evidence": entry.evidence,
        "evidence_example": entry.evidence_example,
        "evidence_rejected": entry.evidence_rejected,
        "evidence_valid_years": entry.evidence_valid_years,
        "nil_case": entry.nil_case,
        "usual_work_unit": entry.usual_work_unit,
        "is_reconstruction": entry.is_reconstruction,
    }


def _store_bands_and_gates(framework: Framework, entry: FrameworkEntry, report: LoadReport) -> None:
    bands = {
        band.code: {"framework_id": framework.pk, "title": band.title, "minimum": band.minimum, "is_awarded": band.is_awarded}
        for band in entry.predicates
    }
    sync(PredicateBand.objects.filter(framework=framework), bands, report, remove_others=True)
    gates = {gate.code: {"framework_id": framework.pk, "title": gate.title, "text": gate.text, "effect": gate.effect} for gate in entry.gates}
    sync(Gate.objects.filter(framework=framework), gates, report, remove_others=True)


def _store_links(framework: Framework, entries: Iterable[LinkEntry], report: LoadReport) -> None:
    """Write what became of the indicators of the framework before."""
    predecessors = dict(Indicator.objects.filter(framework=framework.follows_id).values_list("code", "pk")) if framework.follows_id else {}
    own = dict(framework.indicators.values_list("code", "pk"))
    wanted = {
        (predecessors[entry.predecessor], own[successor] if successor else None): (entry.is_comparable, entry.note)
        for entry in entries
        for successor in (entry.successors or (None,))
    }
    existing = {(link.predecessor_id, link.successor_id): (link.is_comparable, link.note) for link in framework.links.all()}
    if wanted == existing:
        report.unchanged += len(existing)
        return
    framework.links.all().delete()
    IndicatorLink.objects.bulk_create(
        IndicatorLink(framework=framework, predecessor_id=predecessor, successor_id=successor, is_comparable=is_comparable, note=note)
        for (predecessor, successor), (is_comparable, note) in wanted.items()
    )
    report.updated += len(wanted)


def _link_bases(entry: FrameworkEntry, rights: dict[str, Right], indicators: dict[str, Indicator]) -> None:
    """Set the legal bases of rights and indicators."""
    provision_ids = dict(Provision.objects.values_list("code", "pk"))
    _link(Right.provisions.through, "right_id", ((rights[right.code].pk, right.bases) for right in entry.rights), provision_ids)
    linked = ((indicators[indicator.code].pk, indicator.bases) for indicator in entry.indicators)
    _link(Indicator.provisions.through, "indicator_id", linked, provision_ids)


def _link(through: Any, owner: str, bases: Iterable[tuple[int, tuple[Reference, ...]]], provision_ids: dict[str, int]) -> None:
    found = list(bases)
    through.objects.filter(**{f"{owner}__in": [owner_id for owner_id, _references in found]}).delete()
    rows = {(owner_id, provision_ids[reference.code]) for owner_id, references in found for reference in references}
    through.objects.bulk_create([through(**{owner: owner_id, "provision_id": provision_id}) for owner_id, provision_id in sorted(rows)])


def sync(queryset: QuerySet[Any], rows: dict[str, dict[str, Any]], report: LoadReport, *, remove_others: bool = False) -> dict[str, Any]:
    """Make the rows of `queryset` equal to `rows` (by code) and return them by code; count what was done.

    Only with `remove_others` are rows deleted that `rows` does not name.
    """
    model: Any = queryset.model
    existing = {row.code: row for row in (queryset if remove_others else queryset.filter(code__in=rows))}
    if remove_others:
        # First, so that a row under a new code may take over what must be unique.
        gone = set(existing) - set(rows)
        report.removed += len(gone)
        queryset.filter(code__in=gone).delete()
    fresh, changed = [], []
    for code, values in rows.items():
        row = existing.get(code)
        if row is None:
            fresh.append(model(code=code, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    model.objects.bulk_create(fresh)
    if changed:
        model.objects.bulk_update(changed, list(next(iter(rows.values()))))
    report.created += len(fresh)
    report.updated += len(changed)
    report.unchanged += len(rows) - len(fresh) - len(changed)
    return {row.code: row for row in queryset.filter(code__in=rows)}
