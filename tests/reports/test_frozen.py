"""The database itself refuses to change what was published, on SQLite and PostgreSQL."""

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from reports.frozen import FREEZES
from reports.models import Certificate, Publication, PublishedResult, PublishedYear, ResultOrigin
from reports.services.published import RESULT_COLUMNS, YEAR_COLUMNS, load_published
from tests.factories import RegionFactory
from tests.reports.conftest import Year

pytestmark = pytest.mark.django_db


def refused(change: Any) -> bool:
    """Whether the database refuses; what was done is undone."""
    try:
        with transaction.atomic():
            change()
            transaction.set_rollback(True)
    except DatabaseError as error:
        return "frozen" in str(error)
    return False


def raw(sql: str) -> Any:
    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return change


@pytest.mark.parametrize("freeze", FREEZES, ids=lambda freeze: freeze.table)
def test_plain_sql_cannot_delete_or_rewrite_a_published_row(published_year: Year, freeze: Any) -> None:
    column = {"reports_certificate": "number = 'x'", "reports_publication": "decree_number = 'x'", "reports_publishedyear": "participants = 9"}
    column["reports_publishedgroup"] = "regions = 9"
    change = column.get(freeze.table, "predicate = 'peduli'")
    assert refused(raw(f"UPDATE {freeze.table} SET {change}"))  # noqa: S608 - names of our own tables
    # A row that others point to could not be deleted anyway; the trigger speaks first.
    assert refused(raw(f"DELETE FROM {freeze.table}"))  # noqa: S608


def test_models_cannot_do_it_either(published_year: Year) -> None:
    result = PublishedResult.objects.get(region=published_year.stage.region)
    result.final = 100
    assert refused(result.save)
    assert refused(lambda: Publication.objects.update(decree_number="lain"))
    assert refused(lambda: PublishedYear.objects.filter(award_year=2026).update(is_demonstration=False))


def test_a_certificates_file_is_set_once(published_year: Year) -> None:
    certificate = Certificate.objects.get()
    Certificate.objects.filter(pk=certificate.pk).update(file="a.pdf", sha256="1" * 64, made_at=timezone.now())
    assert refused(lambda: Certificate.objects.update(sha256="2" * 64))
    assert refused(lambda: Certificate.objects.update(made_at=None))


def test_an_announcement_cannot_be_passed_off_as_a_decree(db: Any) -> None:
    year = PublishedYear.objects.create(award_year=2019)
    PublishedResult.objects.create(
        year=year, region=RegionFactory(), predicate="cukup", origin=ResultOrigin.ANNOUNCEMENT, source="https://contoh.go.id/1"
    )
    assert refused(lambda: PublishedResult.objects.update(origin=ResultOrigin.DECREE))
    assert not refused(lambda: PublishedResult.objects.update(predicate="peduli"))


def write(path: Path, columns: list[str], *rows: str) -> Path:
    path.write_text("\n".join([",".join(columns), *rows]) + "\n", encoding="utf-8")
    return path


def load(folder: Path, predicate: str, *, year: int) -> Any:
    name = RegionFactory(code="34.04", name="Sleman").full_name
    results = write(folder / "results.csv", RESULT_COLUMNS, f"{year},34.04,{name},{predicate},,https://contoh.go.id/berita")
    years = write(folder / "years.csv", YEAR_COLUMNS, f"{year},{year - 1},,true,,,,,,,")
    return load_published(results_path=results, years_path=years)


def test_a_corrected_announcement_is_loaded(db: Any, tmp_path: Path) -> None:
    assert load(tmp_path, "Cukup Peduli HAM", year=2019).created == 1
    again = load(tmp_path, "Peduli HAM", year=2019)
    assert (again.created, again.corrected) == (0, 1)
    found = PublishedResult.objects.get()
    assert (found.predicate, found.is_awarded) == ("peduli", True)


def test_a_load_leaves_what_a_decree_published(published_year: Year, tmp_path: Path) -> None:
    before = list(PublishedResult.objects.order_by("pk").values())
    loaded = load(tmp_path, "Kurang Peduli HAM", year=2026)
    assert (loaded.created, loaded.corrected, loaded.unchanged) == (0, 0, 1)
    assert list(PublishedResult.objects.order_by("pk").values()) == before
