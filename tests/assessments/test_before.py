"""Last year's answers and figures through the mapping from an older framework to a newer one."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.access import allowed
from assessments.models import Answer, Assessment, Cycle, Evidence, EvidenceFile, Review
from assessments.services.before import before
from assessments.services.scores import self_score
from assessments.services.values import previous_values
from assessments.templatetags.assessment_words import earlier_words
from indicators.models import Framework, FrameworkState, IndicatorLink
from indicators.services.mapping import Relation
from tests.factories import Stage, answer, assign, open_cycle
from tests.factories_indicators import CriterionFactory, FrameworkFactory, IndicatorFactory, RightFactory, text

PROGRESS = {"type": "progress", "against": "previous", "zero_at": "0", "full_at": "10"}
PER_THOUSAND = PROGRESS | {"per": 1000, "full_at": "4"}
LINEAR = {"type": "linear", "zero_at": "0", "full_at": "100"}
OLDER = ("LANJUT", "PECAH", "GABUNG-1", "GABUNG-2", "LAIN", "BENTUK", "RASIO", "TANGGA", "AKHIR")
START = 'href="?mulai=tahun-lalu#jawaban"'
# code in the newer framework -> codes before
LINKS = {
    "N-LANJUT": ["LANJUT"],
    "N-PECAH-1": ["PECAH"],
    "N-PECAH-2": ["PECAH"],
    "N-GABUNG": ["GABUNG-1", "GABUNG-2"],
    "N-LAIN": ["LAIN"],
    "N-BENTUK": ["BENTUK"],
    "N-RASIO": ["RASIO"],
    "N-TANGGA": ["TANGGA"],
    "N-BARU": [],
}


def _framework(code: str, codes: Any, rules: dict[str, dict[str, Any]], follows: Framework | None = None) -> Framework:
    framework = FrameworkFactory(code=code, follows=follows)
    right = RightFactory(criterion=CriterionFactory(framework=framework))
    for order, name in enumerate(codes):
        values: dict[str, Any] = {"answer_type": "percentage", "kind": "hasil", "unit": text("persen", "percent"), "rule": rules.get("*", LINEAR)}
        IndicatorFactory(right=right, code=name, order=order, **values | rules.get(name, {}))
    return framework


def _adopt(framework: Framework) -> Framework:
    Framework.objects.filter(pk=framework.pk).update(state=FrameworkState.ADOPTED, adopted_at=timezone.now())
    framework.refresh_from_db()
    return framework


@pytest.fixture
def years(stage: Stage) -> Stage:
    """2027 by a framework that follows the one of 2026; Sleman answered 40 everywhere then."""
    ratio = {"answer_type": "ratio", "numerator": text("Guru", "Teachers"), "denominator": text("Anak", "Children")}
    older = _framework(
        "lama",
        OLDER,
        {
            "RASIO": {**ratio, "rule": LINEAR | {"per": 100}},
            "BENTUK": {"answer_type": "count"},
            "TANGGA": {
                "answer_type": "level",
                "rule": {"type": "levels", "levels": {"none": 0, "full": 1}},
                "level_labels": {"full": text("Penuh", "Full")},
            },
        },
    )
    _adopt(older)
    newer = _framework(
        "baru",
        LINKS,
        {
            "*": PROGRESS,
            "N-RASIO": {**ratio, "rule": PER_THOUSAND},
            "N-TANGGA": {"answer_type": "level", "rule": {"type": "levels", "levels": {"nihil": 0, "lengkap": 1}}},
        },
        older,
    )
    for code, sources in LINKS.items():
        for source in sources:
            IndicatorLink.objects.create(
                framework=newer,
                predecessor=older.indicators.get(code=source),
                successor=newer.indicators.get(code=code),
                is_comparable=source != "LAIN",
                note=text("Takrif berubah", "The definition changed") if source == "LAIN" else {},
            )
    _adopt(newer)
    Cycle.objects.filter(pk=stage.cycle.pk).update(award_year=2020, data_year=2019)
    last = Assessment.objects.create(cycle=open_cycle(older, award_year=2026), region=stage.region)
    for code in OLDER:
        given: dict[str, Any] = {"number": Decimal(40)}
        if code == "RASIO":
            given = {"numerator": Decimal(3), "denominator": Decimal(1000)}
        elif code == "TANGGA":
            given = {"choice": "full"}
        answer(last, code, **given)
    stage.cycle = open_cycle(newer, award_year=2027)
    stage.framework = newer
    stage.assessment = Assessment.objects.create(cycle=stage.cycle, region=stage.region)
    return stage


def figures(stage: Stage) -> dict[str, Decimal]:
    """Last year's figures of the region by the newer codes."""
    return {code: figure for (_region, code), figure in previous_values(stage.cycle, region_id=stage.region.pk).items()}


def asked(stage: Stage, code: str) -> Any:
    return before(stage.assessment, stage.framework.indicators.get(code=code))


def test_a_comparable_figure_is_carried_on_and_to_each_part_of_a_split(years):
    found = figures(years)

    assert found["N-LANJUT"] == found["N-PECAH-1"] == found["N-PECAH-2"] == Decimal(40)


def test_merged_incomparable_and_new_figures_and_those_of_another_type_are_not_carried(years):
    assert set(figures(years)) == {"N-LANJUT", "N-PECAH-1", "N-PECAH-2", "N-RASIO"}


def test_a_ratio_is_carried_by_the_factor_of_the_newer_rule(years):
    assert figures(years)["N-RASIO"] == Decimal(3)  # 3 of 1,000 children, per 1,000


def test_the_finding_counts_before_the_answer(years):
    last = Answer.objects.get(assessment__cycle__award_year=2026, indicator__code="LANJUT")
    Review.objects.create(answer=last, outcome="adjusted", note="Tabel 3.", number=Decimal(35), by=years.reviewer)

    assert figures(years)["N-LANJUT"] == Decimal(35)


def test_the_figures_of_all_regions_cost_two_queries(years, django_assert_num_queries):
    previous_values(years.cycle)
    with django_assert_num_queries(2):
        assert len(previous_values(years.cycle)) == 4


def test_without_a_rule_that_looks_back_nothing_is_asked(stage, django_assert_num_queries):
    previous_values(stage.cycle)
    with django_assert_num_queries(0):
        assert previous_values(stage.cycle) == {}


def test_progress_is_scored_from_the_carried_figure(years):
    answer(years.assessment, "N-LANJUT", number=Decimal(45))
    answer(years.assessment, "N-RASIO", numerator=Decimal(10), denominator=Decimal(2000))
    nodes = {node.code: node for node in self_score(years.assessment).tree.walk("indicator")}

    assert nodes["N-LANJUT"].params == {"value": "45", "measure": "40", "made": "5"}
    assert nodes["N-RASIO"].params == {"value": "5", "measure": "3", "made": "2"}
    # a change of 5 where 10 earns all, of 2 where 4 does
    assert [nodes[code].earned * 2 for code in ("N-LANJUT", "N-RASIO")] == [pytest.approx(nodes[code].maximum) for code in ("N-LANJUT", "N-RASIO")]


def test_the_first_answer_is_scored_with_last_years_figure_at_once(years, sign_in):
    browser = sign_in(years.coordinator)
    browser.cookies["django_language"] = "en"
    path = "/kerja/2027/34.04/N-LANJUT/"
    assert "Figure of the year before" in browser.get(path).content.decode()
    previewed = browser.post(f"{path}nilai/", {"number": "50", "version": 0, "note": ""})
    assert previewed.context["points"].indicator.reason == "progress_previous"

    browser.post(path, {"number": "50", "version": 0, "note": ""})

    years.assessment.refresh_from_db()
    assert years.assessment.self_score == self_score(years.assessment).raw > 0


@pytest.mark.parametrize(
    ("code", "relation", "is_carried", "words"),
    [
        ("N-LANJUT", Relation.CONTINUES, True, "In 2026 this was asked as LANJUT; the figures can be compared."),
        ("N-PECAH-2", Relation.SPLITS, True, "In 2026 this was part of PECAH; its figure can be compared."),
        ("N-GABUNG", Relation.MERGES, False, "In 2026 this was asked as 2 indicators; their figures cannot be compared with this one."),
        ("N-LAIN", Relation.CONTINUES, False, "In 2026 this was asked as LAIN; the figures cannot be compared."),
        ("N-BENTUK", Relation.CONTINUES, False, "In 2026 this was asked as BENTUK, for another kind of answer; it cannot be taken over."),
        ("N-BARU", Relation.NEW, False, "Asked for the first time: the framework of 2026 had no such indicator."),
    ],
)
def test_the_page_says_what_was_asked_before(years, sign_in, code, relation, is_carried, words):
    found = asked(years, code)
    assert (found.year, found.relation, found.carried is not None) == (2026, relation, is_carried)
    with translation.override("en"):
        assert earlier_words(found) == words

    browser = sign_in(years.coordinator)
    browser.cookies["django_language"] = "en"
    page = browser.get(f"/kerja/2027/34.04/{code}/").content.decode()
    assert words in page
    assert all(f"Statement {source}" in page for source in LINKS[code])
    assert (START in page) is is_carried
    assert ("The definition changed" in page) is (code == "N-LAIN")


@pytest.mark.parametrize(("person", "name"), [("verifier", "verification_answer"), ("reviewer", "review_answer")])
def test_verifier_and_reviewer_read_the_same_beside_the_answer(years, sign_in, person, name):
    answer(years.assessment, "N-GABUNG", number=Decimal(41))
    browser = sign_in(years.people[person])
    browser.cookies["django_language"] = "en"

    page = browser.get(reverse(f"assessments:{name}", kwargs={"year": 2027, "region": "34.04", "indicator": "N-GABUNG"})).content.decode()

    assert "In 2026 this was asked as 2 indicators; their figures cannot be compared" in page
    assert page.count("Statement GABUNG-") == 2


def test_a_contributor_opens_the_files_of_what_their_indicator_follows(years, sign_in):
    unit = years.contributor.memberships.get().work_unit
    now = Assessment.objects.get(cycle__award_year=2027, region=years.region)
    assign(now, unit, "N-LANJUT", "N-GABUNG")
    last = {row.answer.indicator.code: row.file for row in Evidence.objects.filter(answer__assessment__cycle__award_year=2026)}
    seen = set(EvidenceFile.objects.visible_to(years.contributor))
    assert seen == {last["LANJUT"], last["GABUNG-1"], last["GABUNG-2"]}
    assert allowed(years.contributor, "assessments.view_evidence", last["LANJUT"])
    assert not allowed(years.contributor, "assessments.view_evidence", last["PECAH"])
    page = sign_in(years.contributor).get(f"/data-dukung/{last['LANJUT'].pk}/lihat/")
    assert page.status_code == 200


def test_a_level_that_the_new_rubric_does_not_have_is_not_offered(years, sign_in):
    found = asked(years, "N-TANGGA")
    indicator = years.framework.indicators.get(code="N-TANGGA")
    assert found.carried.answer.choice == "full"
    assert found.starts(indicator) is None

    browser = sign_in(years.coordinator)
    browser.cookies["django_language"] = "en"
    page = browser.get("/kerja/2027/34.04/N-TANGGA/?mulai=tahun-lalu")
    assert START not in page.content.decode()
    assert "started_with" not in page.context
    assert page.context["form"]["choice"].value() in {None, ""}
    assert "Full" in page.content.decode(), "the old answer stands there in its own words"


def test_what_can_be_compared_starts_the_form(years, sign_in):
    page = sign_in(years.coordinator).get("/kerja/2027/34.04/N-PECAH-1/?mulai=tahun-lalu")

    assert page.context["form"]["number"].value() == "40"


def test_an_unanswered_question_is_told_without_an_answer(years):
    Answer.objects.filter(indicator__code="LAIN").delete()
    found = asked(years, "N-LAIN")

    assert not found.has_answer
    assert [row.indicator.code for row in found.asked] == ["LAIN"]


def test_a_framework_that_follows_nothing_says_nothing(years):
    stranger = _adopt(_framework("asing", ["X"], {}))
    cycle = open_cycle(stranger, award_year=2028)
    assessment = Assessment.objects.create(cycle=cycle, region=years.region)

    assert before(assessment, stranger.indicators.get(code="X")) is None
    assert previous_values(cycle) == {}


@pytest.mark.parametrize(("code", "most"), [("N-LANJUT", 1), ("N-GABUNG", 1), ("N-BARU", 2)])
def test_looking_back_costs_one_query_or_two_without_an_answer(years, django_assert_num_queries, code, most):
    indicator = years.framework.indicators.get(code=code)
    asked(years, code)
    with django_assert_num_queries(most):
        before(years.assessment, indicator)


def test_a_progress_rule_adds_two_queries_to_a_save_and_no_more(years, sign_in, django_assert_max_num_queries):
    browser = sign_in(years.coordinator)
    path = "/kerja/2027/34.04/N-LANJUT/"
    browser.post(path, {"number": "41", "version": 0, "note": ""})
    with django_assert_max_num_queries(12):
        assert browser.post(path, {"number": "42", "version": 1, "note": ""}).status_code == 302
