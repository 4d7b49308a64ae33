"""Bars of a histogram of changes."""

from decimal import Decimal

from reports.histogram import histogram


def bars(*changes: str) -> list[tuple[str, str, int]]:
    return [(bar.way, bar.words, bar.count) for bar in histogram([Decimal(change) for change in changes])]


def test_regions_that_do_not_change_have_a_bar_of_their_own() -> None:
    assert bars("0", "0.2", "-0.2", "0") == [("lose", "0 to −0.5", 1), ("same", "unchanged", 2), ("gain", "0 to +0.5", 1)]


def test_bars_grow_wider_with_the_largest_change_and_none_is_left_out() -> None:
    found = bars("12.5", "-3", "0.01")
    assert len(found) < 18
    assert (found[0], found[-1]) == (("lose", "−2 to −4", 1), ("gain", "+12 to +14", 1))
    assert sum(count for _way, _words, count in found) == 3


def test_the_largest_change_there_can_be_is_drawn() -> None:
    assert len(histogram([Decimal(100), Decimal(-100)])) <= 17


def test_bars_fill_the_field_and_the_highest_reaches_its_top() -> None:
    found = histogram([Decimal(1), Decimal(1), Decimal(-1)])
    assert max(Decimal(bar.height) for bar in found) == 40
    assert all(Decimal(bar.y) + Decimal(bar.height) == 40 for bar in found)
    assert Decimal(found[-1].x) + Decimal(found[-1].width) <= 100


def test_nothing_to_draw() -> None:
    assert histogram([]) == []
