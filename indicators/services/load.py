"""Load instruments and frameworks from YAML: all or nothing, and a second time without change."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.catalogue import (
    FrameworkEntry,
    IndicatorEntry,
    InstrumentEntry,
    ProvisionEntry,
    Reference,
    RightEntry,
    read_framework,
    read_instruments,
)
from indicators.models import Criterion, Framework, FrameworkState, Gate, Indicator, Instrument, PredicateBand, Provision, Right

DATA = Path(__file__).resolve().parent.parent / "data"


class AdoptedFrameworkError(Exception):
    """Raised when a changed file is loaded for a framework that is frozen."""


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


def shipped_instruments() -> list[Path]:
    """Files of instruments that come with the portal."""
    return sorted((DATA / "instruments").glob("*.yaml"))


def shipped_frameworks() -> list[Path]:
    """Files of frameworks that come with the portal."""
    return sorted((DATA / "frameworks").glob("*.yaml"))


def provision_codes(instruments: Iterable[InstrumentEntry] = ()) -> set[str]:
    """Codes of the provisions in the database and in the instruments given."""
    codes = set(Provision.objects.values_list("code", flat=True))
    return codes.union(provision.code for instrument in instruments for provision in instrument.provisions)


def check_framework_file(*, path: Path) -> FrameworkEntry:
    """Read and check a framework file without writing; shipped provisions count as known, those in the database too where there is one.

    Raises FaultyCatalogueError with every fault.
    """
    shipped = read_instruments(shipped_instruments())
    has_tables = Provision._meta.db_table in connection.introspection.table_names()  # noqa: SLF001 - Django's documented way to a table's name
    known = provision_codes(shipped) if has_tables else {provision.code for instrument in shipped for provision in instrument.provisions}
    return read_framework(path, known_provisions=known)


@transaction.atomic
def load_catalogue() -> LoadReport:
    """Load all instruments and frameworks shipped with the portal.

    Raises FaultyCatalogueError or AdoptedFrameworkError; nothing is changed then.
    """
    report = load_instruments(paths=shipped_instruments())
    for path in shipped_frameworks():
        report.add(load_framework(path=path))
    return report


@transaction.atomic
def load_instruments(*, paths: Iterable[Path]) -> LoadReport:
    """Create or update the instruments and provisions of the files; others are left alone.

    Raises FaultyCatalogueError with every fault of every file.
    """
    report = LoadReport()
    entries = read_instruments(paths)
    instruments = _sync(Instrument.objects.all(), {entry.code: _instrument_values(entry) for entry in entries}, report)
    rows = {
        provision.code: _provision_values(provision, instruments[entry.code].pk, order)
        for entry in entries
        for order, provision in enumerate(entry.provisions, start=1)
    }
    provisions = _sync(Provision.objects.all(), rows, report)
    _link_replacements(entries, instruments, provisions)
    _set_addresses(entries)
    return report


def _set_addresses(entries: Iterable[InstrumentEntry]) -> None:
    """Addresses of official texts come from the file where it names one; others are kept by hand and stay."""
    _set_address(Instrument.objects.all(), {entry.code: entry.url for entry in entries})
    _set_address(Provision.objects.all(), {provision.code: provision.url for entry in entries for provision in entry.provisions})


def _set_address(queryset: QuerySet[Any], addresses: dict[str, str]) -> None:
    known = dict(queryset.values_list("code", "url"))
    for code, url in addresses.items():
        if url and known[code] != url:
            queryset.filter(code=code).update(url=url)


def _instrument_values(entry: InstrumentEntry) -> dict[str, Any]:
    return {
        "root": entry.root,
        "short_title": entry.short_title,
        "title": entry.title,
        "year": entry.year,
        "binding_note": entry.binding_note,
    }


def _provision_values(entry: ProvisionEntry, instrument_id: int, order: int) -> dict[str, Any]:
    return {"instrument_id": instrument_id, "label": entry.label, "title": entry.title, "order": order}


def _link_replacements(entries: Iterable[InstrumentEntry], instruments: dict[str, Instrument], provisions: dict[str, Provision]) -> None:
    """Note which text replaced which; done last, when all rows exist."""
    for entry in entries:
        if entry.replaced_by:
            Instrument.objects.filter(code=entry.code).update(replaced_by=instruments[entry.replaced_by])
        for provision in entry.provisions:
            if provision.replaced_by:
                Provision.objects.filter(code=provision.code).update(replaced_by=provisions[provision.replaced_by])


@transaction.atomic
def load_framework(*, path: Path) -> LoadReport:
    """Create the framework of the file, or bring a draft up to date; an adopted one never changes.

    The provisions it names must be in the database. Raises FaultyCatalogueError with every fault,
    AdoptedFrameworkError when the file differs from a framework that is adopted.
    """
    entry = read_framework(path, known_provisions=provision_codes())
    content_hash = _content_hash(entry.files)
    report = LoadReport()
    existing = Framework.objects.select_for_update().filter(code=entry.code).first()
    if existing is not None and existing.content_hash == content_hash:
        report.unchanged += 1
        return report
    if existing is not None and existing.is_adopted:
        raise AdoptedFrameworkError(
            _("The framework “%(code)s” is adopted and cannot change. Give the changed file a code of its own.") % {"code": entry.code}
        )
    framework = _sync(Framework.objects.all(), {entry.code: _framework_values(entry, content_hash)}, report)[entry.code]
    _load_parts(framework, entry, report)
    if entry.state == FrameworkState.ADOPTED:
        adopt(framework=framework)
    return report


def adopt(*, framework: Framework) -> None:
    """Freeze a framework for good; from here on the database refuses any change to it and its parts."""
    framework.state = FrameworkState.ADOPTED
    framework.adopted_at = timezone.now()
    framework.save(update_fields=["state", "adopted_at"])


def _content_hash(files: Collection[str]) -> str:
    """SHA-256 over the framework file and the files it names, in their order."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()


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
    }


def _load_parts(framework: Framework, entry: FrameworkEntry, report: LoadReport) -> None:
    """Write criteria, rights, indicators, predicates and gates; remove those the file no longer has."""
    criterion_rows = {
        criterion.code: {"framework_id": framework.pk, "order": order, "title": criterion.title, "weight": criterion.weight}
        for order, criterion in enumerate(entry.criteria, start=1)
    }
    criteria = _sync(framework.criteria.all(), criterion_rows, report, remove_others=False)
    right_rows = _right_rows(framework, entry, criteria)
    rights = _sync(framework.rights.all(), right_rows, report, remove_others=False)
    indicator_rows = {
        indicator.code: _indicator_values(indicator, framework.pk, rights[right.code].pk) for right in entry.rights for indicator in right.indicators
    }
    for order, values in enumerate(indicator_rows.values(), start=1):
        values["order"] = order
    indicators = _sync(framework.indicators.all(), indicator_rows, report, remove_others=True)
    report.removed += framework.rights.exclude(code__in=right_rows).delete()[1].get("indicators.Right", 0)
    report.removed += framework.criteria.exclude(code__in=criterion_rows).delete()[1].get("indicators.Criterion", 0)
    _load_bands_and_gates(framework, entry, report)
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
        "data_source": entry.data_source,
        "is_own_authority": entry.is_own_authority,
        "answer_type": entry.answer_type,
        "rule": entry.rule,
        "level_labels": entry.level_labels,
        "weight": entry.weight,
        "may_be_not_applicable": entry.may_be_not_applicable,
        "evidence": entry.evidence,
        "nil_case": entry.nil_case,
        "usual_work_unit": entry.usual_work_unit,
        "is_reconstruction": entry.is_reconstruction,
    }


def _load_bands_and_gates(framework: Framework, entry: FrameworkEntry, report: LoadReport) -> None:
    bands = {
        band.code: {"framework_id": framework.pk, "title": band.title, "minimum": band.minimum, "is_awarded": band.is_awarded}
        for band in entry.predicates
    }
    _sync(PredicateBand.objects.filter(framework=framework), bands, report, remove_others=True)
    gates = {gate.code: {"framework_id": framework.pk, "title": gate.title, "text": gate.text, "effect": gate.effect} for gate in entry.gates}
    _sync(Gate.objects.filter(framework=framework), gates, report, remove_others=True)


def _link_bases(entry: FrameworkEntry, rights: dict[str, Right], indicators: dict[str, Indicator]) -> None:
    """Set the legal bases of rights and indicators."""
    provision_ids = dict(Provision.objects.values_list("code", "pk"))
    _link(Right.provisions.through, "right_id", ((rights[right.code].pk, right.bases) for right in entry.rights), provision_ids)
    linked = ((indicators[indicator.code].pk, indicator.bases) for indicator in entry.indicators)
    _link(Indicator.provisions.through, "indicator_id", linked, provision_ids)


def _link(through: Any, owner: str, bases: Iterable[tuple[int, tuple[Reference, ...]]], provision_ids: dict[str, int]) -> None:
    rows = {(owner_id, provision_ids[reference.code]) for owner_id, references in bases for reference in references}
    through.objects.filter(**{f"{owner}__in": {owner_id for owner_id, _provision in rows}}).delete()
    through.objects.bulk_create([through(**{owner: owner_id, "provision_id": provision_id}) for owner_id, provision_id in sorted(rows)])


def _sync(queryset: QuerySet[Any], rows: dict[str, dict[str, Any]], report: LoadReport, *, remove_others: bool = False) -> dict[str, Any]:
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
