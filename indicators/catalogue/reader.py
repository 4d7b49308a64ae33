"""Reads the keys of one mapping; notes what is missing, of the wrong type, or unknown."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from indicators.catalogue.document import Node
from indicators.catalogue.faults import Faults
from indicators.catalogue.shapes import Place, Reference, Text

_TOO_LARGE = Decimal(10000)
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
LANGUAGES = ("id", "en")
# As long as the columns are; a longer text would only fail in the database, without a line number.
CODE_LENGTH = 40
PROVISION_CODE_LENGTH = 60


class Reader:
    """Takes the keys of a mapping one by one; `finish` reports those nobody asked for."""

    def __init__(self, node: Node, faults: Faults) -> None:
        self.place = Place(node.file, node.line)
        self.faults = faults
        self._taken: set[str] = set()
        self._nodes: dict[str, Node] = node.value if isinstance(node.value, dict) else {}
        if not isinstance(node.value, dict):
            faults.add(node.file, node.line, _("A mapping of keys and values is expected here."))

    def fault(self, reason: str, node: Node | None = None) -> None:
        """Note a fault at a node, or at the beginning of the mapping."""
        at = node or self.place
        self.faults.add(at.file, at.line, reason)

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """Take the node of a key; a missing or empty required one is a fault."""
        self._taken.add(key)
        node = self._nodes.get(key)
        if node is None or node.value is None or node.value == "":
            if required:
                self.fault(_("“%(key)s” is missing.") % {"key": key}, node)
            return None
        return node

    def string(self, key: str, *, required: bool = False, longest: int | None = None) -> str:
        """Take a text without translation, of at most `longest` signs."""
        node = self.node(key, required=required)
        if node is None:
            return ""
        if isinstance(node.value, list | dict | bool):
            self.fault(_("“%(key)s” must be a text.") % {"key": key}, node)
            return ""
        text = str(node.value)
        if longest is not None and len(text) > longest:
            self.fault(_("“%(key)s” is longer than %(longest)s signs.") % {"key": key, "longest": longest}, node)
        return text

    def code(self, key: str = "code", *, longest: int = CODE_LENGTH) -> str:
        """Take a code: letters, digits and hyphens, at most `longest` signs."""
        code = self.string(key, required=True, longest=longest)
        if code and not _CODE.fullmatch(code):
            self.fault(_("“%(code)s” is not a code: letters, digits and hyphens only.") % {"code": code}, self._nodes[key])
        return code

    def url(self, key: str) -> str:
        """Take the address of a page on the web."""
        address = self.string(key, longest=200)
        if address and not address.startswith(("https://", "http://")):
            self.fault(_("“%(value)s” is not an address such as https://….") % {"value": address}, self._nodes[key])
        return address

    def text(self, key: str, *, required: bool = False) -> Text:
        """Take a text in both languages."""
        node = self.node(key, required=required)
        return {} if node is None else self._both_languages(key, node)

    def _both_languages(self, key: str, node: Node) -> Text:
        """Read ``{id: …, en: …}``; a missing translation is a fault."""
        if not isinstance(node.value, dict):
            self.fault(_("“%(key)s” needs the keys “id” and “en”.") % {"key": key}, node)
            return {}
        for unknown in set(node.value) - set(LANGUAGES):
            self.fault(_("Unknown key “%(key)s”.") % {"key": unknown}, node.value[unknown])
        found: Text = {}
        for language in LANGUAGES:
            translation = node.value.get(language)
            if translation is None or translation.value in (None, "") or isinstance(translation.value, list | dict):
                self.fault(_("“%(key)s” has no text in “%(language)s”.") % {"key": key, "language": language}, translation or node)
            else:
                found[language] = str(translation.value)
        return found

    def texts(self, key: str) -> dict[str, Text]:
        """Take a mapping of codes to texts in both languages."""
        node = self.node(key)
        if node is None:
            return {}
        if not isinstance(node.value, dict):
            self.fault(_("A mapping of keys and values is expected here."), node)
            return {}
        return {code: self._both_languages(code, child) for code, child in node.value.items()}

    def decimal(self, key: str, default: Decimal | None = None, *, required: bool = False, places: int = 2) -> Decimal | None:
        """Take a number of at most four digits before and `places` after the point, as the columns hold."""
        node = self.node(key, required=required)
        if node is None:
            return default
        if not isinstance(node.value, Decimal):
            self.fault(_("“%(key)s” must be a number.") % {"key": key}, node)
            return default
        if abs(node.value) >= _TOO_LARGE or round(node.value, places) != node.value:
            self.fault(_("“%(key)s” must be below 10000 and have at most %(places)s decimal places.") % {"key": key, "places": places}, node)
        return node.value

    def whole(self, key: str, *, largest: int) -> int | None:
        """Take a whole number from 0 to `largest`."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node.value, Decimal) or node.value != int(node.value) or not 0 <= node.value <= largest:
            self.fault(_("“%(key)s” must be a whole number from 0 to %(largest)s.") % {"key": key, "largest": largest}, node)
            return None
        return int(node.value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Take true or false."""
        node = self.node(key)
        if node is None:
            return default
        if not isinstance(node.value, bool):
            self.fault(_("“%(key)s” must be true or false.") % {"key": key}, node)
            return default
        return node.value

    def choice(self, key: str, allowed: Collection[str], *, default: str = "", required: bool = False) -> str:
        """Take one of a few words."""
        value = self.string(key, required=required)
        if value and value not in allowed:
            options = ", ".join(sorted(allowed))
            reason = _("“%(value)s” is not allowed for “%(key)s” (%(options)s).") % {"value": value, "key": key, "options": options}
            self.fault(reason, self._nodes[key])
        return value or default

    def day(self, key: str) -> date | None:
        """Take a date written 2013-06-30."""
        value = self.string(key)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(_("“%(value)s” is not a date such as 2013-06-30.") % {"value": value}, self._nodes[key])
            return None

    def children(self, key: str, *, required: bool = False) -> Iterator["Reader"]:
        """Take a list of mappings."""
        for node in self._items(key, required=required):
            yield Reader(node, self.faults)

    def child(self, key: str) -> "Reader | None":
        """Take one mapping."""
        node = self.node(key)
        return Reader(node, self.faults) if node else None

    def references(self, key: str, *, required: bool = False) -> tuple[Reference, ...]:
        """Take a list of codes of provisions."""
        nodes = self._items(key, required=required)
        return tuple(Reference(Place(node.file, node.line), str(node.value)) for node in nodes)

    def _items(self, key: str, *, required: bool) -> list[Node]:
        node = self.node(key, required=required)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.fault(_("“%(key)s” must be a list.") % {"key": key}, node)
            return []
        if required and not node.value:
            self.fault(_("“%(key)s” is missing.") % {"key": key}, node)
        return node.value

    def mapping(self, key: str, *, required: bool = False) -> dict[str, Any]:
        """Take a mapping as it stands, numbers as exact strings."""
        node = self.node(key, required=required)
        if node is None:
            return {}
        plain = node.plain()
        if not isinstance(plain, dict):
            self.fault(_("A mapping of keys and values is expected here."), node)
            return {}
        return plain

    def place_of(self, key: str) -> Place:
        """Where a key stands, or the mapping when it is missing."""
        node = self._nodes.get(key)
        return Place(node.file, node.line) if node else self.place

    def finish(self) -> None:
        """Note the keys that nobody asked for."""
        for key in set(self._nodes) - self._taken:
            self.fault(_("Unknown key “%(key)s”.") % {"key": key}, self._nodes[key])
