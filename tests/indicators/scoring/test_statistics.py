"""How far indicators tell regions apart, computed by hand."""

from math import isclose

import pytest

from indicators.scoring.statistics import FEWEST, Shares, spearman


def statistics_of(**columns: list[float | None]):
    shares = Shares(tuple(columns))
    for row in zip(*columns.values(), strict=True):
        shares.add({code: share for code, share in zip(columns, row, strict=True) if share is not None})
    return {row.code: row for row in shares.statistics()}


def test_mean_ceiling_and_floor_count_only_regions_the_indicator_counts_for() -> None:
    found = statistics_of(A=[1.0, 1.0, 0.5, 0.0, None])["A"]
    assert (found.counted, found.mean, found.ceiling, found.floor) == (4, 0.625, 0.5, 0.25)


def test_an_indicator_that_applies_nowhere_says_nothing() -> None:
    found = statistics_of(A=[None, None], B=[1.0, 0.0])["A"]
    assert (found.counted, found.mean, found.twin) == (0, 0.0, "")


def test_the_twin_is_the_indicator_most_alike() -> None:
    rising = [n / 10 for n in range(10)]
    found = statistics_of(A=rising, B=[share / 2 for share in rising], C=[0.1, 0.9, 0.3, 0.2, 0.8, 0.1, 0.5, 0.7, 0.2, 0.4])
    assert (found["A"].twin, found["B"].twin) == ("B", "A")
    assert isclose(found["A"].correlation, 1)
    assert abs(found["C"].correlation) < 0.5


def test_opposites_are_alike_with_a_negative_sign() -> None:
    rising = [n / 10 for n in range(10)]
    found = statistics_of(A=rising, B=[1 - share for share in rising])["A"]
    assert found.twin == "B"
    assert isclose(found.correlation, -1)


def test_correlation_by_hand_over_the_regions_both_count_for() -> None:
    # Without the last two regions: x = 0, 1, 0, 1, 0, 1, 0, 1 and y = 0, 1, 0, 1, 0, 1, 1, 0.
    found = statistics_of(A=[0, 1, 0, 1, 0, 1, 0, 1, None, 1], B=[0, 1, 0, 1, 0, 1, 1, 0, 1, None])["A"]
    assert isclose(found.correlation, 0.5)


def test_what_does_not_vary_has_no_twin() -> None:
    found = statistics_of(A=[0.4] * 10, B=[n / 10 for n in range(10)])
    assert (found["A"].twin, found["B"].twin) == ("", "")


def test_too_few_regions_say_nothing_about_likeness() -> None:
    rising = [n / 10 for n in range(FEWEST - 1)]
    assert statistics_of(A=rising, B=rising)["A"].twin == ""


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(1, 1), (2, 2), (3, 3)], 1.0),
        ([(1, 3), (2, 2), (3, 1)], -1.0),
        # Two neighbours change places: one less six times two over sixty.
        ([(1, 2), (2, 1), (3, 3), (4, 4)], 0.8),
        # Places 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5)
        ([(1, 1), (2, 2), (2, 3), (4, 4)], 0.9486832980505138),
    ],
)
def test_spearman_by_hand(pairs: list[tuple[int, int]], expected: float) -> None:
    found = spearman(pairs)
    assert found is not None
    assert isclose(found, expected)


def test_spearman_needs_three_regions_and_two_different_places() -> None:
    assert spearman([(1, 1), (2, 2)]) is None
    assert spearman([(1, 1), (1, 2), (1, 3)]) is None
