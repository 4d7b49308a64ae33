"""Every type of rule: what it earns, how it is written, what is wrong with it."""

from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.scoring import AnswerValue, RuleError, rule_faults, rule_from_dict

D = Decimal
BANDS = [{"to": 110, "points": 10}, {"from": 111, "to": 140, "points": 8}, {"from": 141, "points": 0}]


def number(value: object) -> AnswerValue:
    return AnswerValue(number=D(str(value)))


def judged(rule: dict[str, object], value: AnswerValue) -> tuple[Fraction, str]:
    top, below, reason, _params = rule_from_dict(rule).judge(value)
    return Fraction(top, below), reason


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (AnswerValue(choice="yes", has_evidence=True), (1, "yes")),
        (AnswerValue(choice="yes"), (0, "no_evidence")),
        (AnswerValue(choice="no", has_evidence=True), (0, "no")),
        (AnswerValue(), (0, "no_answer")),
        (AnswerValue(choice="mungkin", has_evidence=True), (0, "no_answer")),
    ],
)
def test_a_yes_counts_with_evidence_only(value, expected):
    assert judged({"type": "yes_no"}, value) == expected


def test_a_rule_may_do_without_evidence():
    assert judged({"type": "yes_no", "evidence_required": False}, AnswerValue(choice="yes")) == (1, "yes")


LEVELS = {"type": "levels", "levels": {"none": 0, "some": 3, "all": 5}}


@pytest.mark.parametrize(
    ("choice", "evidence", "expected"),
    [
        ("all", True, (1, "level")),
        ("some", True, (Fraction(3, 5), "level")),
        ("none", False, (0, "level")),
        ("some", False, (0, "no_evidence")),
        ("other", True, (0, "unknown_level")),
        (None, True, (0, "no_answer")),
    ],
)
def test_levels_earn_their_points_of_the_best(choice, evidence, expected):
    assert judged(LEVELS, AnswerValue(choice=choice, has_evidence=evidence)) == expected


@pytest.mark.parametrize(
    ("policy", "value", "share"),
    [
        ("worse", "110.5", "0.8"),
        ("better", "110.5", "1"),
        ("worse", 111, "0.8"),
        ("better", 110, "1"),
        ("better", "140.0001", "0.8"),
        ("worse", "140.0001", "0"),
    ],
)
def test_a_gap_belongs_to_the_neighbour_the_policy_names(policy, value, share):
    assert judged({"type": "bands", "gap_policy": policy, "bands": BANDS}, number(value))[0] == Fraction(share)


@pytest.mark.parametrize(("policy", "value", "share"), [("worse", "50.5", "0"), ("better", "50.5", "0.2"), ("worse", 51, "0.2"), ("better", 50, "0")])
def test_gaps_close_the_same_way_when_more_is_better(policy, value, share):
    rule = {
        "type": "bands",
        "gap_policy": policy,
        "bands": [{"to": 50, "points": 0}, {"from": 51, "to": 90, "points": 2}, {"from": 91, "points": 10}],
    }

    assert judged(rule, number(value))[0] == Fraction(share)


def test_edges_that_are_left_out_belong_to_the_other_band():
    rule = {"type": "bands", "bands": [{"below": 10, "points": 0}, {"from": 10, "to": 20, "points": 5}, {"above": 20, "points": 10}]}

    assert [judged(rule, number(value))[0] for value in ("9.999", 10, 20, "20.001")] == [0, Fraction(1, 2), Fraction(1, 2), 1]


def test_a_band_of_parts_is_measured_per_its_own_factor():
    rule = {"type": "bands", "per": 100000, "gap_policy": "worse", "bands": BANDS}

    assert judged(rule, AnswerValue(numerator=D(11), denominator=D(10000)))[0] == 1


@pytest.mark.parametrize(
    ("zero", "full", "value", "share"),
    [
        (0, 100, 50, "0.5"),
        (20, 100, 60, "0.5"),
        (20, 100, 10, "0"),
        (0, 60, 80, "1"),
        (30, 2, 16, "0.5"),
        (30, 2, 40, "0"),
        (30, 2, 0, "1"),
        (-5, 5, 0, "0.5"),
    ],
)
def test_linear_is_in_proportion_in_either_direction(zero, full, value, share):
    assert judged({"type": "linear", "zero_at": zero, "full_at": full}, number(value))[0] == Fraction(share)


def test_a_proportion_of_parts_is_exact():
    assert judged({"type": "linear", "zero_at": 0, "full_at": 100}, AnswerValue(numerator=D(1), denominator=D(3)))[0] == Fraction(1, 3)


@pytest.mark.parametrize(
    "value", [AnswerValue(numerator=D(1)), AnswerValue(numerator=D(1), denominator=D(0)), AnswerValue(denominator=D(5)), AnswerValue()]
)
@pytest.mark.parametrize("kind", ["linear", "bands", "progress"])
def test_half_an_answer_is_none(kind, value):
    rule = {"type": kind, **({"bands": BANDS, "gap_policy": "worse"} if kind == "bands" else {})}

    assert judged(rule, value) == (0, "no_answer")


TARGET = {"type": "progress", "against": "target", "zero_at": 50, "full_at": 100}
PREVIOUS = {"type": "progress", "against": "previous", "zero_at": 0, "full_at": 4}


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (TARGET, AnswerValue(number=D(75), target=D(100)), (Fraction(1, 2), "progress_target")),
        (TARGET, AnswerValue(number=D(75), target=D(75)), (1, "progress_target")),
        (TARGET, AnswerValue(number=D(75)), (0, "no_target")),
        (TARGET, AnswerValue(number=D(75), target=D(0)), (0, "no_target")),
        (PREVIOUS, AnswerValue(number=D(52), previous=D(50)), (Fraction(1, 2), "progress_previous")),
        (PREVIOUS, AnswerValue(number=D(48), previous=D(50)), (0, "progress_previous")),
        (PREVIOUS, AnswerValue(number=D(48)), (0, "no_previous")),
        (PREVIOUS, AnswerValue(numerator=D(1), denominator=D(2), previous=D(46)), (1, "progress_previous")),
    ],
)
def test_progress_is_measured_against_the_target_or_last_year(rule, value, expected):
    assert judged(rule, value) == expected


def test_progress_says_what_was_measured():
    *_, params = rule_from_dict(PREVIOUS).judge(AnswerValue(number=D("52.50"), previous=D(50)))

    assert params == {"value": "52.5", "measure": "50", "made": "2.5"}


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "yes_no"},
        {"type": "yes_no", "points": "2.5", "evidence_required": False},
        {"type": "levels", "levels": {"none": "0", "partial": "0.5", "full": "1"}},
        {
            "type": "bands",
            "gap_policy": "worse",
            "per": 100000,
            "step": "1",
            "bands": [{"to": "110", "points": "10"}, {"from": "111", "points": "0"}],
        },
        {
            "type": "bands",
            "gap_policy": "error",
            "bands": [{"below": "10", "points": "0"}, {"from": "10", "to": "20", "points": "5"}, {"above": "20", "points": "10"}],
        },
        {"type": "linear", "zero_at": "0.000000001", "full_at": "99.123456789", "per": 1000},
        {"type": "progress", "against": "previous", "zero_at": "0", "full_at": "4", "per": 1000, "points": "3"},
    ],
)
def test_a_rule_written_as_data_and_read_again_is_the_same(rule):
    read = rule_from_dict(rule)

    assert read.to_dict() == rule
    assert rule_from_dict(read.to_dict()) == read


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ({"type": "lottery"}, "unknown_type"),
        ({}, "unknown_type"),
        ({"type": "yes_no", "weight": 1}, "unknown_key"),
        ({"type": "yes_no", "evidence_required": "no"}, "not_a_flag"),
        ({"type": "yes_no", "points": 0}, "maximum_not_positive"),
        ({"type": "levels"}, "too_few_levels"),
        ({"type": "levels", "levels": ["a", "b"]}, "wrong_shape"),
        ({"type": "levels", "levels": {"a": 1, "b": 2}}, "no_level_earns_nothing"),
        ({"type": "levels", "levels": {"a": -1, "b": 2, "c": 0}}, "negative_points"),
        ({"type": "levels", "levels": {"a": "banyak", "b": 0}}, "not_a_number"),
        ({"type": "levels", "levels": {"a": "Infinity", "b": 0}}, "not_a_number"),
        ({"type": "linear", "zero_at": 5, "full_at": "5.0"}, "edges_equal"),
        ({"type": "linear", "per": 0}, "per_not_whole"),
        ({"type": "linear", "per": "2.5"}, "per_not_whole"),
        ({"type": "progress", "against": "neighbour"}, "unknown_measure"),
        ({"type": "bands"}, "too_few_bands"),
        ({"type": "bands", "bands": "110"}, "wrong_shape"),
        ({"type": "bands", "bands": [110, 120]}, "wrong_shape"),
        ({"type": "bands", "bands": [{"to": 1}, {"above": 1, "points": 1}]}, "not_a_number"),
        ({"type": "bands", "bands": [{"to": 1, "points": 0, "height": 3}, {"above": 1, "points": 1}]}, "unknown_key"),
        ({"type": "bands", "bands": [{"to": 1, "below": 1, "points": 0}, {"above": 1, "points": 1}]}, "two_edges"),
        ({"type": "bands", "bands": BANDS}, "bands_gap"),
        ({"type": "bands", "gap_policy": "middle", "bands": BANDS}, "unknown_gap_policy"),
        ({"type": "bands", "bands": [{"to": 10, "points": 0}, {"from": 10, "points": 1}]}, "bands_overlap"),
        ({"type": "bands", "bands": [{"to": 12, "points": 0}, {"from": 10, "points": 1}]}, "bands_overlap"),
        ({"type": "bands", "bands": [{"from": 5, "to": 10, "points": 0}, {"above": 10, "points": 1}]}, "bands_open_below"),
        ({"type": "bands", "bands": [{"to": 10, "points": 0}, {"above": 10, "to": 50, "points": 1}]}, "bands_open_above"),
        ({"type": "bands", "bands": [{"to": 10, "points": 0}, {"above": 30, "to": 20, "points": 1}, {"above": 40, "points": 2}]}, "band_upside_down"),
        ({"type": "bands", "bands": [{"to": 1, "points": 0}, {"above": 1, "to": 2, "points": 5}, {"above": 2, "points": 3}]}, "bands_not_monotone"),
    ],
)
def test_faults_are_named_not_raised(rule, fault):
    answer_type = {"yes_no": "yes_no", "levels": "level"}.get(rule.get("type", ""), "number")

    assert fault in {found.code for found in rule_faults(rule, answer_type)}


def test_a_rule_must_fit_the_answer_type():
    assert [fault.code for fault in rule_faults({"type": "yes_no"}, "percentage")] == ["rule_does_not_fit_answer_type"]
    assert rule_faults({"type": "linear"}, "ratio") == []


def test_bands_one_step_apart_need_no_policy():
    assert rule_faults({"type": "bands", "step": 1, "bands": BANDS}, "count") == []


def test_a_broken_rule_cannot_be_read():
    with pytest.raises(RuleError, match="unknown_type"):
        rule_from_dict({"type": "lottery"})
