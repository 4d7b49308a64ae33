"""Saving an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from accounts.access import require
from assessments.models import Answer, Assessment, Event
from assessments.services.answer_input import VALUE_FIELDS, AnswerInput, checked, input_of
from assessments.services.events import chain_of, event_of, log
from assessments.services.evidence import attach, listed
from assessments.services.evidence_check import Inspected
from assessments.services.partly import EMPTY, checked_partly
from assessments.services.scores import Row, Standing, standing, standing_written, write_standing
from assessments.services.together import Statement, inserting, updating, write_together
from assessments.services.transitions import lock
from indicators.models import Indicator
from indicators.scoring import AnswerValue, ScoreResult
from regions.models import Region

# How far back the log is searched for an event of the same person; a busier one only means one event more.
LOOK_BACK = 200


class StaleAnswerError(Exception):
    """Somebody saved the answer meanwhile: `current` is theirs, `typed` is what was to be saved; nothing was written."""

    def __init__(self, current: Answer, typed: AnswerInput, version: int) -> None:
        super().__init__(f"version {version} is not {current.version}")
        self.current = current
        self.typed = typed
        self.version = version


@dataclass(frozen=True, slots=True)
class Asked:
    """An indicator of an assessment, as the rules ask about it, with the key of the OPD it is assigned to."""

    assessment: Assessment
    indicator: Indicator
    unit: int | None

    @property
    def region(self) -> Region:
        """The region."""
        return self.assessment.region


@dataclass(frozen=True, slots=True)
class _Save:
    """What is to be written, checked, upon the answers as they stand."""

    held: Assessment
    indicator: Indicator
    kept: AnswerInput
    before: Standing
    row: Row | None
    by: Any
    files: Sequence[Inspected]


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer that was saved; `result` is the score that follows where the value changed."""

    answer: Answer
    result: ScoreResult | None = None


def save_answer(
    *, assessment: Assessment, indicator: Indicator, value: AnswerInput, version: int, by: Any, files: Sequence[Inspected] = (), locked: bool = False
) -> Answer:
    """Save what a region answers to an indicator, with files if there are any.

    `version` is the version the person saw (0 for none). Writes the answer, the assessment's count of answers,
    self score and time of saving, and the event ``answered`` (for the text alone once in ten minutes, decision 0023);
    nothing when it is what stands there already. `locked` says that the caller has locked the row in
    this transaction (the page finds and locks in one query).
    Raises `Refused` (role, whose indicator it is, state, deadline), ValidationError by field, `StaleAnswerError`.
    """
    # A caller who holds the lock has the transaction; another savepoint would only cost time.
    with transaction.atomic(savepoint=not locked):
        save = _prepared(assessment if locked else lock(assessment), indicator, by, files)
        return _save(replace(save, kept=checked(indicator, value)), version).answer


def save_typed(*, assessment: Assessment, indicator: Indicator, value: AnswerInput, version: int, by: Any) -> Saved:
    """Save an answer while somebody types it, on an assessment the caller has locked in this transaction.

    As `save_answer`; besides, the words of an answer without a value yet are kept, and a value saved before is not
    taken away by a field just emptied (ValidationError).
    """
    save = _prepared(assessment, indicator, by, ())
    found = checked_partly(indicator, value)
    if found.missing and save.row is not None and save.row.has_value:
        raise ValidationError(found.missing)  # type: ignore[arg-type]
    return _save(replace(save, kept=found.kept), version)


def _prepared(held: Assessment, indicator: Indicator, by: Any, files: Sequence[Inspected]) -> _Save:
    """The answers as they stand, once it is sure that the person may change this one."""
    before = standing(held, asked=indicator)
    require(by, "assessments.answer_indicator", Asked(held, indicator, before.unit))
    return _Save(held, indicator, EMPTY, before, before.rows.get(indicator.pk), by, files)


def _save(save: _Save, version: int) -> Saved:
    if version != (save.row.version if save.row else 0):
        return Saved(_answered_already(save, version))
    return _saved(save)


def _answered_already(save: _Save, version: int) -> Answer:
    """The answer was saved meanwhile: the same one sent twice, as by a second press of the button, is welcome; another is not."""
    current = Answer(version=0)
    if save.row:
        current = Answer.objects.select_related("updated_by").get(pk=save.row.pk)
    if input_of(current) != save.kept:
        raise StaleAnswerError(current, save.kept, version)
    # New files still count.
    if save.files:
        _add_files(save, current)
    return current


def _add_files(save: _Save, answer: Answer) -> None:
    attach(answer=answer, region=save.held.region, files=save.files, by=save.by)
    write_standing(save.before.with_evidence(save.indicator, has_evidence=True))
    data = {"indicator": save.indicator.code, "files": listed(save.files)}
    log(subject=save.held, code="evidence_added", by=save.by, data=data, end=save.before.end)


def _saved(save: _Save) -> Saved:
    """Write what is new; the same answer once more is not."""
    if save.row is None:
        if save.kept == EMPTY and not save.files:
            return Saved(Answer(assessment=save.held, indicator=save.indicator, version=0))
        return _write(save)
    if not _has_value_of(save.row, save.kept):
        return _write(save)
    current = _current(save)
    former = input_of(current)
    if former == save.kept:
        if save.files:
            _add_files(save, current)
        return Saved(current)
    if save.files or any(getattr(former, name) != getattr(save.kept, name) for name in VALUE_FIELDS):
        return _write(save)
    return Saved(_write_words(save, logs=not current.logged_lately))


def _has_value_of(row: Row, kept: AnswerInput) -> bool:
    return row.value._replace(has_evidence=False, previous=None) == _engine_value(kept)


def _current(save: _Save) -> Any:
    """The answer as it stands, and whether this person's last event about it is younger than ten minutes."""
    lately = Event.objects.filter(
        chain=chain_of(save.held),
        sequence__gt=save.before.end[0] - LOOK_BACK,
        at__gte=timezone.now() - timedelta(minutes=settings.ANSWER_EVENT_MINUTES),
        code="answered",
        actor=save.by,
        data__indicator=save.indicator.code,
    )
    rows = Answer.objects.annotate(logged_lately=Exists(lately)).select_related("updated_by")
    return rows.get(assessment=save.held, indicator=save.indicator)


def _values(save: _Save) -> dict[str, Any]:
    values = {field.name: getattr(save.kept, field.name) for field in fields(save.kept)}
    return values | {"version": (save.row.version if save.row else 0) + 1, "updated_by": save.by, "updated_at": timezone.now()}


def _event(save: _Save, version: int) -> Statement:
    data: dict[str, Any] = {"indicator": save.indicator.code, "version": version, "value": _shown(save.kept)}
    if save.files:
        data["files"] = listed(save.files)
    return inserting(event_of(subject=save.held, code="answered", by=save.by, data=data, end=save.before.end))


def _write(save: _Save) -> Saved:
    """The answer, the counts and the event, in one statement where the database can do that."""
    held, indicator, row, values = save.held, save.indicator, save.row, _values(save)
    if row is None:
        answer, statements = Answer.objects.create(assessment=held, indicator=indicator, **values), []
    else:
        answer = Answer(pk=row.pk, assessment=held, indicator=indicator, **values)
        statements = [updating(Answer.objects.filter(pk=row.pk), values)]
    after = save.before.with_value(indicator, _engine_value(save.kept))
    if save.files:
        attach(answer=answer, region=held.region, files=save.files, by=save.by)
        after = after.with_evidence(indicator, has_evidence=True)
    result = after.result()
    write_together(*statements, standing_written(after, result), _event(save, answer.version))
    return Saved(answer, result)


def _write_words(save: _Save, *, logs: bool) -> Answer:
    """The text alone: no count and no score changes."""
    values = _values(save)
    key: Any = save.row.pk if save.row else None
    answer = Answer(pk=key, assessment=save.held, indicator=save.indicator, **values)
    save.held.last_saved_at = values["updated_at"]
    statements = [
        updating(Answer.objects.filter(pk=key), values),
        updating(Assessment.objects.filter(pk=save.held.pk), {"last_saved_at": values["updated_at"]}),
    ]
    write_together(*statements, *([_event(save, answer.version)] if logs else []))
    return answer


def _engine_value(kept: AnswerInput) -> AnswerValue:
    return AnswerValue(kept.choice or None, kept.number, kept.numerator, kept.denominator, kept.not_applicable)


def _shown(kept: AnswerInput) -> dict[str, Any]:
    """The parts of a value that hold something, for the log."""
    return {name: str(getattr(kept, name)) for name in VALUE_FIELDS if getattr(kept, name) not in ("", None, False)}


def previewed(*, assessment: Assessment, indicator: Indicator, value: AnswerInput) -> tuple[Standing, Standing]:
    """The answers as they stand, and as they would stand with the value typed; nothing is written."""
    before = standing(assessment)
    return before, before.with_value(indicator, _engine_value(value))
