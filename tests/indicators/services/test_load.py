"""Loading the catalogue: all or nothing, the second time without change, an adopted framework never."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from indicators.models import Framework, Indicator, Instrument, Provision
from indicators.services.load import AdoptedFrameworkError, load_catalogue, load_framework, load_instruments, shipped_instruments
from tests.factories_indicators import ProvisionFactory
from tests.indicators.catalogue.conftest import write  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def provisions():
    for code in ("duham-25", "sdg-3-8"):
        ProvisionFactory(code=code)


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_shipped_catalogue_loads_and_a_second_time_changes_nothing():
    first = load_catalogue()
    before = list(Framework.objects.order_by("pk").values()), list(Indicator.objects.order_by("pk").values())

    second = load_catalogue()

    assert first.changed_anything
    assert not second.changed_anything
    assert before == (list(Framework.objects.order_by("pk").values()), list(Indicator.objects.order_by("pk").values()))
    assert set(Framework.objects.values_list("code", "state")) == {
        ("permenkumham-25-2013", "adopted"),
        ("permenkumham-34-2016", "adopted"),
        ("revisi-2026", "adopted"),
    }
    assert Framework.objects.get(code="permenkumham-25-2013").indicators.count() == 17


def test_checking_the_shipped_catalogue_writes_nothing():
    assert "revisi-2026: no faults" in run("load_catalogue", "--check")
    assert not Framework.objects.exists()


def test_a_framework_file_is_loaded_with_its_parts_and_bases(write, provisions):  # noqa: F811
    assert "Framework loaded" in run("load_framework", write())

    framework = Framework.objects.get(code="uji")
    assert framework.is_adopted
    assert list(framework.indicators.values_list("code", flat=True)) == ["S1", "P1", "H1"]
    assert set(framework.indicators.get(code="H1").provisions.values_list("code", flat=True)) == {"duham-25", "sdg-3-8"}


def test_the_same_file_again_changes_nothing(write, provisions):  # noqa: F811
    load_framework(path=write())

    assert "nothing changed" in run("load_framework", write())


def test_checking_a_file_writes_nothing(write):  # noqa: F811
    assert "no faults" in run("load_framework", write(), "--check")
    assert not Framework.objects.exists()


def test_faults_end_the_command_with_file_line_and_reason(write, provisions):  # noqa: F811
    path = write(("bases: [duham-25]", "bases: [duham-99]"))

    with pytest.raises(CommandError, match=rf"{path}:27: Unknown provision “duham-99”"):
        run("load_framework", path)
    with pytest.raises(CommandError, match="duham-99"):
        run("load_framework", path, "--check")
    assert not Framework.objects.exists()


def test_an_adopted_framework_is_not_changed_by_a_changed_file(write, provisions):  # noqa: F811
    load_framework(path=write())

    with pytest.raises(AdoptedFrameworkError, match="adopted and cannot change"):
        load_framework(path=write(("maximum: 15", "maximum: 20")))
    with pytest.raises(CommandError, match="adopted and cannot change"):
        run("load_framework", write(("maximum: 15", "maximum: 20")))
    assert Framework.objects.get(code="uji").addition_maximum == 15


def test_a_draft_follows_its_file_until_it_is_adopted(write, provisions):  # noqa: F811
    draft = ("state: adopted", "state: draft")
    load_framework(path=write(draft))
    assert not Framework.objects.get(code="uji").is_adopted

    report = load_framework(path=write(draft, indicators=("code: H1", "code: H2")))
    assert (report.created, report.removed) == (1, 1)
    assert set(Indicator.objects.values_list("code", flat=True)) == {"S1", "P1", "H2"}

    load_framework(path=write())
    assert Framework.objects.get(code="uji").is_adopted


def test_a_predicate_under_a_new_code_takes_over_the_minimum(write, provisions):  # noqa: F811
    load_framework(path=write(("state: adopted", "state: draft")))
    path = write(("state: adopted", "state: draft"))
    path.write_text(path.read_text(encoding="utf-8").replace("code: kurang", "code: belum"), encoding="utf-8")

    load_framework(path=path)

    assert set(Framework.objects.get(code="uji").predicate_bands.values_list("code", flat=True)) == {"peduli", "belum"}


def test_the_number_of_queries_does_not_grow_with_the_indicators(write, provisions):  # noqa: F811
    with CaptureQueriesContext(connection) as few:
        load_framework(path=write())

    assert len(few) < 60


def test_addresses_noted_by_hand_survive_a_load():
    load_instruments(paths=shipped_instruments())
    provision = Provision.objects.filter(url="").first()
    Provision.objects.filter(pk=provision.pk).update(url="https://example.org/naskah")
    instrument = Instrument.objects.filter(url="").first()

    report = load_instruments(paths=shipped_instruments())

    provision.refresh_from_db()
    assert provision.url == "https://example.org/naskah"
    assert not report.changed_anything
    assert instrument is None or instrument.url == ""


def test_broken_yaml_changes_nothing(tmp_path, provisions):
    path = tmp_path / "rusak.yaml"
    path.write_text("code: [", encoding="utf-8")

    with pytest.raises(CommandError, match=r"rusak\.yaml:\d+: Broken YAML"):
        run("load_framework", path)
    with pytest.raises(CommandError, match="cannot be read"):
        run("load_framework", tmp_path / "tidak-ada.yaml")
