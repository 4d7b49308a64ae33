"""How far a gain reaches: the predicate that full points in one indicator would lead to."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import cast

from indicators.bilingual import Bilingual
from indicators.models import Framework
from indicators.scoring import Gain, ScoreNode
from indicators.scoring.gains import Outcome, outcome
from indicators.services.catalogue import predicate_titles
from indicators.services.definition import AdoptedKey, adopted_key, compiled_framework


@lru_cache(maxsize=16)
def _adopted_titles(key: AdoptedKey) -> dict[str, Bilingual]:
    return predicate_titles(cast("Framework", key.framework))


def _titles(framework: Framework) -> dict[str, Bilingual]:
    return _adopted_titles(adopted_key(framework)) if framework.is_adopted else predicate_titles(framework)


@dataclass(frozen=True, slots=True)
class Ministry:
    """What the ministry adds to the answers: points of the additional component, and the codes of gates not passed."""

    addition: Decimal = Decimal(0)
    gates: Collection[str] = ()


class Reach:
    """Which predicate a gain leads to."""

    def __init__(self, framework: Framework, tree: ScoreNode, ministry: Ministry) -> None:
        self.titles = _titles(framework)
        self._outcome = partial(outcome, compiled_framework(framework), tree, addition=ministry.addition, failed_gates=ministry.gates)
        self._now = self._outcome().predicate

    def beyond(self, gain: Gain) -> Outcome | None:
        """The outcome with the gain, where its predicate is another one than now."""
        then = self._outcome(gain=gain)
        return None if then.predicate == self._now else then
