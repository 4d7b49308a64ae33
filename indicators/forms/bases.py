"""Choosing legal bases: a field and its picker, searchable with scripts, folded by instrument without."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.bilingual import Bilingual
from indicators.models import Provision
from indicators.services.bases import grouped, provision_name


@dataclass(frozen=True, slots=True)
class Choice:
    """A provision as a check box; `is_replaced` says that a newer one stands in its place."""

    code: str
    label: Bilingual
    title: Bilingual
    is_replaced: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class InstrumentChoices:
    """The provisions of an instrument."""

    code: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> tuple[Choice, ...]:
        """Those that are ticked."""
        return tuple(choice for choice in self.choices if choice.is_chosen)


@dataclass(frozen=True, slots=True)
class RootChoices:
    """The instruments of one root of the law."""

    code: str
    title: str | Promise
    instruments: tuple[InstrumentChoices, ...]

    @property
    def count(self) -> int:
        """How many provisions are ticked."""
        return sum(len(instrument.chosen) for instrument in self.instruments)


class LawShelf:
    """All provisions, read once for a form (one query)."""

    @cached_property
    def provisions(self) -> list[Provision]:
        """Provisions with their instruments."""
        return list(Provision.objects.select_related("instrument"))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Codes that may be chosen."""
        return frozenset(provision.code for provision in self.provisions)

    def roots(self, chosen: Iterable[str]) -> list[RootChoices]:
        """Everything to choose from; what was replaced only where it is chosen already."""
        ticked = set(chosen)
        offered = [provision for provision in self.provisions if provision.replaced_by_id is None or provision.code in ticked]
        return [RootChoices(group.code, group.title, _by_instrument(group.provisions, ticked)) for group in grouped(offered)]


def _by_instrument(provisions: Iterable[Provision], ticked: set[str]) -> tuple[InstrumentChoices, ...]:
    rows: dict[str, list[Choice]] = {}
    titles: dict[str, str] = {}
    for provision in provisions:
        instrument = provision.instrument
        titles[instrument.code] = f"{instrument.short_title}: {instrument.title}"
        # The full name, so that a search for “DUHAM 25” finds article 25 of it.
        names = {key: provision_name(provision.label.get(key, ""), instrument.short_title.get(key, "")) for key in ("id", "en")}
        choice = Choice(provision.code, Bilingual(names), provision.title, provision.replaced_by_id is not None, provision.code in ticked)
        rows.setdefault(instrument.code, []).append(choice)
    return tuple(InstrumentChoices(code, titles[code], tuple(choices)) for code, choices in rows.items())


class BasesPicker(forms.Widget):
    """Check boxes in folds by instrument; static/js/bases.js adds a search box."""

    template_name = "indicators/workshop/widgets/bases.html"
    # Label and fieldset are for one control; this is a group.
    use_fieldset = True
    shelf: LawShelf

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template draws."""
        context = super().get_context(name, value, attrs)
        roots = self.shelf.roots(value or ())
        chosen = [choice for root in roots for instrument in root.instruments for choice in instrument.chosen]
        context["widget"] |= {"roots": roots, "chosen": chosen}
        return context

    def format_value(self, value: Any) -> Any:
        """A list of codes, not text."""
        return value

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The codes ticked."""
        return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name) or ())

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Nothing ticked and nothing asked look the same."""
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """A group has no single control to point at; the group itself can be jumped to."""
        return id_


class BasesField(forms.Field):
    """Codes of provisions, in the order given, each once."""

    widget = BasesPicker
    default_error_messages = {"unknown": _("“%(code)s” is not a provision of the portal.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Legal bases"))
        super().__init__(**kwargs)
        self._share_shelf()

    def __deepcopy__(self, memo: Any) -> "BasesField":
        """Every form reads the law anew, once."""
        field: BasesField = super().__deepcopy__(memo)
        field._share_shelf()
        return field

    def _share_shelf(self) -> None:
        self.shelf = LawShelf()
        self.widget.shelf = self.shelf

    def to_python(self, value: Any) -> list[str]:
        """The codes, each once."""
        return list(dict.fromkeys(value or ()))

    def validate(self, value: list[str]) -> None:
        """Only provisions the portal has."""
        super().validate(value)
        for code in value:
            if code not in self.shelf.codes:
                raise ValidationError(self.error_messages["unknown"], code="unknown", params={"code": code[:60]})
