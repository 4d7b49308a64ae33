"""What the small world looks like when an address of the access table is opened."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Membership, WorkUnit
from accounts.services.invitations import Person, invite_contributors
from assessments.models import (
    Answer,
    Assessment,
    AssessmentState,
    EvidenceFile,
    EvidenceLink,
    Notice,
    NoticeCode,
    OfficialFigure,
    Review,
    ReviewOutcome,
    Upload,
    WorkbookImport,
)
from assessments.services.comments import add_comment as comment_on
from assessments.services.notices import notify
from assessments.services.practice import open_practice
from assessments.services.submission import submit_assessment
from indicators.models import Provision
from indicators.services.drafts import draft_from
from indicators.services.workshop_comments import add_comment
from jobs.models import Job
from jobs.services import run as do_job
from reports.models import Certificate, Publication, PublishedResult, PublishedYear, RunState, ScoringRun
from reports.services.scoring import start_run
from reports.services.simulation import start_simulation
from tests.assessments.samples import picture
from tests.factories import Stage, fill
from tests.factories_commitments import promise
from tests.factories_lessons import lesson
from tests.factories_statement import sign

Scene = Callable[[Stage], dict[str, Any]]


def _set_state(stage: Stage, state: AssessmentState) -> None:
    Assessment.objects.filter(pk=stage.assessment.pk).update(state=state)
    stage.assessment.refresh_from_db()


def filled(stage: Stage) -> dict[str, Any]:
    """Every question of 34.04 is answered."""
    answers = fill(stage.assessment)
    evidence = answers[0].evidence.get()
    return {"evidence": evidence.pk, "file": evidence.file_id}


def talked(stage: Stage) -> dict[str, Any]:
    """The OPD has commented on its first answer."""
    ids = filled(stage)
    indicator = stage.framework.indicators.get(code="INFORMASI-S1")
    return ids | {"comment": comment_on(assessment=stage.assessment, indicator=indicator, text="Perda baru menyusul.", by=stage.contributor).pk}


def asked(stage: Stage) -> dict[str, Any]:
    """34.04 is with the Kanwil, which asks about the first answer."""
    ids = submitted(stage)
    indicator = stage.framework.indicators.get(code="INFORMASI-S1")
    return ids | {"comment": comment_on(assessment=stage.assessment, indicator=indicator, text="Halaman berapa?", by=stage.verifier).pk}


def stored(stage: Stage) -> dict[str, Any]:
    """The first file of 34.04 lies in the storage."""
    ids = filled(stage)
    EvidenceFile.objects.get(pk=ids["file"]).file.save("perda", ContentFile(b"%PDF-1.7"))
    return ids


def pictured(stage: Stage) -> dict[str, Any]:
    """The first file of 34.04 is a picture in the storage."""
    ids = filled(stage)
    EvidenceFile.objects.filter(pk=ids["file"]).update(media_type="image/png")
    EvidenceFile.objects.get(pk=ids["file"]).file.save("foto", ContentFile(picture("PNG")))
    return ids


def linked(stage: Stage) -> dict[str, Any]:
    """An answer of 34.04 is supported by a regulation on a JDIH."""
    ids = filled(stage)
    answer = Answer.objects.get(assessment=stage.assessment, indicator__code="INFORMASI-S1")
    return ids | {"link": EvidenceLink.objects.create(answer=answer, url="https://jdih.slemankab.go.id/1", title="Perda 1").pk}


def sending(stage: Stage) -> dict[str, Any]:
    """The coordinator began to send a file."""
    indicator = stage.framework.indicators.get(code="INFORMASI-S1")
    upload = Upload.objects.create(assessment=stage.assessment, indicator=indicator, by=stage.coordinator, name="a.pdf", size=9)
    return filled(stage) | {"upload": str(upload.pk)}


def uploaded(stage: Stage) -> dict[str, Any]:
    """The coordinator uploaded a workbook that changes nothing."""
    ids = filled(stage)
    found = WorkbookImport.objects.create(assessment=stage.assessment, uploaded_by=stage.coordinator, file_name="lembar.xlsx", language="id")
    return ids | {"workbook": found.pk}


def submitted(stage: Stage) -> dict[str, Any]:
    """34.04 is with the Kanwil."""
    ids = filled(stage)
    submit_assessment(assessment=stage.assessment, by=stage.signatory)
    stage.assessment.refresh_from_db()
    return ids


def forwarded(stage: Stage) -> dict[str, Any]:
    """34.04 waits for the reviewers."""
    ids = submitted(stage)
    _set_state(stage, AssessmentState.FORWARDED)
    return ids


def reviewed(stage: Stage) -> dict[str, Any]:
    """34.04 is scored."""
    ids = forwarded(stage)
    for answer in Answer.objects.filter(assessment=stage.assessment):
        value = {name: getattr(answer, name) for name in ("choice", "number", "numerator", "denominator", "not_applicable")}
        Review.objects.create(answer=answer, outcome=ReviewOutcome.ACCEPTED, by=stage.reviewer, **value)
    _set_state(stage, AssessmentState.REVIEWED)
    return ids


def computed(stage: Stage) -> dict[str, Any]:
    """The first lead's run has its results."""
    ids = reviewed(stage)
    run = start_run(cycle=stage.cycle, by=stage.lead)
    assert run.job is not None
    do_job(run.job.pk)
    return ids


def approved(stage: Stage) -> dict[str, Any]:
    """The second lead has approved it."""
    ids = computed(stage)
    ScoringRun.objects.update(state=RunState.APPROVED, approved_by=stage.second_lead)
    return ids


def published(stage: Stage) -> dict[str, Any]:
    """34.04 has its certificate."""
    ids = approved(stage)
    year = PublishedYear.objects.create(award_year=2026, data_year=2025, framework_code="kecil")
    Publication.objects.create(
        run=ScoringRun.objects.get(),
        year=year,
        decree_number="M.HH-01 Tahun 2026",
        decree_date=date(2026, 11, 14),
        signatory_name="Nama Menteri",
        signatory_title="Menteri Hak Asasi Manusia",
        published_by=stage.lead,
    )
    result = PublishedResult.objects.create(year=year, region=stage.region, predicate="peduli", is_awarded=True, final=88, origin="decree")
    Certificate.objects.create(result=result, number="KKPHAM-2026-3404", token="kode-uji")
    return ids


def job(stage: Stage) -> dict[str, Any]:
    """A run of the scoring waits for its worker."""
    return {"job": Job.objects.create(kind="scoring_run", created_by=stage.lead).pk}


def simulated(stage: Stage) -> dict[str, Any]:
    """The framework was tried out on the answers of 34.04."""
    filled(stage)
    simulation = start_simulation(framework=stage.framework, cycle=stage.cycle, unasked="omit", by=stage.editor)
    assert simulation.job is not None
    do_job(simulation.job.pk)
    return {"simulation": simulation.pk}


def law(stage: Stage) -> dict[str, Any]:
    """The instrument that one of the small framework's provisions is in."""
    return {"instrument": Provision.objects.select_related("instrument").get(code="ketentuan-informasi").instrument.code}


def drafted(stage: Stage) -> dict[str, Any]:
    """The editor began a draft from the small framework; a remark stands on its first indicator."""
    draft = draft_from(base=stage.framework, code="rancangan", title={"id": "Rancangan", "en": "Draft"}, by=stage.editor)
    return {"comment": add_comment(framework=draft, code="INFORMASI-S1", text="Terlalu luas.", by=stage.lead).pk}


def figured(stage: Stage) -> dict[str, Any]:
    """There is an official figure for the question of the addresses."""
    ids = filled(stage)
    indicator = stage.framework.indicators.get(code="INFORMASI-S1")
    OfficialFigure.objects.create(indicator=indicator, region=stage.region, data_year=2025, number=1, source="BPS")
    return ids


def lessons(stage: Stage) -> dict[str, Any]:
    """The right to information has its lesson."""
    ids = filled(stage)
    lesson()
    return ids


def practised(stage: Stage) -> dict[str, Any]:
    """34.04 has opened its practice."""
    open_practice(region=stage.region, by=stage.coordinator)
    return {}


def signed(stage: Stage) -> dict[str, Any]:
    """The signed statement of 34.04 is uploaded and waits for the signatory."""
    ids = filled(stage)
    return ids | {"statement": sign(stage.assessment, by=stage.coordinator).pk}


def told(stage: Stage) -> dict[str, Any]:
    """The coordinator of 34.04 was told that the assessment came back."""
    notify(code=NoticeCode.RETURNED, to=[stage.coordinator], key="kembali", assessment=stage.assessment)
    return {"notice": Notice.objects.get().pk}


def promised(stage: Stage) -> dict[str, Any]:
    """The signatory of 34.04 has published a commitment."""
    ids = filled(stage)
    promise(stage.assessment, by=stage.signatory)
    return ids


def divided(stage: Stage) -> dict[str, Any]:
    """Somebody was invited to the Dinas Kesehatan of 34.04, which has all indicators."""
    ids = filled(stage)
    unit = WorkUnit.objects.get(region=stage.region)
    person = Person("undangan@contoh.go.id", "Orang Undangan")
    (invitation,) = invite_contributors(work_unit=unit, people=[person], by=stage.coordinator).sent
    member = Membership.objects.get(user=stage.contributor)
    return ids | {"unit": unit.pk, "invitation": invitation.pk, "member": member.pk}


SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        filled,
        talked,
        asked,
        figured,
        stored,
        uploaded,
        submitted,
        forwarded,
        reviewed,
        computed,
        approved,
        published,
        divided,
        job,
        law,
        drafted,
        simulated,
        lessons,
        practised,
        promised,
        signed,
        told,
        pictured,
        linked,
        sending,
    )
}
