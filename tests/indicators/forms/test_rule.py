"""The form of a rule: every rule there and back, rows added and removed, nonsense refused with everything kept."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from indicators.catalogue import read_framework, read_instruments
from indicators.forms.indicator import with_row, without_row
from indicators.forms.rule import RuleForm
from indicators.scoring import rule_from_dict
from indicators.services.load import shipped_frameworks, shipped_instruments

PROVISIONS = {provision.code for instrument in read_instruments(shipped_instruments()) for provision in instrument.provisions}
SHIPPED = [row for path in shipped_frameworks() for row in read_framework(path, known_provisions=PROVISIONS).indicators]
BANDS = {"type": "bands", "gap_policy": "error", "bands": [{"below": "10", "points": "10"}, {"from": "10", "points": "0"}]}


def as_sent(form: Any) -> QueryDict:
    """What a browser sends when nothing was touched."""
    data = QueryDict(mutable=True)
    for field in form:
        value = field.field.prepare_value(field.value())
        if field.field.widget.input_type == "checkbox" if hasattr(field.field.widget, "input_type") else False:
            if value:
                data[field.html_name] = "on"
            continue
        data[field.html_name] = "" if value is None else str(value)
    for rows in form.row_kinds.values():
        for row in rows:
            for field in row:
                value = field.field.prepare_value(field.value())
                data.appendlist(field.html_name, "" if value is None else str(value))
    return data


def form_of(rule: dict[str, Any], labels: Any = None) -> RuleForm:
    return RuleForm(rule=rule, level_labels=labels or {})


def resent(rule: dict[str, Any], **changed: Any) -> RuleForm:
    """The form of a rule with some fields typed anew; a list replaces a field of all rows."""
    data = as_sent(form_of(rule))
    for name, value in changed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return RuleForm(data, rule=rule, level_labels={})


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_shipped_rule_goes_through_the_form_unchanged(language: str) -> None:
    with translation.override(language):
        for row in SHIPPED:
            form = RuleForm(as_sent(RuleForm(rule=row.rule, level_labels=row.level_labels)), rule=row.rule, level_labels=row.level_labels)
            assert form.is_valid(), (row.code, form.errors)
            assert form.rule() == row.rule
            assert form.level_labels() == row.level_labels
            # Also when it is spelled anew.
            assert rule_from_dict(form.typed_rule()) == rule_from_dict(row.rule)


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "yes_no", "evidence_required": False, "points": "5"},
        {"type": "levels", "levels": {"none": "0", "partial": "0.5", "full": "1"}},
        {
            "type": "bands",
            "gap_policy": "worse",
            "step": "1",
            "per": 1000,
            "bands": [{"to": "1.25", "points": "2"}, {"above": "1.25", "points": "0"}],
        },
        {"type": "linear", "zero_at": "-2.5", "full_at": "100", "points": "10", "per": 100000},
        {"type": "progress", "against": "target", "target": "98", "zero_at": "60", "full_at": "100"},
        {"type": "progress", "against": "previous", "zero_at": "0", "full_at": "-3"},
    ],
)
def test_every_type_is_spelled_as_the_engine_does(rule: dict[str, Any]) -> None:
    form = resent(rule)
    assert form.is_valid(), form.errors
    assert form.typed_rule() == rule


def test_another_type_takes_only_its_own_fields() -> None:
    form = resent(BANDS, rule_type="linear", rule_zero_at="0", rule_full_at="50", band_points=["viel", "x"])
    assert form.is_valid(), form.errors
    assert form.rule() == {"type": "linear", "zero_at": "0", "full_at": "50"}


def test_an_edge_may_be_left_open_and_an_empty_row_counts_for_nothing() -> None:
    form = resent(
        BANDS,
        band_low=["", "10", " "],
        band_low_edge=["from", "above", "from"],
        band_high=["10", "", ""],
        band_high_edge=["to", "to", "to"],
        band_points=["10", "0", ""],
    )
    assert form.is_valid(), form.errors
    assert form.rule()["bands"] == [{"to": "10", "points": "10"}, {"above": "10", "points": "0"}]


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e400", "zehn", "1,2,3.4", "9" * 39, "0.12345678901"])
def test_what_is_no_number_is_refused_and_kept(typed: str) -> None:
    form = resent(BANDS, band_points=[typed, "0"])
    assert not form.is_valid()
    assert form.bands.rows[0]["points"].value() == typed


def test_an_empty_edge_of_a_proportion_is_refused() -> None:
    assert "full_at" in resent({"type": "linear", "zero_at": "0", "full_at": "100"}, rule_full_at="").errors


@pytest.mark.parametrize("typed", ["0", "-100", "2,5"])
def test_a_ratio_counts_per_a_whole_number(typed: str) -> None:
    assert "per" in resent(BANDS, rule_per=typed).errors


def test_a_level_stands_once() -> None:
    form = resent({"type": "levels", "levels": {"none": "0", "full": "1"}}, level_code=["full", "FULL"])
    assert not form.is_valid()
    assert form.levels.rows[1].errors["code"]


def test_rows_sent_with_fields_missing_are_filled_up() -> None:
    data = as_sent(form_of(BANDS))
    data.setlist("band_low_edge", [])
    form = RuleForm(data, rule=BANDS, level_labels={})
    assert form.is_valid(), form.errors
    assert len(form.bands) == 2


def test_two_hundred_bands_are_refused_and_kept() -> None:
    form = resent(BANDS, **{f"band_{name}": ["1"] * 200 for name in ("low", "high", "points")})
    assert not form.is_valid()
    assert len(form.bands) == 200


def test_rows_are_added_and_removed_without_a_script() -> None:
    names = ["low", "low_edge", "high", "high_edge", "points"]
    more = with_row(as_sent(form_of(BANDS)), "band", names)
    assert more.getlist("band_points") == ["10", "0", ""]
    assert without_row(more, "band", 0, names).getlist("band_points") == ["0", ""]
    assert without_row(more, "band", 99, names) == more
