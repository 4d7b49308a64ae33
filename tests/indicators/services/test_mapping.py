"""From one framework to the next: continues, splits, merges, begins, ends; along a chain of frameworks too."""

from collections.abc import Callable

import pytest

from indicators.models import Framework, FrameworkState, IndicatorLink
from indicators.services.mapping import Relation, Source, ancestors, lineage
from tests.factories_indicators import CriterionFactory, FrameworkFactory, IndicatorFactory, RightFactory, adopted, text

pytestmark = pytest.mark.django_db
Links = dict[str, list[str]]


def framework(code: str, indicators: str, follows: Framework | None = None, links: Links | None = None, *, apart: str = "") -> Framework:
    """An adopted framework with indicators of these letters; links by predecessor; those in `apart` cannot be compared."""
    made = FrameworkFactory(code=code, follows=follows)
    right = RightFactory(criterion=CriterionFactory(framework=made))
    rows = {letter: IndicatorFactory(right=right, code=letter, order=order) for order, letter in enumerate(indicators)}
    for before, successors in (links or {}).items():
        predecessor = follows.indicators.get(code=before)  # type: ignore[union-attr]
        for successor in successors or [None]:  # type: ignore[list-item]
            IndicatorLink.objects.create(
                framework=made,
                predecessor=predecessor,
                successor=rows[successor] if successor else None,
                is_comparable=before not in apart,
                note={} if successors else text("Berakhir", "Ended"),
            )
    return adopted(made)


@pytest.fixture
def two() -> tuple[Framework, Framework]:
    first = framework("pertama", "ABCDE")
    links: Links = {"A": ["p"], "B": ["q", "r"], "C": ["s"], "D": ["s"], "E": []}
    return first, framework("kedua", "pqrst", first, links, apart="B")


def test_the_relation_is_read_from_all_links_together(two):
    first, second = two
    found = lineage(second, first)

    assert {code: found.relation(code) for code in "pqrst"} == {
        "p": Relation.CONTINUES,
        "q": Relation.SPLITS,
        "r": Relation.SPLITS,
        "s": Relation.MERGES,
        "t": Relation.NEW,
    }
    assert found.ended == ("E",)
    assert found.notes["E"].english == "Ended"
    assert found.successors["B"] == ("q", "r")


def test_a_figure_is_carried_over_only_from_one_comparable_indicator(two):
    first, second = two

    assert lineage(second, first).carried == {"p": "A"}


def test_a_framework_compared_with_itself_is_unchanged(two):
    first, _second = two
    found = lineage(first, first)

    assert found.is_identity
    assert found.relation("A") == Relation.SAME
    assert found.carried == {code: code for code in "ABCDE"}
    assert found.ended == ()


def test_the_way_leads_along_a_chain_of_frameworks(two):
    first, second = two
    third = framework("ketiga", "xyz", second, {"p": ["x"], "q": ["y"], "r": [], "s": ["y"], "t": ["z"]})

    found = lineage(third, first)

    assert found.sources["x"] == (Source("A", True),)
    assert found.sources["y"] == (Source("B", False), Source("C", True), Source("D", True))
    assert found.relation("z") == Relation.NEW
    assert found.ended == ("E",)
    assert [before.code for before in ancestors(third)] == ["kedua", "pertama"]


def test_there_is_no_way_back_nor_to_a_stranger(two):
    first, second = two

    assert lineage(first, second) is None
    assert lineage(second, framework("asing", "A")) is None


def test_the_way_between_adopted_frameworks_is_kept(two, django_assert_num_queries: Callable):
    first, second = two
    lineage(second, first)

    with django_assert_num_queries(0):
        lineage(second, first)


def test_a_draft_is_read_anew_each_time(two):
    first, _second = two
    draft = FrameworkFactory(code="rancangan", follows=first, state=FrameworkState.DRAFT)
    assert lineage(draft, first).sources == {}

    right = RightFactory(criterion=CriterionFactory(framework=draft))
    IndicatorLink.objects.create(framework=draft, predecessor=first.indicators.get(code="A"), successor=IndicatorFactory(right=right, code="n"))

    assert set(lineage(draft, first).sources) == {"n"}
