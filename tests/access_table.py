"""Who gets what answer at which address: every URL name of the portal, one row each.

A row says who may (`may`, answered with `get` or `post`), and who knows of the object at all (`see`):
a person who may not is refused with 403 when they see it and told 404 when they do not. Somebody not
signed in is sent to the sign-in page. ``get=None``: the address takes POST only (GET is 405).
``post=None``: nothing is posted there. `scene` prepares the small world (tests/access_scenes.py).
"""

from dataclasses import dataclass, field
from typing import Any

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
LEADS = frozenset({"lead", "second_lead"})
NOBODY: frozenset[str] = frozenset()

YEAR = {"year": 2026}
PLACE = YEAR | {"region": "34.04"}
RUN = YEAR | {"sequence": 1}
QUESTION = PLACE | {"indicator": "INFORMASI-S1"}


@dataclass(frozen=True, slots=True)
class Row:
    """The expected answers at one address."""

    name: str
    may: frozenset[str] = EVERYONE
    kwargs: dict[str, Any] = field(default_factory=dict)
    see: frozenset[str] = SIGNED_IN
    get: int | None = 200
    post: int | None = None
    scene: str = "filled"
    data: dict[str, Any] = field(default_factory=dict)

    def expected(self, role: str, method: str) -> int:
        """Status of `method` (GET or POST) for `role`."""
        if method == "GET" and self.get is None:
            return 405
        done = self.get if method == "GET" else self.post
        if role in self.may:
            return int(done or 0)
        if role == ANONYMOUS:
            return 302
        return 403 if role in self.see else 404


def public(name: str, **values: Any) -> Row:
    """An address open to everybody."""
    return Row(name, **values)


PUBLIC = [
    public("public:home", scene="published"),
    public("public:regions", scene="published"),
    public("public:region", kwargs={"code": "34.04"}, scene="published"),
    public("public:verify"),
    public("public:certificate", kwargs={"token": "kode-uji"}, scene="published"),
    public("public:certificate_file", kwargs={"token": "kode-uji"}, scene="published"),
    public("public:about"),
    public("indicators:frameworks"),
    public("indicators:framework", kwargs={"code": "kecil"}),
    public("indicators:right", kwargs={"code": "kecil", "right": "informasi"}),
    public("indicators:indicator", kwargs={"code": "kecil", "indicator": "INFORMASI-S1"}),
    public("indicators:provision", kwargs={"code": "ketentuan-informasi"}),
    public("design"),
    public("health"),
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
]
JOBS = [
    Row("jobs:progress", may=LEADS | {"administrator"}, kwargs={"pk": "job"}, scene="job"),
]
WORKSPACE = [
    Row("assessments:workspace", may=WORKING),
]
VERIFICATION = [
    Row("assessments:verification_queue", may=frozenset({"verifier", "far_verifier"})),
]
REVIEW = [
    Row("assessments:review_queue", may=frozenset({"reviewer"}) | LEADS),
]
CYCLES = [
    Row("assessments:cycles", may=LEADS),
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
TABLE = {row.name: row for row in [*PUBLIC, *ACCOUNTS, *JOBS, *WORKSPACE, *VERIFICATION, *REVIEW, *CYCLES, *DETERMINATION]}
