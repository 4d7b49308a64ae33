"""Reading a lesson, answering it, changing it."""

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Lesson, LessonPassed
from tests.factories_lessons import RIGHT, lesson, lesson_content

pytestmark = pytest.mark.django_db
ANSWERS = {f"question-{number}": str(option) for number, option in enumerate(RIGHT)}


def english(user=None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="accounts.backends.MemberBackend")
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def address():
    return reverse("lessons:lesson", args=["informasi"])


def test_the_list_shows_lessons_by_group_in_two_queries_at_most(stage, django_assert_max_num_queries):
    lesson()
    lesson("kesehatan", order=2, group="ekosob")

    with django_assert_max_num_queries(2):
        page = english().get(reverse("lessons:lessons"))

    assert page.content.index(b"Civil and political") < page.content.index(b"Isi title EN") < page.content.index(b"Economic")


def test_a_lesson_links_its_law_its_right_and_its_indicators(stage, address):
    lesson()

    page = english().get(address).content.decode()

    for name, args in [
        ("indicators:provision", ["ketentuan-informasi"]),
        ("indicators:right", ["kecil", "informasi"]),
        ("indicators:indicator", ["kecil", "INFORMASI-S1"]),
    ]:
        assert reverse(name, args=args) in page
    assert "Because 0-0" not in page


def test_a_code_the_framework_lost_stands_without_a_link(stage, address):
    row = lesson()
    Lesson.objects.filter(pk=row.pk).update(framework_code="tidak-ada")

    page = english().get(address)

    assert page.status_code == 200
    assert b"INFORMASI-S1" in page.content


def test_answering_leads_to_the_explanation_of_every_option(stage, address):
    lesson()
    client = english()

    page = client.post(address, ANSWERS, follow=True)

    assert page.redirect_chain[0][1] == 302
    for number in range(3):
        for option in range(3):
            assert f"Because {number}-{option}".encode() in page.content
    assert b"3 of 3 right." in page.content
    assert not LessonPassed.objects.exists()


def test_an_answer_left_out_keeps_the_others(stage, address):
    lesson()

    page = english().post(address, {"question-0": "2"})

    assert page.status_code == 422
    assert b'name="question-0" value="2" checked' in page.content
    assert b"Because" not in page.content


@pytest.mark.parametrize("words", ["9-9-9", "1-0", "x", "1-0-2-1", "%00"])
def test_answers_in_the_address_that_make_no_sense_show_the_form(stage, address, words):
    lesson()

    page = english().get(f"{address}?jawaban={words}")

    assert page.status_code == 200
    assert b"Because" not in page.content


def test_a_contributor_who_answers_is_told_that_it_was_noted(stage, address):
    lesson()

    page = english(stage.contributor).post(address, ANSWERS, follow=True)

    assert b"you have been through this lesson" in page.content
    assert LessonPassed.objects.get().right_answers == 3
    assert b"3 of 3 right" in english(stage.contributor).get(reverse("lessons:lessons")).content


def test_the_right_leads_to_its_lesson(stage, address):
    page = english().get(reverse("indicators:right", args=["kecil", "informasi"]))
    assert address.encode() not in page.content

    lesson()

    page = english().get(reverse("indicators:right", args=["kecil", "informasi"]))
    assert address.encode() in page.content


def test_visitors_find_the_lessons_from_the_frameworks(stage):
    assert reverse("lessons:lessons").encode() in english().get(reverse("indicators:frameworks")).content


def test_what_an_editor_writes_is_escaped_and_set(stage, address):
    row = lesson()
    row.content["meaning"]["en"] = "Say **this** of KS-H6.\n\n- one <script>\n- two"
    row.save()

    page = english().get(address).content.decode()

    assert '<p>Say <strong>this</strong> of <span class="text-nowrap">KS-H6</span>.</p><ul><li>one &lt;script&gt;</li><li>two</li></ul>' in page


def form_of(client, address):
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in form.fields}


def test_a_lead_changes_a_lesson_and_the_history_shows_it(stage, address):
    lesson()
    client, edit = english(stage.lead), reverse("lessons:edit", args=["informasi"])
    typed = form_of(client, edit) | {"meaning_en": "Quite another meaning", "right_0": "2"}

    assert client.post(edit, typed).status_code == 302

    row = Lesson.objects.get()
    assert row.content["meaning"] == {"id": "Isi meaning", "en": "Quite another meaning"}
    assert [option["is_right"] for option in row.questions[0]["options"]] == [False, False, True]
    history = client.get(reverse("lessons:history", args=["informasi"])).content.decode()
    assert "another" in history
    assert str(stage.lead) in history


def test_opening_and_saving_changes_nothing(stage):
    lesson()
    client, edit = english(stage.editor), reverse("lessons:edit", args=["informasi"])

    client.post(edit, form_of(client, edit))

    assert Lesson.objects.get().version == 1
    assert Lesson.objects.get().content == lesson_content()


def test_a_faulty_form_keeps_what_was_typed(stage):
    lesson()
    client, edit = english(stage.editor), reverse("lessons:edit", args=["informasi"])

    page = client.post(edit, form_of(client, edit) | {"law_id": "", "law_en": "Typed with care", "indicators": "XX-9", "bases": []})

    assert page.status_code == 422
    assert b"Typed with care" in page.content
    assert set(page.context["form"].errors) == {"law_id", "indicators", "bases"}
    assert Lesson.objects.get().version == 1


def test_two_editors_at_once_see_both_versions_and_lose_nothing(stage):
    lesson()
    client, edit = english(stage.editor), reverse("lessons:edit", args=["informasi"])
    typed = form_of(client, edit)
    english(stage.lead).post(edit, typed | {"title_en": "Theirs"})

    page = client.post(edit, typed | {"title_en": "Mine"})

    assert page.status_code == 409
    assert b"Theirs" in page.content
    assert page.context["form"]["title_en"].value() == "Mine"
    again = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    assert client.post(edit, again).status_code == 302
    assert Lesson.objects.get().title.english == "Mine"


def test_going_back_shows_first_what_changes(stage):
    row = lesson()
    Lesson.objects.filter(pk=row.pk).update(content=lesson_content("Kementerian"))
    client, back = english(stage.editor), reverse("lessons:reset", args=["informasi"])

    assert b"Kementerian" in client.get(back).content
    assert client.post(back).status_code == 302
    assert Lesson.objects.get().content == lesson_content()


def test_the_coordinator_sees_who_has_been_through(stage, django_assert_max_num_queries):
    row = lesson()
    english(stage.contributor).post(reverse("lessons:lesson", args=[row.code]), ANSWERS)
    address = reverse("assessments:learning", args=[2026, "34.04"])
    client = english(stage.coordinator)

    with django_assert_max_num_queries(14):
        page = client.get(address)

    assert b"Dinas Kesehatan" in page.content
    assert b"3/3" in page.content
    assert address.encode() in client.get(reverse("assessments:assessment", args=[2026, "34.04"])).content
