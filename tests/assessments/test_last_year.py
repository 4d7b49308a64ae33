"""Starting from last year: what is offered, what taking over writes, what it leaves alone."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from accounts.access import Refused
from assessments.models import Answer, Event, Evidence, EvidenceFile, EvidenceLink, PhaseCode
from assessments.services.events import all_broken_links
from assessments.services.last_year import Offer, offers_for, takeable
from assessments.services.scores import self_score
from assessments.services.taking_over import Plan, Wish, plan, take_over
from tests.assessments.years import Years, give_to_contributor, make_years
from tests.factories import answer, close_phase

CODES = ["INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1", "KESEHATAN-S1"]


@pytest.fixture
def years(stage: Any) -> Years:
    return make_years(stage)


def offered(years: Years, code: str, by: Any = None) -> Offer:
    return next(offer for offer in offers_for(years.now, by=by or years.stage.coordinator) if offer.indicator.code == code)


def wish(years: Years, code: str, stance: str = "same", **changes: Any) -> Wish:
    """What a person sends who leaves the ticks as they are."""
    offer = offered(years, code)
    made = Wish(
        code,
        stance,
        offer.version,
        frozenset(row.evidence.pk for row in offer.files if row.is_preselected),
        frozenset(row.link.pk for row in offer.links),
    )
    return replace(made, **changes)


def taken(years: Years, *wishes: Wish, by: Any = None) -> Plan:
    return take_over(assessment=years.now, wishes=wishes, by=by or years.stage.coordinator)


def test_what_was_answered_is_offered_with_evidence_remarks_and_points_lost(years: Years) -> None:
    found = {offer.indicator.code: offer for offer in offers_for(years.now, by=years.stage.coordinator)}
    assert list(found) == CODES
    figure = found["INFORMASI-H1"]
    assert [remark.reason for remark in figure.remarks] == ["Tahun data belum disebut."]
    # 30 of 100 was found; the indicator is worth 60 of the 100 of one of two rights: 30 of the whole.
    assert figure.before.asked[0].worth == pytest.approx(30)
    assert figure.lost == pytest.approx(21)
    assert [link.link.title for link in found["INFORMASI-S1"].links] == ["Perda 3/2020"]


def test_old_evidence_is_offered_but_not_ticked(years: Years) -> None:
    assert [offered(years, code).files[0].is_preselected for code in CODES[:3]] == [True, True, False]
    assert offered(years, "INFORMASI-H1").too_old
    EvidenceFile.objects.update(document_year=2020)
    assert [offered(years, code).files[0].is_preselected for code in CODES[:3]] == [True, False, False]


@pytest.mark.parametrize(
    ("code", "stances"),
    [
        ("INFORMASI-S1", ["same", "changed", "ended"]),
        ("INFORMASI-P1", ["same", "changed", "ended"]),
        ("INFORMASI-H1", ["same", "changed", "ended"]),
        # What was “no” cannot be no longer so.
        ("KESEHATAN-S1", ["same", "changed"]),
    ],
)
def test_what_can_be_said(years: Years, code: str, stances: list[str]) -> None:
    assert [stance for stance, _label in offered(years, code).stances] == stances


def test_the_same_takes_answer_explanation_files_and_links(years: Years) -> None:
    done = taken(years, wish(years, "INFORMASI-S1"))
    row = years.row("INFORMASI-S1")
    assert row is not None
    assert (row.choice, row.note, row.since_last, row.version, row.updated_by) == ("yes", "Perda 3/2020", "same", 1, years.stage.coordinator)
    assert [(item.file_id, item.added_by) for item in row.evidence.all()] == [(years.evidence("INFORMASI-S1").file_id, years.stage.coordinator)]
    assert [link.url for link in row.links.all()] == ["https://jdih.contoh.go.id/perda-3-2020"]
    assert EvidenceFile.objects.filter(region=years.stage.region).count() == 3
    assert len(done.steps) == 1


def test_counts_score_and_log_follow(years: Years) -> None:
    taken(years, *(wish(years, code) for code in CODES[:3]))
    years.now.refresh_from_db()
    assert years.now.answered_count == 3
    assert years.now.self_score == self_score(years.now).raw > 0
    event = Event.objects.get(assessment=years.now)
    assert event.code == "last_year_taken"
    assert [entry["indicator"] for entry in event.data["answers"]] == CODES[:3]
    assert event.data["answers"][0]["value"] == {"choice": "yes"}
    assert list(all_broken_links()) == []


def test_changed_marks_and_takes_the_evidence_but_no_value(years: Years) -> None:
    taken(years, wish(years, "INFORMASI-P1", "changed"))
    row = years.row("INFORMASI-P1")
    assert row is not None
    assert (row.has_value, row.since_last, row.version, row.evidence.count()) == (False, "changed", 0, 1)


@pytest.mark.parametrize(("code", "choice", "version"), [("INFORMASI-S1", "no", 1), ("INFORMASI-P1", "none", 1), ("INFORMASI-H1", "", 0)])
def test_no_longer_is_no_or_the_lowest_level_and_for_a_figure_a_mark_only(years: Years, code: str, choice: str, version: int) -> None:
    taken(years, wish(years, code, "ended"))
    row = years.row(code)
    assert row is not None
    assert (row.choice, row.number, row.note, row.since_last, row.version) == (choice, None, "", "ended", version)


def test_no_answer_of_this_year_is_overwritten_and_the_reason_is_told(years: Years) -> None:
    answer(years.now, "INFORMASI-S1", choice="no", files=0)
    done = taken(years, wish(years, "INFORMASI-S1"), wish(years, "INFORMASI-P1"))
    assert years.row("INFORMASI-S1").choice == "no"  # type: ignore[union-attr]
    with translation.override("en"):
        done = plan(years.now, [wish(years, "INFORMASI-S1")], by=years.stage.coordinator)
    assert [(row.indicator.code, row.reason) for row in done.skipped] == [
        ("INFORMASI-S1", "It has an answer of this year already; nothing is overwritten.")
    ]
    assert years.row("INFORMASI-P1") is not None


def test_a_second_press_writes_nothing(years: Years) -> None:
    wishes = [wish(years, code) for code in CODES]
    taken(years, *wishes)
    before = list(Answer.objects.order_by("pk").values_list("pk", "version", "updated_at"))
    again = taken(years, *wishes)
    assert (again.steps, again.skipped) == ([], [])
    assert [indicator.code for indicator in again.done] == CODES
    assert list(Answer.objects.order_by("pk").values_list("pk", "version", "updated_at")) == before
    assert Event.objects.filter(code="last_year_taken").count() == 1


def test_a_stale_version_is_left_out_with_words(years: Years) -> None:
    chosen = wish(years, "INFORMASI-S1")
    # Words were kept meanwhile, without a value.
    Answer.objects.create(assessment=years.now, indicator=offered(years, "INFORMASI-S1").indicator, note="Sedang diperiksa", version=3)
    with translation.override("en"):
        done = taken(years, chosen)
    assert [row.reason for row in done.skipped] == ["Somebody has saved it meanwhile; look at it first."]
    assert years.row("INFORMASI-S1").note == "Sedang diperiksa"  # type: ignore[union-attr]


def test_words_typed_before_stay(years: Years) -> None:
    Answer.objects.create(assessment=years.now, indicator=offered(years, "INFORMASI-S1").indicator, note="Sedang diperiksa", version=3)
    taken(years, wish(years, "INFORMASI-S1"))
    row = years.row("INFORMASI-S1")
    assert row is not None
    assert (row.choice, row.note, row.version) == ("yes", "Sedang diperiksa", 4)


def test_evidence_alone_can_be_used_again_beside_an_answer(years: Years) -> None:
    answer(years.now, "INFORMASI-P1", choice="partial", files=0)
    taken(years, wish(years, "INFORMASI-P1", ""))
    row = years.row("INFORMASI-P1")
    assert row is not None
    assert (row.choice, row.since_last, row.evidence.count()) == ("partial", "", 1)
    years.now.refresh_from_db()
    assert years.now.self_score == self_score(years.now).raw > 0


def test_old_evidence_used_anyway_is_a_warning(years: Years) -> None:
    old = frozenset({years.evidence("INFORMASI-H1").pk})
    with translation.override("en"):
        step = plan(years.now, [wish(years, "INFORMASI-H1", files=old)], by=years.stage.coordinator).steps[0]
        assert "Too old for this indicator. Evidence must be of 2026, the year of the data." in step.warnings[0]
    taken(years, wish(years, "INFORMASI-H1", files=old))
    assert Evidence.objects.filter(answer__assessment=years.now).count() == 1


def test_infected_files_and_those_of_others_are_never_used(years: Years) -> None:
    mine, other = years.evidence("INFORMASI-S1"), years.evidence("INFORMASI-P1")
    EvidenceFile.objects.filter(pk=mine.file_id).update(scan_state="infected")
    taken(years, wish(years, "INFORMASI-S1", files=frozenset({mine.pk, other.pk, 10**9})))
    assert not Evidence.objects.filter(answer__assessment=years.now).exists()


def test_a_later_change_contradicts_the_word_same(years: Years) -> None:
    taken(years, wish(years, "INFORMASI-S1"))
    assert not offered(years, "INFORMASI-S1").is_contradicted
    Answer.objects.filter(pk=years.row("INFORMASI-S1").pk).update(choice="no")  # type: ignore[union-attr]
    assert offered(years, "INFORMASI-S1").is_contradicted


def test_contributors_see_and_take_only_what_is_theirs(years: Years) -> None:
    give_to_contributor(years, "INFORMASI-P1")
    contributor = years.stage.contributor
    assert [offer.indicator.code for offer in offers_for(years.now, by=contributor)] == ["INFORMASI-P1"]
    done = taken(years, wish(years, "INFORMASI-S1"), wish(years, "INFORMASI-P1"), by=contributor)
    assert [step.indicator.code for step in done.steps] == ["INFORMASI-P1"]
    assert [row.indicator.code for row in done.skipped] == ["INFORMASI-S1"]


def test_after_the_deadline_nothing_is_written(years: Years) -> None:
    chosen = wish(years, "INFORMASI-S1")
    close_phase(years.now.cycle, PhaseCode.FILLING)
    with pytest.raises(Refused):
        taken(years, chosen)
    assert takeable(years.now, by=years.stage.coordinator) is None


def test_unknown_codes_and_wishes_for_nothing_are_left_out(years: Years) -> None:
    done = taken(years, Wish("TIDAK-ADA", "same"), Wish("INFORMASI-S1", "", 0))
    assert (done.steps, done.skipped, done.done) == ([], [], [])


def test_how_much_can_be_taken_over(years: Years, django_assert_max_num_queries: Any) -> None:
    offers_for(years.now, by=years.stage.coordinator)  # the frameworks are kept in memory from now on
    years.now.is_phase_open(PhaseCode.FILLING)
    with django_assert_max_num_queries(5):
        found = takeable(years.now, by=years.stage.coordinator)
    assert found is not None
    assert (found.year, found.count, found.figures) == (2026, 4, 1)
    taken(years, wish(years, "INFORMASI-S1"))
    assert takeable(years.now, by=years.stage.coordinator).count == 3  # type: ignore[union-attr]
    assert takeable(years.now, by=years.stage.reviewer) is None


def test_taking_over_costs_a_fixed_number_of_queries(years: Years, django_assert_max_num_queries: Any) -> None:
    wishes = [wish(years, code) for code in CODES]
    with django_assert_max_num_queries(20):
        taken(years, *wishes)
    assert EvidenceLink.objects.filter(answer__assessment=years.now).count() == 1
