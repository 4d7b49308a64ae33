"""What must hold for any framework and any answers, tried on many."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.scoring import AnswerValue, CriterionDefinition, ScoreNode, compare, compile_framework, rank, score
from indicators.scoring.tree import SCALE
from tests.indicators.scoring.frameworks import LEVELS, NOT_APPLICABLE, YES_NO, framework, indicator, plain_raw, right

BANDS = {
    "type": "bands",
    "gap_policy": "worse",
    "bands": [{"to": 20, "points": 0}, {"from": 21, "to": 60, "points": 4}, {"from": 61, "points": 10}],
}
FALLING = {"type": "linear", "zero_at": 80, "full_at": 5}
RULES = (YES_NO, LEVELS, BANDS, FALLING, {"type": "linear", "zero_at": 10, "full_at": 90})
TICK = Decimal("1E-12")
few = settings(max_examples=60, deadline=None)

whole = st.integers(0, 10_000)
numbers = st.builds(
    lambda part, of: AnswerValue(numerator=Decimal(min(part, of)), denominator=Decimal(of), has_evidence=True), whole, st.integers(1, 10_000)
)
choices = st.sampled_from([AnswerValue(choice=choice, has_evidence=True) for choice in ("yes", "no", "none", "partial", "full")])
values = st.one_of(numbers, choices, st.just(NOT_APPLICABLE), st.just(AnswerValue()))


@st.composite
def definitions(draw, rollup: str | None = None):
    rollup = rollup or draw(st.sampled_from(["components", "item_sum"]))
    criteria = []
    for c in range(draw(st.integers(1, 3))):
        rights = []
        for r in range(draw(st.integers(1, 2))):
            indicators = []
            for i in range(draw(st.integers(1, 5))):
                kind = draw(st.sampled_from(["struktur", "proses", "hasil"])) if rollup == "components" else "item"
                weight = draw(st.sampled_from(["1", "2", "0.5", "3.3333"]))
                optional = draw(st.booleans())
                indicators.append(indicator(f"I{c}{r}{i}", kind, draw(st.sampled_from(RULES)), weight, optional=optional))
            rights.append(right(f"h{c}{r}", *indicators))
        criteria.append(CriterionDefinition(f"k{c}", tuple(rights), Decimal(draw(st.sampled_from(["1", "2", "1.5"])))))
    return framework(*criteria, rollup=rollup)


@st.composite
def answered(draw, rollup: str | None = None):
    definition = draw(definitions(rollup))
    return definition, {item.code: draw(values) for item in definition.indicators() if draw(st.integers(0, 9))}


def assert_adds_up(node: ScoreNode) -> None:
    """Contributions add up at every level; below a right or component so do the node's own numbers."""
    for child in node.children:
        assert_adds_up(child)
    if not node.children:
        return
    assert sum(child.contribution_ticks for child in node.children) == node.contribution_ticks
    assert sum(child.contribution_maximum_ticks for child in node.children) == node.contribution_maximum_ticks
    if node.level in {"right", "component"}:
        assert sum(child.earned_ticks for child in node.children) == node.earned_ticks
        assert sum(child.maximum_ticks for child in node.children) == node.maximum_ticks


@few
@given(answered())
def test_the_engine_agrees_with_the_sum_on_paper_to_the_last_digit(case):
    definition, answers = case

    raw = plain_raw(definition, answers)

    assert score(compile_framework(definition), answers).raw == Decimal(raw.numerator * SCALE // raw.denominator).scaleb(-12)


@few
@given(answered())
def test_the_explanation_adds_up_to_the_last_digit(case):
    definition, answers = case

    result = score(compile_framework(definition), answers)

    assert_adds_up(result.tree)
    assert result.tree.contribution == result.tree.earned == result.raw


@few
@given(answered(), st.integers(0, 1500))
def test_scores_stay_within_their_limits(case, cents):
    definition, answers = case
    addition = Decimal(cents) / 100

    result = score(compile_framework(definition), answers, addition=addition)

    assert 0 <= result.raw <= result.final <= 100
    assert result.final == min(Decimal(100), result.raw + addition)
    for node in result.tree.walk():
        assert 0 <= node.earned <= node.maximum + TICK  # the last place may be shared out to either side
        assert 0 <= node.contribution <= node.contribution_maximum + TICK


@few
@given(answered())
def test_the_order_of_criteria_rights_and_indicators_does_not_matter(case):
    definition, answers = case
    turned = framework(
        *(
            CriterionDefinition(row.code, tuple(right(part.code, *reversed(part.indicators)) for part in reversed(row.rights)), row.weight)
            for row in reversed(definition.criteria)
        ),
        rollup=definition.rollup,
    )

    assert score(compile_framework(turned), dict(reversed(answers.items()))).raw == score(compile_framework(definition), answers).raw


@few
@given(answered(), st.data())
def test_leaving_out_what_does_not_apply_equals_dividing_by_fewer(case, data):
    definition, answers = case
    optional = [item.code for item in definition.indicators() if item.may_be_not_applicable]
    if not optional:
        return
    dropped = data.draw(st.sampled_from(optional))
    kept = [
        CriterionDefinition(row.code, rights, row.weight)
        for row in definition.criteria
        if (
            rights := tuple(
                right(part.code, *indicators) for part in row.rights if (indicators := [item for item in part.indicators if item.code != dropped])
            )
        )
    ]
    without = framework(*kept, rollup=definition.rollup)

    assert score(compile_framework(definition), answers | {dropped: NOT_APPLICABLE}).raw == score(compile_framework(without), answers).raw


@few
@given(answered(), st.data())
def test_more_is_never_worse(case, data):
    definition, answers = case
    items = definition.indicators()
    better = data.draw(st.sampled_from(items))
    if answers.get(better.code, AnswerValue()).not_applicable and better.may_be_not_applicable:
        return
    one, other = data.draw(numbers), data.draw(numbers)
    candidates = [one, other, *(AnswerValue(choice=choice, has_evidence=True) for choice in ("no", "yes", "none", "partial", "full"))]
    ordered = sorted(candidates, key=better.rule.share)
    compiled = compile_framework(definition)

    raws = [score(compiled, answers | {better.code: value}).raw for value in ordered]

    assert all(lower <= higher for lower, higher in pairwise(raws))


@few
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_larger_figure_never_earns_less_where_more_is_better(one, other):
    low, high = sorted((one, other))
    for rule in (BANDS, {"type": "linear", "zero_at": 10, "full_at": 90}):
        asked = indicator("X", "hasil", rule).rule
        shares = [asked.share(AnswerValue(number=Decimal(figure) / 100)) for figure in (low, high)]
        assert shares[0] <= shares[1]


@few
@given(answered())
def test_a_tree_written_down_and_read_again_is_the_same(case):
    definition, answers = case
    tree = score(compile_framework(definition), answers).tree

    assert ScoreNode.from_dict(tree.to_dict()) == tree


@few
@given(answered(), st.data())
def test_two_scores_differ_only_where_an_answer_does(case, data):
    definition, answers = case
    changed = data.draw(st.sampled_from(definition.indicators())).code
    compiled = compile_framework(definition)
    value = data.draw(values)
    if value.not_applicable or answers.get(changed, AnswerValue()).not_applicable:
        return

    differences = compare(score(compiled, answers).tree, score(compiled, answers | {changed: value}).tree)

    assert {difference.code for difference in differences} <= {changed}


@few
@given(st.lists(st.tuples(st.integers(), st.integers(0, 5)), unique_by=lambda pair: pair[0]))
def test_equal_scores_share_a_rank_and_the_next_rank_is_skipped(pairs):
    scores = [(key, Decimal(value)) for key, value in pairs]

    ranks = rank(scores)

    for key, value in scores:
        assert ranks[key] == 1 + sum(other > value for _, other in scores)


def test_ranks_of_a_tie():
    assert rank([("a", Decimal(80)), ("b", Decimal(90)), ("c", Decimal(80)), ("d", Decimal("79.999999999999"))]) == {"b": 1, "a": 2, "c": 2, "d": 4}


def test_shares_are_fractions_never_floats():
    for rule in RULES:
        top, below, *_ = indicator("X", "hasil", rule).rule.judge(AnswerValue(choice="yes", number=Decimal("33.3"), has_evidence=True))
        assert isinstance(top, int)
        assert isinstance(below, int)
        assert 0 <= Fraction(top, below) <= 1
