"""Saving answers: values, versions, rules, counts, scores, the log."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.access import Refused
from assessments.models import Answer, Assessment, AssessmentState, Event, PhaseCode
from assessments.services.answer_input import AnswerInput
from assessments.services.answers import StaleAnswerError, save_answer
from assessments.services.events import broken_links, chain_of
from assessments.services.scores import self_score
from tests.factories import answer, close_phase, fill


def question(stage, code):
    return stage.framework.indicators.select_related("right").get(code=code)


def save(stage, code, value, *, version=0, by=None):
    return save_answer(assessment=stage.assessment, indicator=question(stage, code), value=value, version=version, by=by or stage.coordinator)


def test_the_first_save_creates_version_one_with_count_score_and_event(stage):
    row = save(stage, "INFORMASI-H1", AnswerInput(numerator=Decimal(80), denominator=Decimal(100), note="Disdukcapil, 31 Desember"))
    stage.assessment.refresh_from_db()
    event = Event.objects.get(assessment=stage.assessment)
    assert (row.version, row.updated_by, row.note) == (1, stage.coordinator, "Disdukcapil, 31 Desember")
    assert stage.assessment.answered_count == 1
    assert stage.assessment.last_saved_at is not None
    # hasil 80 % of 60 in one of two criteria
    assert stage.assessment.self_score == Decimal(24)
    assert (event.code, event.actor, event.data["indicator"], event.data["version"]) == ("answered", stage.coordinator, "INFORMASI-H1", 1)
    assert event.data["value"] == {"numerator": "80", "denominator": "100"}


def test_a_second_row_for_the_same_question_is_refused_by_the_database(stage):
    row = answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(assessment=stage.assessment, indicator=row.indicator, choice="no")
    assert Answer.objects.get(assessment=stage.assessment).choice == "yes"


def test_every_save_makes_the_next_version_and_keeps_the_chain_whole(stage):
    save(stage, "INFORMASI-S1", AnswerInput(choice="yes"))
    save(stage, "INFORMASI-S1", AnswerInput(choice="no"), version=1)
    row = save(stage, "KESEHATAN-P1", AnswerInput(choice="full"))
    assert Answer.objects.get(assessment=stage.assessment, indicator__code="INFORMASI-S1").version == 2
    assert row.version == 1
    assert [event.sequence for event in Event.objects.filter(assessment=stage.assessment)] == [1, 2, 3]
    assert list(broken_links(chain_of(stage.assessment))) == []


def test_the_stored_score_is_that_of_the_engine_over_all_answers(stage):
    fill(stage.assessment)
    save(stage, "KESEHATAN-H1", AnswerInput(numerator=Decimal(1), denominator=Decimal(3)), version=1)
    stage.assessment.refresh_from_db()
    assert stage.assessment.self_score == self_score(stage.assessment).raw
    assert stage.assessment.answered_count == 6


def test_a_stale_version_is_refused_with_both_versions_and_writes_nothing(stage):
    save(stage, "INFORMASI-S1", AnswerInput(choice="yes", note="punya rekan"))
    with pytest.raises(StaleAnswerError) as caught:
        save(stage, "INFORMASI-S1", AnswerInput(choice="no", note="punya saya"), by=stage.contributor)
    assert (caught.value.current.note, caught.value.typed.note) == ("punya rekan", "punya saya")
    assert caught.value.current.updated_by == stage.coordinator
    assert Answer.objects.get(assessment=stage.assessment).note == "punya rekan"
    assert Event.objects.filter(assessment=stage.assessment).count() == 1


def test_the_same_answer_sent_twice_is_saved_once(stage):
    save(stage, "INFORMASI-S1", AnswerInput(choice="yes"))
    again = save(stage, "INFORMASI-S1", AnswerInput(choice="yes"))
    assert again.version == 1
    assert Event.objects.filter(assessment=stage.assessment).count() == 1


@pytest.mark.parametrize("person", ["signatory", "observer", "verifier", "reviewer", "lead", "far_coordinator", "nobody"])
def test_only_coordinator_and_contributors_of_the_region_answer(stage, person):
    with pytest.raises(Refused):
        save(stage, "INFORMASI-S1", AnswerInput(choice="yes"), by=getattr(stage, person))
    assert not Answer.objects.exists()


def test_a_contributor_answers_any_indicator_of_the_region(stage):
    assert save(stage, "INFORMASI-S1", AnswerInput(choice="yes"), by=stage.contributor).updated_by == stage.contributor


def test_after_the_deadline_nothing_is_saved(stage):
    close_phase(stage.cycle, PhaseCode.FILLING)
    with pytest.raises(Refused) as caught:
        save(stage, "INFORMASI-S1", AnswerInput(choice="yes"))
    assert caught.value.reason
    assert not Answer.objects.exists()


def test_a_returned_assessment_is_answered_until_the_end_of_correction(stage):
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=AssessmentState.RETURNED)
    close_phase(stage.cycle, PhaseCode.FILLING)
    assert save(stage, "INFORMASI-S1", AnswerInput(choice="yes")).version == 1
    close_phase(stage.cycle, PhaseCode.CORRECTION)
    with pytest.raises(Refused):
        save(stage, "INFORMASI-S1", AnswerInput(choice="no"), version=1)


def test_a_submitted_assessment_cannot_be_answered(stage):
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=AssessmentState.SUBMITTED)
    with pytest.raises(Refused):
        save(stage, "INFORMASI-S1", AnswerInput(choice="yes"))


@pytest.mark.parametrize(
    ("code", "value", "field"),
    [
        ("INFORMASI-S1", AnswerInput(), "choice"),
        ("INFORMASI-S1", AnswerInput(choice="maybe"), "choice"),
        ("INFORMASI-P1", AnswerInput(choice="yes"), "choice"),
        ("INFORMASI-S1", AnswerInput(not_applicable=True, note="tidak ada"), "not_applicable"),
        ("INFORMASI-H1", AnswerInput(numerator=Decimal(1)), "denominator"),
        ("INFORMASI-H1", AnswerInput(numerator=Decimal(-1), denominator=Decimal(5)), "numerator"),
        ("INFORMASI-H1", AnswerInput(numerator=Decimal(0), denominator=Decimal(0)), "denominator"),
        ("INFORMASI-H1", AnswerInput(numerator=Decimal(6), denominator=Decimal(5)), "numerator"),
        ("INFORMASI-H1", AnswerInput(numerator=Decimal("NaN"), denominator=Decimal(5)), "numerator"),
        ("INFORMASI-H1", AnswerInput(numerator=Decimal("Infinity"), denominator=Decimal(5)), "numerator"),
        ("INFORMASI-H1", AnswerInput(numerator=Decimal(1), denominator=Decimal(10) ** 15), "denominator"),
        ("INFORMASI-H1", AnswerInput(numerator=Decimal("0.1234567"), denominator=Decimal(1)), "numerator"),
        ("INFORMASI-S1", AnswerInput(choice="yes", note="x" * 4001), "note"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(stage, code, value, field):
    with pytest.raises(ValidationError) as caught:
        save(stage, code, value)
    assert list(caught.value.message_dict) == [field]
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("answer_type", "value", "field"),
    [
        ("count", AnswerInput(number=Decimal("2.5")), "number"),
        ("count", AnswerInput(number=Decimal(-2)), "number"),
        ("number", AnswerInput(), "number"),
        ("percentage", AnswerInput(number=Decimal("100.01")), "number"),
    ],
)
def test_a_single_figure_is_checked_by_its_type(stage, answer_type, value, field):
    asked = question(stage, "INFORMASI-H1")
    asked.answer_type, asked.numerator, asked.denominator = answer_type, {}, {}
    with pytest.raises(ValidationError) as caught:
        save_answer(assessment=stage.assessment, indicator=asked, value=value, version=0, by=stage.coordinator)
    assert list(caught.value.message_dict) == [field]


def test_only_the_columns_of_the_type_are_stored(stage):
    row = save(stage, "INFORMASI-S1", AnswerInput(choice="yes", number=Decimal(3), numerator=Decimal(1)))
    assert (row.choice, row.number, row.numerator) == ("yes", None, None)


def test_does_not_apply_with_a_reason_leaves_the_indicator_out_of_the_score(stage):
    row = save(stage, "INFORMASI-P1", AnswerInput(choice="full", not_applicable=True, note="Tidak punya wilayah pesisir"))
    node = next(node for node in self_score(stage.assessment).tree.walk("indicator") if node.code == "INFORMASI-P1")
    assert (row.choice, row.not_applicable, node.is_counted) == ("", True, False)


def test_saving_keeps_that_there_is_evidence(stage):
    answer(stage.assessment, "INFORMASI-S1", choice="no", files=1)
    save(stage, "INFORMASI-S1", AnswerInput(choice="yes"), version=1)
    stage.assessment.refresh_from_db()
    assert stage.assessment.self_score == Decimal(5)
