"""Files that people send: moved, renamed and broken workbooks, other kinds of files, and files made to do harm."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import Workbook

from accounts.access import Refused
from assessments.models import Assessment, PhaseCode, WorkbookImport
from assessments.services.workbook import UnfitWorkbookError, preview_of, store_import
from assessments.services.workbook.identity import identity_of
from tests.assessments.samples import office, pdf
from tests.assessments.workbooks import cell, changed, downloaded, filled, opened, row_of, saved, sent, with_part
from tests.factories import Stage, close_phase, fill, open_cycle
from tests.factories_indicators import small_framework


@pytest.fixture(autouse=True)
def english() -> Any:
    with override("en"):
        yield


def upload(stage: Stage, content: bytes, name: str = "lembar.xlsx", assessment: Assessment | None = None) -> Any:
    return store_import(assessment=assessment or stage.assessment, file=sent(content, name), by=stage.coordinator)


def states(stage: Stage, content: bytes) -> dict[str, str]:
    return {line.indicator.code: line.state for line in preview_of(upload(stage, content), stage.assessment).lines}


def refused(stage: Stage, content: bytes, **where: Any) -> str:
    with pytest.raises(UnfitWorkbookError) as caught:
        upload(stage, content, **where)
    assert not WorkbookImport.objects.exists()
    return str(caught.value)


def rename_sheets(book: Workbook) -> None:
    for number, sheet in enumerate(book.worksheets):
        if not sheet.title.startswith("_"):
            sheet.title = f"Lembar {number}"


def add_columns(book: Workbook) -> None:
    for sheet in book.worksheets[1:3]:
        sheet.insert_cols(2, 3)
        sheet["C9"] = "catatan sendiri"


def reorder_and_add_sheets(book: Workbook) -> None:
    book.move_sheet(book.worksheets[2], offset=-2)
    book.create_sheet("Catatan kami", 0)["A1"] = "=1+1"


def retype_headings(book: Workbook) -> None:
    for sheet in book.worksheets[1:3]:
        for column in range(1, 12):
            sheet.cell(2, column).value = "judul lain"


@pytest.mark.parametrize("change", [rename_sheets, add_columns, reorder_and_add_sheets, retype_headings])
def test_a_workbook_that_was_rearranged_is_still_understood(stage: Stage, change: Callable[[Workbook], Any]) -> None:
    fill(stage.assessment)
    content = filled(downloaded(stage.assessment), {"KESEHATAN-S1": {"answer": "No"}})
    found = states(stage, changed(content, change))
    assert found.pop("KESEHATAN-S1") == "change"
    assert set(found.values()) == {"same"}
    assert len(found) == 5


def test_rows_removed_are_named_and_change_nothing(stage: Stage) -> None:
    fill(stage.assessment)

    def remove(book: Workbook) -> None:
        sheet, row = row_of(book, "INFORMASI-P1")
        sheet.delete_rows(row)

    preview = preview_of(upload(stage, changed(downloaded(stage.assessment), remove)), stage.assessment)
    assert [indicator.code for indicator in preview.absent] == ["INFORMASI-P1"]
    assert {line.state for line in preview.lines} == {"same"}


def test_merged_rows_take_nothing_wrong(stage: Stage) -> None:
    fill(stage.assessment)

    def merge(book: Workbook) -> None:
        sheet, row = row_of(book, "INFORMASI-S1")
        sheet.merge_cells(f"A{row}:A{row + 1}")
        sheet.merge_cells(f"E{row}:E{row + 1}")

    preview = preview_of(upload(stage, changed(downloaded(stage.assessment), merge)), stage.assessment)
    assert [indicator.code for indicator in preview.absent] == ["INFORMASI-P1"]
    assert preview.changes == []


def test_a_row_that_stands_twice_with_different_answers_is_not_taken(stage: Stage) -> None:
    def repeat(book: Workbook) -> None:
        sheet, _row = row_of(book, "INFORMASI-S1")
        sheet["A20"], sheet["E20"] = "informasi-s1", "No"

    content = changed(filled(downloaded(stage.assessment), {"INFORMASI-S1": {"answer": "Yes"}}), repeat)
    preview = preview_of(upload(stage, content), stage.assessment)
    assert [line.indicator.code for line in preview.faulty] == ["INFORMASI-S1"]
    assert "A4, 1. " in preview.faulty[0].faults[0].reason


def test_rows_of_no_indicator_are_told_when_they_answer_something(stage: Stage) -> None:
    def stray(book: Workbook) -> None:
        sheet = book.worksheets[1]
        sheet["A20"], sheet["E20"] = "XYZ-1", 5
        sheet["E21"] = 7
        sheet["A22"] = "catatan di bawah tabel"

    preview = preview_of(upload(stage, changed(downloaded(stage.assessment), stray)), stage.assessment)
    assert [fault.reason for fault in preview.strays] == [
        "“XYZ-1” is no indicator of this framework.",
        "The code of the indicator is missing in this row.",
    ]


def test_formulas_without_a_result_are_told_at_their_cell(stage: Stage) -> None:
    content = filled(downloaded(stage.assessment), {"INFORMASI-H1": {"numerator": "=1+1", "denominator": 4}})
    line = preview_of(upload(stage, content), stage.assessment).faulty[0]
    assert line.faults[0].at.endswith("!F6")
    assert "formula without a result" in line.faults[0].reason


def test_formulas_with_a_result_count(stage: Stage) -> None:
    content = filled(downloaded(stage.assessment), {"INFORMASI-H1": {"numerator": "=1+1", "denominator": 4}})
    calculated = with_part(content, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b"<v></v>", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>"))
    line = preview_of(upload(stage, calculated), stage.assessment).changes[0]
    assert line.value is not None
    assert line.value.numerator == 2


def test_the_workbook_of_another_region_is_refused(stage: Stage) -> None:
    content = downloaded(stage.assessment)
    far = Assessment.objects.get(region=stage.far_region)
    with pytest.raises(Refused):
        upload(stage, content, assessment=far)
    with pytest.raises(UnfitWorkbookError, match=r"of Kabupaten Sleman \(34.04\), not of Kabupaten Jayapura"):
        store_import(assessment=far, file=sent(content), by=stage.far_coordinator)


def test_the_workbook_of_another_cycle_or_framework_is_refused(stage: Stage) -> None:
    other = Assessment.objects.create(cycle=open_cycle(stage.framework, award_year=2027), region=stage.region)
    assert "the year 2026, not of 2027" in refused(stage, downloaded(stage.assessment), assessment=other)
    framework = small_framework("lain")
    content = downloaded(other)
    other.cycle.framework = framework
    other.cycle.save()
    assert "another framework (kecil, not lain)" in refused(stage, content, assessment=Assessment.objects.get(pk=other.pk))


@pytest.mark.parametrize("cell_name", ["B2", "B3", "B9"])
def test_a_hidden_sheet_that_was_changed_is_refused(stage: Stage, cell_name: str) -> None:
    def change(book: Workbook) -> None:
        book["_portal"][cell_name] = "34.71"

    assert "hidden sheet was changed" in refused(stage, changed(downloaded(stage.assessment), change))


@pytest.mark.parametrize("made_up", [{"language": "x" * 500}, {"scope": "y" * 500}])
def test_a_hidden_sheet_made_up_with_its_digest_is_refused_all_the_same(stage: Stage, made_up: dict[str, str]) -> None:
    def forge(book: Workbook) -> None:
        identity = replace(identity_of(stage.assessment, scope="", language="id"), **made_up)
        for row, (_name, text) in enumerate(identity.rows(), start=1):
            book["_portal"].cell(row, 2).value = text

    assert "hidden sheet was changed" in refused(stage, changed(downloaded(stage.assessment), forge))


def test_no_sheet_of_answers_left(stage: Stage) -> None:
    def remove(book: Workbook) -> None:
        for sheet in book.worksheets[1:3]:
            sheet.delete_rows(3)

    assert "No sheet of answers" in refused(stage, changed(downloaded(stage.assessment), remove))


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
        (b"kode;jawaban\nINFORMASI-S1;ya\n", "not an Excel workbook"),
        (pdf(), "not an Excel workbook"),
        (office("docx"), "not an Excel workbook"),
        (office("xlsx"), "does not come from the portal"),
        (office("xlsx", extra={"xl/vbaProject.bin": b"x"}), "macros"),
        (office("xlsx", content_type="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "macros"),
        (office("xlsx", extra={"xl/worksheets/sheet1.xml": b"<a>" + b" " * (41 * 1024 * 1024)}), "far too large"),
        (office("xlsx", extra={"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
    ],
)
def test_other_files_are_refused_in_plain_words(stage: Stage, content: bytes, said: str) -> None:
    assert said in refused(stage, content)


def test_a_workbook_of_somebody_else_is_refused(stage: Stage) -> None:
    assert "does not come from the portal" in refused(stage, saved(Workbook()))


def test_fifty_megabytes_are_refused_before_they_are_read(stage: Stage) -> None:
    class Huge(SimpleUploadedFile):
        def read(self, *_args: Any) -> bytes:
            raise AssertionError("it was read")

    huge = Huge("besar.xlsx", b"PK\x03\x04")
    huge.size = 50 * 1024 * 1024
    with pytest.raises(UnfitWorkbookError) as caught:
        store_import(assessment=stage.assessment, file=huge, by=stage.coordinator)
    assert caught.value.too_large


def test_a_truncated_copy_is_refused(stage: Stage) -> None:
    assert "damaged" in refused(stage, downloaded(stage.assessment)[:-2000])


def test_a_cell_at_the_end_of_the_sheet_costs_nothing(stage: Stage) -> None:
    def far_away(book: Workbook) -> None:
        book.worksheets[1]["XFD1048576"] = "jauh"

    assert set(states(stage, changed(downloaded(stage.assessment), far_away)).values()) == {"same"}


def test_everything_written_is_text_or_number_never_a_formula(stage: Stage) -> None:
    rows = fill(stage.assessment)
    rows[0].note = '=HYPERLINK("http://jahat")'
    rows[0].save()
    book = opened(downloaded(stage.assessment))
    assert cell(book, "INFORMASI-S1", "note").value == '=HYPERLINK("http://jahat")'
    assert "f" not in {found.data_type for sheet in book for row in sheet for found in row}
    assert cell(book, "INFORMASI-S1", "note").quotePrefix


def test_reading_asks_for_the_permission_first(stage: Stage) -> None:
    close_phase(stage.cycle, PhaseCode.FILLING)
    stage.assessment = Assessment.objects.get(pk=stage.assessment.pk)
    with pytest.raises(Refused):
        upload(stage, b"")


def test_only_the_cells_to_fill_in_are_unlocked(stage: Stage) -> None:
    book = opened(downloaded(stage.assessment))
    sheet, row = row_of(book, "INFORMASI-S1")
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.freeze_panes == "C3"
    assert [found.column_letter for found in sheet[row] if not found.protection.locked] == ["E", "J"]
    sheet, row = row_of(book, "INFORMASI-H1")
    assert [found.column_letter for found in sheet[row] if not found.protection.locked] == ["F", "G", "J"]
    assert sheet.column_dimensions["L"].hidden
    lists = {validation.formula1: str(validation.sqref) for validation in sheet.data_validations.dataValidation if validation.type == "list"}
    assert len(lists) >= 2
    assert {book[name].sheet_state for name in ("_portal", "_daftar")} == {"veryHidden"}
