"""Reads the files of legal instruments and their provisions."""

from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from indicators.catalogue.document import Node, read_document
from indicators.catalogue.faults import Faults, FaultyCatalogueError
from indicators.catalogue.reader import PROVISION_CODE_LENGTH, Reader
from indicators.catalogue.shapes import InstrumentEntry, Place, ProvisionEntry, Reference

ROOTS = ("duham", "treaty", "national", "spm", "sdg")


def read_instruments(paths: Iterable[Path]) -> tuple[InstrumentEntry, ...]:
    """Return the instruments of all files, in order.

    Raises FaultyCatalogueError with every fault of every file.
    """
    faults = Faults()
    found: list[InstrumentEntry] = []
    for path in paths:
        root = read_document(path, faults)
        if root is not None:
            found.extend(_instruments(root, faults))
    _check_codes(found, faults)
    if len(faults):
        raise FaultyCatalogueError(faults)
    return tuple(found)


def _instruments(root: Node, faults: Faults) -> list[InstrumentEntry]:
    reader = Reader(root, faults)
    entries = [_instrument(child) for child in reader.children("instruments", required=True)]
    reader.finish()
    return entries


def _instrument(reader: Reader) -> InstrumentEntry:
    year = reader.decimal("year", places=0)
    entry = InstrumentEntry(
        place=reader.place,
        code=reader.code(longest=PROVISION_CODE_LENGTH),
        root=reader.choice("root", ROOTS, required=True),
        short_title=reader.text("short_title", required=True),
        title=reader.text("title", required=True),
        year=None if year is None else int(year),
        binding_note=reader.text("binding_note"),
        url=reader.url("url"),
        replaced_by=reader.string("replaced_by"),
        provisions=tuple(_provision(child) for child in reader.children("provisions", required=True)),
    )
    reader.finish()
    return entry


def _provision(reader: Reader) -> ProvisionEntry:
    entry = ProvisionEntry(
        place=reader.place,
        code=reader.code(longest=PROVISION_CODE_LENGTH),
        label=reader.text("label", required=True),
        title=reader.text("title", required=True),
        url=reader.url("url"),
        replaced_by=reader.string("replaced_by"),
    )
    reader.finish()
    return entry


def _check_codes(instruments: list[InstrumentEntry], faults: Faults) -> None:
    """Every code once; every replacement known."""
    seen: dict[tuple[str, str], Place] = {}
    replacements: list[tuple[str, Reference]] = []
    for instrument in instruments:
        _once(seen, "instrument", instrument.code, instrument.place, faults)
        replacements.append(("instrument", Reference(instrument.place, instrument.replaced_by)))
        for provision in instrument.provisions:
            _once(seen, "provision", provision.code, provision.place, faults)
            replacements.append(("provision", Reference(provision.place, provision.replaced_by)))
    for kind, reference in replacements:
        if reference.code and (kind, reference.code) not in seen:
            faults.add(reference.place.file, reference.place.line, _("Unknown replacement “%(code)s”.") % {"code": reference.code})


def _once(seen: dict[tuple[str, str], Place], kind: str, code: str, place: Place, faults: Faults) -> None:
    """Note a code used twice."""
    first = seen.setdefault((kind, code), place)
    if code and first is not place:
        faults.add(
            place.file,
            place.line,
            _("The code “%(code)s” is used twice; first in %(file)s, line %(line)s.")
            % {"code": code, "file": Path(first.file).name, "line": first.line},
        )
