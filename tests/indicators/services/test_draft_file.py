"""A framework as a file: out and back without loss, and only as a whole."""

from dataclasses import replace

import pytest
from django.utils import translation

from accounts.access import Refused
from accounts.models import Role
from indicators.catalogue import FaultyCatalogueError, framework_yaml
from indicators.models import ChangeAction, Framework, FrameworkState
from indicators.services.draft_file import export_yaml, import_yaml, preview_import
from indicators.services.drafts import draft_from
from indicators.services.entries import framework_entry
from indicators.services.load import load_catalogue, shipped_frameworks
from indicators.services.part_changes import part_changes
from indicators.services.workshop import StaleDraftError, digest
from tests.factories import person
from tests.factories_drafts import editor, small_draft
from tests.factories_indicators import small_framework

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return editor()


@pytest.fixture
def draft(by):
    return small_draft(by)


def take(draft, text, by):
    preview = preview_import(framework=draft, text=text, name="uji.yaml")
    return import_yaml(framework=draft, text=text, name="uji.yaml", seen=preview.seen, by=by)


def test_every_shipped_framework_goes_out_and_comes_back_through_the_database_without_loss(by):
    load_catalogue()
    for path in shipped_frameworks():
        base = Framework.objects.get(code=path.stem) if Framework.objects.filter(code=path.stem).exists() else None
        base = base or next(row for row in Framework.objects.all() if path.stem in row.code)
        draft = draft_from(base=base, code=f"salinan-{base.code}"[:40], title={"id": "Salinan", "en": "Copy"}, by=by)
        before, text = framework_entry(draft), export_yaml(draft)

        draft.indicators.all().delete()
        draft.predicate_bands.all().delete()
        take(draft, text, by)

        after = framework_entry(draft)
        assert part_changes(before, after) == []
        assert export_yaml(draft) == text


def test_the_preview_says_what_would_change_and_writes_nothing(draft):
    before = framework_entry(draft)
    text = export_yaml(draft).replace("Pernyataan INFORMASI-S1", "Pernyataan lain")

    preview = preview_import(framework=draft, text=text, name="uji.yaml")

    assert preview.comparison.states["INFORMASI-S1"] == "changed"
    assert preview.comparison.counts["changed"] == 1
    assert framework_entry(draft) == before


def test_a_file_that_says_the_same_changes_nothing(draft, by):
    count = draft.changes.count()

    assert preview_import(framework=draft, text=export_yaml(draft), name="uji.yaml").comparison.is_empty
    assert take(draft, export_yaml(draft), by) == 0
    assert draft.changes.count() == count


def test_an_import_writes_everything_and_remembers_what_stood_there(draft, by):
    entry = framework_entry(draft)
    first = entry.criteria[0].rights[0]
    kept = tuple(row for row in first.indicators if row.code != "INFORMASI-H1")
    fresh = replace(first.indicators[2], code="INFORMASI-H9", statement={"id": "Baru", "en": "New"})
    criterion = replace(entry.criteria[0], rights=(replace(first, indicators=(*kept, fresh)),))
    links = tuple(replace(link, successors=("INFORMASI-H9",)) if link.predecessor == "INFORMASI-H1" else link for link in entry.links)

    take(draft, framework_yaml(replace(entry, criteria=(criterion, *entry.criteria[1:]), links=links)), by)

    lines = draft.changes.filter(action=ChangeAction.IMPORTED)
    assert lines.get(part="indicator", code="INFORMASI-H9").after == "added"
    assert lines.get(part="indicator", code="INFORMASI-H1").after == "ended"
    assert lines.get(part="link", code="INFORMASI-H1", field="successors").before == ["INFORMASI-H1"]


def test_predicates_that_exchange_where_they_begin_are_taken(draft, by):
    entry = framework_entry(draft)
    first, second, *others = entry.predicates
    swapped = (replace(first, minimum=second.minimum), replace(second, minimum=first.minimum), *others)

    take(draft, framework_yaml(replace(entry, predicates=swapped)), by)

    assert draft.predicate_bands.get(code=first.code).minimum == second.minimum


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("code: rancangan", "code: lain"), "this draft is"),
        (("framework: kecil", "framework: konsep"), "only follow an adopted framework"),
        (("weight: 1", "weight: -1"), "greater than 0"),
        (("ketentuan-informasi", "ketentuan-hilang"), "Unknown provision"),
    ],
)
def test_a_faulty_file_changes_nothing_and_every_fault_is_told_with_its_line(draft, by, change, reason):
    small_framework("konsep", state=FrameworkState.DRAFT)
    before = framework_entry(draft)
    text = export_yaml(draft)
    assert change[0] in text

    with translation.override("en"), pytest.raises(FaultyCatalogueError, match=reason) as raised:
        import_yaml(framework=draft, text=text.replace(*change), name="uji.yaml", seen=digest(before), by=by)
    assert all(fault.line > 0 for fault in raised.value.faults)
    assert framework_entry(draft) == before


@pytest.mark.parametrize("text", ["", "[]", "kode: [", "a: &b 1\nc: *b", "code: rancangan", "\x00", "{" * 500])
def test_what_is_no_framework_is_refused_with_a_reason(draft, text):
    with pytest.raises(FaultyCatalogueError):
        preview_import(framework=draft, text=text, name="uji.yaml")


def test_a_draft_changed_since_the_preview_is_not_overwritten(draft, by):
    text = export_yaml(draft)
    preview = preview_import(framework=draft, text=text, name="uji.yaml")
    draft.indicators.filter(code="INFORMASI-S1").update(weight=2)

    with pytest.raises(StaleDraftError):
        import_yaml(framework=draft, text=text, name="uji.yaml", seen=preview.seen, by=by)


def test_only_editors_import_and_only_into_drafts(draft, by):
    text = export_yaml(draft)
    with pytest.raises(Refused):
        import_yaml(framework=draft, text=text, name="uji.yaml", seen="", by=person(Role.DITJEN_LEAD))
    with pytest.raises(Refused):
        import_yaml(framework=small_framework("beku"), text=text, name="uji.yaml", seen="", by=by)
