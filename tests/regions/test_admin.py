from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import User
from regions.models import Province, Region, RegionalOffice
from tests.factories import ProvinceFactory, RegionalOfficeFactory, RegionFactory


@pytest.fixture
def root(db: Any, client: Any) -> Any:
    user = User.objects.create_superuser(email="root@example.org", password="rahasia-uji-123", full_name="Root")
    client.force_login(user, backend="accounts.backends.MemberBackend")
    return client


@pytest.mark.parametrize("model", [Region, Province, RegionalOffice])
def test_places_are_listed_searched_and_opened(root: Any, model: Any) -> None:
    region = RegionFactory(code="32.73", name="Bandung")
    found = {Region: region, Province: region.province, RegionalOffice: region.province.regional_office}[model]
    name = model._meta.model_name
    assert root.get(reverse(f"admin:regions_{name}_changelist"), {"q": found.name}).status_code == 200
    assert root.get(reverse(f"admin:regions_{name}_change", args=[found.pk])).status_code == 200


def test_the_kanwil_of_a_province_is_changed_in_the_list(root: Any) -> None:
    province, other = ProvinceFactory(code="51"), RegionalOfficeFactory(name="Kanwil Bali")
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": province.pk, "form-0-regional_office": other.pk, "_save": "1"}
    assert root.post(reverse("admin:regions_province_changelist"), form).status_code == 302
    province.refresh_from_db()
    assert province.regional_office == other


def test_offices_count_their_provinces_in_the_same_query(db: Any, django_assert_num_queries: Any) -> None:
    office = RegionalOfficeFactory()
    ProvinceFactory(code="51", regional_office=office)
    ProvinceFactory(code="52", regional_office=office)
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    shown = admin.site.get_model_admin(RegionalOffice)
    with django_assert_num_queries(1):
        assert [shown.province_count(row) for row in shown.get_queryset(request)] == [2]
