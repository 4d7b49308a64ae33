"""What is wrong with a catalogue file, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong: file, line (from 1) and the reason in the reader's language."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class Faults:
    """Collects faults, so that an editor sees all of them at once."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, file: str | Path, line: int, reason: str) -> None:
        """Note a fault."""
        self._found.append(Fault(str(file), line, reason))

    def __iter__(self) -> Iterator[Fault]:
        return iter(sorted(set(self._found)))

    def __len__(self) -> int:
        return len(set(self._found))


class FaultyCatalogueError(Exception):
    """Raised instead of loading anything from files that have faults."""

    def __init__(self, faults: Faults) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
