"""Official figures: offered as the answer, compared with it, contested with a reason."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from accounts.access import Refused
from assessments.models import Answer, AssessmentState, Event, FigureContest, OfficialFigure
from assessments.services.answer_input import AnswerInput
from assessments.services.figures import contest_figure, differs, figure_of, figures_of, official, starting, unexplained, withdraw_contest
from assessments.services.outline import outline
from indicators.models import Indicator
from tests.factories import Stage, answer, fill

H1 = "INFORMASI-H1"
PAGE = f"/kerja/2026/34.04/{H1}/"
CONTEST = f"{PAGE}angka-resmi/"


def indicator_of(stage: Stage, code: str = H1) -> Indicator:
    return stage.framework.indicators.get(code=code)


def figure(stage: Stage, code: str = H1, **values: Any) -> OfficialFigure:
    given = values or {"numerator": Decimal(45), "denominator": Decimal(100)}
    indicator = indicator_of(stage, code)
    return OfficialFigure.objects.create(
        indicator=indicator, region=stage.region, data_year=2025, source="BPS, Susenas", source_url="https://bps.go.id/a", **given
    )


def contest(stage: Stage, reason: str = "Sensus tahun lalu tidak mencakup dua kapanewon.", by: Any = None) -> FigureContest:
    return contest_figure(assessment=stage.assessment, indicator=indicator_of(stage), reason=reason, by=by or stage.coordinator)


@pytest.fixture
def browser(stage: Stage, sign_in: Callable[[Any], Client]) -> Client:
    client = sign_in(stage.coordinator)
    client.cookies["django_language"] = "en"
    return client


def test_the_figure_of_region_indicator_and_data_year(stage: Stage, django_assert_num_queries: Any) -> None:
    made, indicator = figure(stage), indicator_of(stage)
    OfficialFigure.objects.create(indicator=indicator, region=stage.region, data_year=2024, number=Decimal(1), source="BPS")
    OfficialFigure.objects.create(indicator=indicator, region=stage.neighbour, data_year=2025, number=Decimal(2), source="BPS")
    with django_assert_num_queries(1):
        assert figure_of(stage.assessment, indicator) == made
    with django_assert_num_queries(1):
        assert figures_of(stage.assessment) == {indicator.pk: made}


@pytest.mark.parametrize(
    ("official", "said", "is_different"),
    [
        ({"numerator": "45", "denominator": "100"}, {"numerator": "90", "denominator": "200"}, False),
        ({"numerator": "45", "denominator": "100"}, {"numerator": "46", "denominator": "100"}, True),
        ({"number": "33.33"}, {"numerator": "1", "denominator": "3"}, False),
        ({"number": "33.34"}, {"numerator": "1", "denominator": "3"}, True),
        ({"number": "45"}, {}, False),
        ({"number": "45"}, {"not_applicable": True}, True),
    ],
)
def test_an_answer_differs_when_it_reads_differently(stage: Stage, official: dict[str, str], said: dict[str, Any], is_different: bool) -> None:
    made = figure(stage, **{name: Decimal(given) for name, given in official.items()})
    value = AnswerInput(**{name: given if given is True else Decimal(given) for name, given in said.items()})
    assert differs(made, value) is is_different
    assert differs(made, None) is False


def test_a_figure_in_two_parts_starts_the_answer_and_one_number_does_not(stage: Stage) -> None:
    indicator = indicator_of(stage)
    assert starting(figure(stage), indicator) == AnswerInput(numerator=Decimal(45), denominator=Decimal(100))
    assert starting(OfficialFigure(number=Decimal(45)), indicator) is None
    assert starting(OfficialFigure(number=Decimal(1)), indicator_of(stage, "INFORMASI-S1")) is None


def test_a_percentage_asked_as_one_number_is_computed_from_the_parts() -> None:
    asked = Indicator(answer_type="percentage", rule={"type": "linear"})
    assert starting(OfficialFigure(numerator=Decimal(1), denominator=Decimal(3)), asked) == AnswerInput(number=Decimal("33.333333"))


def test_contesting_is_logged_and_the_same_again_is_not(stage: Stage) -> None:
    figure(stage)
    for _press in range(2):
        contest(stage)
    assert Event.objects.filter(code="figure_contested").count() == 1
    contest(stage, "Cakupan berbeda.")
    assert (FigureContest.objects.get().reason, FigureContest.objects.get().by_name) == ("Cakupan berbeda.", str(stage.coordinator))
    for _press in range(2):
        withdraw_contest(assessment=stage.assessment, indicator=indicator_of(stage), by=stage.coordinator)
    assert not FigureContest.objects.exists()
    assert Event.objects.filter(code="contest_withdrawn").count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_a_contest_needs_a_reason_of_a_sensible_length(stage: Stage, reason: str) -> None:
    figure(stage)
    with pytest.raises(ValidationError):
        contest(stage, reason)


def test_without_a_figure_there_is_nothing_to_contest(stage: Stage) -> None:
    with pytest.raises(ValidationError):
        contest(stage)


def test_after_submitting_a_contest_no_longer_changes(stage: Stage) -> None:
    figure(stage)
    contest(stage)
    type(stage.assessment).objects.update(state=AssessmentState.SUBMITTED)
    for by in (stage.coordinator, stage.verifier):
        with pytest.raises(Refused):
            contest(stage, "Lain.", by)
        with pytest.raises(Refused):
            withdraw_contest(assessment=stage.assessment, indicator=indicator_of(stage), by=by)


def test_answers_that_differ_without_a_contest_are_listed(stage: Stage, django_assert_num_queries: Any) -> None:
    fill(stage.assessment)
    made = figure(stage)
    answers = {row.indicator_id: row for row in Answer.objects.filter(assessment=stage.assessment)}
    outline(stage.framework)
    with django_assert_num_queries(2):
        assert unexplained(stage.assessment, answers) == {made.indicator_id: made}
    contest(stage)
    assert unexplained(stage.assessment, answers) == {}


def test_the_page_offers_the_figure_and_starts_the_form_with_it(stage: Stage, browser: Client) -> None:
    figure(stage)
    page = browser.get(PAGE).content.decode()
    assert "45 of 100 = 45%" in page
    assert "BPS, Susenas" in page
    assert 'href="https://bps.go.id/a"' in page
    assert 'href="?mulai=angka-resmi#jawaban"' in page
    begun = browser.get(f"{PAGE}?mulai=angka-resmi")
    assert (begun.context["form"]["numerator"].value(), begun.context["form"]["denominator"].value()) == ("45", "100")
    assert "The form is filled with the official figure" in begun.content.decode()
    assert browser.get("/kerja/2026/34.04/INFORMASI-S1/?mulai=angka-resmi").status_code == 200


def test_the_page_warns_of_a_difference_until_it_is_contested(stage: Stage, browser: Client) -> None:
    figure(stage)
    answer(stage.assessment, H1, numerator=Decimal(60), denominator=Decimal(100))
    assert "Your answer is another one." in browser.get(PAGE).content.decode()
    response = browser.post(CONTEST, {"reason": "Cakupan berbeda."}, follow=True)
    page = response.content.decode()
    assert "Your answer is another one." not in page
    assert "Cakupan berbeda." in page
    browser.post(CONTEST, {"withdraw": "1"})
    assert "Your answer is another one." in browser.get(PAGE).content.decode()


def test_the_official_figure_as_answer_is_said_to_be_it(stage: Stage, browser: Client) -> None:
    figure(stage)
    answer(stage.assessment, H1, numerator=Decimal(45), denominator=Decimal(100))
    assert "Your answer is the official figure." in browser.get(PAGE).content.decode()


def test_a_missing_reason_is_told_at_the_field(stage: Stage, browser: Client) -> None:
    figure(stage)
    response = browser.post(CONTEST, {"reason": " "})
    assert response.status_code == 422
    assert "Say why the official figure does not hold" in response.content.decode()


def test_after_the_deadline_the_typed_reason_is_shown(stage: Stage, browser: Client) -> None:
    figure(stage)
    type(stage.assessment).objects.update(state=AssessmentState.SUBMITTED)
    response = browser.post(CONTEST, {"reason": "Cakupan berbeda di dua kapanewon."})
    assert response.status_code == 403
    assert "Cakupan berbeda di dua kapanewon." in response.content.decode()


@pytest.mark.parametrize(
    ("person", "path"), [("verifier", "/verifikasi/2026/34.04/INFORMASI-H1/"), ("reviewer", "/penilaian/2026/34.04/INFORMASI-H1/")]
)
def test_kanwil_and_reviewers_read_both_figures(stage: Stage, sign_in: Callable[[Any], Client], person: str, path: str) -> None:
    figure(stage)
    answer(stage.assessment, H1, numerator=Decimal(60), denominator=Decimal(100), since_last="changed")
    browser = sign_in(stage.people[person])
    browser.cookies["django_language"] = "en"
    page = browser.get(path).content.decode()
    assert "The answer is another one, and the region has not said why." in page
    assert "Changed since last year" in page
    contest(stage)
    page = browser.get(path).content.decode()
    assert "45 of 100 = 45%" in page
    assert "Sensus tahun lalu tidak mencakup" in page


def test_a_page_with_a_figure_reads_it_in_two_queries(stage: Stage, django_assert_num_queries: Any) -> None:
    figure(stage)
    row = answer(stage.assessment, H1, numerator=Decimal(60), denominator=Decimal(100))
    indicator = indicator_of(stage)
    with django_assert_num_queries(2):
        found = official(stage.assessment, indicator, row)
    assert found is not None
    with translation.override("en"):
        assert found.is_unexplained
