"""A row of the table of access, the people in it, and what most addresses have in common."""

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
