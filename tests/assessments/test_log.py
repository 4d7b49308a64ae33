"""The log: append-only in the database itself, and a chain that shows what was changed."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from assessments import append_only
from assessments.models import Event
from assessments.models.event import AppendOnlyError
from assessments.services.events import all_broken_links, broken_links, chain_of, log
from assessments.templatetags.assessment_words import SENTENCES
from tests.assessments.flow import judge, submitted


def three_events(stage: Any) -> list[Event]:
    return [log(subject=stage.assessment, code=code, by=stage.lead, data={"n": number}) for number, code in enumerate(("satu", "dua", "tiga"))]


def without_triggers(statement: str, parameters: list[Any]) -> None:
    """What somebody with the database's own password could do: drop the triggers, change, put them back."""
    with connection.schema_editor() as editor:
        append_only.remove(editor)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    with connection.schema_editor() as editor:
        append_only.install(editor)


def test_the_model_refuses_to_change_or_delete(stage: Any) -> None:
    event = three_events(stage)[0]
    event.code = "lain"
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()


@pytest.mark.parametrize("change", [lambda rows: rows.update(code="lain"), lambda rows: rows.delete(), lambda rows: rows._raw_delete(rows.db)])
def test_the_database_refuses_to_change_or_delete(stage: Any, change: Any) -> None:
    three_events(stage)
    with pytest.raises((DatabaseError, AppendOnlyError)), transaction.atomic():
        change(Event.objects.all())
    assert list(Event.objects.values_list("code", flat=True)) == ["satu", "dua", "tiga"]


@pytest.mark.postgresql
def test_postgresql_refuses_plain_sql(stage: Any) -> None:
    three_events(stage)
    for statement in ("UPDATE assessments_event SET code = 'lain'", "DELETE FROM assessments_event"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_untouched_chain_holds(stage: Any) -> None:
    three_events(stage)
    assert list(broken_links(chain_of(stage.assessment))) == []
    assert list(all_broken_links()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE assessments_event SET code = 'lain' WHERE sequence = %s", 2),
        ("UPDATE assessments_event SET actor_name = 'Orang lain' WHERE sequence = %s", 2),
        ("DELETE FROM assessments_event WHERE sequence = %s", 3),
    ],
)
def test_an_altered_or_removed_event_shows(transactional_db: Any, statement: str, broken: int) -> None:
    from tests.factories import make_stage

    stage = make_stage()
    three_events(stage)
    without_triggers(statement, [2])
    assert [event.sequence for event in broken_links(chain_of(stage.assessment))] == [broken]
    with pytest.raises(CommandError):
        call_command("check_log", stderr=StringIO())
    with pytest.raises(CommandError):
        call_command("check_log", chain=chain_of(stage.assessment), stderr=StringIO())


def test_the_command_reports_a_sound_log(stage: Any) -> None:
    three_events(stage)
    out = StringIO()
    call_command("check_log", stdout=out)
    assert out.getvalue().startswith("3 events")


def test_chains_of_different_subjects_are_apart(stage: Any) -> None:
    three_events(stage)
    assert log(subject=stage.cycle, code="dua").sequence == 1


def test_the_history_tells_the_steps_in_words(stage: Any) -> None:
    submitted(stage)
    judge(stage, "INFORMASI-S1")
    page = render_to_string("assessments/partials/history.html", {"events": Event.objects.filter(assessment=stage.assessment)})
    assert "KKPHAM-2026-34.04-1" in page
    assert "INFORMASI-S1" in page


def test_every_event_the_services_write_has_words() -> None:
    for code in ("submitted", "verdict_given", "rest_marked_fit", "finding_recorded", "fit_accepted", "addition_set", "cycle_opened"):
        assert str(SENTENCES[code])


def test_administrators_read_the_log_and_check_chains(stage: Any, sign_in: Any) -> None:
    events = three_events(stage)
    browser = sign_in(stage.administrator)
    listing = reverse("admin:assessments_event_changelist")
    assert browser.get(listing).status_code == 200
    assert browser.get(reverse("admin:assessments_event_change", args=[events[0].pk])).status_code == 200
    assert browser.post(reverse("admin:assessments_event_delete", args=[events[0].pk]), {"post": "yes"}).status_code == 403
    checked = browser.post(listing, {"action": "check_chains", "_selected_action": [events[0].pk]}, follow=True)
    assert [message.level_tag for message in checked.context["messages"]] == ["success"]
    for name in ("cycle", "assessment", "submission", "evidencefile"):
        assert browser.get(reverse(f"admin:assessments_{name}_changelist")).status_code == 200
        assert browser.get(reverse(f"admin:assessments_{name}_add")).status_code == 403
    assert sign_in(stage.lead).get(listing).status_code in (302, 403)
