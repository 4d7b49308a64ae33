"""Who gets what answer at which address: every URL name of the portal, one row each.

A row says who may (`may`, answered with `get` or `post`), and who knows of the object at all (`see`):
a person who may not is refused with 403 when they see it and told 404 when they do not. Somebody not
signed in is sent to the sign-in page (401 when a form brought what was typed). `act` names who may post where fewer may than may look.
``get=None``: the address takes POST only (GET is 405).
``post=None``: nothing is posted there. `scene` prepares the small world (tests/access_scenes.py).
"""

from tests.access_rows import (
    ANONYMOUS,
    LEADS,
    LESSON,
    LESSON_EDITORS,
    MINISTRY,
    QUESTION,
    REVIEWING,
    RIGHT,
    RUN,
    SCORING,
    SIGNED_IN,
    SURE,
    VERIFYING,
    WATCHING,
    YEAR,
    Row,
    of_region,
    public,
)
from tests.access_rows_region import COMMITMENT, DIVISION, LEARNING, PRACTICE, SUBMISSION, WORKSPACE
from tests.access_rows_workshop import SIMULATIONS, WORKSHOP

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
