"""The commitment of the head of region: drafted by the coordinator, published by the signatory, told of a year later.

What the public reads is a frozen copy (`PublishedCommitment`); a later change is published again, with its date. Once it was
told in public what became of the actions, the promise itself no longer changes (decision 0027).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from assessments.models import Assessment
from assessments.services.events import digest, log
from assessments.services.outline import outline
from assessments.services.scores import self_score
from assessments.services.transitions import lock
from indicators.models import Indicator
from indicators.scoring import ScoreNode, biggest_gains
from reports.models import Commitment, CommitmentAction, Fulfilment, PublishedCommitment, PublishedResult

ACTIONS = 3
OFFERED = 10


class StaleCommitmentError(ValidationError):
    """Raised when somebody else saved meanwhile; `commitment` is what stands now."""

    def __init__(self, commitment: Commitment | None) -> None:
        super().__init__(_("Somebody else has changed the commitment meanwhile. Nothing you typed is lost: compare, then save again."))
        self.commitment = commitment


class UnfinishedCommitmentError(ValidationError):
    """Raised when something is missing that the public has to read."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An indicator in which full points would raise the score most."""

    indicator: Indicator
    gain: Decimal


@dataclass(frozen=True, slots=True)
class Offers:
    """What would raise the score most, largest first; from the published result, else from the region's own answers."""

    rows: tuple[Offer, ...]
    is_published: bool

    def gain(self, code: str) -> Decimal | None:
        """The points that full points in an indicator may bring; None for one that is not offered."""
        return next((row.gain for row in self.rows if row.indicator.code == code), None)


@dataclass(frozen=True, slots=True)
class ActionInput:
    """One action as typed; one without words is left out."""

    indicator: str = ""
    text: str = ""
    work_unit: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentInput:
    """A commitment as typed."""

    head_name: str
    head_title: str
    text: str
    actions: Sequence[ActionInput]


def offers(assessment: Assessment) -> Offers:
    """The ten single changes that would bring most (one query where the result is published, more for the self score)."""
    stored = (
        PublishedResult.objects.filter(year__award_year=assessment.cycle.award_year, region=assessment.region_id, explanation__isnull=False)
        .values_list("explanation", flat=True)
        .first()
    )
    tree = ScoreNode.from_dict(stored) if stored else self_score(assessment).tree
    by_code = outline(assessment.cycle.framework).by_code
    found = [Offer(by_code[gain.code], gain.gain) for gain in biggest_gains(tree, OFFERED) if gain.code in by_code]
    return Offers(tuple(found), is_published=bool(stored))


def commitment_of(assessment: Assessment) -> Commitment | None:
    """The commitment of an assessment with its actions (two queries)."""
    return Commitment.objects.filter(assessment=assessment).select_related("updated_by").prefetch_related("actions__indicator").first()


def published_of(assessment: Assessment) -> PublishedCommitment | None:
    """What the public reads of it."""
    return PublishedCommitment.objects.filter(region=assessment.region_id, award_year=assessment.cycle.award_year).first()


@transaction.atomic
def save_commitment(*, assessment: Assessment, data: CommitmentInput, version: int, by: Any) -> Commitment:
    """Save the draft. `version` is the one the person saw (0 for none). Raises `Refused`, `StaleCommitmentError`."""
    held = lock(assessment)
    require(by, "reports.draft_commitment", held)
    commitment = _unchanged(held, version)
    words = {"head_name": data.head_name, "head_title": data.head_title, "text": data.text, "updated_by": by}
    if commitment is None:
        commitment = Commitment.objects.create(assessment=held, **words)
    else:
        for name, value in words.items():
            setattr(commitment, name, value)
        commitment.version += 1
        commitment.save()
    _write_actions(commitment, held, data.actions)
    log(subject=held, code="commitment_saved", by=by, data={"version": commitment.version})
    return commitment


def _unchanged(assessment: Assessment, version: int) -> Commitment | None:
    """The commitment of a locked assessment as the person saw it."""
    commitment = commitment_of(assessment)
    if (commitment.version if commitment else 0) != version:
        raise StaleCommitmentError(commitment)
    return commitment


def _write_actions(commitment: Commitment, assessment: Assessment, typed: Sequence[ActionInput]) -> None:
    by_code = outline(assessment.cycle.framework).by_code
    found = offers(assessment)
    before = {(row.order, row.indicator_id): row.possible_gain for row in commitment.actions.all()}
    rows = []
    for order, action in enumerate((action for action in typed if action.text), start=1):
        indicator = by_code.get(action.indicator)
        gain = found.gain(action.indicator)
        rows.append(
            CommitmentAction(
                commitment=commitment,
                order=order,
                indicator=indicator,
                text=action.text,
                work_unit=action.work_unit,
                target=action.target,
                possible_gain=gain if gain is not None or indicator is None else before.get((order, indicator.pk)),
            )
        )
    # What became of them is told only after the last change (`reports.draft_commitment`).
    CommitmentAction.objects.filter(commitment=commitment).delete()
    CommitmentAction.objects.bulk_create(rows)


@transaction.atomic
def publish_commitment(*, assessment: Assessment, version: int, by: Any) -> PublishedCommitment:
    """Freeze what the person saw as what the public reads; publishing again replaces it, with its date.

    A second click changes nothing. Raises `Refused`, `StaleCommitmentError`, `UnfinishedCommitmentError`.
    """
    held = lock(assessment)
    require(by, "reports.publish_commitment", held)
    commitment = _unchanged(held, version)
    if commitment is None or missing(commitment):
        raise UnfinishedCommitmentError(missing(commitment) if commitment else [_("There is no commitment yet: write it first.")])
    public = published_of(held)
    if public is not None and is_as_published(commitment):
        return public
    fresh = frozen(commitment, held)
    if public is not None:
        fresh.pk = public.pk
    fresh.save()
    commitment.published_at = fresh.published_at
    commitment.save(update_fields=["published_at"])
    content = {"head": fresh.head_name, "text": fresh.text, "actions": fresh.actions}
    log(
        subject=held, code="commitment_published", by=by, data={"version": commitment.version, "digest": digest(content), "again": public is not None}
    )
    return fresh


def is_as_published(commitment: Commitment) -> bool:
    """Whether nothing was changed since the last publication."""
    return commitment.published_at is not None and commitment.updated_at <= commitment.published_at


def missing(commitment: Commitment) -> list[Any]:
    """What is not there that the public has to read."""
    wanted = [
        (commitment.head_name, _("The name of the head of region is missing.")),
        (commitment.head_title, _("The office of the head of region is missing.")),
        (commitment.text, _("The commitment itself is missing.")),
        (list(commitment.actions.all()), _("At least one action is missing.")),
    ]
    return [message for value, message in wanted if not value]


def frozen(commitment: Commitment, assessment: Assessment) -> PublishedCommitment:
    """What the public would read of a draft; not saved. Points are told only where the result they come from is public."""
    is_public = PublishedResult.objects.filter(year__award_year=assessment.cycle.award_year, region=assessment.region_id).exists()
    return PublishedCommitment(
        region=assessment.region,
        award_year=assessment.cycle.award_year,
        head_name=commitment.head_name,
        head_title=commitment.head_title,
        text=commitment.text,
        actions=[_frozen_action(action, assessment, with_gain=is_public) for action in commitment.actions.all()],
        is_demonstration=assessment.cycle.is_demonstration,
        published_at=timezone.now(),
    )


def _frozen_action(action: CommitmentAction, assessment: Assessment, *, with_gain: bool) -> dict[str, Any]:
    indicator = action.indicator
    gain = action.possible_gain if with_gain else None
    return {
        "order": action.order,
        "text": action.text,
        "work_unit": action.work_unit,
        "target": action.target,
        "framework": assessment.cycle.framework.code,
        "indicator": indicator.code if indicator else "",
        "statement": dict(indicator.statement) if indicator else {},
        "gain": f"{gain:f}" if gain is not None else None,
        "fulfilment": Fulfilment.OPEN.value,
        "note": "",
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one action, as the region says."""

    fulfilment: str
    note: str = ""


@transaction.atomic
def tell_follow_up(*, assessment: Assessment, told: Mapping[int, Told], version: int, by: Any) -> Commitment:
    """Say what became of the actions, by their number; the public reads it once the signatory has published it.

    Raises `Refused`, `StaleCommitmentError`.
    """
    held = lock(assessment)
    require(by, "reports.tell_follow_up", held)
    commitment = _unchanged(held, version)
    if commitment is None:
        raise StaleCommitmentError(None)
    now = timezone.now()
    for action in commitment.actions.all():
        said = told.get(action.order)
        if said is None or (action.fulfilment, action.fulfilment_note) == (said.fulfilment, said.note):
            continue
        action.fulfilment, action.fulfilment_note, action.told_at, action.told_by = said.fulfilment, said.note, now, by
        action.save(update_fields=["fulfilment", "fulfilment_note", "told_at", "told_by"])
    # Not `save()`: the words of the promise are as they were published.
    Commitment.objects.filter(pk=commitment.pk).update(version=commitment.version + 1)
    commitment.version += 1
    log(subject=held, code="commitment_told", by=by, data={"actions": {str(order): said.fulfilment for order, said in told.items()}})
    return commitment


@transaction.atomic
def publish_follow_up(*, assessment: Assessment, version: int, by: Any) -> PublishedCommitment:
    """Show the public what became of the actions. Raises `Refused`, `StaleCommitmentError`, `UnfinishedCommitmentError`."""
    held = lock(assessment)
    require(by, "reports.publish_follow_up", held)
    commitment = _unchanged(held, version)
    public = published_of(held)
    if commitment is None or public is None:
        raise StaleCommitmentError(commitment)
    rows = {action.order: action for action in commitment.actions.all()}
    if all(action.fulfilment == Fulfilment.OPEN for action in rows.values()):
        raise UnfinishedCommitmentError(_("Say first what became of one action at least."))
    actions = [
        action | {"fulfilment": rows[action["order"]].fulfilment, "note": rows[action["order"]].fulfilment_note}
        if action["order"] in rows
        else action
        for action in public.actions
    ]
    if actions == public.actions:
        return public
    public.actions, public.followed_up_at = actions, timezone.now()
    public.save(update_fields=["actions", "followed_up_at"])
    log(subject=held, code="commitment_followed_up", by=by, data={"digest": digest(actions)})
    return public
