"""Reads a framework file; a right may keep its indicators in a file of its own (``indicators_from``)."""

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from indicators.catalogue.checks import check_framework
from indicators.catalogue.document import Node, parse_document, read_document
from indicators.catalogue.faults import Faults, FaultyCatalogueError
from indicators.catalogue.link_check import Predecessors, check_links
from indicators.catalogue.reader import CODE_LENGTH, Reader
from indicators.catalogue.shapes import BandEntry, CriterionEntry, FrameworkEntry, GateEntry, IndicatorEntry, LinkEntry, RightEntry

KINDS = ("struktur", "proses", "hasil", "item")
ANSWER_TYPES = ("yes_no", "level", "count", "number", "percentage", "ratio")
EFFECTS = ("no_predicate", "no_award", "no_special_award")
DECIDERS = ("kanwil", "ditjen")
LONGEST_VALIDITY = 30
# Keys of the framework itself that a check of the whole may find wrong.
PLACED = ("components", "addition", "cap", "predicates", "follows")
ROLLUPS = ("item_sum", "components")
PREDICATE_CODE_LENGTH = 30


def read_framework(path: Path, *, known_provisions: Collection[str], predecessors: Predecessors | None = None) -> FrameworkEntry:
    """Return the framework of the file, checked against itself, the provisions known and the framework it follows.

    `predecessors` gives the indicators of a framework by its code (None when unknown); without it the mapping is not checked
    against them. Raises FaultyCatalogueError with every fault of the file and of the files it names.
    """
    faults = Faults()
    return _checked(read_document(path, faults), _FrameworkFile(path, faults), known_provisions, predecessors)


def read_framework_text(text: str, name: str, *, known_provisions: Collection[str], predecessors: Predecessors | None = None) -> FrameworkEntry:
    """Return the framework of a text, such as an uploaded file called `name`; it cannot name other files.

    Raises FaultyCatalogueError with every fault.
    """
    faults = Faults()
    return _checked(parse_document(text, name, faults), _FrameworkFile(None, faults), known_provisions, predecessors)


def _checked(root: Node | None, file: "_FrameworkFile", known: Collection[str], predecessors: Predecessors | None) -> FrameworkEntry:
    framework = None if root is None else file.framework(root)
    if framework is not None:
        check_framework(framework, frozenset(known), file.faults)
        check_links(framework, predecessors, file.faults)
    if framework is None or len(file.faults):
        raise FaultyCatalogueError(file.faults)
    return framework


class _FrameworkFile:
    """One reading of a framework file and the files it names."""

    def __init__(self, path: Path | None, faults: Faults) -> None:
        self.path = path
        self.faults = faults
        self.files = [] if path is None else [str(path)]

    def framework(self, root: Node) -> FrameworkEntry:
        """Read the top of the file."""
        reader = Reader(root, self.faults)
        addition = reader.child("addition")
        components = reader.child("components")
        follows = reader.child("follows")
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
            follows=follows.string("framework", required=True, longest=CODE_LENGTH) if follows else "",
            links=self._links(follows) if follows else (),
            files=tuple(self.files),
            places={key: reader.place_of(key) for key in PLACED},
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
        other = self._other(reader, name)
        if other is None:
            return ()
        indicators = tuple(_indicator(child) for child in other.children("indicators", required=True))
        other.finish()
        return indicators

    def _links(self, reader: Reader) -> tuple[LinkEntry, ...]:
        """Read what became of the indicators of the framework before, here or in the file named."""
        name = reader.string("links_from")
        other = self._other(reader, name) if name else reader
        links = tuple(_link(child) for child in other.children("links", required=True)) if other else ()
        if other is not None and other is not reader:
            other.finish()
        reader.finish()
        return links

    def _other(self, reader: Reader, name: str) -> Reader | None:
        """Open a file named by this one; texts without a folder name no others."""
        if self.path is None:
            reader.fault(_("Another file cannot be named here; write everything in one."))
            return None
        path = (self.path.parent / name).resolve()
        if not path.is_relative_to(self.path.parent.resolve()):
            reader.fault(_("The file “%(name)s” must lie beside or below the framework file.") % {"name": name})
            return None
        root = read_document(path, self.faults)
        if root is None:
            return None
        self.files.append(str(path))
        return Reader(root, self.faults)


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
        period=reader.text("period", required=True),
        data_source=reader.text("data_source", required=True),
        data_owner=reader.text("data_owner", required=True),
        is_own_authority=reader.flag("is_own_authority", default=True),
        answer_type=reader.choice("answer_type", ANSWER_TYPES, required=True),
        rule=reader.mapping("rule", required=True),
        rule_place=reader.place_of("rule"),
        level_labels=reader.texts("level_labels"),
        weight=reader.decimal("weight", Decimal(1), places=4) or Decimal(0),
        may_be_not_applicable=reader.flag("may_be_not_applicable"),
        not_applicable_when=reader.text("not_applicable_when"),
        not_applicable_by=reader.choice("not_applicable_by", DECIDERS),
        evidence=reader.text("evidence", required=True),
        evidence_example=reader.text("evidence_example", required=True),
        evidence_rejected=reader.text("evidence_rejected", required=True),
        evidence_valid_years=reader.whole("evidence_valid_years", largest=LONGEST_VALIDITY),
        nil_case=reader.text("nil_case", required=True),
        usual_work_unit=reader.string("usual_work_unit", required=True, longest=120),
        is_reconstruction=reader.flag("is_reconstruction"),
        bases=reader.references("bases", required=True),
    )
    reader.finish()
    return entry


def _link(reader: Reader) -> LinkEntry:
    entry = LinkEntry(
        place=reader.place,
        predecessor=reader.code("from"),
        successors=tuple(reference.code for reference in reader.references("to")),
        is_comparable=reader.flag("is_comparable"),
        note=reader.text("note"),
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
