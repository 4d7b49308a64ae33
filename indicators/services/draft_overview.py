"""What the pages of the workshop say about drafts: the list, one draft at a glance, how ready it is."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from indicators.bilingual import Bilingual
from indicators.catalogue import Fault, Faults, FrameworkEntry, IndicatorEntry, RightEntry, check_links
from indicators.models import Framework, FrameworkChange, Indicator, IndicatorComment
from indicators.services.comparison import Comparison, compare_frameworks
from indicators.services.entries import entry_faults, framework_entry
from indicators.services.field_words import field_label
from indicators.services.load import indicator_codes

# Part of a fault in what the framework says about the one before.
MAPPING = "mapping"
QUOTED = re.compile(r"“([a-z_]+)”")


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator of a draft: `state` against the framework before, points of 100 it carries in its right, what is open."""

    code: str
    kind: str
    statement: Bilingual
    weight: Decimal
    points: Decimal | None
    state: str
    faults: int
    comments: int


@dataclass(frozen=True, slots=True)
class RightLine:
    """A right of a draft with its indicators; `is_alone` when its criterion holds no other."""

    code: str
    title: Bilingual
    criterion: str
    criterion_title: Bilingual
    criterion_weight: Decimal
    is_alone: bool
    lines: tuple[IndicatorLine, ...]
    faults: int
    ended: int


@dataclass(frozen=True, slots=True)
class PartFaults:
    """Faults of one part: `part` and `code` say where they are mended."""

    part: str
    code: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadyStep:
    """A line of the check list before adoption."""

    label: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DraftOverview:
    """One draft at a glance."""

    entry: FrameworkEntry
    comparison: Comparison | None
    rights: tuple[RightLine, ...]
    faults: tuple[PartFaults, ...]
    comments: int
    steps: tuple[ReadyStep, ...] = field(default=())

    @property
    def fault_count(self) -> int:
        """How many things are wrong or missing."""
        return sum(len(part.reasons) for part in self.faults)

    @property
    def is_ready(self) -> bool:
        """Whether it may be adopted."""
        return not self.faults


def frameworks_with_counts() -> QuerySet[Framework]:
    """All frameworks with numbers of indicators and open comments and the time of the last change (one query)."""
    found = Framework.objects.select_related("follows")
    indicators = Indicator.objects.filter(framework=OuterRef("pk")).order_by().values("framework").annotate(total=Count("pk")).values("total")
    comments = (
        # Comments outlive an indicator that ended; nobody can answer them any more.
        IndicatorComment.objects.filter(framework=OuterRef("pk"), resolved_at__isnull=True)
        .filter(Exists(Indicator.objects.filter(framework=OuterRef("framework"), code=OuterRef("indicator_code"))))
        .order_by()
        .values("framework")
        .annotate(total=Count("pk"))
        .values("total")
    )
    newest = FrameworkChange.objects.filter(framework=OuterRef("pk")).order_by("-pk")
    return found.annotate(
        indicators_total=Coalesce(Subquery(indicators, output_field=IntegerField()), 0),
        comments_open=Coalesce(Subquery(comments, output_field=IntegerField()), 0),
        changed_at=Subquery(newest.values("at")[:1]),
        changed_by=Subquery(newest.values("by_name")[:1]),
    )


def draft_overview(framework: Framework) -> DraftOverview:
    """Read a draft with its comparison, faults and comments; the number of queries does not grow with it."""
    entry = framework_entry(framework)
    comparison = compare_frameworks(framework, framework.follows, entry=entry) if framework.follows else None
    present = [indicator.code for indicator in entry.indicators]
    open_comments = framework.comments.filter(resolved_at__isnull=True, indicator_code__in=present).order_by()
    comments = dict(open_comments.values_list("indicator_code").annotate(total=Count("pk")))
    faults = () if framework.is_adopted else _faults_by_part(entry)
    counted = {(part.part, part.code): len(part.reasons) for part in faults}
    rights = tuple(_right(entry, right, comparison, comments, counted) for right in entry.rights)
    total = sum(comments.values())
    return DraftOverview(entry, comparison, rights, faults, total, tuple(ready_steps(faults, total)))


def _faults_by_part(entry: FrameworkEntry) -> tuple[PartFaults, ...]:
    """Faults gathered by the part they are mended in, in the order of the framework."""
    mapping = Faults()
    check_links(entry, indicator_codes, mapping)
    of_mapping = set(mapping)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fault in entry_faults(entry):
        key = _part_of(fault, is_mapping=fault in of_mapping)
        found[key].append(_in_words(key[0], fault.reason))
    order = [indicator.code for indicator in entry.indicators]
    place = {code: position for position, code in enumerate(order)}
    keys = sorted(found, key=lambda key: (key[0] == "indicator", place.get(key[1], 0), key))
    return tuple(PartFaults(part, code, tuple(found[part, code])) for part, code in keys)


def _in_words(part: str, reason: str) -> str:
    """A reason with the names of fields as the forms call them, not as the files do."""
    return QUOTED.sub(lambda found: f"“{field_label(part, found[1])}”", reason)


def _part_of(fault: Fault, *, is_mapping: bool) -> tuple[str, str]:
    part, _colon, code = fault.file.partition(":")
    return (MAPPING, "") if is_mapping and part == "framework" else (part, code)


def _right(
    entry: FrameworkEntry, right: RightEntry, comparison: Comparison | None, comments: Mapping[str, int], faults: Mapping[tuple[str, str], int]
) -> RightLine:
    criterion = next(row for row in entry.criteria if right in row.rights)
    weights: Counter[str] = Counter()
    for indicator in right.indicators:
        weights[indicator.kind] += indicator.weight  # type: ignore[assignment]
    states = comparison.states if comparison else {}
    lines = tuple(
        IndicatorLine(
            row.code,
            row.kind,
            Bilingual(row.statement),
            row.weight,
            _points(entry, row, weights),
            states.get(row.code, ""),
            faults.get(("indicator", row.code), 0),
            comments.get(row.code, 0),
        )
        for row in right.indicators
    )
    compared = next((row for row in comparison.rights if row.code == right.code), None) if comparison else None
    return RightLine(
        right.code,
        Bilingual(right.title),
        criterion.code,
        Bilingual(criterion.title),
        criterion.weight,
        len(criterion.rights) == 1,
        lines,
        faults.get(("right", right.code), 0) + sum(line.faults for line in lines),
        len(compared.ended) if compared else 0,
    )


def _points(entry: FrameworkEntry, row: IndicatorEntry, weights: Mapping[str, Decimal | int]) -> Decimal | None:
    """How many of the 100 points of its right an indicator carries; None where items are summed or nothing weighs."""
    maximum = entry.components.get(row.kind)
    total = weights[row.kind]
    return maximum * row.weight / total if maximum is not None and total else None


def ready_steps(faults: tuple[PartFaults, ...], comments: int) -> list[ReadyStep]:
    """The check list: what holds adoption up, and what only asks for a look."""
    counts: Counter[str] = Counter()
    for part in faults:
        group = part.part if part.part in {"indicator", "right"} else "mapping" if part.part in {MAPPING, "link"} else "settings"
        counts[group] += len(part.reasons)
    labels = {
        "settings": _("Settings, criteria, predicates and gates are complete"),
        "right": _("Every right has its words, its legal bases and every kind of indicator"),
        "indicator": _("Every indicator has its texts in both languages, its rule and its legal bases"),
        "mapping": _("Every indicator of the framework before is accounted for"),
    }
    steps = [ReadyStep(label, "problem" if counts[group] else "done", _open(counts[group])) for group, label in labels.items()]
    remark = _("%(count)s open; they do not hold adoption up, but are frozen with it.") % {"count": comments} if comments else ""
    return [*steps, ReadyStep(_("Comments are answered"), "todo" if comments else "done", remark)]


def _open(count: int) -> str:
    return _("%(count)s to mend") % {"count": count} if count else ""
