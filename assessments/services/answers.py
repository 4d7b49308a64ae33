"""Saving an answer."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access import require
from assessments.models import Answer, Assessment
from assessments.services.answer_input import VALUE_FIELDS, AnswerInput, checked, input_of
from assessments.services.events import log
from assessments.services.evidence import attach, listed
from assessments.services.evidence_check import Inspected
from assessments.services.scores import Standing, standing, write_standing
from assessments.services.transitions import lock
from indicators.models import Indicator
from indicators.scoring import AnswerValue


class StaleAnswerError(Exception):
    """Somebody saved the answer meanwhile: `current` is theirs, `typed` is what was to be saved; nothing was written."""

    def __init__(self, current: Answer, typed: AnswerInput, version: int) -> None:
        super().__init__(f"version {version} is not {current.version}")
        self.current = current
        self.typed = typed
        self.version = version


def save_answer(
    *, assessment: Assessment, indicator: Indicator, value: AnswerInput, version: int, by: Any, files: Sequence[Inspected] = (), locked: bool = False
) -> Answer:
    """Save what a region answers to an indicator, with files if there are any.

    `version` is the version the person saw (0 for none). Writes the answer, the assessment's count of answers,
    self score and time of saving, and the event ``answered``. `locked` says that the caller has locked the row in
    this transaction (the page finds and locks in one query).
    Raises `Refused` (role, state, deadline), ValidationError by field, `StaleAnswerError`.
    """
    # A caller who holds the lock has the transaction; another savepoint would only cost time.
    with transaction.atomic(savepoint=not locked):
        held = assessment if locked else lock(assessment)
        return _saved(held, indicator, value, version=version, by=by, files=files)


def _saved(held: Assessment, indicator: Indicator, value: AnswerInput, *, version: int, by: Any, files: Sequence[Inspected]) -> Answer:
    require(by, "assessments.answer_assessment", held)
    kept = checked(indicator, value)
    before = standing(held)
    row = before.rows.get(indicator.pk)
    if version != (row.version if row else 0):
        current = Answer.objects.select_related("updated_by").get(assessment=held, indicator=indicator) if row else Answer(version=0)
        if input_of(current) != kept:
            raise StaleAnswerError(current, kept, version)
        # The same answer sent twice, as by a second press of the button; new files still count.
        if files:
            attach(answer=current, region=held.region, files=files, by=by)
            write_standing(before.with_evidence(indicator, has_evidence=True))
            log(subject=held, code="evidence_added", by=by, data={"indicator": indicator.code, "files": listed(files)}, end=before.end)
        return current
    answer = _write(held, indicator, kept, version=version, pk=row.pk if row else None, by=by)
    after = before.with_value(indicator, _engine_value(kept))
    if files:
        attach(answer=answer, region=held.region, files=files, by=by)
        after = after.with_evidence(indicator, has_evidence=True)
    write_standing(after)
    data = {"indicator": indicator.code, "version": answer.version, "value": _shown(kept)}
    if files:
        data["files"] = listed(files)
    log(subject=held, code="answered", by=by, data=data, end=before.end)
    return answer


def _write(assessment: Assessment, indicator: Indicator, kept: AnswerInput, *, version: int, pk: int | None, by: Any) -> Answer:
    values = kept.value() | {"note": kept.note, "version": version + 1, "updated_by": by, "updated_at": timezone.now()}
    if pk is None:
        return Answer.objects.create(assessment=assessment, indicator=indicator, **values)
    Answer.objects.filter(pk=pk).update(**values)
    return Answer(pk=pk, assessment=assessment, indicator=indicator, **values)


def _engine_value(kept: AnswerInput) -> AnswerValue:
    return AnswerValue(kept.choice or None, kept.number, kept.numerator, kept.denominator, kept.not_applicable)


def _shown(kept: AnswerInput) -> dict[str, Any]:
    """The parts of a value that hold something, for the log."""
    return {name: str(getattr(kept, name)) for name in VALUE_FIELDS if getattr(kept, name) not in ("", None, False)}


def previewed(*, assessment: Assessment, indicator: Indicator, value: AnswerInput) -> tuple[Standing, Standing]:
    """The answers as they stand, and as they would stand with the value typed; nothing is written."""
    before = standing(assessment)
    return before, before.with_value(indicator, _engine_value(value))
