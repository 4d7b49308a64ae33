"""Reads a framework file; a right may keep its indicators in a file of its own (``indicators_from``)."""

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from indicators.catalogue.checks import check_framework
from indicators.catalogue.document import Node, read_document
from indicators.catalogue.faults import Faults, FaultyCatalogueError
from indicators.catalogue.reader import Reader
from indicators.catalogue.shapes import BandEntry, CriterionEntry, FrameworkEntry, GateEntry, IndicatorEntry, RightEntry

KINDS = ("struktur", "proses", "hasil", "item")
ANSWER_TYPES = ("yes_no", "level", "count", "number", "percentage", "ratio")
EFFECTS = ("no_predicate", "no_award", "no_special_award")
ROLLUPS = ("item_sum", "components")
PREDICATE_CODE_LENGTH = 30


def read_framework(path: Path, *, known_provisions: Collection[str]) -> FrameworkEntry:
    """Return the framework of the file, checked against itself and the provisions known.

    Raises FaultyCatalogueError with every fault of the file and of the files it names.
    """
    faults = Faults()
    root = read_document(path, faults)
    framework = None if root is None else _FrameworkFile(path, faults).framework(root)
    if framework is not None:
        check_framework(framework, frozenset(known_provisions), faults)
    if framework is None or len(faults):
        raise FaultyCatalogueError(faults)
    return framework


class _FrameworkFile:
    """One reading of a framework file and the files it names."""

    def __init__(self, path: Path, faults: Faults) -> None:
        self.path = path
        self.faults = faults
        self.files = [str(path)]

    def framework(self, root: Node) -> FrameworkEntry:
        """Read the top of the file."""
        reader = Reader(root, self.faults)
        addition = reader.child("addition")
        components = reader.child("components")
        entry = FrameworkEntry(
            place=reader.place,
            code=reader.code(),
            title=reader.text("title", required=True),
            summary=reader.text("summary", required=True),
            note=reader.text("note"),
            is_reference=reader.flag("is_reference"),
            regulation=reader.string("regulation", longest=80),
            regulation_date=reader.day("regulation_date"),
            state=reader.choice("state", ("draft", "adopted"), default="draft"),
            rollup=reader.choice("rollup", ROLLUPS, required=True),
            components={} if components is None else _components(components),
            addition_code=addition.code() if addition else "",
            addition_title=addition.text("title", required=True) if addition else {},
            addition_maximum=(addition.decimal("maximum", required=True) if addition else None) or Decimal(0),
            cap=reader.decimal("cap", Decimal(100)) or Decimal(0),
            minimum_per_right=reader.decimal("minimum_per_right"),
            criteria=tuple(self._criterion(child) for child in reader.children("criteria", required=True)),
            predicates=tuple(_predicate(child) for child in reader.children("predicates", required=True)),
            gates=tuple(_gate(child) for child in reader.children("gates")),
            files=tuple(self.files),
        )
        if addition:
            addition.finish()
        reader.finish()
        return entry

    def _criterion(self, reader: Reader) -> CriterionEntry:
        entry = CriterionEntry(
            place=reader.place,
            code=reader.code(),
            title=reader.text("title", required=True),
            weight=reader.decimal("weight", Decimal(1), places=4) or Decimal(0),
            rights=tuple(self._right(child) for child in reader.children("rights", required=True)),
        )
        reader.finish()
        return entry

    def _right(self, reader: Reader) -> RightEntry:
        entry = RightEntry(
            place=reader.place,
            code=reader.code(),
            group=reader.choice("group", ("sipol", "ekosob")),
            title=reader.text("title", required=True),
            summary=reader.text("summary", required=True),
            icon=reader.string("icon", longest=40),
            bases=reader.references("bases", required=True),
            indicators=self._indicators(reader),
        )
        reader.finish()
        return entry

    def _indicators(self, reader: Reader) -> tuple[IndicatorEntry, ...]:
        """Read the indicators of a right, here or in the file named."""
        name = reader.string("indicators_from")
        if not name:
            return tuple(_indicator(child) for child in reader.children("indicators", required=True))
        path = (self.path.parent / name).resolve()
        if not path.is_relative_to(self.path.parent.resolve()):
            reader.fault(_("The file “%(name)s” must lie beside or below the framework file.") % {"name": name})
            return ()
        root = read_document(path, self.faults)
        if root is None:
            return ()
        self.files.append(str(path))
        other = Reader(root, self.faults)
        indicators = tuple(_indicator(child) for child in other.children("indicators", required=True))
        other.finish()
        return indicators


def _components(reader: Reader) -> dict[str, Decimal]:
    """Read the maximum of struktur, proses and hasil."""
    found = {kind: reader.decimal(kind, required=True) or Decimal(0) for kind in ("struktur", "proses", "hasil")}
    reader.finish()
    return found


def _indicator(reader: Reader) -> IndicatorEntry:
    """Read one question."""
    entry = IndicatorEntry(
        place=reader.place,
        code=reader.code(),
        kind=reader.choice("kind", KINDS, required=True),
        statement=reader.text("statement", required=True),
        rationale=reader.text("rationale", required=True),
        definition=reader.text("definition", required=True),
        unit=reader.text("unit"),
        numerator=reader.text("numerator"),
        denominator=reader.text("denominator"),
        data_source=reader.text("data_source", required=True),
        is_own_authority=reader.flag("is_own_authority", default=True),
        answer_type=reader.choice("answer_type", ANSWER_TYPES, required=True),
        rule=reader.mapping("rule", required=True),
        rule_place=reader.place_of("rule"),
        level_labels=reader.texts("level_labels"),
        weight=reader.decimal("weight", Decimal(1), places=4) or Decimal(0),
        may_be_not_applicable=reader.flag("may_be_not_applicable"),
        evidence=reader.text("evidence", required=True),
        nil_case=reader.text("nil_case", required=True),
        usual_work_unit=reader.string("usual_work_unit", required=True, longest=120),
        is_reconstruction=reader.flag("is_reconstruction"),
        bases=reader.references("bases", required=True),
    )
    reader.finish()
    return entry


def _predicate(reader: Reader) -> BandEntry:
    minimum = reader.decimal("minimum", required=True)
    entry = BandEntry(
        place=reader.place,
        code=reader.code(longest=PREDICATE_CODE_LENGTH),
        title=reader.text("title", required=True),
        minimum=Decimal(0) if minimum is None else minimum,
        is_awarded=reader.flag("is_awarded"),
    )
    reader.finish()
    return entry


def _gate(reader: Reader) -> GateEntry:
    entry = GateEntry(
        place=reader.place,
        code=reader.code(),
        title=reader.text("title", required=True),
        text=reader.text("text", required=True),
        effect=reader.choice("effect", EFFECTS, required=True),
    )
    reader.finish()
    return entry
