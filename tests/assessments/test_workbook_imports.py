"""Accepting a workbook: what changes, what does not, conflicts, versions, events, all or nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from accounts.access import Refused
from assessments.models import Answer, Assessment, AssessmentState, Event, PhaseCode, WorkbookImport
from assessments.services.answer_input import AnswerInput
from assessments.services.answers import save_answer
from assessments.services.events import broken_links, chain_of
from assessments.services.scores import self_score
from assessments.services.workbook import Preview, StalePreviewError, UndecidedError, accept_import, preview_of, store_import, workbook_of
from tests.assessments.workbooks import downloaded, filled, place_of, sent
from tests.factories import Stage, close_phase, fill

EVERYTHING = {
    "INFORMASI-S1": {"answer": "Yes", "note": "Perda 3/2024"},
    "INFORMASI-P1": {"answer": "full"},
    "INFORMASI-H1": {"numerator": "1.234,5", "denominator": 2000},
    "KESEHATAN-S1": {"answer": "tidak"},
    "KESEHATAN-P1": {"answer": "none"},
    "KESEHATAN-H1": {"numerator": 5, "denominator": 10},
}


@pytest.fixture(autouse=True)
def english() -> Any:
    with override("en"):
        yield


def upload(stage: Stage, content: bytes, by: Any = None) -> WorkbookImport:
    return store_import(assessment=stage.assessment, file=sent(content), by=by or stage.coordinator)


def preview(stage: Stage, found: WorkbookImport) -> Preview:
    return preview_of(found, stage.assessment)


def accept(stage: Stage, found: WorkbookImport, choices: dict[str, str] | None = None, seen: str | None = None, by: Any = None) -> WorkbookImport:
    seen = preview(stage, found).seen if seen is None else seen
    return accept_import(found=found, seen=seen, choices=choices or {}, by=by or stage.coordinator)


def online(stage: Stage, code: str, value: AnswerInput, version: int = 0) -> Answer:
    return save_answer(
        assessment=stage.assessment, indicator=stage.framework.indicators.get(code=code), value=value, version=version, by=stage.contributor
    )


def answers(stage: Stage) -> dict[str, Answer]:
    return {row.indicator.code: row for row in Answer.objects.filter(assessment=stage.assessment).select_related("indicator")}


def test_an_empty_assessment_is_filled_at_once(stage: Stage) -> None:
    found = upload(stage, filled(downloaded(stage.assessment), EVERYTHING))
    assert len(preview(stage, found).changes) == 6
    assert not Answer.objects.exists(), "a preview writes no answer"
    done = accept(stage, found)
    rows = answers(stage)
    assert set(done.saved) == set(EVERYTHING) == set(rows)
    assert (rows["INFORMASI-S1"].choice, rows["INFORMASI-S1"].note, rows["INFORMASI-S1"].version) == ("yes", "Perda 3/2024", 1)
    assert rows["INFORMASI-H1"].numerator == Decimal("1234.5")
    stage.assessment.refresh_from_db()
    assert stage.assessment.answered_count == 6
    assert stage.assessment.self_score == self_score(stage.assessment).raw


def test_every_answer_has_its_event_and_the_workbook_one_more(stage: Stage) -> None:
    accept(stage, upload(stage, filled(downloaded(stage.assessment), EVERYTHING)))
    events = list(Event.objects.filter(assessment=stage.assessment).order_by("sequence"))
    assert [event.code for event in events] == ["answered"] * 6 + ["workbook_accepted"]
    assert events[-1].data == {"file": "lembar-kerja.xlsx", "indicators": list(EVERYTHING)}
    assert list(broken_links(chain_of(stage.assessment))) == []


def test_the_second_click_changes_nothing(stage: Stage) -> None:
    found = upload(stage, filled(downloaded(stage.assessment), EVERYTHING))
    seen = preview(stage, found).seen
    first, second = accept(stage, found, seen=seen), accept(stage, found, seen=seen)
    assert first.saved == second.saved
    assert {row.version for row in answers(stage).values()} == {1}
    assert Event.objects.filter(code="workbook_accepted").count() == 1


def test_only_what_differs_is_saved(stage: Stage) -> None:
    fill(stage.assessment)
    found = upload(stage, filled(downloaded(stage.assessment), {"INFORMASI-H1": {"numerator": 81}, "KESEHATAN-S1": {"note": "baru"}}))
    assert accept(stage, found).saved == ["INFORMASI-H1", "KESEHATAN-S1"]
    assert {code: row.version for code, row in answers(stage).items() if row.version > 1} == {"INFORMASI-H1": 2, "KESEHATAN-S1": 2}


def test_cells_emptied_leave_the_saved_answer_alone(stage: Stage) -> None:
    fill(stage.assessment)
    found = upload(stage, filled(downloaded(stage.assessment), {"INFORMASI-S1": {"answer": None}}))
    line = preview(stage, found).lines[0]
    assert (line.indicator.code, line.state) == ("INFORMASI-S1", "empty")
    assert accept(stage, found).saved == []
    assert answers(stage)["INFORMASI-S1"].choice == "yes"


def test_an_explanation_without_an_answer_is_a_fault(stage: Stage) -> None:
    found = upload(stage, filled(downloaded(stage.assessment), {"INFORMASI-H1": {"note": "menyusul"}}))
    assert preview(stage, found).faulty[0].faults[0].reason.startswith("Enter a number")


def test_faulty_rows_are_left_out_and_the_rest_is_saved(stage: Stage) -> None:
    found = upload(stage, filled(downloaded(stage.assessment), EVERYTHING | {"KESEHATAN-H1": {"numerator": 11, "denominator": 10}}))
    assert "KESEHATAN-H1" not in accept(stage, found).saved
    assert len(answers(stage)) == 5


def test_an_answer_saved_online_meanwhile_and_untouched_in_the_workbook_stays(stage: Stage) -> None:
    fill(stage.assessment)
    content = downloaded(stage.assessment)
    online(stage, "INFORMASI-S1", AnswerInput(choice="no", note="daring"), version=1)
    assert {line.state for line in preview(stage, upload(stage, content)).lines} == {"same"}


def test_an_answer_changed_on_both_sides_waits_for_a_decision(stage: Stage) -> None:
    fill(stage.assessment)
    content = filled(downloaded(stage.assessment), {"INFORMASI-S1": {"note": "luring"}, "KESEHATAN-S1": {"answer": "No"}})
    online(stage, "INFORMASI-S1", AnswerInput(choice="no", note="daring"), version=1)
    found = upload(stage, content)
    assert [line.indicator.code for line in preview(stage, found).conflicts] == ["INFORMASI-S1"]
    for choices in ({}, {"INFORMASI-S1": "barangkali"}):
        with pytest.raises(UndecidedError, match="INFORMASI-S1"):
            accept(stage, found, choices)
    assert answers(stage)["KESEHATAN-S1"].choice == "yes", "all or nothing"


@pytest.mark.parametrize(("side", "note", "version"), [("saved", "daring", 2), ("workbook", "luring", 3)])
def test_either_side_of_a_conflict_may_stand(stage: Stage, side: str, note: str, version: int) -> None:
    fill(stage.assessment)
    content = filled(downloaded(stage.assessment), {"INFORMASI-S1": {"note": "luring"}})
    online(stage, "INFORMASI-S1", AnswerInput(choice="no", note="daring"), version=1)
    accept(stage, upload(stage, content), {"INFORMASI-S1": side})
    row = answers(stage)["INFORMASI-S1"]
    assert (row.note, row.version) == (note, version)


def test_the_same_answer_on_both_sides_is_no_conflict(stage: Stage) -> None:
    content = filled(downloaded(stage.assessment), {"INFORMASI-S1": {"answer": "Yes"}})
    online(stage, "INFORMASI-S1", AnswerInput(choice="yes"))
    assert {line.state for line in preview(stage, upload(stage, content)).lines} == {"same"}


def test_a_save_between_preview_and_acceptance_asks_again(stage: Stage) -> None:
    found = upload(stage, filled(downloaded(stage.assessment), EVERYTHING))
    seen = preview(stage, found).seen
    online(stage, "INFORMASI-S1", AnswerInput(choice="no"))
    with pytest.raises(StalePreviewError):
        accept(stage, found, seen=seen)
    assert len(answers(stage)) == 1
    assert [line.indicator.code for line in preview(stage, found).conflicts] == ["INFORMASI-S1"]


def test_a_hidden_version_that_was_lost_asks_rather_than_overwrites(stage: Stage) -> None:
    fill(stage.assessment)
    content = filled(downloaded(stage.assessment), {"INFORMASI-S1": {"answer": "No", "version": None}})
    assert [line.indicator.code for line in preview(stage, upload(stage, content)).conflicts] == ["INFORMASI-S1"]


def test_a_new_upload_replaces_the_one_not_accepted(stage: Stage) -> None:
    first = upload(stage, downloaded(stage.assessment))
    theirs = upload(stage, downloaded(stage.assessment), by=stage.contributor)
    upload(stage, downloaded(stage.assessment))
    assert not WorkbookImport.objects.filter(pk=first.pk).exists()
    assert WorkbookImport.objects.filter(pk=theirs.pk).exists()


def test_the_deadline_passing_before_acceptance_refuses_all(stage: Stage) -> None:
    found = upload(stage, filled(downloaded(stage.assessment), EVERYTHING))
    close_phase(stage.cycle, PhaseCode.FILLING)
    with pytest.raises(Refused, match="deadline has passed"):
        accept(stage, found)
    assert not Answer.objects.exists()


def test_a_submitted_assessment_takes_no_workbook(stage: Stage) -> None:
    content = downloaded(stage.assessment)
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=AssessmentState.SUBMITTED)
    stage.assessment.refresh_from_db()
    with pytest.raises(Refused, match="has been submitted"):
        upload(stage, content)


@pytest.mark.parametrize("person", ["signatory", "observer", "verifier", "reviewer", "lead", "far_coordinator", "nobody"])
def test_only_those_who_may_answer_may_upload(stage: Stage, person: str) -> None:
    with pytest.raises(Refused):
        upload(stage, downloaded(stage.assessment), by=stage.people[person])


def test_a_workbook_of_one_right_leaves_the_others_alone(stage: Stage) -> None:
    place = place_of(stage.assessment)
    content = workbook_of(place, right=place.outline.rights[0])
    shown = preview(stage, upload(stage, filled(content, {"INFORMASI-S1": {"answer": "Yes"}})))
    assert (len(shown.lines), len(shown.changes), shown.absent) == (3, 1, [])
