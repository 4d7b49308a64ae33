"""The public pages of frameworks and law."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Framework, Indicator, Provision
from indicators.services import catalogue
from indicators.services.load import load_catalogue
from tests.factories_indicators import ProvisionFactory, adopted, small_framework, text

pytestmark = pytest.mark.django_db
NOTE = b"reference-note"


@pytest.fixture
def english() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def nothing_remembered():
    catalogue._adopted.cache_clear()


@pytest.fixture
def reference():
    framework = small_framework("rujukan", state="draft")
    Framework.objects.filter(pk=framework.pk).update(is_reference=True, note=text("Katalog rujukan, bukan teks resmi.", "Reference catalogue."))
    framework.refresh_from_db()
    return adopted(framework)


def urls_of(framework: Framework) -> dict[str, str]:
    return {
        "framework": reverse("indicators:framework", args=[framework.code]),
        "right": reverse("indicators:right", args=[framework.code, "kesehatan"]),
        "indicator": reverse("indicators:indicator", args=[framework.code, "KESEHATAN-H1"]),
        "provision": reverse("indicators:provision", args=["ketentuan-kesehatan"]),
        "frameworks": reverse("indicators:frameworks"),
    }


def test_every_page_that_shows_a_reference_catalogue_says_so(english, reference):
    for name, url in urls_of(reference).items():
        assert NOTE in english.get(url).content, name


def test_pages_of_an_official_framework_do_not_say_so(english):
    for name, url in urls_of(small_framework()).items():
        assert NOTE not in english.get(url).content, name


def test_a_draft_is_not_public(client):
    draft = small_framework("rancangan", state="draft")

    assert [client.get(url).status_code for name, url in urls_of(draft).items() if name in {"framework", "right", "indicator"}] == [404] * 3
    assert b"rancangan" not in client.get(reverse("indicators:frameworks")).content
    assert b"KESEHATAN-H1" not in client.get(urls_of(draft)["provision"]).content


@pytest.mark.parametrize("path", ["/kerangka/tidak-ada/", "/kerangka/kecil/hak/tidak-ada/", "/kerangka/kecil/tidak-ada/", "/dasar-hukum/tidak-ada/"])
def test_what_does_not_exist_is_404(client, path):
    small_framework()

    assert client.get(path).status_code == 404


def test_the_list_counts_rights_and_indicators_once_each(client):
    small_framework()

    framework = client.get(reverse("indicators:frameworks")).context["frameworks"][0]

    assert (framework.rights_total, framework.indicators_total) == (2, 6)


def test_the_methodology_says_how_it_adds_up(english):
    response = english.get(urls_of(small_framework())["framework"])
    content = response.content.decode()

    assert [band.range for band in response.context["methodology"].predicates] == [
        "75 and more",
        "65 to less than 75",
        "50 to less than 65",
        "less than 50",
    ]
    assert [(part.code, part.start, part.width) for part in response.context["methodology"].components] == [
        ("struktur", 0, 10),
        ("proses", 10, 30),
        ("hasil", 40, 60),
    ]
    assert "73.95 + 15 = 88.95" in content
    for code in Indicator.objects.values_list("code", flat=True):
        assert code in content


def test_the_methodology_of_item_sums_shows_the_published_case(english):
    load_catalogue()

    content = english.get(reverse("indicators:framework", args=["permenkumham-25-2013"])).content.decode()

    assert "148 / 170 × 100 = 87.06" in content


def test_an_indicator_page_tells_everything(english):
    framework = small_framework("kaya", state="draft")
    Indicator.objects.filter(framework=framework, code="KESEHATAN-H1").update(
        definition=text("Definisi H1", "Definition H1"), data_source=text("Sumber", "Source H1"), is_own_authority=False
    )
    response = english.get(urls_of(adopted(framework))["indicator"])
    content = response.content.decode()

    for words in (
        "Statement KESEHATAN-H1",
        "Definition H1",
        "Served",
        "Target",
        "Source H1",
        "not the region’s own authority",
        "Copy of the regulation",
        "Signed statement",
        "Bagian Hukum Setda",
        "Why it is asked",
        reverse("indicators:provision", args=["ketentuan-kesehatan"]),
    ):
        assert words in content
    assert response.context["previous"].code == "KESEHATAN-P1"
    assert response.context["next"] is None


def test_a_provision_page_lists_what_rests_on_it_and_what_replaced_it(english):
    framework = small_framework()
    newer = ProvisionFactory(code="baru")
    Provision.objects.filter(code="ketentuan-kesehatan").update(replaced_by=newer)

    response = english.get(urls_of(framework)["provision"])

    assert [[row.code for part in group["rights"] for row in part["indicators"]] for group in response.context["groups"]] == [
        ["KESEHATAN-S1", "KESEHATAN-P1", "KESEHATAN-H1"]
    ]
    assert [right.code for right in response.context["rights"]] == ["kesehatan"]
    assert reverse("indicators:provision", args=["baru"]) in response.content.decode()


@pytest.mark.parametrize(("page", "queries"), [("frameworks", 2), ("framework", 8), ("right", 7), ("indicator", 7), ("provision", 6)])
def test_queries_do_not_grow_with_the_catalogue(client, django_assert_max_num_queries: Callable, page, queries):
    load_catalogue()
    framework = Framework.objects.get(code="revisi-2026")
    url = urls_of(framework)[page].replace("KESEHATAN-H1", "KS-H1").replace("ketentuan-kesehatan", "duham-25")
    catalogue._adopted.cache_clear()

    with django_assert_max_num_queries(queries):
        response = client.get(url)
    assert response.status_code == 200
    assert len(response.content) < 200_000


def test_every_shipped_page_can_be_shown(client):
    load_catalogue()
    for framework in Framework.objects.all():
        for right in catalogue.framework_outline(framework).rights:
            assert client.get(right.url).status_code == 200
            for indicator in right.indicators:
                assert client.get(indicator.url).status_code == 200
