"""Filters that set the text of a lesson: paragraphs, lists, emphasis; nothing else is understood, everything else is escaped."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from indicators.bilingual import Bilingual

register = template.Library()
# Codes such as KS-H6 do not part at the end of a line.
CODE = re.compile(r"\b[A-Z]{2}-[A-Z]\d+\b")
STRONG = re.compile(r"\*\*(.+?)\*\*")


@register.filter
def in_language(text: Any) -> str:
    """A text of both languages in the reader's."""
    return str(Bilingual(text or {}))


@register.filter
def lesson_line(text: Any) -> SafeString:
    """A text of both languages as one line of HTML."""
    return mark_safe(_line(in_language(text)))  # noqa: S308 - the line was escaped


@register.filter
def lesson_text(text: Any) -> SafeString:
    """A text of both languages as HTML: a blank line parts paragraphs, lines that begin with a hyphen are a list, ``**words**`` are strong."""
    blocks = re.split(r"\n\s*\n", in_language(text).replace("\r\n", "\n").strip())
    return mark_safe("".join(_block(block) for block in blocks if block.strip()))  # noqa: S308 - every line was escaped


def _block(block: str) -> str:
    lines = [line.strip() for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{_line(line[2:])}</li>' for line in lines)}</ul>"
    return f"<p>{'<br>'.join(_line(line) for line in lines)}</p>"


def _line(line: str) -> str:
    return CODE.sub(r'<span class="text-nowrap">\g<0></span>', STRONG.sub(r"<strong>\1</strong>", conditional_escape(line)))
