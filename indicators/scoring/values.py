"""The value of one answer, as the engine takes it."""

from decimal import Decimal
from typing import NamedTuple


class AnswerValue(NamedTuple):
    """What was answered or found proven for one indicator.

    `choice`: ``yes``, ``no`` or the code of a rubric level. `number`: a count, number, percentage (0-100)
    or ratio. `numerator`, `denominator`: the parts a percentage or ratio is computed from.
    `previous`: last year's quantity, `target`: the target, both for progress rules.
    """

    choice: str | None = None
    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    not_applicable: bool = False
    has_evidence: bool = False
    previous: Decimal | None = None
    target: Decimal | None = None
