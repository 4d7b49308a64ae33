"""Rows of a region's rooms: its workspace, practice, commitment, lessons, divided work and submission."""

from typing import Any

from tests.access_rows import (
    ANSWERING,
    LESSON,
    LESSON_EDITORS,
    MINISTRY,
    PLACE,
    QUESTION,
    REGION,
    RIGHT,
    SUBMITTING,
    SURE,
    TALKING,
    VERIFYING,
    WORKING,
    Row,
    of_region,
    picture,
    public,
)

WORKSPACE = [
    Row("assessments:workspace", may=WORKING),
    of_region("assessments:assessment"),
    of_region("assessments:right", kwargs=RIGHT),
    # A save asks for the workspace first: whoever has no role at all is told so.
    of_region(
        "assessments:answer", kwargs=QUESTION, act=ANSWERING, post=302, data={"choice": "no", "version": "1"}, otherwise={("nobody", "POST"): 403}
    ),
    of_region("assessments:all_indicators"),
    of_region(
        "assessments:autosave",
        kwargs=QUESTION,
        act=ANSWERING,
        get=None,
        post=200,
        data={"choice": "no", "version": "1"},
        otherwise={("nobody", "POST"): 403},
    ),
    of_region("assessments:answer_preview", kwargs=QUESTION, get=None, post=200, data={"choice": "no", "version": "1"}),
    of_region("assessments:evidence_add", kwargs=QUESTION, act=ANSWERING, get=None, post=302, data={"files": picture}),
    of_region("assessments:evidence_remove", kwargs=QUESTION | {"pk": "evidence"}, act=ANSWERING, get=None, post=302),
    of_region("assessments:comment", may=TALKING, kwargs=QUESTION, get=None, post=302, data={"text": "Sudah lengkap?"}),
    # Only whoever wrote it.
    of_region(
        "assessments:comment_withdraw", may=frozenset({"contributor"}), kwargs=QUESTION | {"pk": "comment"}, get=None, post=302, scene="talked"
    ),
    of_region("assessments:answer_cautions", may=ANSWERING, kwargs=QUESTION, get=None, post=200, data={"choice": "no", "version": "1"}),
    of_region("assessments:evidence_file", kwargs={"pk": "file"}, scene="stored"),
    of_region("assessments:evidence_preview", kwargs={"pk": "file"}, scene="stored"),
    of_region("assessments:evidence_picture", kwargs={"pk": "file", "page": 1}, scene="pictured"),
    of_region("assessments:evidence_edit", may=ANSWERING, kwargs=QUESTION | {"pk": "evidence"}, post=422, data={"document_year": "x"}),
    of_region("assessments:evidence_list", may=ANSWERING, kwargs=QUESTION),
    of_region("assessments:evidence_known", may=ANSWERING, kwargs=QUESTION),
    # No file is chosen.
    of_region("assessments:evidence_use", may=ANSWERING, kwargs=QUESTION, get=None, post=422, data={"pages": "3"}),
    of_region("assessments:link_add", may=ANSWERING, kwargs=QUESTION, post=422, data={"link-url": "http://jdih.contoh.com"}),
    of_region("assessments:link_edit", may=ANSWERING, kwargs=QUESTION | {"pk": "link"}, post=422, scene="linked", data={"link-url": "x"}),
    of_region("assessments:link_remove", kwargs=QUESTION | {"pk": "link"}, act=ANSWERING, get=None, post=302, scene="linked"),
    of_region("assessments:library", may=REGION),
    # Neither the protocol nor a size is named.
    of_region("assessments:uploads", may=ANSWERING, kwargs=QUESTION, post=412),
    # An upload is its own person's, and nothing of it has arrived.
    Row("assessments:upload", frozenset({"coordinator"}), {"pk": "upload"}, see=frozenset(), get=None, post=409, scene="sending"),
    # An upload without a file.
    of_region("assessments:last_year", post=422),
    of_region("assessments:last_year_take", kwargs=QUESTION, act=ANSWERING, get=None, post=302, data={"pilih-INFORMASI-S1": "same"}),
    of_region("assessments:figure_contest", kwargs=QUESTION, act=ANSWERING, get=None, post=302, data={"reason": "Beda."}, scene="figured"),
    of_region("assessments:workbook", act=ANSWERING, post=422),
    of_region("assessments:workbook_download"),
    # An upload is its own person's; the form does not say what was seen.
    Row(
        "assessments:workbook_preview",
        frozenset({"coordinator"}),
        PLACE | {"pk": "workbook"},
        see=frozenset(),
        post=409,
        scene="uploaded",
    ),
]
PRACTISING = {"region": "34.04"}
PRACTICE = [
    public("assessments:guide"),
    Row("assessments:guide_steps", may=WORKING, get=None, post=302),
    # Every region's name is known; only its people practise for it, and only they know of its practice.
    Row("assessments:practice_open", may=REGION, kwargs=PRACTISING, get=None, post=302),
    Row("assessments:practice_reset", may=frozenset({"coordinator"}), kwargs=PRACTISING, see=REGION, post=422, scene="practised"),
]
WORDS = {"version": "0", "text": "Kami berjanji."}
COMMITMENT = [
    public("public:commitments"),
    public("public:commitment", kwargs={"code": "34.04", "year": 2026}, scene="promised"),
    of_region("reports:commitment", act=SUBMITTING, post=302, data=WORDS),
    of_region("reports:commitment_preview", scene="promised"),
    of_region("reports:commitment_publish", act=frozenset({"signatory"}), get=None, post=409),
    # It is told in the next cycle, which is not there yet.
    of_region("reports:commitment_follow_up", act=frozenset(), post=403, data={"version": "1", "fulfilment_1": "done"}, scene="promised"),
    of_region("reports:commitment_follow_up_publish", act=frozenset(), get=None, post=403, scene="promised"),
]
LEARNING = [
    of_region("assessments:learning", may=SUBMITTING, scene="lessons"),
    Row("lessons:edit", may=LESSON_EDITORS, kwargs=LESSON, post=422, data={"title_id": "x"}, scene="lessons"),
    Row("lessons:history", may=LESSON_EDITORS, kwargs=LESSON, scene="lessons"),
    Row("lessons:reset", may=LESSON_EDITORS, kwargs=LESSON, post=302, scene="lessons"),
]
COORDINATOR = frozenset({"coordinator"})
OFFICE = PLACE | {"unit": "unit"}


def of_division(name: str, *, may: frozenset[str] = COORDINATOR, kwargs: dict[str, Any] | None = None, **values: Any) -> Row:
    """A page of the divided work of 34.04."""
    return of_region(name, may=may, kwargs=kwargs or PLACE, scene="divided", **values)


DIVISION = [
    # A table without rows changes nothing.
    of_division("assessments:division", post=302),
    of_division("assessments:division_usual", post=302),
    of_division("assessments:offices", post=302, data={"name": "Dinas Sosial"}),
    of_division("assessments:offices_remind", get=None, post=302),
    of_division("assessments:office", kwargs=OFFICE),
    of_division("assessments:office_remind", kwargs=OFFICE, get=None, post=302),
    of_division("assessments:office_invite", kwargs=OFFICE, get=None, post=422, data={"people": "tanpa alamat"}),
    of_division("assessments:office_finish", may=ANSWERING, kwargs=OFFICE, get=None, post=302),
    of_division("assessments:office_reopen", kwargs=OFFICE, get=None, post=302),
    of_division("assessments:invitation_resend", kwargs=PLACE | {"pk": "invitation"}, get=None, post=302),
    of_division("assessments:invitation_revoke", kwargs=PLACE | {"pk": "invitation"}, get=None, post=302),
    of_division("assessments:contributor_end", kwargs=PLACE | {"pk": "member"}, get=None, post=302),
    of_division("assessments:handover", may=SUBMITTING, act=COORDINATOR, post=302, data={"text": "Catatan untuk pengganti."}),
    of_division("assessments:indicator_division", kwargs=QUESTION, get=None, post=302, data={"lakukan": "ambil"}),
]
SUBMISSION = [
    of_region("assessments:submit", act=SUBMITTING, post=302),
    of_region("assessments:withdraw", act=SUBMITTING, get=None, post=302, scene="submitted"),
    of_region("assessments:what_if"),
    of_region("assessments:statement", act=SUBMITTING, post=422, data={"code": "salah"}),
    of_region("assessments:statement_paper", may=SUBMITTING),
    of_region("assessments:statement_scan", may=SUBMITTING | VERIFYING | MINISTRY, kwargs=PLACE | {"pk": "statement"}, scene="signed"),
    of_region(
        "assessments:statement_confirm",
        act=frozenset({"signatory"}),
        kwargs=PLACE | {"pk": "statement"},
        get=None,
        post=302,
        scene="signed",
        data=SURE,
    ),
    of_region("assessments:compare_versions", scene="submitted"),
    of_region("assessments:submission", kwargs=PLACE | {"sequence": 1}, scene="submitted"),
    of_region("assessments:receipt", kwargs=PLACE | {"sequence": 1}, scene="submitted"),
]
