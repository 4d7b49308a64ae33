"""Rules, bases and frameworks in words."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from indicators.bilingual import Bilingual
from indicators.models import Framework
from indicators.services import catalogue
from indicators.services.bases import bases_by_root, provision_name
from indicators.services.catalogue import framework_outline
from indicators.services.load import load_catalogue
from indicators.services.rule_words import number_words, rule_words
from tests.factories_indicators import IndicatorFactory, InstrumentFactory, ProvisionFactory, small_framework

PERCENT = Bilingual({"id": "persen", "en": "percent"})


@pytest.fixture(autouse=True)
def in_english():
    catalogue._adopted.cache_clear()
    with translation.override("en"):
        yield


def said(rule: dict[str, object], unit: Bilingual | str = "", labels: dict[str, object] | None = None) -> list[tuple[str, str]]:
    words = rule_words(SimpleNamespace(rule=rule, unit=unit, level_labels=labels or {}))
    return [(row.condition, row.points) for row in words.rows]


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (Decimal("1234.50"), "1,234.5", "1.234,5"),
        (Fraction(1, 2), "0.5", "0,5"),
        (110, "110", "110"),
        ("0.00", "0", "0"),
        (Decimal("1E+3"), "1,000", "1.000"),
    ],
)
def test_numbers_follow_the_reader_s_language(value, english, indonesian):
    assert number_words(value) == english
    with translation.override("id"):
        assert number_words(value) == indonesian


def test_a_yes_no_rule():
    assert said({"type": "yes_no"}) == [("Yes, with evidence", "100% of the points"), ("No", "0% of the points")]
    assert said({"type": "yes_no", "evidence_required": False, "points": 5})[0] == ("Yes", "5 points")


def test_levels_stand_from_the_best_down_in_their_own_words():
    rows = said(
        {"type": "levels", "levels": {"a": 0, "b": "0.5", "c": 1}},
        labels={"a": {"id": "Belum", "en": "Not yet"}, "c": {"id": "Lengkap", "en": "Complete"}},
    )

    assert rows == [("Complete", "100% of the points"), ("b", "50% of the points"), ("Not yet", "0% of the points")]


def test_bands_say_their_edges():
    bands = [
        {"to": 2, "points": 10},
        {"from": "2.1", "to": 3, "points": 8},
        {"above": 3, "to": 4, "points": 6},
        {"above": 4, "below": 5, "points": 2},
        {"from": 5, "points": 0},
    ]

    assert said({"type": "bands", "gap_policy": "worse", "bands": bands}, PERCENT) == [
        ("2% or less", "10 points"),
        ("2.1% to 3%", "8 points"),
        ("more than 3%, up to 4%", "6 points"),
        ("between 4% and 5%", "2 points"),
        ("5% or more", "0 points"),
    ]


def test_a_proportion_names_its_two_ends_in_either_direction():
    assert said({"type": "linear", "zero_at": 20, "full_at": 100}, PERCENT) == [
        ("20% or less", "0% of the points"),
        ("100% or more", "100% of the points"),
    ]
    assert said({"type": "linear", "zero_at": 30, "full_at": 2}, PERCENT) == [
        ("30% or more", "0% of the points"),
        ("2% or less", "100% of the points"),
    ]


def test_progress_names_what_it_is_measured_against():
    target = rule_words(SimpleNamespace(rule={"type": "progress", "against": "target"}, unit=PERCENT, level_labels={}))
    previous = rule_words(SimpleNamespace(rule={"type": "progress", "against": "previous", "full_at": 4}, unit=PERCENT, level_labels={}))

    assert target.rows[1].condition == "100% of the target or more"
    assert previous.rows[1].condition == "a change of 4% or more"


@pytest.mark.django_db
def test_every_shipped_rule_has_words_and_bars_within_the_frame():
    load_catalogue()
    for framework in Framework.objects.all():
        for indicator in framework.indicators.all():
            words = rule_words(indicator)
            assert words.sentence
            assert all(0 <= row.share <= 100 and row.condition for row in words.rows), indicator.code
            assert {0, 100} <= {row.share for row in words.rows}, indicator.code


@pytest.mark.parametrize(
    ("label", "instrument", "name"),
    [
        ("Pasal 25", "DUHAM", "Pasal 25 DUHAM"),
        ("TPB 16.3", "TPB", "TPB 16.3"),
        ("SDG 16.3", "SDGs", "SDG 16.3"),
        ("SPM Kesehatan 2", "PP 2/2018", "SPM Kesehatan 2 PP 2/2018"),
    ],
)
def test_a_provision_is_called_by_its_label_and_text(label, instrument, name):
    assert provision_name(label, instrument) == name


@pytest.mark.django_db
def test_bases_are_gathered_by_the_four_roots(django_assert_num_queries):
    indicator = IndicatorFactory()
    for code, root, year in (
        ("sdg", "sdg", 2015),
        ("uu", "national", 2009),
        ("uud", "national", 1945),
        ("cedaw", "treaty", 1979),
        ("duham", "duham", 1948),
    ):
        indicator.provisions.add(ProvisionFactory(code=f"{code}-1", instrument=InstrumentFactory(code=code, root=root, year=year)))

    with django_assert_num_queries(1):
        groups = bases_by_root(indicator)
        found = [(group.code, [provision.code for provision in group.provisions]) for group in groups]

    assert found == [("international", ["duham-1", "cedaw-1"]), ("national", ["uud-1", "uu-1"]), ("sdg", ["sdg-1"])]


@pytest.mark.django_db
def test_the_outline_of_an_adopted_framework_is_read_once(django_assert_num_queries):
    framework = small_framework()
    with django_assert_num_queries(4):
        first = framework_outline(framework)

    with django_assert_num_queries(0):
        assert framework_outline(framework) is first

    assert [right.code for right in first.rights] == ["informasi", "kesehatan"]
    assert first.indicator("KESEHATAN-P1").level_labels["full"].english == "Complete"
    assert [basis.code for basis in first.indicator("KESEHATAN-P1").bases] == ["ketentuan-kesehatan"]
    assert first.right("tidak-ada") is None


@pytest.mark.django_db
def test_the_outline_of_a_draft_is_always_fresh():
    draft = small_framework("rancangan", state="draft")
    framework_outline(draft)
    draft.indicators.filter(code="KESEHATAN-H1").delete()

    assert len(framework_outline(draft).indicators) == 5


@pytest.mark.django_db
def test_the_partials_work_alone(django_assert_max_num_queries):
    indicator = small_framework().indicators.get(code="KESEHATAN-P1")

    with django_assert_max_num_queries(1):
        rule = render_to_string("indicators/partials/rule.html", {"indicator": indicator})
        definition = render_to_string("indicators/partials/definition.html", {"indicator": indicator})
        bases = render_to_string("indicators/partials/bases.html", {"owner": indicator})

    assert "Complete" in rule
    assert "does not apply" in rule
    assert "Copy of the regulation" in definition
    assert "/dasar-hukum/ketentuan-kesehatan/" in bases


def test_progress_against_a_target_the_rule_names_says_the_target_and_its_edges():
    rule = {"type": "progress", "against": "target", "target": "98", "zero_at": 60, "full_at": 100}
    words = rule_words(SimpleNamespace(rule=rule, unit=PERCENT, level_labels={}))

    assert words.sentence == "By how much of the target of 98% was reached."
    assert [row.condition for row in words.rows] == ["60% of the target (58.8%) or less", "100% of the target (98%) or more"]
    assert words.notes == ("The target is the same for every region.",)


def test_progress_against_the_answer_s_own_target_warns_that_one_is_needed():
    words = rule_words(SimpleNamespace(rule={"type": "progress", "against": "target"}, unit="", level_labels={}))

    assert words.sentence == "By how much of the target was reached."
    assert words.notes == ("Without a target nothing is earned.",)
