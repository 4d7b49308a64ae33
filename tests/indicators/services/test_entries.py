"""Rows, entry, YAML and back: nothing is lost on the way."""

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import User
from indicators.catalogue import Place, framework_yaml, read_framework, read_framework_text, read_instruments
from indicators.models import ChangeAction, ChangedPart, Framework, FrameworkChange, FrameworkState, IndicatorComment
from indicators.services.entries import draft_faults, framework_entry
from indicators.services.load import indicator_codes, load_catalogue, provision_codes, shipped_frameworks, shipped_instruments
from indicators.services.store import LoadReport, store_framework
from tests.factories import UserFactory
from tests.factories_indicators import adopted, small_framework

KNOWN = {provision.code for instrument in read_instruments(shipped_instruments()) for provision in instrument.provisions}


def content(value: Any) -> Any:
    """An entry as plain values without places and files; legal bases and successors without order, which the rows do not keep."""
    if is_dataclass(value):
        return {
            field.name: frozenset(basis.code for basis in getattr(value, "bases"))  # noqa: B009 - a field of some entries only
            if field.name == "bases"
            else sorted(value.successors)
            if field.name == "successors"
            else content(getattr(value, field.name))
            for field in fields(value)
            if not isinstance(getattr(value, field.name), Place) and field.name not in {"files", "places"}
        }
    if isinstance(value, dict):
        return {key: content(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        return value.normalize()
    return tuple(content(item) for item in value) if isinstance(value, tuple) else value


def code_of(part: dict[str, Any]) -> str:
    return str(part.get("code") or part["predecessor"])


@pytest.mark.parametrize("path", shipped_frameworks(), ids=lambda path: path.stem)
def test_a_shipped_framework_written_as_yaml_reads_back_the_same(path):
    entry = read_framework(path, known_provisions=KNOWN)

    again = read_framework_text(framework_yaml(entry), "ekspor.yaml", known_provisions=KNOWN)

    assert content(again) == content(entry)


@pytest.mark.django_db
def test_a_framework_read_from_its_rows_is_what_the_file_says():
    load_catalogue()
    for path in shipped_frameworks():
        entry = read_framework(path, known_provisions=KNOWN)
        rows = content(framework_entry(Framework.objects.get(code=entry.code)))
        wanted = content(entry)
        # The rows keep predicates from the best down, gates and links in the order of their codes or of the framework before.
        for name in ("predicates", "gates", "links"):
            assert sorted(rows.pop(name), key=code_of) == sorted(wanted.pop(name), key=code_of)
        assert rows == wanted


@pytest.mark.django_db
def test_an_export_stored_again_changes_nothing():
    draft = small_framework("rancangan", state=FrameworkState.DRAFT)
    entry = framework_entry(draft)
    report = LoadReport()

    with transaction.atomic():
        store_framework(entry=entry, report=report)

    assert content(framework_entry(Framework.objects.get(pk=draft.pk))) == content(entry)
    assert not report.created
    assert not report.removed


@pytest.mark.django_db
def test_an_entry_is_read_with_few_queries(django_assert_max_num_queries):
    framework = small_framework("rancangan", state=FrameworkState.DRAFT)

    with django_assert_max_num_queries(10):
        framework_entry(framework)


@pytest.mark.django_db
def test_the_faults_of_a_draft_name_the_part_and_the_reason():
    load_catalogue()
    draft = small_framework("rancangan", state=FrameworkState.DRAFT)
    row = draft.indicators.get(code="INFORMASI-H1")
    row.statement = {"id": "Hanya Indonesia"}
    row.rule = {"type": "levels", "levels": {"a": "0", "b": "1"}}
    row.save()
    draft.rights.filter(code="informasi").update(summary={})

    with translation.override("en"):
        found = {(fault.file, fault.reason) for fault in draft_faults(draft)}

    assert ("indicator:INFORMASI-H1", "“statement” has no text in “en”.") in found
    assert any(part == "indicator:INFORMASI-H1" and "does not fit the answer type" in reason for part, reason in found)
    assert any(part == "right:informasi" and "“summary” is missing" in reason for part, reason in found)


@pytest.mark.django_db
def test_an_entry_of_a_sound_file_has_no_faults_as_a_draft():
    load_catalogue()
    revised = framework_entry(Framework.objects.get(code="revisi-2026"))
    copy = replace(revised, code="rancangan", state="draft")
    with transaction.atomic():
        draft = store_framework(entry=copy, report=LoadReport())

    assert draft_faults(draft) == []
    assert provision_codes() >= KNOWN
    assert indicator_codes("revisi-2026") == {indicator.code for indicator in revised.indicators}
    assert indicator_codes("rancangan") is None, "nothing follows a draft"


@pytest.fixture
def editor(db) -> User:
    return UserFactory()


def change(framework: Framework, by: User) -> FrameworkChange:
    return FrameworkChange.objects.create(
        framework=framework, by=by, by_name=str(by), action=ChangeAction.CHANGED, part=ChangedPart.INDICATOR, code="A", field="weight"
    )


def test_what_the_history_says_is_never_changed(editor):
    draft = small_framework("rancangan", state=FrameworkState.DRAFT)
    row = change(draft, editor)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        FrameworkChange.objects.filter(pk=row.pk).update(code="B")


def test_history_and_comments_are_frozen_with_the_framework(editor):
    draft = small_framework("rancangan", state=FrameworkState.DRAFT)
    row = change(draft, editor)
    comment = IndicatorComment.objects.create(framework=draft, indicator_code="A", by=editor, by_name=str(editor), text="Satuan?")
    adopted(draft)

    for work in (row.delete, comment.delete, lambda: change(draft, editor)):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            work()


def test_a_draft_with_its_history_can_be_discarded(editor):
    draft = small_framework("rancangan", state=FrameworkState.DRAFT)
    change(draft, editor)

    draft.delete()

    assert not FrameworkChange.objects.exists()
