"""What changed in a text, word by word, for two columns."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A word or number with the blanks after it, a sign of punctuation, or blanks.
WORD = re.compile(r"\w+(?:[.,/-]\w+)*\s*|[^\w\s]\s*|\s+")
# Texts with less in common are shown as replaced: single words that happen to agree only confuse.
LEAST_COMMON = 0.3
# Beyond this many words the comparison would take seconds.
MOST_WORDS = 3000


class PieceKind(StrEnum):
    """Whether a piece stands in both texts or in one."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text."""

    kind: PieceKind
    text: str


Pieces = tuple[Piece, ...]


def word_differences(before: str, after: str) -> tuple[Pieces, Pieces]:
    """The pieces of both texts: joined they give the texts again."""
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, [word.rstrip() for word in old], [word.rstrip() for word in new], autojunk=False)
    if max(len(old), len(new)) > MOST_WORDS or matcher.ratio() < LEAST_COMMON:
        return _whole(PieceKind.DELETED, before), _whole(PieceKind.INSERTED, after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        same = tag == "equal"
        left += _whole(PieceKind.SAME if same else PieceKind.DELETED, "".join(old[old_from:old_to]))
        right += _whole(PieceKind.SAME if same else PieceKind.INSERTED, "".join(new[new_from:new_to]))
    return tuple(left), tuple(right)


def _whole(kind: PieceKind, text: str) -> Pieces:
    """One kind of piece; blanks at its end are not marked."""
    marked = text.rstrip()
    if kind == PieceKind.SAME or not marked or marked == text:
        return (Piece(kind, text),) if text else ()
    return (Piece(kind, marked), Piece(PieceKind.SAME, text[len(marked) :]))
