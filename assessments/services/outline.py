"""The questions of a framework in their order, kept in memory: an adopted framework never changes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db.models import Prefetch, QuerySet

from indicators.models import Framework, Indicator, Provision, Right


@dataclass(slots=True)
class RightOutline:
    """A right with its indicators in order."""

    right: Right
    indicators: list[Indicator] = field(default_factory=list)


class Outline:
    """All questions of a framework; read only, shared between requests."""

    def __init__(self, indicators: Iterable[Indicator], *, is_part: bool = False) -> None:
        self.indicators = list(indicators)
        self.is_part = is_part
        by_right: dict[int, RightOutline] = {}
        for indicator in self.indicators:
            by_right.setdefault(indicator.right_id, RightOutline(indicator.right)).indicators.append(indicator)
        self.rights = sorted(by_right.values(), key=lambda part: part.right.order)

    @cached_property
    def by_code(self) -> dict[str, Indicator]:
        """Indicators by their code."""
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def by_pk(self) -> dict[int, Indicator]:
        """Indicators by their key."""
        return {indicator.pk: indicator for indicator in self.indicators}

    @cached_property
    def in_page_order(self) -> list[Indicator]:
        """Indicators as a person walks through them: right by right."""
        return [indicator for part in self.rights for indicator in part.indicators]

    @cached_property
    def against_previous(self) -> list[Indicator]:
        """Indicators whose rule looks at the figure of the year before."""
        return [row for row in self.indicators if row.rule.get("type") == "progress" and row.rule.get("against") == "previous"]

    def part(self, keys: Collection[int]) -> "Outline":
        """Only the indicators with these keys, with their rights: what a contributor walks through."""
        return Outline((indicator for indicator in self.indicators if indicator.pk in keys), is_part=True)

    def neighbours(self, indicator: Indicator) -> tuple[Indicator | None, Indicator | None]:
        """The indicators before and after, across rights; none for an indicator that is not among these."""
        walk = self.in_page_order
        position = next((number for number, other in enumerate(walk) if other.pk == indicator.pk), None)
        if position is None:
            return None, None
        return (walk[position - 1] if position else None, walk[position + 1] if position + 1 < len(walk) else None)


def _questions(framework: Framework) -> QuerySet[Indicator]:
    return framework.indicators.select_related("right").order_by("order", "pk")


@lru_cache(maxsize=8)
def _adopted(pk: int, content_hash: str, adopted_at: str) -> Outline:
    """With the legal bases of each question, which the page of an indicator names."""
    bases = Prefetch("provisions", Provision.objects.select_related("instrument"))
    return Outline(_questions(Framework.objects.get(pk=pk)).prefetch_related(bases))


def outline(framework: Framework) -> Outline:
    """The framework's questions (four queries at most, none for an adopted framework seen before)."""
    if framework.is_adopted:
        return _adopted(framework.pk, framework.content_hash, str(framework.adopted_at))
    return Outline(_questions(framework))
