"""Finding regions by what people type: ``kab sleman``, ``pemkot yogya``, ``3404``, ``gunung kidul``."""

import re
from typing import Any

from django.db.models import Q, QuerySet

# What people write for a kind of region; full names hold the word it stands for.
ABBREVIATIONS = {
    "kab": "kabupaten",
    "kabupaten": "kabupaten",
    "pemkab": "kabupaten",
    "kota": "kota",
    "kotamadya": "kota",
    "pemkot": "kota",
    "adm": "administrasi",
}
CODE = re.compile(r"^(\d\d)\.?(\d{0,2})$")
WORD = re.compile(r"[\w.'-]+")


def words_of(text: str) -> list[str]:
    """What is looked for, word by word; abbreviations written out, codes with their full stop."""
    found = []
    for raw in WORD.findall(text.lower()):
        code = CODE.match(raw)
        word = f"{code[1]}.{code[2]}".rstrip(".") if code else raw.strip(".")
        if word:
            found.append(ABBREVIATIONS.get(word, word))
    return found


def _holds(word: str, prefix: str) -> Q:
    if word[0].isdigit():
        return Q(**{f"{prefix}code__startswith": word})
    anywhere = ("full_name", "aliases", "capital")
    return Q.create([(f"{prefix}{name}__icontains", word) for name in anywhere], connector=Q.OR)


def search_regions[Row: Any](queryset: QuerySet[Row], text: str, *, prefix: str = "") -> QuerySet[Row]:
    """Rows whose region's name, other spelling, capital or code holds every word."""
    for word in words_of(text):
        queryset = queryset.filter(_holds(word, prefix))
    return queryset
