"""Adopting a draft freezes it for ever: in the database, with its history and its comments."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import Refused, allowed
from accounts.models import Role
from indicators.models import ChangeAction, FrameworkChange, Indicator, IndicatorComment
from indicators.services.adoption import adopt_draft
from indicators.services.draft_file import export_yaml
from indicators.services.entries import framework_entry
from indicators.services.load import load_framework
from indicators.services.workshop import digest
from tests.factories import person
from tests.factories_drafts import editor, small_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return editor()


@pytest.fixture
def draft(by):
    draft = small_draft(by)
    IndicatorComment.objects.create(framework=draft, indicator_code="INFORMASI-S1", by=by, by_name="Sri", text="Contoh?")
    return draft


def adopt(draft, by, **values):
    seen = digest(framework_entry(draft))
    return adopt_draft(framework=draft, by=by, **{"regulation": "Permenham 1/2026", "regulation_date": timezone.localdate(), "seen": seen} | values)


def refused(work) -> bool:
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        work()
    return True


def test_an_adopted_draft_is_frozen_with_all_that_belongs_to_it(draft, by):
    adopted = adopt(draft, by)

    assert adopted.is_adopted
    assert (adopted.regulation, adopted.regulation_date) == ("Permenham 1/2026", timezone.localdate())
    assert refused(lambda: Indicator.objects.filter(framework=adopted).update(weight=3))
    assert refused(lambda: adopted.links.all().delete())
    assert refused(lambda: IndicatorComment.objects.filter(framework=adopted).update(text="Lain"))
    assert refused(lambda: IndicatorComment.objects.create(framework=adopted, indicator_code="X", by=by, by_name="Sri", text="Terlambat"))
    assert refused(lambda: FrameworkChange.objects.filter(framework=adopted).delete())
    assert refused(lambda: FrameworkChange.objects.create(framework=adopted, by=by, by_name="Sri", action="changed", part="right"))


def test_the_adoption_is_the_last_line_of_the_history(draft, by):
    adopt(draft, by)

    newest = FrameworkChange.objects.filter(framework=draft, action=ChangeAction.ADOPTED)
    assert dict(newest.values_list("field", "after")) == {
        "regulation": "Permenham 1/2026",
        "regulation_date": timezone.localdate().isoformat(),
        "state": "adopted",
    }


def test_the_file_it_exports_is_the_file_it_was_adopted_as(draft, by, tmp_path):
    adopted = adopt(draft, by)
    path = tmp_path / "rancangan.yaml"
    path.write_text(export_yaml(adopted), encoding="utf-8")

    report = load_framework(path=path)

    assert (report.unchanged, report.changed_anything) == (1, False)


def test_a_draft_with_faults_is_not_adopted(draft, by):
    draft.indicators.filter(code="INFORMASI-S1").update(rationale={})

    with pytest.raises(Refused):
        adopt(draft, by)
    draft.refresh_from_db()
    assert not draft.is_adopted
    assert not allowed(by, "indicators.adopt_draft", draft)


def test_what_was_changed_since_the_page_was_read_is_not_adopted(draft, by):
    seen = digest(framework_entry(draft))
    draft.indicators.filter(code="INFORMASI-S1").update(weight=2)

    with pytest.raises(ValidationError):
        adopt(draft, by, seen=seen)


@pytest.mark.parametrize("values", [{"regulation": "  "}, {"regulation_date": timezone.localdate() + timedelta(days=2)}])
def test_a_regulation_needs_a_name_and_a_day_that_has_come(draft, by, values):
    with pytest.raises(ValidationError):
        adopt(draft, by, **values)


@pytest.mark.parametrize("role", [Role.DITJEN_LEAD, Role.DITJEN_REVIEWER, Role.ADMINISTRATOR])
def test_only_editors_adopt(draft, role):
    with pytest.raises(Refused):
        adopt(draft, person(role))


def test_it_is_adopted_once(draft, by):
    adopted = adopt(draft, by)

    with pytest.raises(Refused):
        adopt(adopted, by)
