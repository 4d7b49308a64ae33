"""What the self score would be if: the same engine, nothing written, whatever stands in the address."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Answer, Assessment, Event
from assessments.services.place import find_place
from assessments.services.what_if import FULL, missing, options, outlook, panel, read_wishes, result_with
from assessments.services.workspace import Overview, overview
from indicators.scoring import AnswerValue, rule_from_dict, score
from indicators.scoring.best import best_value
from indicators.services.definition import compiled_framework
from tests.factories import answer, assign, fill

CODES = ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1", "KESEHATAN-S1", "KESEHATAN-P1", "KESEHATAN-H1"]
VALUES = {"S1": ["yes", "no", FULL], "P1": ["none", "partial", "full"], "H1": ["0", "12.5", "80", "100", FULL]}
slow = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
wishes = st.fixed_dictionaries({}, optional={code: st.sampled_from(VALUES[code[-2:]]) for code in CODES})


def whole(stage: Any, who: str = "coordinator") -> Overview:
    return overview(find_place(stage.people[who], year=2026, region="34.04"))


def address(name: str = "what_if") -> str:
    return reverse(f"assessments:{name}", kwargs={"year": 2026, "region": "34.04"})


def marks(asked: dict[str, str]) -> list[str]:
    return [f"{code}:{text}" for code, text in asked.items()]


@pytest.fixture
def half(stage: Any) -> Any:
    """Half answered: two without evidence, one level in the middle."""
    answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
    answer(stage.assessment, "INFORMASI-P1", choice="partial")
    answer(stage.assessment, "KESEHATAN-H1", numerator=Decimal(40), denominator=Decimal(100))
    return stage


@slow
@given(asked=wishes)
def test_the_calculation_is_the_engines_own(half: Any, asked: dict[str, str]) -> None:
    found = whole(half)
    read = read_wishes(found, marks(asked))
    assert read.refused == []
    numbers = {FULL: Decimal(100)}
    values = dict(found.standing.values())
    for code, text in asked.items():
        if code.endswith("H1"):
            values[code] = AnswerValue(number=numbers.get(text) or Decimal(text), has_evidence=True)
        else:
            values[code] = AnswerValue(choice="yes" if code.endswith("S1") and text == FULL else text, has_evidence=True)
    assert result_with(found, read.wishes.values()).raw == score(compiled_framework(half.framework), values).raw


@slow
@given(chosen=st.lists(st.sampled_from(CODES), unique=True))
def test_full_points_add_up_to_their_gains_and_never_lower_anything(half: Any, chosen: list[str]) -> None:
    found = whole(half)
    gains = {option.indicator.code: option.gain for option in options(found, most=99)}
    then = result_with(found, read_wishes(found, [f"{code}:{FULL}" for code in chosen]).wishes.values())
    assert then.raw == found.result.raw + sum(gains.get(code, Decimal(0)) for code in chosen)
    before = {node.code: node.earned for node in found.result.tree.walk("right")}
    assert all(node.earned >= before[node.code] for node in then.tree.walk("right"))


@slow
@given(asked=wishes)
def test_an_address_gives_the_same_calculation_again(half: Any, asked: dict[str, str]) -> None:
    found = whole(half)
    read = read_wishes(found, marks(asked))
    again = read_wishes(found, [wish.mark for wish in read.wishes.values()])
    assert again.wishes == read.wishes


def test_best_changes_come_first_with_the_predicate_they_lead_to(half: Any) -> None:
    found = options(whole(half))
    assert [option.gain for option in found] == sorted((option.gain for option in found), reverse=True)
    assert found[0].indicator.code == "INFORMASI-H1"
    assert found[0].gain == 30


def test_the_outlook_names_rights_predicates_and_distances(half: Any) -> None:
    found = whole(half)
    asked = read_wishes(found, [f"{code}:{FULL}" for code in CODES])
    seen = outlook(found, asked)
    assert seen.then is not None
    assert seen.then.raw == 100
    assert seen.change == 100 - found.result.raw
    assert {row.right.code for row in seen.rights} == {"informasi", "kesehatan"}
    assert [step.distance for step in seen.thresholds] == [0, 0, 0, 0]
    now = outlook(found, read_wishes(found, []))
    assert now.then is None
    assert now.thresholds[0].distance == 75 - found.result.raw


def test_what_is_missing_is_counted_by_kind(half: Any) -> None:
    answer(half.assessment, "KESEHATAN-P1", not_applicable=True, files=0)
    found = panel(whole(half), []).missing
    assert [line.indicator.code for line in found.evidence] == ["INFORMASI-S1"]
    assert [line.indicator.code for line in found.open] == ["INFORMASI-H1", "KESEHATAN-S1"]
    assert [line.indicator.code for line in found.basis] == ["KESEHATAN-P1"]
    assert [code for code, _words, _lines in found.kinds] == ["basis", "open", "evidence"]
    assert missing([], frozenset()).count == 0


def test_nothing_is_written(half: Any, sign_in: Any) -> None:
    before = (Answer.objects.count(), Event.objects.count(), Assessment.objects.values_list("self_score", "last_saved_at").get(pk=half.assessment.pk))
    browser = sign_in(half.coordinator)
    for name in ("what_if", "assessment"):
        assert browser.get(address(name), {"andai": ["INFORMASI-H1:full", "KESEHATAN-S1:yes"]}).status_code == 200
    after = (Answer.objects.count(), Event.objects.count(), Assessment.objects.values_list("self_score", "last_saved_at").get(pk=half.assessment.pk))
    assert after == before


def test_a_contributor_wishes_for_their_own_indicators_only(half: Any) -> None:
    half.assessment.assignments.all().delete()
    unit = half.contributor.memberships.get().work_unit
    assign(half.assessment, unit, "KESEHATAN-S1", "KESEHATAN-P1")
    found = whole(half, "contributor")
    assert {option.indicator.code for option in options(found)} == {"KESEHATAN-S1", "KESEHATAN-P1"}
    asked = read_wishes(found, ["INFORMASI-H1:full", "KESEHATAN-S1:yes"])
    assert list(asked.wishes) == ["KESEHATAN-S1"]
    assert [what for what, _why in asked.refused] == ["INFORMASI-H1:full"]


@pytest.mark.parametrize(
    "mark",
    ["TIDAK-ADA:full", "INFORMASI-S1:barangkali", "INFORMASI-H1:101", "INFORMASI-H1:-1", "INFORMASI-H1:1e9", "INFORMASI-H1:NaN", "INFORMASI-P1:80"],
)
def test_what_cannot_be_calculated_is_told_with_its_reason(half: Any, sign_in: Any, mark: str) -> None:
    page = sign_in(half.coordinator).get(address(), {"andai": [mark, "KESEHATAN-S1:yes"]})
    assert page.status_code == 200
    asked = page.context["outlook"].asked
    assert list(asked.wishes) == ["KESEHATAN-S1"]
    assert len(asked.refused) == 1
    assert asked.refused[0][1]


@pytest.mark.parametrize("mark", ["", ":", "::", "INFORMASI-S1", "INFORMASI-S1:", "x" * 5000, "<script>:full", "INFORMASI-H1:" + "9" * 200])
def test_nonsense_in_the_address_breaks_nothing(half: Any, sign_in: Any, mark: str) -> None:
    browser = sign_in(half.coordinator)
    for name in ("what_if", "assessment"):
        page = browser.get(address(name), {"andai": mark, "hak": "tidak-ada"})
        assert page.status_code == 200
        assert "<script>:full" not in page.content.decode()


def test_a_nul_in_the_address_is_no_fault_of_the_portal(half: Any, sign_in: Any) -> None:
    assert sign_in(half.coordinator).get(address(), {"andai": "INFORMASI-S1:\x00"}).status_code in {200, 400}
    assert read_wishes(whole(half), ["INFORMASI-S1:\x00", "\x00:full"]).wishes == {}


def test_many_wishes_are_read_up_to_a_limit(half: Any) -> None:
    asked = read_wishes(whole(half), ["INFORMASI-H1:1"] * 700 + ["INFORMASI-H1:2"])
    assert asked.wishes["INFORMASI-H1"].text == "1"


def test_typed_figures_become_the_address_and_the_last_wish_counts(half: Any, sign_in: Any) -> None:
    browser = sign_in(half.coordinator)
    sent = browser.get(address(), {"hak": "informasi", "nilai-INFORMASI-H1": "62,5", "andai": ["INFORMASI-P1:none", "INFORMASI-P1:full", ""]})
    assert sent.status_code == 302
    page = browser.get(sent["Location"])
    assert "andai=INFORMASI-P1:full&andai=INFORMASI-H1:62.5" in sent["Location"]
    assert {wish.mark for wish in page.context["outlook"].wishes} == {"INFORMASI-P1:full", "INFORMASI-H1:62.5"}
    wrong = browser.get(address(), {"nilai-INFORMASI-H1": "banyak"})
    assert wrong.status_code == 200
    assert wrong.context["outlook"].asked.refused


def test_htmx_gets_the_result_alone(half: Any, sign_in: Any) -> None:
    page = sign_in(half.coordinator).get(address(), {"andai": "INFORMASI-H1:full"}, headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert "<html" not in page.content.decode()
    assert page.context["outlook"].then is not None


def test_the_pages_cost_no_query_more_for_wishes(stage: Any, sign_in: Any) -> None:
    fill(stage.assessment)
    browser = sign_in(stage.coordinator)
    for name in ("what_if", "assessment"):
        browser.get(address(name))
        counts = []
        for query in ({}, {"andai": [f"{code}:{FULL}" for code in CODES]}):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                browser.get(address(name), query)
            counts.append(len(captured))
        assert counts[0] == counts[1]
        assert counts[0] <= (10 if name == "what_if" else 25)


RULES: list[dict[str, Any]] = [
    {"type": "yes_no"},
    {"type": "levels", "levels": {"a": 0, "b": 2, "c": 1}},
    {"type": "bands", "gap_policy": "worse", "bands": [{"to": 110, "points": 10}, {"from": 111, "points": 0}]},
    {
        "type": "bands",
        "gap_policy": "error",
        "bands": [{"below": 50, "points": 0}, {"from": 50, "below": 80, "points": 5}, {"from": 80, "points": 10}],
    },
    {"type": "bands", "gap_policy": "error", "bands": [{"below": 5, "points": 10}, {"from": 5, "points": 0}]},
    {"type": "bands", "gap_policy": "error", "bands": [{"to": 5, "points": 0}, {"above": 5, "points": 10}]},
    {"type": "linear", "zero_at": 20, "full_at": 100},
    {"type": "linear", "zero_at": 30, "full_at": "0.5"},
    {"type": "progress", "against": "target", "target": 98, "zero_at": 0, "full_at": 100},
    {"type": "progress", "against": "previous", "zero_at": -5, "full_at": "2.5"},
]


@pytest.mark.parametrize("data", RULES)
def test_the_best_answer_earns_all_points_under_every_rule(data: dict[str, Any]) -> None:
    rule = rule_from_dict(data)
    best = best_value(rule, previous=Decimal("41.3"))
    assert best is not None
    assert rule.share(best) == 1


def test_without_a_figure_to_compare_with_no_answer_is_best() -> None:
    assert best_value(rule_from_dict({"type": "progress", "against": "previous", "zero_at": 0, "full_at": 5})) is None
    assert best_value(rule_from_dict({"type": "progress", "against": "target", "zero_at": 0, "full_at": 5})) is None
