"""Questions asked of an explanation."""

from decimal import Decimal

from indicators.scoring import AnswerValue, CriterionDefinition, biggest_gains, compare, compile_framework, displayed, score
from tests.indicators.scoring.frameworks import NOT_APPLICABLE, framework, indicator, percent, revised_shape, right, three_kinds

COMPILED = compile_framework(revised_shape())


def test_the_biggest_gain_is_the_largest_loss_in_points_of_the_total():
    answers = {item.code: percent(100) for item in COMPILED.definition.indicators()}
    answers |= {"a-hasil-1": percent(50), "b-proses-1": percent(0), "c-hasil-1": percent(0), "a-struktur-1": percent(0)}
    tree = score(COMPILED, answers).tree

    gains = biggest_gains(tree, 3)

    # hasil-1 of a: 15 of a right that is a third; c shares its criterion, so 30 weigh a sixth; proses-1: 15 of a third
    assert [gain.code for gain in gains] == ["a-hasil-1", "b-proses-1", "c-hasil-1"]
    assert [displayed(gain.gain) for gain in gains] == [5, 5, 5]
    assert displayed(gains[0].new_total) == displayed(tree.earned + 5)


def test_a_gain_promised_is_the_gain_got():
    answers = {"a-hasil-1": percent(30), "b-proses-1": percent(70)}
    gain = biggest_gains(score(COMPILED, answers).tree)[0]

    assert abs(score(COMPILED, answers | {gain.code: percent(100)}).raw - gain.new_total) <= Decimal("1E-11")


def test_a_full_score_has_nothing_to_gain():
    tree = score(COMPILED, {item.code: percent(100) for item in COMPILED.definition.indicators()}).tree

    assert tree.earned == 100
    assert biggest_gains(tree) == []


def test_what_does_not_apply_is_no_gain():
    compiled = compile_framework(framework(CriterionDefinition("k", (right("h", indicator("A"), indicator("B")),))))

    assert biggest_gains(score(compiled, {"A": NOT_APPLICABLE, "B": percent(100)}).tree) == []


def test_self_and_verified_score_are_compared_by_indicator():
    before = score(COMPILED, {"a-hasil-1": percent(90), "b-hasil-1": percent(40)}).tree
    after = score(COMPILED, {"a-hasil-1": percent(60), "b-hasil-1": percent(40), "c-hasil-1": AnswerValue()}).tree

    found = list(compare(before, after))

    assert [(difference.code, displayed(difference.change)) for difference in found] == [("a-hasil-1", Decimal("-3.00"))]


def test_shown_numbers_are_rounded_half_up_and_never_minus_zero():
    assert displayed(Decimal("87.055")) == Decimal("87.06")
    assert displayed(Decimal("87.0549999")) == Decimal("87.05")
    assert str(displayed(Decimal("-0.000000000001"))) == "0.00"


def test_every_number_of_a_right_stands_in_its_own_scale():
    tree = score(compile_framework(framework(CriterionDefinition("k", (three_kinds("h"),)))), {"h-hasil-1": percent(50)}).tree
    node = next(tree.walk("right"))

    assert (node.earned, node.maximum, node.lost) == (15, 100, 85)
    assert [leaf.maximum for leaf in tree.walk("indicator")] == [5, 5, 15, 15, 30, 30]
