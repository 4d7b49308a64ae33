"""Load instruments and frameworks from YAML: all or nothing, and a second time without change."""

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.catalogue import (
    FrameworkEntry,
    InstrumentEntry,
    ProvisionEntry,
    read_framework,
    read_instruments,
)
from indicators.models import Framework, FrameworkState, Indicator, Instrument, Provision
from indicators.services.store import LoadReport, store_framework, sync

DATA = Path(__file__).resolve().parent.parent / "data"


class AdoptedFrameworkError(Exception):
    """Raised when a changed file is loaded for a framework that is frozen, or for a draft at work in the workshop."""


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
    known = {provision.code for instrument in shipped for provision in instrument.provisions}
    has_tables = Provision._meta.db_table in connection.introspection.table_names()  # noqa: SLF001 - Django's documented way to a table's name
    if not has_tables:
        return read_framework(path, known_provisions=known, predecessors=lambda code: _shipped_indicators(code, known))
    known |= provision_codes()
    return read_framework(path, known_provisions=known, predecessors=lambda code: indicator_codes(code) or _shipped_indicators(code, known))


def indicator_codes(framework: str) -> frozenset[str] | None:
    """Codes of the indicators of the adopted framework with this code, or None when there is none: nothing follows a draft."""
    adopted = Indicator.objects.filter(framework__code=framework, framework__state=FrameworkState.ADOPTED)
    codes = frozenset(adopted.values_list("code", flat=True))
    return codes or None


def _shipped_indicators(framework: str, known: Collection[str]) -> frozenset[str] | None:
    """Codes of the indicators of a framework that comes with the portal, or None."""
    path = DATA / "frameworks" / f"{framework}.yaml"
    if path not in shipped_frameworks():
        return None
    entry = read_framework(path, known_provisions=known)
    return frozenset(indicator.code for indicator in entry.indicators)


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
    instruments = sync(Instrument.objects.all(), {entry.code: _instrument_values(entry) for entry in entries}, report)
    rows = {
        provision.code: _provision_values(provision, instruments[entry.code].pk, order)
        for entry in entries
        for order, provision in enumerate(entry.provisions, start=1)
    }
    provisions = sync(Provision.objects.all(), rows, report)
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
    entry = read_framework(path, known_provisions=provision_codes(), predecessors=indicator_codes)
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
    if existing is not None and existing.changes.exists():
        raise AdoptedFrameworkError(
            _("The draft “%(code)s” is being worked on in the workshop. Import the file there, so that nothing is overwritten unseen.")
            % {"code": entry.code}
        )
    framework = store_framework(entry=entry, report=report, content_hash=content_hash)
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
