"""Choosing what of last year is taken over: the filter of the list, and what was chosen in it."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.services.last_year import Offer
from assessments.services.outline import RightOutline
from assessments.services.taking_over import Wish

EVIDENCE_ONLY = "evidence"
SHOWN: dict[str, tuple[Any, Callable[[Offer], bool]]] = {
    "terbuka": (_("Not answered yet this year"), lambda offer: not offer.is_answered),
    "semua": (_("All that were answered then"), lambda offer: True),
    "rugi": (_("Lost points then"), lambda offer: offer.lost > 0),
    "usang": (_("With evidence that is too old now"), lambda offer: bool(offer.too_old)),
}
PIECE = re.compile(r"(?P<code>[-\w]{1,40}):(?P<key>[0-9]{1,18})")


class FindOffersForm(forms.Form):
    """Which indicators are shown."""

    tampil = forms.ChoiceField(label=_("Show"), required=False, choices=[(code, label) for code, (label, _keep) in SHOWN.items()])
    hak = forms.ChoiceField(label=_("Right"), required=False)

    def __init__(self, *args: Any, rights: Iterable[RightOutline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hak"].choices = [  # type: ignore[attr-defined]
            ("", _("All rights")),
            *((part.right.code, str(part.right.title)) for part in rights),
        ]

    def narrowed(self, offers: Collection[Offer]) -> list[Offer]:
        """Those that are wanted; a wrong filter shows what none would."""
        self.is_valid()
        keep = SHOWN[self.cleaned_data.get("tampil") or "terbuka"][1]
        right = self.cleaned_data.get("hak") or ""
        return [offer for offer in offers if keep(offer) and right in {"", offer.indicator.right.code}]


def _keys(values: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for value in values:
        match = PIECE.fullmatch(value)
        if match:
            found.setdefault(match["code"], set()).add(int(match["key"]))
    return found


def _version(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000000000") else -1


def wishes_of(sent: QueryDict) -> list[Wish]:
    """What was chosen: ``pilih-CODE`` (a stance), ``versi-CODE``, ``berkas`` and ``tautan`` (CODE:key). Nonsense is left out."""
    files, links = _keys(sent.getlist("berkas")), _keys(sent.getlist("tautan"))
    found = []
    for name, stance in sent.items():
        code = name.removeprefix("pilih-")
        if code == name or not stance:
            continue
        found.append(
            Wish(
                code,
                "" if stance == EVIDENCE_ONLY else str(stance),
                _version(str(sent.get(f"versi-{code}", "0"))),
                frozenset(files.get(code, ())),
                frozenset(links.get(code, ())),
            )
        )
    return found
