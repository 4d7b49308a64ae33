"""A year of assessment: preparing, opening, extending."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.access import Refused
from assessments.models import Assessment, AssessmentState, Cycle, CycleState, Event, PhaseCode
from assessments.services.cycles import PhaseError, change_phases, check_windows, create_cycle, default_windows, open_cycle, progress
from regions.models import Region
from tests.factories_indicators import small_framework

YEAR = timezone.now().year + 1


def prepare(stage: Any, year: int = YEAR) -> Cycle:
    return create_cycle(award_year=year, data_year=year - 1, framework=stage.framework, windows=default_windows(year), by=stage.lead)


def windows_of(cycle: Cycle) -> dict[str, tuple[datetime, datetime]]:
    return {phase.code: (phase.starts_at, phase.ends_at) for phase in cycle.phases.all()}


def test_the_usual_calendar_makes_a_year(stage: Any) -> None:
    windows = default_windows(YEAR)
    check_windows(windows)
    cycle = prepare(stage)
    assert cycle.state == CycleState.DRAFT
    assert windows_of(cycle) == windows
    assert Event.objects.get(chain=f"cycle:{cycle.pk}").code == "cycle_created"


@pytest.mark.parametrize("name", ["coordinator", "verifier", "reviewer", "editor", "administrator", "nobody"])
def test_only_leads_prepare_open_and_extend(stage: Any, name: str) -> None:
    by = stage.people[name]
    cycle = prepare(stage)
    with pytest.raises(Refused):
        create_cycle(award_year=YEAR + 1, data_year=YEAR, framework=stage.framework, windows=default_windows(YEAR + 1), by=by)
    with pytest.raises(Refused):
        open_cycle(cycle=cycle, by=by)
    with pytest.raises(Refused):
        change_phases(cycle=cycle, windows=windows_of(cycle), by=by)


def test_a_cycle_needs_an_adopted_framework_an_older_data_year_and_a_year_of_its_own(stage: Any) -> None:
    draft = small_framework("rancangan", state="draft")
    windows = default_windows(YEAR)
    for values in (
        {"award_year": YEAR, "data_year": YEAR - 1, "framework": draft},
        {"award_year": YEAR, "data_year": YEAR, "framework": stage.framework},
        {"award_year": 2026, "data_year": 2025, "framework": stage.framework},
    ):
        with pytest.raises(ValidationError):
            create_cycle(**values, windows=windows, by=stage.lead)
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "shift", "field"),
    [
        ("filling", (None, timedelta(days=-120)), "filling_ends_at"),
        ("verification", (timedelta(days=-90), None), "verification_starts_at"),
        ("correction", (None, timedelta(days=-20)), "correction_ends_at"),
    ],
)
def test_dates_that_make_no_year_are_refused_beside_their_field(code: str, shift: Any, field: str) -> None:
    windows = default_windows(YEAR)
    start, end = windows[code]
    windows[code] = (start + (shift[0] or timedelta()), end + (shift[1] or timedelta()))
    with pytest.raises(PhaseError) as error:
        check_windows(windows)
    assert field in error.value.message_dict


def test_opening_gives_every_region_its_assessment_and_a_second_click_none(stage: Any) -> None:
    cycle = prepare(stage)
    assert open_cycle(cycle=cycle, by=stage.lead) == Region.objects.count() == 3
    assert open_cycle(cycle=cycle, by=stage.second_lead) == 0
    cycle.refresh_from_db()
    assert (cycle.state, cycle.opened_by) == (CycleState.OPEN, stage.lead)
    assert set(Assessment.objects.filter(cycle=cycle).values_list("state", flat=True)) == {AssessmentState.FILLING}
    assert Event.objects.filter(chain=f"cycle:{cycle.pk}", code="cycle_opened").count() == 1


def test_a_cycle_whose_filling_is_over_or_without_dates_cannot_be_opened(stage: Any) -> None:
    cycle = prepare(stage)
    cycle.phases.filter(code=PhaseCode.FILLING).update(starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=1))
    with pytest.raises(Refused):
        open_cycle(cycle=cycle, by=stage.lead)
    cycle.phases.filter(code=PhaseCode.FILLING).delete()
    with pytest.raises(Refused):
        open_cycle(cycle=cycle, by=stage.lead)
    assert not Assessment.objects.filter(cycle=cycle).exists()


def test_an_extension_is_logged_with_old_and_new_dates(stage: Any) -> None:
    windows = windows_of(stage.cycle)
    start, end = windows["verification"]
    later = {code: (first, last + timedelta(days=3)) for code, (first, last) in windows.items()}
    assert change_phases(cycle=stage.cycle, windows=windows, by=stage.lead) == []
    assert set(change_phases(cycle=stage.cycle, windows=later, by=stage.lead)) == set(PhaseCode.values)
    change = Event.objects.get(code="phases_changed").data["phases"]["verification"]
    assert change == {"from": [start.isoformat(), end.isoformat()], "to": [start.isoformat(), (end + timedelta(days=3)).isoformat()]}


def test_the_deadline_of_an_open_cycle_is_not_moved_into_the_past(stage: Any) -> None:
    windows = windows_of(stage.cycle)
    windows["filling"] = (windows["filling"][0], timezone.now() - timedelta(hours=1))
    with pytest.raises(PhaseError):
        change_phases(cycle=stage.cycle, windows=windows, by=stage.lead)


def test_the_dates_of_a_published_cycle_stay(stage: Any) -> None:
    Cycle.objects.update(state=CycleState.PUBLISHED)
    with pytest.raises(Refused):
        change_phases(cycle=stage.cycle, windows=windows_of(stage.cycle), by=stage.lead)


def test_progress_counts_by_state_and_province(stage: Any, django_assert_num_queries: Any) -> None:
    Assessment.objects.filter(region=stage.neighbour).update(state=AssessmentState.SUBMITTED)
    with django_assert_num_queries(2):
        national, provinces = progress(stage.cycle)
    assert (national["filling"], national["submitted"]) == (2, 1)
    assert [(row.code, row.total, row.sent) for row in provinces] == [("34", 2, 1), ("91", 1, 0)]


def typed(form: Any, **changed: str) -> dict[str, str]:
    """What a browser would send for a form as it is shown, with some fields changed."""
    values = {}
    for field in form:
        value = field.value()
        if isinstance(value, datetime):
            value = value.strftime("%Y-%m-%dT%H:%M")
        values[field.html_name] = str(getattr(value, "pk", value) or "")
    return values | changed


def test_a_lead_prepares_and_opens_a_cycle_on_the_pages(stage: Any, sign_in: Any) -> None:
    browser = sign_in(stage.lead)
    page = browser.get(reverse("assessments:cycle_new"))
    form = page.context["form"]
    data = typed(form, award_year=str(YEAR), data_year=str(YEAR - 1), framework=str(stage.framework.pk))
    for code, (start, end) in default_windows(YEAR).items():
        data |= {f"{code}_starts_at": start.strftime("%Y-%m-%dT%H:%M"), f"{code}_ends_at": end.strftime("%Y-%m-%dT%H:%M")}
    created = browser.post(reverse("assessments:cycle_new"), data)
    here = reverse("assessments:cycle", args=[YEAR])
    assert (created.status_code, created["Location"]) == (302, here)
    assert browser.get(here).context["open_refusal"] is None
    for _click in range(2):
        assert browser.post(reverse("assessments:cycle_open", args=[YEAR])).status_code == 302
    assert Assessment.objects.filter(cycle__award_year=YEAR).count() == 3
    assert browser.get(reverse("assessments:cycles")).status_code == 200
    assert browser.post(reverse("assessments:cycle_new"), data).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"award_year": "3026"},
        {"award_year": "dua ribu"},
        {"data_year": "2099"},
        {"filling_ends_at": "kemarin"},
        {"filling_ends_at": ""},
        {"framework": "999999"},
        {"verification_ends_at": "2020-01-01T00:00"},
    ],
)
def test_wrong_input_of_a_cycle_answers_422_and_keeps_what_was_typed(stage: Any, sign_in: Any, wrong: dict[str, str]) -> None:
    browser = sign_in(stage.lead)
    form = browser.get(reverse("assessments:cycle_new")).context["form"]
    data = typed(form, framework=str(stage.framework.pk)) | wrong
    answered = browser.post(reverse("assessments:cycle_new"), data)
    assert answered.status_code == 422
    name, value = next(iter(wrong.items()))
    assert answered.context["form"][name].value() == value
    assert Cycle.objects.count() == 1


def test_dates_are_typed_in_the_readers_zone(stage: Any, sign_in: Any) -> None:
    browser = sign_in(stage.lead)
    session = browser.session
    session["time_zone"] = "Asia/Jayapura"
    session.save()
    here = reverse("assessments:cycle_edit", args=[2026])
    with timezone.override("Asia/Jayapura"):
        data = typed(browser.get(here).context["form"])
        moment = (timezone.localtime() + timedelta(days=60)).replace(hour=23, minute=59, second=0, microsecond=0)
    for code in PhaseCode.values:
        data[f"{code}_ends_at"] = moment.strftime("%Y-%m-%dT%H:%M")
    assert browser.post(here, data).status_code == 302
    assert stage.cycle.phases.get(code=PhaseCode.FILLING).ends_at == moment


def test_saving_untouched_dates_changes_nothing(stage: Any, sign_in: Any) -> None:
    browser = sign_in(stage.lead)
    here = reverse("assessments:cycle_edit", args=[2026])
    assert browser.post(here, typed(browser.get(here).context["form"])).status_code == 302
    assert not Event.objects.filter(code="phases_changed").exists()


def test_a_refused_opening_answers_409_with_its_reason(stage: Any, sign_in: Any) -> None:
    cycle = prepare(stage)
    cycle.phases.filter(code=PhaseCode.FILLING).update(starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=1))
    refused = sign_in(stage.lead).post(reverse("assessments:cycle_open", args=[YEAR]))
    assert refused.status_code == 409
    assert refused.context["problem"]
