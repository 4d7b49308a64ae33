"""How a framework adds up, in sentences and a worked example computed by the engine itself."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.models import Framework, IndicatorKind
from indicators.scoring import displayed
from indicators.services.catalogue import FrameworkOutline
from indicators.services.rule_words import number_words


@dataclass(frozen=True, slots=True)
class PredicateRow:
    """A predicate with its range in words and its place on a scale of 100."""

    code: str
    title: str
    range: str
    is_awarded: bool
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class ComponentPart:
    """Struktur, proses or hasil and its place within a right's 100 points."""

    code: str
    title: str
    maximum: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Methodology:
    """`steps` say the way from an answer to a predicate, `example` one sum in numbers."""

    steps: tuple[str, ...]
    example: tuple[str, ...]
    predicates: tuple[PredicateRow, ...]
    components: tuple[ComponentPart, ...]


def methodology(framework: Framework, outline: FrameworkOutline) -> Methodology:
    """Put the framework's settings into words."""
    way = _items(outline) if framework.rollup == "item_sum" else _components(framework, outline)
    steps = [_("Each answer earns points by the rule of its own indicator; the figure is never rounded before."), *way, *_after(framework)]
    steps.append(_("The predicate is read from the unrounded final score; two decimals are shown."))
    return Methodology(tuple(steps), _example(framework), _predicates(framework), _parts(framework))


def _predicates(framework: Framework) -> tuple[PredicateRow, ...]:
    """Predicates from the best down; each ends where the one above begins."""
    rows = []
    above: Decimal | None = None
    for band in framework.predicate_bands.all():
        values = {"low": number_words(band.minimum), "high": "" if above is None else number_words(above)}
        words = _("%(low)s and more") if above is None else _("%(low)s to less than %(high)s")
        if above is not None and band.minimum == 0:
            words = _("less than %(high)s")
        end = framework.cap if above is None else above
        rows.append(PredicateRow(band.code, str(band.title), words % values, band.is_awarded, int(band.minimum), int(end - band.minimum)))
        above = band.minimum
    return tuple(rows)


def _parts(framework: Framework) -> tuple[ComponentPart, ...]:
    titles = dict(IndicatorKind.choices)
    parts, start = [], Decimal(0)
    for code, width in framework.ordered_components:
        parts.append(ComponentPart(code, str(titles.get(code, code)), number_words(width), int(start), int(width)))
        start += width
    return tuple(parts)


def _items(outline: FrameworkOutline) -> list[str]:
    maximum = max((Decimal(str(band["points"])) for row in outline.indicators for band in row.rule.get("bands", [])), default=Decimal(10))
    values = {"maximum": number_words(maximum), "count": len(outline.indicators)}
    return [
        _("There are %(count)s items; each earns up to %(maximum)s points.") % values,
        _("The score is the sum of the points, divided by the most that the items counted could earn, times 100."),
        _("An item that is not counted in a year is left out of both sums."),
    ]


def _components(framework: Framework, outline: FrameworkOutline) -> list[str]:
    parts = ", ".join(f"{kind} {number_words(maximum)}" for kind, maximum in framework.ordered_components)
    return [
        _("A right has 100 points: %(parts)s. Within a part, the indicators share its points by their weights.") % {"parts": parts},
        _("An indicator that does not apply to a region is left out; its weight goes to the others of its part."),
        _("A criterion is the mean of its rights; the raw score is the mean of the %(count)s criteria. It decides the national ranking.")
        % {"count": len(outline.criteria)},
    ]


def _after(framework: Framework) -> list[str]:
    found = []
    if framework.minimum_per_right is not None:
        found.append(_("No right may stay below %(minimum)s of 100.") % {"minimum": number_words(framework.minimum_per_right)})
    if framework.addition_code:
        values = {"title": framework.addition_title, "maximum": number_words(framework.addition_maximum), "cap": number_words(framework.cap)}
        found.append(_("%(title)s adds up to %(maximum)s points; the final score is at most %(cap)s.") % values)
    return found


def _example(framework: Framework) -> tuple[str, ...]:
    """A sum in numbers that can be checked on paper."""
    if framework.rollup == "item_sum":
        score = displayed(Decimal(148) * 100 / Decimal(170))
        return (_("17 items earn 148 of 170 points: 148 / 170 × 100 = %(score)s.") % {"score": number_words(score)},)
    shares = (Decimal("0.8"), Decimal("0.7"), Decimal("0.6"))
    parts = [(kind, maximum * share) for (kind, maximum), share in zip(framework.ordered_components, shares, strict=False)]
    total = sum((earned for _kind, earned in parts), Decimal(0))
    summed = " + ".join(f"{number_words(earned)} ({kind})" for kind, earned in parts)
    lines = [_("One right: %(parts)s = %(total)s of 100.") % {"parts": summed, "total": number_words(total)}]
    if framework.addition_maximum == 15:  # noqa: PLR2004 - the published case of Bantul 2018 (domain.md, 2.1) fits these settings only
        lines.append(
            _("Mean of the criteria 73.95, addition 15: 73.95 + 15 = 88.95, which is Peduli HAM; without the addition it would be Cukup Peduli HAM.")
        )
    return tuple(lines)
