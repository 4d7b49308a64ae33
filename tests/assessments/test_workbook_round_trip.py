"""Whatever was answered comes back from a workbook as it was: read at once, and after LibreOffice has opened and saved it."""

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.models import Exemption
from assessments.services.answer_input import AnswerInput, checked
from assessments.services.applicability import BASIS_LIMIT
from assessments.services.workbook.entries import entry_of
from assessments.services.workbook.identity import FORMAT, Identity
from assessments.services.workbook.reader import read_workbook
from assessments.services.workbook.values import fingerprint, plain
from assessments.services.workbook.writer import Part, Question, write_workbook
from indicators.models import Indicator
from tests.assessments.workbooks import opened, sent
from tests.factories_indicators import text

LEVELS = {
    "type": "levels",
    "levels": {"none": "0", "some": "0.4", "most": "0.7", "all": "1"},
}
LABELS = {
    "none": text("=TIDAK ADA()", "=NONE()"),
    "some": text("Ada, sebagian; “baru”", "Some, “new”"),
    "most": text("Sama", "Same"),
    "all": text("Sama", "Same"),
}


def question(code: str, answer_type: str, **fields: object) -> Indicator:
    rule = LEVELS if answer_type == "level" else {"type": "linear", "zero_at": "0", "full_at": "100"}
    values = {"statement": text(f"Pertanyaan {code}"), "unit": text("persen"), "rule": rule, "level_labels": LABELS, "may_be_not_applicable": True}
    return Indicator(code=code, answer_type=answer_type, **values | fields)


PARTS = {"numerator": text("dilayani"), "denominator": text("sasaran")}
QUESTIONS = [
    question("A-1", "yes_no"),
    question("A-2", "level"),
    question("A-3", "count"),
    question("A-4", "number"),
    question("A-5", "percentage"),
    question("A-6", "percentage", **PARTS),
    question("A-7", "ratio", **PARTS),
]
NUMBERS = st.decimals(min_value=0, max_value=Decimal("99999999999999.999999"), places=6, allow_nan=False)
NOTES = st.text(max_size=300) | st.sampled_from(
    ["=1+1", "+62 274", "-", "@SUM(A1)", "_x0041_", "12,5%", "TRUE", "'=x", "2026-01-01", "\t=2", "baris\r\nkedua"]
)


def answers(indicator: Indicator) -> st.SearchStrategy[AnswerInput]:
    """Every answer the portal would take to an indicator."""
    if indicator.answer_type in {"yes_no", "level"}:
        codes = ["yes", "no"] if indicator.answer_type == "yes_no" else list(LEVELS["levels"])
        given_ = st.builds(AnswerInput, choice=st.sampled_from(codes), note=NOTES)
    elif indicator.numerator:
        pairs = st.tuples(NUMBERS, NUMBERS.filter(bool)).map(sorted)
        given_ = st.builds(
            lambda pair, note: AnswerInput(numerator=pair[0], denominator=pair[1], note=note), pairs.filter(lambda pair: pair[1] > 0), NOTES
        )
    else:
        numbers = {"count": st.integers(0, 10**14 - 1).map(Decimal), "percentage": st.decimals(0, 100, places=6)}.get(indicator.answer_type, NUMBERS)
        given_ = st.builds(AnswerInput, number=numbers, note=NOTES)
    bases = st.text(max_size=BASIS_LIMIT).map(lambda basis: " ".join(basis.split()))
    claims = st.builds(AnswerInput, not_applicable=st.just(True), note=NOTES, exemption=st.sampled_from(Exemption.values), exemption_basis=bases)
    return given_ | st.builds(AnswerInput, not_applicable=st.just(True), note=NOTES) | claims


ANSWERED = st.tuples(*map(answers, QUESTIONS)) | st.tuples(*(st.just(AnswerInput()) | answers(indicator) for indicator in QUESTIONS))


def written(values: tuple[AnswerInput, ...], language: str) -> bytes:
    identity = Identity(FORMAT, "34.04", "Kabupaten Sleman", "2026", "kecil", "abc", "", language)
    rows = [Question(indicator, value, 1, "-") for indicator, value in zip(QUESTIONS, values, strict=True)]
    with override(language):
        return write_workbook(identity, heading="Uji", instructions=["=1"], parts=[Part("Hak: [satu]/dua*", rows[:4]), Part("=Hak dua", rows[4:])])


def read_back(content: bytes, language: str) -> list[AnswerInput]:
    book = read_workbook(sent(content))
    assert book.identity is not None
    assert book.identity.language == language
    by_code = {row.code: row for row in book.rows}
    entries = [entry_of(indicator, by_code[indicator.code], decimal_mark="." if language == "en" else ",") for indicator in QUESTIONS]
    assert [entry.faults for entry in entries] == [()] * len(QUESTIONS)
    assert len(by_code) == len(book.rows) == len(QUESTIONS)
    return [plain(entry.value) for entry in entries if entry.value is not None]


def expected(values: tuple[AnswerInput, ...]) -> list[AnswerInput]:
    return [plain(checked(indicator, value) if value.has_value else value) for indicator, value in zip(QUESTIONS, values, strict=True)]


@given(values=ANSWERED, language=st.sampled_from(["id", "en"]))
@settings(max_examples=60, deadline=None)
def test_any_answers_come_back_as_they_were(values: tuple[AnswerInput, ...], language: str) -> None:
    assert read_back(written(values, language), language) == expected(values)


def test_what_comes_back_has_the_fingerprint_it_left_with() -> None:
    value = AnswerInput(number=Decimal("12.500000"), note=" dua\r\nbaris\x07 ")
    assert fingerprint(value) == fingerprint(AnswerInput(number=Decimal("12.5"), note="dua\nbaris"))
    assert fingerprint(value) != fingerprint(AnswerInput(number=Decimal("12.51"), note="dua\nbaris"))


HARD = (
    AnswerInput(choice="yes", note='=HYPERLINK("http://x")\nbaris kedua — “kutip” é ✓ 😀'),
    AnswerInput(choice="none", note="+62 274 1234"),
    AnswerInput(number=Decimal(99_999_999_999_999), note="@a"),
    AnswerInput(number=Decimal("12345678901234.123456"), note="-"),
    AnswerInput(number=Decimal("33.333333"), note="1/2"),
    AnswerInput(numerator=Decimal("0.1"), denominator=Decimal("0.3"), note="TRUE"),
    AnswerInput(not_applicable=True, note="Tidak ada pesisir", exemption="authority", exemption_basis="=UU 23/2014, lampiran huruf A"),
)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice Calc (apt-get install --no-install-recommends libreoffice-calc-nogui)")
@pytest.mark.parametrize("language", ["id", "en"])
def test_libreoffice_opens_and_saves_it_without_loss(tmp_path: Path, language: str) -> None:
    source = tmp_path / "lembar.xlsx"
    source.write_bytes(written(HARD, language))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert read_back((tmp_path / "out" / "lembar.xlsx").read_bytes(), language) == expected(HARD)


def test_titles_of_sheets_are_such_as_every_program_takes() -> None:
    names = opened(written(HARD, "id")).sheetnames
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
