"""What a workbook was made for, written on a hidden sheet, so that it is never read for anything else."""

from dataclasses import asdict, dataclass, fields

from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.services.events import digest
from assessments.services.outline import outline
from assessments.services.workbook.words import LANGUAGES

SHEET = "_portal"
FORMAT = "kkp-ham-1"
DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Identity:
    """Region, cycle and framework of a workbook; `scope` is the code of the one right in it, empty for all."""

    format: str
    region: str
    region_name: str
    year: str
    framework: str
    framework_hash: str
    scope: str
    language: str

    def rows(self) -> list[tuple[str, str]]:
        """What the hidden sheet says, with a digest over it."""
        held = asdict(self)
        return [*held.items(), (DIGEST, digest(held))]


NAMES = tuple(field.name for field in fields(Identity))


def identity_of(assessment: Assessment, *, scope: str, language: str) -> Identity:
    """The identity of a workbook made now."""
    region, cycle, framework = assessment.region, assessment.cycle, assessment.cycle.framework
    return Identity(FORMAT, region.code, region.full_name, str(cycle.award_year), framework.code, framework.content_hash, scope, language)


def read_identity(rows: dict[str, str]) -> Identity | None:
    """The identity a hidden sheet states; None when it is incomplete or was changed."""
    found = {name: rows.get(name, "") for name in NAMES}
    return Identity(**found) if rows.get(DIGEST) == digest(found) else None


def why_not_for(identity: Identity | None, assessment: Assessment) -> str:
    """Why a workbook cannot be read for an assessment, in words for the person who sent it; empty when it can."""
    if identity is None or not _is_plausible(identity, assessment):
        return _(
            "This file does not come from the portal, or its hidden sheet was changed. "
            "Download the workbook of your region and copy your answers into it."
        )
    if identity.format != FORMAT:
        return _("This workbook was made by another version of the portal. Download it anew and copy your answers into it.")
    own = identity_of(assessment, scope=identity.scope, language=identity.language)
    if identity.region != own.region:
        return _("This is the workbook of %(theirs)s (%(code)s), not of %(own)s.") % {
            "theirs": identity.region_name,
            "code": identity.region,
            "own": own.region_name,
        }
    if identity.year != own.year:
        return _("This is the workbook of the year %(theirs)s, not of %(own)s.") % {"theirs": identity.year, "own": own.year}
    if (identity.framework, identity.framework_hash) != (own.framework, own.framework_hash):
        return _("This workbook asks the indicators of another framework (%(theirs)s, not %(own)s). Download it anew.") % {
            "theirs": identity.framework,
            "own": own.framework,
        }
    return ""


def _is_plausible(identity: Identity, assessment: Assessment) -> bool:
    """Whether language and scope are such as the portal writes; somebody who makes up the rest can make up the digest too."""
    if identity.region != assessment.region.code or identity.framework != assessment.cycle.framework.code:
        return True  # refused for that, with its own words
    scopes = {"", *(part.right.code for part in outline(assessment.cycle.framework).rights)}
    return identity.language in LANGUAGES and identity.scope in scopes
