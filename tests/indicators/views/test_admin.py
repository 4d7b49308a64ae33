"""The administration reads frameworks and keeps addresses of the law."""

import pytest
from django.urls import reverse

from indicators.models import Framework, Provision
from tests.factories_indicators import ProvisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(stage, sign_in):
    return sign_in(stage.administrator)


@pytest.mark.parametrize("model", ["framework", "indicator", "instrument", "provision"])
def test_lists_open_and_search(browser, model):
    assert browser.get(reverse(f"admin:indicators_{model}_changelist"), {"q": "kesehatan"}).status_code == 200


@pytest.mark.parametrize("model", ["framework", "indicator", "instrument", "provision"])
def test_nothing_can_be_added(browser, model):
    assert browser.get(reverse(f"admin:indicators_{model}_add")).status_code == 403


def test_a_framework_cannot_be_changed(browser, stage):
    url = reverse("admin:indicators_framework_change", args=[stage.framework.pk])

    assert browser.get(url).status_code == 200
    assert browser.post(url, {"code": "lain"}).status_code == 403
    assert Framework.objects.get().code == "kecil"


def test_the_address_of_a_provision_and_its_successor_are_kept_by_hand(browser):
    provision, newer = ProvisionFactory(code="lama"), ProvisionFactory(code="baru")
    url = reverse("admin:indicators_provision_change", args=[provision.pk])

    response = browser.post(url, {"url": "https://example.org/lama", "replaced_by": newer.pk, "code": "diubah"})

    provision.refresh_from_db()
    assert response.status_code == 302
    assert (provision.url, provision.replaced_by, provision.code) == ("https://example.org/lama", newer, "lama")
    assert browser.post(reverse("admin:indicators_provision_delete", args=[provision.pk]), {"post": "yes"}).status_code == 403
    assert Provision.objects.filter(pk=provision.pk).exists()
