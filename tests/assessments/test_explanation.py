"""An explanation in words: every number with its sum, its reason, its answer."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from assessments.services import explanation as module
from assessments.services.explanation import explained, explained_right
from assessments.services.reach import Ministry
from assessments.services.reasons import SENTENCES, reason_sentence
from indicators.models import Framework
from indicators.scoring import AnswerValue, score
from indicators.services import catalogue
from indicators.services.definition import compiled_framework
from indicators.services.load import load_catalogue
from tests.factories_indicators import adopted, small_framework

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def in_english():
    catalogue._adopted.cache_clear()
    module._adopted_words.cache_clear()
    with translation.override("en"):
        yield


@pytest.fixture
def framework():
    return small_framework()


VALUES = {
    "INFORMASI-S1": AnswerValue(choice="yes", has_evidence=True),
    "INFORMASI-P1": AnswerValue(choice="partial", has_evidence=True),
    "INFORMASI-H1": AnswerValue(numerator=D(81), denominator=D(90), has_evidence=True),
    "KESEHATAN-P1": AnswerValue(not_applicable=True),
    "KESEHATAN-H1": AnswerValue(number=D("12.5"), has_evidence=True),
}
ANSWERS = {
    "INFORMASI-S1": {"choice": "yes", "outcome": "accepted"},
    "INFORMASI-P1": {"choice": "partial", "outcome": "adjusted"},
    "INFORMASI-H1": {"numerator": "81", "denominator": "90", "outcome": "accepted"},
    "KESEHATAN-S1": {"outcome": "unsupported"},
    "KESEHATAN-P1": {"not_applicable": True, "outcome": "accepted"},
    "KESEHATAN-H1": {"number": "12.5", "outcome": "accepted"},
}


def told(framework, answers=ANSWERS):
    result = score(compiled_framework(framework), VALUES)
    return explained(framework, result.tree.to_dict(), answers=answers), result


def test_the_sum_of_a_right_is_said_in_words(framework):
    explanation, _result = told(framework)
    right = explanation.part("right", "informasi")

    # struktur 10, proses half of 30, hasil 81/90 of 60
    assert right.sentence == "79.00 of 100: struktur 10.00 of 10, proses 15.00 of 30, hasil 54.00 of 60"
    assert (right.earned, right.maximum, right.lost) == (79, 100, 21)


def test_the_sum_of_the_whole_adds_up_in_points_of_the_raw_score(framework):
    explanation, result = told(framework)

    # health: proses does not apply, so struktur and hasil carry 10/70 and 60/70 of the right: 0 + 85.71 x 12.5 % = 10.71
    assert explanation.sentence == "44.86 of 100: Informasi (en) 39.50 of 50, Kesehatan (en) 5.36 of 50"
    assert sum(part.contribution for part in explanation.criteria) == result.raw == explanation.total.earned


def test_every_level_keeps_the_exact_numbers(framework):
    explanation, result = told(framework)

    for right, node in zip(explanation.rights, result.tree.walk("right"), strict=True):
        assert (right.earned, right.contribution) == (node.earned, node.contribution)
        assert sum(component.earned for component in right.children) == right.earned


def test_answers_and_reasons_are_said_in_words(framework):
    explanation, _result = told(framework)
    said = {code: explanation.part("indicator", code) for code in ANSWERS}

    assert [said[code].answer for code in ANSWERS] == ["Yes", "Partly", "81 of 90 = 90 percent", "", "Does not apply", "12.5 percent"]
    assert said["INFORMASI-S1"].reason == "Yes, with evidence."
    assert said["KESEHATAN-S1"].reason == "The reviewer found nothing that supports the answer."
    assert said["KESEHATAN-P1"].sentence == "Not counted: it does not apply."
    assert not said["KESEHATAN-P1"].is_counted
    assert said["INFORMASI-P1"].outcome == "adjusted"
    assert "Article" in said["INFORMASI-P1"].bases


def test_without_answers_the_reasons_stay(framework):
    explanation, _result = told(framework, answers=None)

    assert explanation.part("indicator", "INFORMASI-S1").answer == ""
    assert explanation.part("indicator", "INFORMASI-S1").reason == "Yes, with evidence."


def test_the_three_biggest_gains_say_what_they_bring(framework):
    explanation, result = told(framework)

    assert len(explanation.gains) == 3
    assert explanation.gains[0].code == "KESEHATAN-H1"
    assert explanation.gains[0].new_total == result.raw + explanation.gains[0].gain
    assert explanation.gains[0].sentence == "Full points here would bring +37.50; the raw score would be 82.36."


def test_a_gain_says_which_predicate_it_would_lead_to(framework):
    result = score(compiled_framework(framework), VALUES)  # 44.86
    bare = explained(framework, result.tree, ministry=Ministry())
    helped = explained(framework, result.tree, ministry=Ministry(addition=D("15")))
    blocked = explained(framework, result.tree, ministry=Ministry(addition=D("15"), gates=["aksi-ham"]))

    assert [gain.predicate for gain in bare.gains] == ["Peduli HAM", "Mulai Peduli HAM", "Mulai Peduli HAM"]
    assert bare.gains[0].sentence == (
        "Full points here would bring +37.50; the raw score would be 82.36. The final score of 82.36 would make it Peduli HAM."
    )
    assert helped.gains[0].sentence.endswith("The final score of 97.36 would make it Peduli HAM.")
    assert [gain.predicate for gain in blocked.gains] == ["", "", ""], "a gate holds, whatever the score"


def test_a_gain_that_changes_no_predicate_says_nothing_of_it(framework):
    values = VALUES | {"KESEHATAN-H1": AnswerValue(number=D(100), has_evidence=True)}
    explanation = explained(framework, score(compiled_framework(framework), values).tree, ministry=Ministry())

    assert all(not gain.predicate and "final score" not in gain.sentence for gain in explanation.gains)


def test_one_right_is_told_by_itself(framework):
    tree = score(compiled_framework(framework), VALUES).tree

    assert explained_right(framework, next(tree.walk("right"))).sentence.startswith("79.00 of 100: struktur")


def test_numbers_follow_the_reader_s_language(framework):
    with translation.override("id"):
        explanation, _result = told(framework)

        assert explanation.part("right", "informasi").earned_words == "79,00"
        assert explanation.part("right", "informasi").title == "Hak atas informasi"


def test_an_adopted_framework_costs_no_queries_the_second_time(framework, django_assert_max_num_queries, django_assert_num_queries):
    tree = score(compiled_framework(framework), VALUES).tree
    with django_assert_max_num_queries(4):
        explained(framework, tree, answers=ANSWERS)

    with django_assert_num_queries(0):
        explained(framework, tree, answers=ANSWERS)


def test_a_part_that_left_the_framework_is_shown_by_its_code(framework):
    other = adopted(small_framework("lain", state="draft"))
    tree = score(compiled_framework(framework), VALUES).tree
    next(tree.walk("indicator")).code = "HILANG"

    assert explained(other, tree).part("indicator", "HILANG").title == "HILANG"


def test_every_reason_of_the_engine_has_a_sentence():
    for code in SENTENCES:
        params = {"level": "x", "value": "1.5", "measure": "2", "made": "75"}
        assert reason_sentence(code, params if "%(" in SENTENCES[code] else None) != code
    assert reason_sentence("tidak-dikenal") == "tidak-dikenal"


@pytest.mark.parametrize(
    ("code", "params", "sentence"),
    [
        ("progress_target", {"value": "75", "measure": "98", "made": "76.530612"}, "75 is 76.53% of the target of 98."),
        ("progress_previous", {"value": "78", "measure": "74", "made": "4"}, "From 74 in the year before to 78: a change of +4."),
        ("progress_previous", {"value": "70.25", "measure": "74", "made": "-3.75"}, "From 74 in the year before to 70.25: a change of -3.75."),
        ("progress_previous", {"value": "74", "measure": "74", "made": "0"}, "From 74 in the year before to 74: a change of 0."),
        ("no_previous", {}, "There is no figure of the year before to compare with."),
        ("unknown_level", {"level": "lama"}, "The level “lama” is not part of the rubric."),
    ],
)
def test_reasons_of_progress_read_well(code, params, sentence):
    assert reason_sentence(code, params) == sentence


def test_item_sums_are_explained_in_points():
    load_catalogue()
    framework = Framework.objects.get(code="permenkumham-25-2013")
    tree = score(compiled_framework(framework), {"aki": AnswerValue(number=D(120)), "akb": AnswerValue(number=D(10))}).tree

    right = explained(framework, tree).part("right", "hak-hidup")

    assert right.sentence == "18.00 of 30: aki 8.00 of 10, akb 10.00 of 10, tutupan-vegetasi 0.00 of 10"


def test_a_criterion_of_two_rights_is_told_as_their_mean():
    load_catalogue()
    framework = Framework.objects.get(code="revisi-2026")
    tree = score(compiled_framework(framework), {}).tree

    sentence = explained(framework, tree).part("criterion", "lingkungan-perumahan").sentence

    assert "the mean of" in sentence


def test_the_page_shows_every_right_and_indicator_escaped(framework):
    explanation, _result = told(framework)
    page = render_to_string("reports/partials/explanation.html", {"explanation": explanation, "open": "kesehatan"})

    assert '<details class="xr" id="hak-kesehatan" open>' in page
    assert '<details class="xr" id="hak-informasi">' in page
    for code in ANSWERS:
        assert f">{code}</a>" in page
    assert "79.00" in page
    assert "style=" not in page


def test_texts_of_a_framework_cannot_bring_markup():
    draft = small_framework("jahat", state="draft")
    draft.indicators.filter(code="INFORMASI-S1").update(statement={"id": "<script>x</script>", "en": "<script>x</script>"})
    explanation, _result = told(adopted(draft))

    page = render_to_string("reports/partials/explanation.html", {"explanation": explanation})

    assert "<script>" not in page
    assert "&lt;script&gt;x" in page


@pytest.mark.parametrize("is_reference", [True, False])
def test_a_reference_catalogue_is_named_as_one(is_reference):
    draft = small_framework("rujukan", state="draft")
    draft.is_reference = is_reference
    draft.save(update_fields=["is_reference"])
    explanation, _result = told(adopted(draft))

    assert ("reference-note" in render_to_string("reports/partials/explanation.html", {"explanation": explanation})) is is_reference
