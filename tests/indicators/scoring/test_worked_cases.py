"""Cases worked by hand, most of them published scores (domain.md, section 2.1)."""

from decimal import Decimal

import pytest

from indicators.scoring import AnswerValue, CriterionDefinition, compile_framework, displayed, score
from tests.indicators.scoring.frameworks import (
    NO,
    NOT_APPLICABLE,
    YES,
    YES_NO,
    framework,
    indicator,
    one_percentage,
    percent,
    right,
    shipped,
    three_kinds,
)

# A figure in each band of 10, 8, 6, 4, 2 and 0 points, for the real items of 25/2013.
FIGURES = {
    "aki": (110, 111, 141, 171, 201, 230),
    "akb": (19, 20, 24, 27, 30, 33),
    "tutupan-vegetasi": (0, 1, 2, 3, 4, 5),
    "tidak-sekolah-dasar": (5, 6, 7, 8, 9, 10),
    "tidak-sekolah-menengah": (25, 26, 27, 28, 29, 30),
    "kebutuhan-khusus": (91, 81, 71, 61, 51, 50),
    "buta-aksara": (2, 3, 4, 5, 6, 7),
    "air-bersih": (60, 48, 36, 24, 12, 0),
    "tanpa-rumah": (5, 10, 15, 20, 25, 26),
    "rtlh": (5, 10, 15, 20, 25, 26),
    "pengangguran": (4, 5, 6, 7, 8, 9),
    "anak-jalanan": (0, "0.05", "0.1", "0.15", "0.2", 1),
    "gizi-kurang": (5, 8, 11, 14, 17, 18),
    "tanpa-listrik": (5, 10, 15, 20, 25, 26),
    "unjuk-rasa-anarkis": (0, 1, 2, 3, 4, 5),
    "perempuan-jabatan": (30, 25, 20, 15, 10, 0),
    "kekerasan-perempuan": ("0.005", "0.01", "0.015", "0.02", "0.025", 1),
}
DROPPED = "tutupan-vegetasi"


@pytest.fixture(scope="module")
def first_framework():
    return compile_framework(shipped("permenkumham-25-2013"))


def answers_worth(points: int, *, without: str = "") -> dict[str, AnswerValue]:
    """Answers of the 17 (or 16) items that earn `points` in all."""
    items = [code for code in FIGURES if code != without]
    lost = (10 * len(items) - points) // 2
    found = {without: NOT_APPLICABLE} if without else {}
    for code in items:
        steps = min(lost, 5)
        found[code] = percent(FIGURES[code][steps])
        lost -= steps
    assert lost == 0
    return found


@pytest.mark.parametrize(
    ("points", "without", "expected", "counted"),
    [(148, "", "87.06", 17), (162, "", "95.29", 17), (142, DROPPED, "88.75", 16), (134, DROPPED, "83.75", 16)],
)
def test_published_scores_of_25_2013_come_out_exactly(first_framework, points, without, expected, counted):
    result = score(first_framework, answers_worth(points, without=without))

    assert displayed(result.final) == Decimal(expected)
    assert result.counted == counted
    assert sum(node.earned for node in result.tree.children) == points
    assert result.predicate == "peduli"


@pytest.mark.parametrize("code", FIGURES)
def test_every_item_of_25_2013_earns_ten_to_nothing_by_its_bands(first_framework, code):
    earned = [
        next(node for node in score(first_framework, {code: percent(figure)}).tree.walk("indicator") if node.code == code).earned
        for figure in FIGURES[code]
    ]

    assert earned == [10, 8, 6, 4, 2, 0]


@pytest.mark.parametrize(("figure", "points"), [(229, 2), (230, 0), ("229.5", 0), ("110.5", 8), (110, 10), ("229.000000000001", 0)])
def test_a_maternal_mortality_between_two_bands_takes_the_worse(first_framework, figure, points):
    tree = score(first_framework, {"aki": percent(figure)}).tree

    assert next(tree.walk("indicator")).earned == points


@pytest.mark.parametrize(("figure", "points"), [(50, 0), (51, 2), ("50.9", 0), ("60.5", 2), ("90.99", 8), (91, 10)])
def test_schooling_of_children_with_special_needs_between_two_bands_takes_the_worse(first_framework, figure, points):
    tree = score(first_framework, {"kebutuhan-khusus": percent(figure)}).tree

    assert sum(node.earned for node in tree.walk("indicator")) == points


def test_a_ratio_is_computed_from_its_two_parts_without_rounding(first_framework):
    # 11 deaths in 4,999 live births are 220.04 per 100,000; 23 in 10,000 are exactly 230.
    below = score(first_framework, {"aki": AnswerValue(numerator=Decimal(11), denominator=Decimal(4999))}).tree
    at = score(first_framework, {"aki": AnswerValue(numerator=Decimal(23), denominator=Decimal(10000))}).tree

    assert next(below.walk("indicator")).earned == 2
    assert next(at.walk("indicator")).earned == 0


def test_the_addition_lifts_73_95_to_88_95_and_to_peduli():
    compiled = compile_framework(one_percentage())

    without = score(compiled, {"X": percent("73.95")})
    with_report = score(compiled, {"X": percent("73.95")}, addition=Decimal(15))

    assert (without.raw, without.final, without.predicate, without.awarded) == (Decimal("73.95"), Decimal("73.95"), "cukup", False)
    assert (with_report.raw, with_report.final, with_report.predicate, with_report.awarded) == (Decimal("73.95"), Decimal("88.95"), "peduli", True)


@pytest.mark.parametrize(
    ("final", "predicate"),
    [
        ("75", "peduli"),
        ("74.999999", "cukup"),
        ("74.9999999999999", "cukup"),
        ("65", "cukup"),
        ("64.99", "mulai"),
        ("50", "mulai"),
        ("49.999999", "kurang"),
        ("0", "kurang"),
        ("100", "peduli"),
    ],
)
def test_predicates_compare_the_unrounded_score(final, predicate):
    assert score(compile_framework(one_percentage()), {"X": percent(final)}).predicate == predicate


def test_shares_without_an_end_in_decimals_still_meet_the_threshold_exactly():
    # (2/3 + 5/6 + 3/4 + 3/4) / 4 = 3/4, with weights that are no whole numbers
    quarters = right("h", *(indicator(f"I{n}", weight="0.3") for n in range(4)))
    parts = [(2, 3), (5, 6), (3, 4), (3, 4)]
    answers = {f"I{n}": AnswerValue(numerator=Decimal(part), denominator=Decimal(whole)) for n, (part, whole) in enumerate(parts)}

    result = score(compile_framework(framework(CriterionDefinition("k", (quarters,)))), answers)

    assert (result.raw, result.predicate) == (75, "peduli")


def test_the_final_score_is_capped_at_100():
    result = score(compile_framework(one_percentage()), {"X": percent("92.8")}, addition=Decimal(15))

    assert result.raw == Decimal("92.8")
    assert result.final == 100


def test_a_right_is_the_sum_of_ten_thirty_and_sixty():
    compiled = compile_framework(framework(CriterionDefinition("k", (three_kinds("h"),))))
    answers = {
        "h-struktur-1": percent(100),
        "h-struktur-2": percent(60),
        "h-proses-1": percent(50),
        "h-hasil-1": percent(100),
        "h-hasil-2": percent(10),
    }

    result = score(compiled, answers)

    # struktur (100 + 60) / 2 % of 10 = 8; proses (50 + 0) / 2 % of 30 = 7.5; hasil (100 + 10) / 2 % of 60 = 33
    assert [node.earned for node in result.tree.walk("component")] == [8, Decimal("7.5"), 33]
    assert result.raw == Decimal("48.5")


def test_a_criterion_is_the_mean_of_its_rights_and_the_total_the_mean_of_the_criteria():
    two_rights = CriterionDefinition("cd", (right("c", indicator("C")), right("d", indicator("D"))))
    compiled = compile_framework(framework(CriterionDefinition("a", (right("a", indicator("A")),)), two_rights))

    result = score(compiled, {"A": percent(90), "C": percent(40), "D": percent(80)})

    assert result.raw == 75  # (90 + (40 + 80) / 2) / 2


def test_a_component_without_an_indicator_that_applies_gives_its_points_to_the_others():
    kinds = right("h", indicator("S", "struktur"), indicator("P", "proses"), indicator("H", "hasil"))
    compiled = compile_framework(framework(CriterionDefinition("k", (kinds,))))

    result = score(compiled, {"S": NOT_APPLICABLE, "P": percent(100), "H": percent(50)})

    # 30 and 60 stand for the whole right: 30/90 x 100 + 60/90 x 100 x 50 %
    assert displayed(result.raw) == Decimal("66.67")
    assert [displayed(node.maximum) for node in result.tree.walk("component")] == [0, Decimal("33.33"), Decimal("66.67")]
    assert next(result.tree.walk("right")).maximum == 100


def test_a_right_that_does_not_apply_leaves_the_mean_and_so_does_its_criterion():
    compiled = compile_framework(framework(*(CriterionDefinition(code, (right(code, indicator(code.upper())),)) for code in "ab")))

    result = score(compiled, {"A": percent(80), "B": NOT_APPLICABLE})

    assert result.raw == 80
    assert result.counted == 1


def test_does_not_apply_counts_as_no_answer_where_it_is_not_allowed():
    compiled = compile_framework(framework(CriterionDefinition("k", (right("h", indicator("X", optional=False)),))))

    result = score(compiled, {"X": NOT_APPLICABLE})

    assert (result.raw, result.counted) == (0, 1)
    assert next(result.tree.walk("indicator")).reason == "not_applicable_refused"


def test_nothing_answered_scores_nothing_and_is_still_explained(first_framework):
    result = score(first_framework, {})

    assert (result.raw, result.predicate, result.counted) == (0, "kurang", 17)
    assert {node.reason for node in result.tree.walk("indicator")} == {"no_answer"}


def test_nothing_that_applies_scores_nothing():
    result = score(compile_framework(one_percentage()), {"X": NOT_APPLICABLE})

    assert (result.raw, result.final, result.counted) == (0, 0, 0)


def test_weights_share_a_component():
    compiled = compile_framework(framework(CriterionDefinition("k", (right("h", indicator("A", weight=3), indicator("B", weight=1)),))))

    assert score(compiled, {"A": percent(100)}).raw == 75


def test_criteria_may_weigh_differently():
    criteria = [
        CriterionDefinition(code, (right(code, indicator(code.upper(), "hasil", YES_NO)),), Decimal(weight)) for code, weight in (("a", 3), ("b", 1))
    ]

    assert score(compile_framework(framework(*criteria)), {"A": YES, "B": NO}).raw == 75
