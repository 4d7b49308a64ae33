"""What the ministry adds to the answers: points of the additional component, and gates not passed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from assessments.models import Assessment
from assessments.services.events import digest, log
from assessments.services.manifest import plain_number
from assessments.services.transitions import lock

CENT = Decimal("0.01")


class StaleAdditionError(ValidationError):
    """Raised when somebody else changed points or gates meanwhile; `current` is the assessment of now."""

    def __init__(self, current: Assessment) -> None:
        super().__init__(_("Someone else changed the points or the gates while you were typing. Nothing of yours is lost: compare and save again."))
        self.current = current


@dataclass(frozen=True, slots=True)
class Addition:
    """Points (0 to the framework's maximum) and the codes of the gates not passed, each with its note."""

    points: Decimal
    note: str
    failed_gates: tuple[str, ...]
    gates_note: str


def stamp(assessment: Assessment) -> str:
    """Fingerprint of points and gates as they stand; a form carries it to notice other people's changes."""
    return digest([plain_number(assessment.addition_points), assessment.addition_note, sorted(assessment.failed_gates), assessment.gates_note])


def _check(assessment: Assessment, given: Addition) -> None:
    framework = assessment.cycle.framework
    errors: dict[str, Any] = {}
    if not 0 <= given.points <= framework.addition_maximum:
        errors["points"] = _("The points lie between 0 and %(maximum)s.") % {"maximum": plain_number(framework.addition_maximum)}
    elif given.points != given.points.quantize(CENT):
        errors["points"] = _("Give at most two digits after the decimal mark.")
    if given.points and not given.note.strip():
        errors["note"] = _("Say what the points are given for.")
    unknown = set(given.failed_gates) - set(framework.gates.values_list("code", flat=True))
    if unknown:
        errors["failed_gates"] = _("The framework has no such gate.")
    if given.failed_gates and not given.gates_note.strip():
        errors["gates_note"] = _("Say why the gate is not passed.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def set_addition(*, assessment: Assessment, addition: Addition, seen: str, by: Any) -> Assessment:
    """Write points and gates with their notes; `seen` is the `stamp` the person had before their eyes.

    Raises `Refused`, ValidationError by field, `StaleAdditionError`. Saving the same again logs nothing.
    """
    assessment = lock(assessment)
    require(by, "assessments.set_addition", assessment)
    _check(assessment, addition)
    if seen != stamp(assessment):
        raise StaleAdditionError(assessment)
    before = {"points": plain_number(assessment.addition_points), "gates": sorted(assessment.failed_gates)}
    assessment.addition_points = addition.points
    assessment.addition_note = addition.note.strip()
    assessment.failed_gates = sorted(addition.failed_gates)
    assessment.gates_note = addition.gates_note.strip()
    if seen == stamp(assessment):
        return assessment
    assessment.save(update_fields=["addition_points", "addition_note", "failed_gates", "gates_note"])
    after = {"points": plain_number(addition.points), "gates": assessment.failed_gates}
    log(
        subject=assessment,
        code="addition_set",
        by=by,
        data={"before": before, "after": after, "note": assessment.addition_note, "gates_note": assessment.gates_note},
    )
    return assessment
