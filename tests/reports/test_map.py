import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from regions.models import Region
from regions.services.load import load_regions
from reports.map import year_map
from reports.models import PublishedResult, PublishedYear
from reports.record import YearRecord, read_year
from reports.services.published import load_published
from tests.factories import RegionFactory


@pytest.fixture
def record(db: Any) -> YearRecord:
    load_regions()
    load_published()
    return read_year(PublishedYear.objects.get(award_year=2022))


def regions() -> list[Region]:
    return list(Region.objects.only("code", "full_name").order_by("code"))


def test_the_map_of_a_year_asks_the_database_nothing(record: YearRecord, django_assert_num_queries: Any) -> None:
    everywhere = regions()
    with django_assert_num_queries(0):
        drawn = year_map(everywhere, record)
    assert len(drawn.cells) == 514
    assert sum(tally.count for tally in drawn.legend) == 514
    awarded = sum(cell.shape == "peduli" for cell in drawn.cells)
    assert awarded == PublishedResult.objects.filter(year=record.year, predicate="peduli").count() > 0


def test_a_predicate_without_a_shape_of_its_own_is_not_taken_for_no_result(record: YearRecord) -> None:
    region = Region.objects.get(code="32.73")
    record.results[region.pk] = PublishedResult(region=region, predicate="istimewa")
    drawn = year_map([region], record)
    assert [cell.shape for cell in drawn.cells] == ["other"]


def test_a_region_the_map_does_not_know_is_left_out(record: YearRecord) -> None:
    stranger = RegionFactory(code="11.69", name="Baru", province=Region.objects.get(code="11.01").province)
    assert len(year_map([*regions(), stranger], record).cells) == 514


def test_the_drawing_has_a_named_link_for_every_region_and_a_shape_for_every_predicate(record: YearRecord) -> None:
    with translation.override("en"):
        html = render_to_string("regions/partials/hexmap.html", {"map": year_map(regions(), record)})
    links = re.findall(r'<a href="/daerah/(\d\d\.\d\d)/" class="pred-([\w-]+)"><title>([^<]+)</title><use href="#([\w-]+)"', html)
    assert len(links) == 514
    assert len({code for code, *_ in links}) == 514
    shapes = set(re.findall(r'id="([\w-]+)"', html))
    assert {shape for *_, shape in links} <= shapes
    assert "Kota Bandung: " in html
    assert "style=" not in html
    assert len(html.encode()) < 100_000


def test_home_stays_light_with_the_map_on_it(record: YearRecord, client: Any) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert len(response.content) < 200_000
    assert b'class="hexmap"' in response.content
    assert b'id="hexmap-end"' in response.content
