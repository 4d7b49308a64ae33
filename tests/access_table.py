"""Who gets what answer at which address: every URL name of the portal, one row each.

A row says who may (`may`, answered with `get` or `post`), and who knows of the object at all (`see`):
a person who may not is refused with 403 when they see it and told 404 when they do not. Somebody not
signed in is sent to the sign-in page (401 when a form brought what was typed). `act` names who may post where fewer may than may look.
``get=None``: the address takes POST only (GET is 405).
``post=None``: nothing is posted there. `scene` prepares the small world (tests/access_scenes.py).
"""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.ended_session import BOOKKEEPING

ANONYMOUS = "anonymous"
PEOPLE = (
    "nobody", "coordinator", "far_coordinator", "contributor", "signatory", "observer", "verifier", "far_verifier",
    "reviewer", "lead", "second_lead", "editor", "administrator",
)  # fmt: skip
ROLES = (ANONYMOUS, *PEOPLE)
EVERYONE = frozenset(ROLES)
SIGNED_IN = frozenset(PEOPLE)
WORKING = SIGNED_IN - {"nobody"}
MINISTRY = frozenset({"reviewer", "lead", "second_lead", "administrator"})
REGION = frozenset({"coordinator", "contributor", "signatory"})
# Those who may read the assessment of 34.04: the region, its province, its Kanwil, the ministry. Not the framework's editor.
OBSERVING = REGION | {"observer", "verifier"} | MINISTRY
WATCHING = MINISTRY | {"observer", "verifier", "far_verifier"}
LEADS = frozenset({"lead", "second_lead"})
LESSON_EDITORS = LEADS | {"editor"}
ANSWERING = frozenset({"coordinator", "contributor"})
SUBMITTING = frozenset({"coordinator", "signatory"})
VERIFYING = frozenset({"verifier"})
TALKING = REGION | VERIFYING
REVIEWING = frozenset({"reviewer"})
SCORING = REVIEWING | LEADS

YEAR = {"year": 2026}
PLACE = YEAR | {"region": "34.04"}
RUN = YEAR | {"sequence": 1}
SURE = {"confirmed": "yes"}
RIGHT = PLACE | {"right": "informasi"}
LESSON = {"right": "informasi"}
QUESTION = PLACE | {"indicator": "INFORMASI-S1"}


@dataclass(frozen=True, slots=True)
class Row:
    """The expected answers at one address."""

    name: str
    may: frozenset[str] = EVERYONE
    kwargs: dict[str, Any] = field(default_factory=dict)
    see: frozenset[str] = SIGNED_IN
    act: frozenset[str] | None = None
    get: int | None = 200
    post: int | None = None
    scene: str = "filled"
    data: dict[str, Any] = field(default_factory=dict)
    otherwise: dict[tuple[str, str], int] = field(default_factory=dict)

    def expected(self, role: str, method: str) -> int:
        """Status of `method` (GET or POST) for `role`."""
        if (role, method) in self.otherwise:
            return self.otherwise[role, method]
        if method == "GET" and self.get is None:
            return 405
        done = self.get if method == "GET" else self.post
        may = self.act if method == "POST" and self.act is not None else self.may
        if role in may:
            return int(done or 0)
        if role == ANONYMOUS:
            # What was typed is shown beside the way in; without anything typed one is led there.
            typed = method == "POST" and any(name not in BOOKKEEPING for name in self.data if name != "files")
            return 401 if typed else 302
        return 403 if role in self.see else 404


def public(name: str, **values: Any) -> Row:
    """An address open to everybody."""
    return Row(name, **values)


def of_region(name: str, *, may: frozenset[str] = OBSERVING, kwargs: dict[str, Any] | None = None, **values: Any) -> Row:
    """An address below the assessment of 34.04: whoever does not observe this region is told 404."""
    return Row(name, may, kwargs or PLACE, see=OBSERVING, **values)


def picture() -> SimpleUploadedFile:
    """A small PNG, made anew for every request."""
    content = BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    return SimpleUploadedFile("foto.png", content.getvalue(), "image/png")


PUBLIC = [
    public("public:home", scene="published"),
    public("public:regions", scene="published"),
    public("public:region", kwargs={"code": "34.04"}, scene="published"),
    public("public:region_lens", kwargs={"code": "34.04", "lens": "duham"}, scene="published"),
    public("public:trend", kwargs={"code": "34.04"}, scene="published"),
    public("public:year_lens", kwargs={"year": 2026, "lens": "tpb"}, scene="published"),
    public("public:verify"),
    public("public:certificate", kwargs={"token": "kode-uji"}, scene="published"),
    public("public:certificate_file", kwargs={"token": "kode-uji"}, scene="published"),
    public("public:about"),
    public("indicators:frameworks"),
    public("indicators:framework", kwargs={"code": "kecil"}),
    public("indicators:right", kwargs={"code": "kecil", "right": "informasi"}),
    public("indicators:indicator", kwargs={"code": "kecil", "indicator": "INFORMASI-S1"}),
    public("indicators:coverage", kwargs={"code": "kecil"}),
    public("indicators:law"),
    public("indicators:instrument", kwargs={"code": "instrument"}, scene="law"),
    public("indicators:provision", kwargs={"code": "ketentuan-informasi"}),
    public("lessons:lessons", scene="lessons"),
    public("lessons:lesson", kwargs=LESSON, post=422, scene="lessons"),
    public("design"),
    public("health"),
    public("favicon", get=302),
    public("robots"),
    public("set_language", get=None, post=302, data={"language": "en"}),
    public("theme", get=None, post=302, data={"theme": "dark"}),
]
ACCOUNTS = [
    # Those signed in already are led on to their first page.
    Row("accounts:login", may=frozenset({ANONYMOUS}), post=422),
    public("accounts:logout", get=None, post=302),
    Row("accounts:profile", may=SIGNED_IN, post=422),
    Row("accounts:password_change", may=SIGNED_IN, post=422),
    public("accounts:password_reset", post=422),
    public("accounts:password_reset_done"),
    public("accounts:password_reset_confirm", kwargs={"uidb64": "MQ", "token": "used"}),
    public("accounts:password_reset_complete"),
    # Nobody is told more about a link that was never sent.
    public("accounts:invitation", kwargs={"secret": "tidak-ada"}, get=404),
]
JOBS = [
    Row("jobs:progress", may=LEADS | {"administrator"}, kwargs={"pk": "job"}, scene="job"),
]
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
# Whoever watches one province is led to it.
ONE_PROVINCE = {(role, "GET"): 302 for role in ("observer", "verifier", "far_verifier")}
MONITORING = [
    Row("assessments:monitoring", may=WATCHING, get=302),
    Row("assessments:monitoring_year", may=WATCHING, kwargs=YEAR, otherwise=ONE_PROVINCE),
    Row(
        "assessments:monitoring_province",
        may=WATCHING - {"far_verifier"},
        kwargs=YEAR | {"province": "34"},
        otherwise={("far_verifier", "GET"): 404},
    ),
]
VERIFICATION = [
    Row("assessments:verification_queue", may=frozenset({"verifier", "far_verifier"})),
    of_region("assessments:verification", may=VERIFYING, scene="submitted"),
    of_region("assessments:verification_answer", may=VERIFYING, kwargs=QUESTION, post=422, scene="submitted"),
    of_region("assessments:verification_fit_right", may=VERIFYING, kwargs=RIGHT, get=None, post=302, scene="submitted", data=SURE),
    of_region(
        "assessments:verification_comment", may=VERIFYING, kwargs=QUESTION, get=None, post=302, scene="submitted", data={"text": "Halaman berapa?"}
    ),
    of_region("assessments:verification_comment_withdraw", may=VERIFYING, kwargs=QUESTION | {"pk": "comment"}, get=None, post=302, scene="asked"),
    # Not every answer has its verdict yet.
    of_region("assessments:return", may=VERIFYING, get=None, post=422, scene="submitted"),
    of_region("assessments:forward", may=VERIFYING, get=None, post=422, scene="submitted"),
]
REVIEW = [
    Row("assessments:review_queue", may=SCORING),
    of_region("assessments:review", may=SCORING, scene="forwarded"),
    of_region("assessments:review_answer", may=SCORING, kwargs=QUESTION, post=422, scene="forwarded"),
    of_region("assessments:review_accept_right", may=REVIEWING, kwargs=RIGHT, get=None, post=302, scene="forwarded", data=SURE),
    # Not every answer is scored yet.
    of_region("assessments:review_finish", may=REVIEWING, get=None, post=422, scene="forwarded"),
    of_region("assessments:review_reopen", may=LEADS, get=None, post=302, scene="reviewed", data={"reason": "Satu jawaban terlewat."}),
    of_region("assessments:addition", may=SCORING, post=422, scene="forwarded", data={"points": "banyak"}),
]
CYCLES = [
    Row("assessments:cycles", may=LEADS),
    Row("assessments:cycle_new", may=LEADS, post=422, data={"award_year": "x"}),
    Row("assessments:figures", may=LESSON_EDITORS, post=422),
    Row("assessments:figures_preview", may=LESSON_EDITORS, get=302, post=302),
    Row("assessments:cycle", may=LEADS, kwargs=YEAR),
    Row("assessments:cycle_edit", may=LEADS, kwargs=YEAR, post=422, data={"filling_start": "x"}),
    # A second click changes nothing: the cycle is open.
    Row("assessments:cycle_open", may=LEADS, kwargs=YEAR, get=None, post=302),
]
IN_THE_KANWIL = MINISTRY | {"verifier", "far_verifier"}
NOTICES = [
    Row("assessments:notices", may=SIGNED_IN),
    Row("assessments:notices_read", may=SIGNED_IN, get=None, post=302),
    # A notice is its own person's.
    Row("assessments:notice_open", frozenset({"coordinator"}), {"pk": "notice"}, see=frozenset(), get=302, scene="told"),
    of_region("assessments:deadline_file"),
    Row("assessments:cycle_file", may=IN_THE_KANWIL, kwargs=YEAR),
    Row("assessments:extensions", may=IN_THE_KANWIL, kwargs=YEAR),
    of_region("assessments:extend", may=LEADS, post=422, data={"phase": "x"}),
]
DETERMINATION = [
    Row("reports:determination", may=LEADS, scene="computed"),
    Row("reports:cycle_runs", may=LEADS, kwargs=YEAR, scene="computed"),
    Row("reports:run_start", may=LEADS, kwargs=YEAR, get=None, post=302, scene="reviewed"),
    Row("reports:certificates_progress", may=LEADS, kwargs=YEAR, scene="published"),
    Row("reports:run", may=LEADS, kwargs=RUN, scene="computed"),
    # The lead who ran it does not approve it.
    Row("reports:run_approve", may=frozenset({"second_lead"}), kwargs=RUN, get=None, post=302, scene="computed"),
    Row("reports:run_publish", may=LEADS, kwargs=RUN, get=None, post=422, scene="approved"),
    Row("reports:run_result", may=LEADS, kwargs=RUN | {"code": "34.04"}, scene="computed"),
]
DRAFT = {"code": "rancangan"}
OF_DRAFT = DRAFT | {"indicator": "INFORMASI-S1"}
EDITOR = frozenset({"editor"})
WORKSHOP_READERS = EDITOR | SCORING


def of_draft(name: str, *, kwargs: dict[str, Any] | None = None, **values: Any) -> Row:
    """A page that changes the draft: the editor's."""
    return Row(name, EDITOR, DRAFT | (kwargs or {}), scene="drafted", **values)


WORKSHOP = [
    Row("workshop:drafts", may=WORKSHOP_READERS, act=EDITOR, post=422, data={"code": "x"}, scene="drafted"),
    Row("workshop:draft", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    Row("workshop:mapping", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    Row("workshop:history", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    Row("workshop:difference", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    Row("workshop:export", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    of_draft("workshop:settings", post=422, data={"cap": "x"}),
    of_draft("workshop:criterion", kwargs={"criterion": "informasi"}, post=422, data={"weight": "x"}),
    of_draft("workshop:right", kwargs={"right": "informasi"}, post=422, data={"group": "x"}),
    of_draft("workshop:move", kwargs={"indicator": "INFORMASI-S1"}, get=None, post=302, data={"direction": "down"}),
    Row("workshop:indicator", may=WORKSHOP_READERS, act=EDITOR, kwargs=OF_DRAFT, post=422, data={"weight": "x"}, scene="drafted"),
    of_draft("workshop:indicator_check", kwargs={"indicator": "INFORMASI-S1"}, get=None, post=200, data={"weight": "x"}),
    of_draft("workshop:indicator_new", post=422, data={"right": "x"}),
    of_draft("workshop:indicator_end", kwargs={"indicator": "INFORMASI-S1"}, post=422, data={"reason_id": "x"}),
    of_draft("workshop:indicator_restore", kwargs={"predecessor": "INFORMASI-S1"}, get=None, post=302),
    Row("workshop:indicator_comment", may=WORKSHOP_READERS, kwargs=OF_DRAFT, get=None, post=422, data={"text": "x" * 4001}, scene="drafted"),
    Row("workshop:indicator_comment_settle", WORKSHOP_READERS, OF_DRAFT | {"comment": "comment"}, get=None, post=302, scene="drafted"),
    of_draft("workshop:mapped", kwargs={"predecessor": "INFORMASI-S1"}, post=422, data={"successors": "x"}),
    of_draft("workshop:import", post=422, data={"text": "x: y"}),
    of_draft("workshop:adopt", post=422, data={"regulation": "x"}),
    of_draft("workshop:discard", post=422, data={"code": "x"}),
    public("workshop:download", kwargs={"code": "kecil"}),
]
SIMULATING = LEADS | {"editor"}
SIMULATION = {"code": "kecil", "pk": "simulation"}
SIMULATIONS = [
    Row("reports:simulations", may=SIMULATING, kwargs={"code": "kecil"}, post=422, data={"cycle": "x"}),
    Row("reports:simulation", may=SIMULATING, kwargs=SIMULATION, scene="simulated"),
    Row("reports:simulation_download", may=SIMULATING, kwargs=SIMULATION, scene="simulated"),
    Row("reports:simulation_csv", may=SIMULATING, kwargs=SIMULATION, scene="simulated"),
    Row("reports:simulation_region", may=SIMULATING, kwargs=SIMULATION | {"region": "34.04"}, scene="simulated"),
]
TABLE = {
    row.name: row
    for row in [
        *WORKSHOP,
        *PUBLIC,
        *ACCOUNTS,
        *JOBS,
        *WORKSPACE,
        *LEARNING,
        *PRACTICE,
        *COMMITMENT,
        *DIVISION,
        *SUBMISSION,
        *MONITORING,
        *VERIFICATION,
        *REVIEW,
        *CYCLES,
        *NOTICES,
        *DETERMINATION,
        *SIMULATIONS,
    ]
}
