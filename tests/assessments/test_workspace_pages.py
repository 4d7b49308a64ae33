"""The pages of the workspace: who sees what, with how many queries."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Assessment, AssessmentState, Cycle, PhaseCode, Review, Verification
from indicators.models import Framework
from tests.factories import RegionFactory, answer, close_phase, fill, open_cycle
from tests.factories_indicators import IndicatorFactory, small_framework

HOME = "/kerja/2026/34.04/"
READERS = ["coordinator", "contributor", "signatory", "observer", "verifier", "reviewer", "lead", "administrator"]
PAGES = [HOME, f"{HOME}hak/informasi/", f"{HOME}INFORMASI-S1/"]


def english(client):
    client.cookies["django_language"] = "en"
    return client


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("person", READERS)
def test_those_of_the_region_and_above_read_every_page(stage, sign_in, person, path):
    response = sign_in(getattr(stage, person)).get(path)
    assert response.status_code == 200
    may_answer = person in {"coordinator", "contributor"}
    assert response.context["may_answer"] is may_answer
    assert ('id="jawaban"' in response.content.decode()) is (may_answer and path == PAGES[2])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("person", ["far_coordinator", "far_verifier", "editor", "nobody"])
def test_others_do_not_learn_that_it_exists(stage, sign_in, person, path):
    assert sign_in(getattr(stage, person)).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/kerja/2025/34.04/", "/kerja/2026/99.99/", f"{HOME}hak/tidak-ada/", f"{HOME}TIDAK-ADA/"])
def test_what_is_not_there_is_not_found(stage, sign_in, path):
    assert sign_in(stage.coordinator).get(path).status_code == 404


def test_the_coordinator_finds_the_own_region_with_its_deadline(stage, sign_in):
    response = english(sign_in(stage.coordinator)).get("/kerja/")
    cards = response.context["own"]
    assert [card["assessment"] for card in cards] == [stage.assessment]
    assert cards[0]["total"] == 6
    assert cards[0]["deadline"] == stage.cycle.phases.get(code=PhaseCode.FILLING).ends_at
    assert HOME in response.content.decode()


@pytest.mark.parametrize(
    ("person", "codes"),
    [("observer", ["34.04", "34.71"]), ("verifier", ["34.04", "34.71"]), ("far_verifier", ["91.03"]), ("reviewer", ["34.04", "34.71", "91.03"])],
)
def test_those_who_watch_several_see_exactly_their_regions(stage, sign_in, person, codes):
    response = sign_in(getattr(stage, person)).get("/kerja/")
    assert [row.region.code for row in response.context["watched"]] == codes


def test_the_list_is_filtered_by_name_state_and_province(stage, sign_in):
    client = sign_in(stage.lead)
    Assessment.objects.filter(region=stage.far_region).update(state=AssessmentState.SUBMITTED)

    def found(query):
        return [row.region.code for row in client.get(f"/kerja/?{query}").context["watched"]]

    assert found("cari=sleman") == ["34.04"]
    assert found("cari=34.") == ["34.04", "34.71"]
    assert found("status=submitted") == ["91.03"]
    assert found("provinsi=91") == ["91.03"]
    assert found("status=nonsense&halaman=99&tahun=abc&provinsi=<script>") == ["34.04", "34.71", "91.03"]


def test_the_list_of_many_regions_comes_in_pages_with_few_queries(stage, sign_in, django_assert_max_num_queries):
    regions = [RegionFactory(province=stage.region.province, code=f"34.{n:02d}") for n in range(10, 70)]
    Assessment.objects.bulk_create(Assessment(cycle=stage.cycle, region=region) for region in regions)
    client = sign_in(stage.lead)
    client.get("/kerja/")
    with django_assert_max_num_queries(9):
        response = client.get("/kerja/")
    assert len(response.context["watched"].object_list) == 50
    assert response.context["watched"].paginator.count == 63


def test_the_framework_editor_is_told_where_to_go(stage, sign_in):
    response = sign_in(stage.editor).get("/kerja/")
    assert response.status_code == 200
    assert not response.context["tallies"]


def test_the_dashboard_shows_progress_score_and_what_is_next(stage, sign_in):
    fill(stage.assessment)
    answer_to_clear = stage.assessment.answers.get(indicator__code="KESEHATAN-S1")
    answer_to_clear.evidence.all().delete()
    page = sign_in(stage.coordinator).get(HOME).context["overview"]
    assert (page.answered, page.total, page.without_evidence) == (6, 6, 1)
    assert page.result.raw == Decimal(83)
    assert page.next_open.indicator.code == "KESEHATAN-S1"


@pytest.mark.parametrize("person", ["coordinator", "contributor", "signatory"])
def test_one_page_has_what_is_needed_to_answer_and_one_example_of_each_kind(stage, sign_in, person):
    page = sign_in(stage.people[person]).get(f"{HOME}INFORMASI-H1/").content.decode()
    unit = stage.framework.indicators.get(code="INFORMASI-H1").unit["id"]
    asked = ("Yang dimaksud", unit, "Tahun data", "JDIH", "Bagian Hukum", "Salinan Perda", "Surat keterangan")
    assert [words for words in asked if words not in page] == []
    # "A draft regulation" is the rejected one, and stands after the one that is accepted.
    assert 0 < page.index("proof--accepted") < page.index("Perda yang diundangkan") < page.index("proof--rejected") < page.index("Rancangan Perda")


def test_returned_answers_come_first_with_the_reason_of_the_kanwil(stage, sign_in):
    fill(stage.assessment)
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=AssessmentState.RETURNED)
    row = stage.assessment.answers.get(indicator__code="KESEHATAN-P1")
    verdict = Verification.objects.create(answer=row, round=1, outcome="needs_correction", reason="Dokumen belum ditandatangani.", by=stage.verifier)
    client = sign_in(stage.coordinator)
    for path in (HOME, f"{HOME}hak/kesehatan/", f"{HOME}KESEHATAN-P1/"):
        assert "Dokumen belum ditandatangani." in client.get(path).content.decode(), path
    assert [line.indicator.code for line in client.get(HOME).context["overview"].corrections] == ["KESEHATAN-P1"]
    Verification.objects.filter(pk=verdict.pk).update(at=timezone.now() - timedelta(hours=1))
    client.post(f"{HOME}KESEHATAN-P1/", {"choice": "partial", "note": "sudah diperbaiki", "version": 1})
    assert client.get(HOME).context["overview"].corrections == []


def test_verdicts_of_the_present_round_stay_with_the_kanwil_until_it_decides(stage, sign_in):
    fill(stage.assessment)
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=AssessmentState.SUBMITTED)
    Verification.objects.create(answer=stage.assessment.answers.first(), round=1, outcome="not_fit", reason="Rahasia dulu.", by=stage.verifier)
    for path in PAGES:
        assert "Rahasia dulu." not in sign_in(stage.coordinator).get(path).content.decode()


@pytest.mark.parametrize(("state", "shown"), [(AssessmentState.FORWARDED, False), (AssessmentState.REVIEWED, True)])
def test_findings_are_shown_when_the_scoring_is_finished(stage, sign_in, state, shown):
    row = answer(stage.assessment, "INFORMASI-S1", choice="yes")
    Review.objects.create(answer=row, outcome="unsupported", note="Perda sudah dicabut.", by=stage.reviewer)
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=state)
    page = sign_in(stage.coordinator).get(PAGES[2]).content.decode()
    assert ("Perda sudah dicabut." in page) is shown


def test_the_levels_of_a_rubric_are_offered_in_the_readers_language(stage, sign_in):
    client = sign_in(stage.coordinator)
    for language, words in (("id", ["Belum ada", "Sebagian", "Lengkap"]), ("en", ["None", "Partly", "Complete"])):
        client.cookies["django_language"] = language
        response = client.get(f"{HOME}INFORMASI-P1/")
        assert [label for _, label in response.context["form"].fields["choice"].choices] == words
        assert all(f'<span class="choice-title">{word}</span>' in response.content.decode() for word in words)


def test_last_years_answer_can_be_the_start_of_this_years(stage, sign_in):
    Cycle.objects.filter(pk=stage.cycle.pk).update(award_year=2027, data_year=2026)
    before = open_cycle(stage.framework, award_year=2026)
    earlier = Assessment.objects.create(cycle=before, region=stage.region)
    answer(earlier, "INFORMASI-H1", numerator=Decimal("40.5"), denominator=Decimal(50), note="catatan tahun lalu")
    path = "/kerja/2027/34.04/INFORMASI-H1/"
    client = sign_in(stage.coordinator)
    response = client.get(path)
    assert response.context["page"].earlier.year == 2026
    assert response.context["page"].earlier.carried.share == Decimal(81)
    assert response.context["form"]["numerator"].value() is None
    started = client.get(f"{path}?mulai=tahun-lalu")
    assert started.context["form"]["numerator"].value() == "40,5"
    assert started.context["form"]["note"].value() == "catatan tahun lalu"
    assert not stage.assessment.answers.exists(), "starting writes nothing"


def test_the_deadline_is_shown_in_the_readers_zone(stage, sign_in):
    ends = timezone.now().replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=3)
    stage.cycle.phases.filter(code=PhaseCode.FILLING).update(ends_at=ends)
    client = english(sign_in(stage.coordinator))
    for zone, shown in (("Asia/Jakarta", "22:00 WIB"), ("Asia/Jayapura", "00:00 WIT")):
        session = client.session
        session["time_zone"] = zone
        session.save()
        assert shown in client.get(HOME).content.decode()


def test_after_the_deadline_the_page_reads_and_says_why(stage, sign_in):
    close_phase(stage.cycle, PhaseCode.FILLING)
    page = english(sign_in(stage.coordinator)).get(PAGES[2]).content.decode()
    assert 'id="jawaban"' not in page
    assert "deadline has passed" in page


def test_the_demonstration_is_marked_on_every_page(stage, sign_in):
    Cycle.objects.filter(pk=stage.cycle.pk).update(is_demonstration=True)
    for path in ["/kerja/", *PAGES]:
        assert 'class="demonstration-banner"' in sign_in(stage.coordinator).get(path).content.decode(), path
    assert 'class="demonstration-banner"' in sign_in(stage.lead).get("/kerja/").content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_queries_do_not_grow_with_answers_and_pages_stay_light(stage, sign_in, path):
    client = sign_in(stage.coordinator)
    bare = queries(client, path)
    fill(stage.assessment)
    for row in stage.assessment.answers.all():
        Verification.objects.create(answer=row, round=1, outcome="needs_correction", reason="Perbaiki.", by=stage.verifier)
    full = queries(client, path)
    assert full <= bare + 4, "an answer brings its files, its verdict and last year"
    assert full <= 17
    assert len(client.get(path).content) < 200_000


def test_a_framework_of_120_indicators_stays_light_and_constant(stage, sign_in):
    framework = small_framework("besar", state="draft")
    right = framework.rights.get(code="informasi")
    rows = [IndicatorFactory(right=right, framework=framework, code=f"X{n:03d}", order=100 + n) for n in range(114)]
    Framework.objects.filter(pk=framework.pk).update(state="adopted", adopted_at=timezone.now())
    framework.refresh_from_db()
    assessment = Assessment.objects.create(cycle=open_cycle(framework, award_year=2025), region=stage.region)
    client = sign_in(stage.coordinator)
    paths = [path.replace("2026", "2025") for path in PAGES]
    before = {path: queries(client, path) for path in paths}
    for row in rows:
        answer(assessment, row.code, choice="yes")
    for path in paths:
        assert queries(client, path) == before[path], path
        assert len(client.get(path).content) < 200_000, path


@pytest.mark.parametrize(
    ("person", "page"),
    [
        *(("coordinator", page) for page in PAGES),
        *(("verifier", f"/verifikasi/2026/34.04/{page}") for page in ("", "INFORMASI-S1/")),
        *(("reviewer", f"/penilaian/2026/34.04/{page}") for page in ("", "INFORMASI-S1/")),
    ],
)
def test_working_pages_say_when_a_framework_is_a_reference_catalogue(stage, sign_in, person, page):
    fill(stage.assessment)
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=AssessmentState.FORWARDED)
    response = sign_in(getattr(stage, person)).get(page)
    assert response.status_code == 200
    assert "indicators/partials/reference_mark.html" in {template.name for template in response.templates}


def test_the_mark_stands_only_on_a_reference_catalogue():
    def marked(is_reference: bool) -> str:
        framework = Framework(code="kecil", title={"id": "Kecil", "en": "Small"}, is_reference=is_reference, state="adopted")
        return render_to_string("indicators/partials/reference_mark.html", {"framework": framework})

    assert "/kerangka/kecil/" in marked(True)
    assert marked(False).strip() == ""
