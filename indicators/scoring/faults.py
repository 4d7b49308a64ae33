"""What can be wrong with a rule or an answer; the words are found by the page that shows it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault by its code, with the values that belong into the sentence."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


class RuleError(ValueError):
    """Raised when a rule cannot be read or has faults."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.code} {fault.params}" for fault in faults))
        self.faults = faults
