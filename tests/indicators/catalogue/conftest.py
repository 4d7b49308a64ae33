"""A small framework file to break in many ways."""

from collections.abc import Callable
from pathlib import Path

import pytest

FRAMEWORK = """\
code: uji
title: {id: "Kerangka uji", en: "Test framework"}
summary: {id: "Ringkas", en: "Short"}
state: adopted
rollup: components
components: {struktur: 10, proses: 30, hasil: 60}
addition:
  code: aksi-ham
  title: {id: "Aksi HAM", en: "Aksi HAM"}
  maximum: 15
predicates:
  - {code: peduli, title: {id: "Peduli", en: "Caring"}, minimum: 75, is_awarded: true}
  - {code: kurang, title: {id: "Kurang", en: "Too little"}, minimum: 0}
gates:
  - code: aksi-ham
    effect: no_predicate
    title: {id: "Laporan", en: "Report"}
    text: {id: "Harus ada", en: "Must be there"}
criteria:
  - code: kesehatan
    title: {id: "Kesehatan", en: "Health"}
    rights:
      - code: kesehatan
        group: ekosob
        title: {id: "Hak atas kesehatan", en: "Right to health"}
        summary: {id: "Layanan", en: "Services"}
        bases: [duham-25]
        indicators_from: kesehatan.yaml
"""
INDICATOR = """\
  - code: {code}
    kind: {kind}
    statement: {{id: "Pernyataan {code}", en: "Statement {code}"}}
    rationale: {{id: "Alasan", en: "Reason"}}
    definition: {{id: "Definisi", en: "Definition"}}
    unit: {{id: "persen", en: "percent"}}
    numerator: {{id: "Atas", en: "Top"}}
    denominator: {{id: "Bawah", en: "Bottom"}}
    data_source: {{id: "Dinas", en: "Agency"}}
    answer_type: percentage
    rule: {{type: linear, zero_at: 0, full_at: 100}}
    evidence: {{id: "Laporan", en: "Report"}}
    nil_case: {{id: "Surat", en: "Letter"}}
    usual_work_unit: "Dinas Kesehatan"
    bases: [duham-25, sdg-3-8]
    period: {{id: "Tahun data", en: "Data year"}}
    data_owner: {{id: "Dinas", en: "Agency"}}
    evidence_example: {{id: "Laporan bertanda tangan", en: "Signed report"}}
    evidence_rejected: {{id: "Berita", en: "News"}}
"""
INDICATORS = "indicators:\n" + "".join(
    INDICATOR.format(code=code, kind=kind) for code, kind in (("S1", "struktur"), ("P1", "proses"), ("H1", "hasil"))
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the two files, with replacements made in the framework or in the indicators, and return the framework's path."""

    def written(replace: tuple[str, str] = ("", ""), *, indicators: tuple[str, str] = ("", "")) -> Path:
        for (old, _new), text in ((replace, FRAMEWORK), (indicators, INDICATORS)):
            assert old in text
        (tmp_path / "kesehatan.yaml").write_text(INDICATORS.replace(*indicators, 1) if indicators[0] else INDICATORS, encoding="utf-8")
        path = tmp_path / "uji.yaml"
        path.write_text(FRAMEWORK.replace(*replace, 1) if replace[0] else FRAMEWORK, encoding="utf-8")
        return path

    return written
