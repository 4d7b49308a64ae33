"""Beginning a draft from an adopted framework, and giving one up."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.access import Refused
from accounts.models import Role
from indicators.models import ChangeAction, Framework, FrameworkChange, IndicatorComment
from indicators.services.drafts import discard_draft, draft_from
from indicators.services.entries import framework_entry
from indicators.services.mapping import Relation, lineage
from indicators.services.part_changes import part_changes
from indicators.services.workshop import lock_draft
from tests.factories import person
from tests.factories_drafts import editor, small_draft
from tests.factories_indicators import small_framework

pytestmark = pytest.mark.django_db
TITLE = {"id": "Rancangan", "en": "Draft"}


def test_a_draft_has_everything_the_framework_before_has():
    base = small_framework()
    draft = draft_from(base=base, code="rancangan", title=TITLE, by=editor())

    changes = part_changes(framework_entry(base), framework_entry(draft))
    assert {name for change in changes if change.part == "framework" for name in change.fields} == {"title", "follows"}
    assert {change.part for change in changes} == {"framework", "link"}
    assert not draft.is_adopted
    assert draft.regulation == ""


def test_every_indicator_continues_its_own():
    base = small_framework()
    draft = draft_from(base=base, code="rancangan", title=TITLE, by=editor())

    way = lineage(draft, base)
    assert way is not None
    codes = list(base.indicators.values_list("code", flat=True))
    assert way.carried == {code: code for code in codes}
    assert {way.relation(code) for code in codes} == {Relation.CONTINUES}


def test_the_beginning_is_remembered_with_the_name_of_the_person():
    by = editor()
    draft = draft_from(base=small_framework(), code="rancangan", title=TITLE, by=by)

    line = draft.changes.get()
    assert (line.action, line.field, line.after, line.by_name) == (ChangeAction.DRAFTED, "follows", "kecil", "Sri Editor")


@pytest.mark.parametrize("code", ["kecil", "KECIL", "dua kata", "-", "ä", ""])
def test_a_code_that_is_taken_or_is_none_is_refused(code):
    base = small_framework()

    with pytest.raises(ValidationError) as raised:
        draft_from(base=base, code=code, title=TITLE, by=editor())
    assert set(raised.value.message_dict) == {"code"}
    assert Framework.objects.count() == 1


def test_a_draft_cannot_be_the_beginning_of_another():
    by = editor()

    with pytest.raises(ValidationError):
        draft_from(base=small_draft(by), code="lain", title=TITLE, by=by)


@pytest.mark.parametrize("role", [Role.DITJEN_LEAD, Role.DITJEN_REVIEWER, Role.ADMINISTRATOR])
def test_only_framework_editors_begin_a_draft(role):
    with pytest.raises(Refused):
        draft_from(base=small_framework(), code="rancangan", title=TITLE, by=person(role))


def test_a_discarded_draft_goes_with_history_and_comments():
    by = editor()
    draft = small_draft(by)
    IndicatorComment.objects.create(framework=draft, indicator_code="INFORMASI-S1", by=by, by_name="Sri", text="Contoh?")

    discard_draft(framework=draft, by=by)

    assert list(Framework.objects.values_list("code", flat=True)) == ["kecil"]
    assert not FrameworkChange.objects.exists()
    assert not IndicatorComment.objects.exists()


def test_an_adopted_framework_cannot_be_discarded_and_the_reason_is_told():
    framework = small_framework()

    with translation.override("en"), pytest.raises(Refused, match="no longer changes"):
        discard_draft(framework=framework, by=editor())
    with translation.override("en"), pytest.raises(Refused, match="no longer changes"):
        lock_draft("kecil")
    with translation.override("en"), pytest.raises(Refused, match="discarded"):
        lock_draft("tidak-ada")
