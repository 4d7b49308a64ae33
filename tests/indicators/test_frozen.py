"""An adopted framework is frozen in the database itself, whatever program writes."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from indicators.models import Criterion, Framework, FrameworkState, Gate, Indicator, PredicateBand, Right
from tests.factories_indicators import ProvisionFactory, adopted, small_framework, text

pytestmark = pytest.mark.django_db
PARTS = [Criterion, Right, Indicator, PredicateBand, Gate]


def refused(work) -> bool:
    """Check that the database refuses, saying why."""
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        work()
    return True


@pytest.fixture
def framework():
    return small_framework()


@pytest.mark.parametrize(
    "change", [{"cap": 90}, {"title": text("Lain")}, {"state": FrameworkState.DRAFT}, {"minimum_per_right": Decimal(50)}, {"adopted_at": None}]
)
def test_the_row_of_an_adopted_framework_cannot_change(framework, change):
    assert refused(lambda: Framework.objects.filter(pk=framework.pk).update(**change))


def test_an_adopted_framework_cannot_be_deleted(framework):
    assert refused(framework.delete)
    with connection.cursor() as cursor:
        assert refused(lambda: cursor.execute("DELETE FROM indicators_framework WHERE id = %s", [framework.pk]))


@pytest.mark.parametrize("model", PARTS)
def test_no_part_can_be_changed_removed_or_added(framework, model):
    row = model.objects.filter(framework=framework).first()

    assert refused(lambda: model.objects.filter(pk=row.pk).update(code="lain"))
    assert refused(row.delete)

    row.pk, row.code = None, "baru"
    if model is PredicateBand:
        row.minimum = 90
    row._state.adding = True
    assert refused(row.save)


@pytest.mark.parametrize("model", PARTS)
def test_no_part_can_be_moved_in_from_a_draft(framework, model):
    draft = small_framework("rancangan", state=FrameworkState.DRAFT)
    row = model.objects.filter(framework=draft).first()

    assert refused(
        lambda: model.objects.filter(pk=row.pk).update(framework=framework, code="pindah", **({"minimum": 91} if model is PredicateBand else {}))
    )


@pytest.mark.parametrize("model", [Right, Indicator])
def test_legal_bases_can_neither_be_added_nor_taken_away(framework, model):
    row = model.objects.filter(framework=framework).first()

    assert refused(lambda: row.provisions.add(ProvisionFactory()))
    assert refused(row.provisions.clear)
    assert refused(row.provisions.first().delete)
    assert refused(lambda: row.provisions.through.objects.update(provision=ProvisionFactory()))


def test_a_draft_may_change_until_it_is_adopted():
    draft = small_framework("rancangan", state=FrameworkState.DRAFT)
    indicator = draft.indicators.first()

    indicator.weight = 2
    indicator.save()
    indicator.provisions.clear()
    draft.gates.first().delete()
    adopted(draft)

    assert draft.indicators.first().weight == 2
    assert refused(lambda: draft.gates.all().delete())


def test_a_draft_can_be_deleted_with_all_its_parts():
    small_framework("rancangan", state=FrameworkState.DRAFT).delete()

    assert not Indicator.objects.exists()


def test_the_migration_can_be_taken_back_and_made_again(transactional_db):
    framework = small_framework()

    call_command("migrate", "indicators", "0001", verbosity=0)
    Framework.objects.filter(pk=framework.pk).update(cap=90)
    # Everything: later migrations of other floors went back with it.
    call_command("migrate", verbosity=0)

    assert refused(lambda: Framework.objects.filter(pk=framework.pk).update(cap=80))
