"""The files that come with the portal: complete, and of the quality an official may rely on."""

from collections import Counter
from decimal import Decimal

import pytest

from indicators.catalogue import Faults, missing_texts, read_framework, read_instruments
from indicators.services.load import shipped_frameworks, shipped_instruments

INSTRUMENTS = read_instruments(shipped_instruments())
PROVISIONS = {provision.code: instrument for instrument in INSTRUMENTS for provision in instrument.provisions}
FRAMEWORKS = {entry.code: entry for entry in (read_framework(path, known_provisions=PROVISIONS) for path in shipped_frameworks())}
FIRST = FRAMEWORKS["permenkumham-25-2013"]
REVISED = FRAMEWORKS["revisi-2026"]


def test_the_declaration_has_its_thirty_articles():
    duham = next(instrument for instrument in INSTRUMENTS if instrument.root == "duham")

    assert {f"duham-{number}" for number in range(1, 31)} <= {provision.code for provision in duham.provisions}


def test_all_29_minimum_service_standards_of_regencies_and_cities_are_there():
    services = [code for code, instrument in PROVISIONS.items() if instrument.root == "spm"]

    assert len(services) == 29


def test_the_17_goals_are_there():
    assert {f"sdg-{number}" for number in range(1, 18)} <= set(PROVISIONS)


@pytest.mark.parametrize("treaty", ["icerd", "iccpr", "icescr", "cedaw", "cat", "crc", "icmw", "crpd"])
def test_treaties_say_how_indonesia_bound_itself(treaty):
    instrument = next(entry for entry in INSTRUMENTS if entry.code == treaty)

    assert instrument.binding_note["id"]
    assert instrument.binding_note["en"]


def test_the_first_framework_has_17_items_in_five_groups():
    assert [len(right.indicators) for right in FIRST.rights] == [3, 4, 7, 1, 2]
    assert (FIRST.rollup, FIRST.regulation, FIRST.is_reference) == ("item_sum", "Permenkumham 25/2013", False)
    assert all(max(Decimal(band["points"]) for band in item.rule["bands"]) == 10 for item in FIRST.indicators)


def test_unknown_bands_of_the_first_framework_are_marked():
    known = {"aki", "akb", "tutupan-vegetasi", "tidak-sekolah-dasar", "tidak-sekolah-menengah", "kebutuhan-khusus", "buta-aksara"}

    assert {item.code for item in FIRST.indicators if not item.is_reconstruction} == known


def test_the_item_that_was_dropped_for_the_data_of_2015_may_be_left_out():
    assert next(item for item in FIRST.indicators if item.code == "tutupan-vegetasi").may_be_not_applicable


def test_the_revised_framework_has_eleven_rights_in_ten_criteria_and_two_groups():
    assert len(REVISED.rights) == 11
    assert len(REVISED.criteria) == 10
    assert Counter(right.group for right in REVISED.rights) == {"sipol": 5, "ekosob": 6}
    assert REVISED.components == {"struktur": 10, "proses": 30, "hasil": 60}
    assert REVISED.is_reference
    assert "bukan teks resmi" in REVISED.note["id"]


@pytest.mark.parametrize("right", REVISED.rights, ids=lambda right: right.code)
def test_every_right_asks_for_all_three_kinds(right):
    assert {indicator.kind for indicator in right.indicators} == {"struktur", "proses", "hasil"}


@pytest.mark.parametrize("indicator", REVISED.indicators, ids=lambda indicator: indicator.code)
def test_every_indicator_rests_on_international_and_national_law_and_shows_a_goal(indicator):
    roots = {PROVISIONS[reference.code].root for reference in indicator.bases}

    assert roots & {"duham", "treaty"}
    assert "national" in roots
    assert "sdg" in roots


def test_no_two_indicators_say_the_same():
    statements = [indicator.statement[language] for indicator in REVISED.indicators for language in ("id", "en")]

    assert len(statements) == len(set(statements))


def test_outcomes_are_asked_as_outcomes():
    for indicator in REVISED.indicators:
        if indicator.kind == "hasil":
            assert indicator.answer_type in {"percentage", "ratio", "number", "count"}, indicator.code


def test_predicates_are_those_of_the_ministry():
    for framework in FRAMEWORKS.values():
        assert {(band.code, band.minimum, band.is_awarded) for band in framework.predicates} == {
            ("peduli", 75, True),
            ("cukup", 65, False),
            ("mulai", 50, False),
            ("kurang", 0, False),
        }


def test_the_revised_framework_asks_120_indicators():
    assert len(REVISED.indicators) == 120
    assert Counter(indicator.kind for indicator in REVISED.indicators) == {"struktur": 22, "proses": 42, "hasil": 56}


@pytest.mark.parametrize("right", REVISED.rights, ids=lambda right: right.code)
def test_every_minimum_service_a_right_rests_on_is_asked_by_one_of_its_indicators(right):
    services = {reference.code for reference in right.bases if PROVISIONS[reference.code].root == "spm"}
    asked = {reference.code for indicator in right.indicators for reference in indicator.bases}

    assert services <= asked


def test_all_29_minimum_services_are_asked_somewhere():
    services = {code for code, instrument in PROVISIONS.items() if instrument.root == "spm"}
    asked = {reference.code for indicator in REVISED.indicators for reference in indicator.bases}

    assert services <= asked


def test_everything_is_written_in_both_languages_and_no_field_is_empty():
    for framework in FRAMEWORKS.values():
        faults = Faults()
        missing_texts(framework, faults)
        assert not list(faults)


def test_paper_alone_never_earns_everything():
    """Struktur asks in levels: a law alone is not the highest of them."""
    for indicator in REVISED.indicators:
        if indicator.kind == "struktur":
            assert indicator.answer_type == "level", indicator.code
            assert len(indicator.rule["levels"]) >= 3, indicator.code


def test_most_of_the_score_is_what_people_experience():
    assert sum(indicator.answer_type in {"percentage", "ratio", "number", "count"} for indicator in REVISED.indicators) >= 90


@pytest.mark.parametrize("treaty", ["icerd", "iccpr", "icescr", "cedaw", "cat", "crc", "icmw", "crpd"])
def test_the_articles_of_a_treaty_that_rights_rest_on_are_there(treaty):
    instrument = next(entry for entry in INSTRUMENTS if entry.code == treaty)

    assert len(instrument.provisions) >= 3


def test_every_treaty_says_how_indonesia_stands_to_it():
    assert all(entry.binding_note.get("id") and entry.binding_note.get("en") for entry in INSTRUMENTS if entry.root == "treaty")


def test_laws_carry_their_number_and_year():
    laws = [entry for entry in INSTRUMENTS if entry.root == "national" and entry.code != "uud-1945"]

    assert all("Nomor" in entry.title["id"] and entry.year for entry in laws)


def test_the_revised_framework_rests_on_law_in_force():
    replaced = {provision.code for entry in INSTRUMENTS for provision in entry.provisions if provision.replaced_by or entry.replaced_by}

    assert not replaced & {reference.code for indicator in REVISED.indicators for reference in indicator.bases}
