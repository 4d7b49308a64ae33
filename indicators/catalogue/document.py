"""YAML read into nodes that know their line.

Scalars are read more narrowly than YAML 1.1 does: only ``true`` and ``false`` are booleans, so that the
answers ``yes`` and ``no`` stay words, and numbers become `Decimal`, never float.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import yaml
from django.utils.translation import gettext as _

from indicators.catalogue.faults import Faults

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_LARGEST_FILE = 4 * 1024 * 1024
# A framework needs about ten levels; reading many more would exhaust the stack.
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place; `value` is str, Decimal, bool, None, list of nodes or dict of nodes."""

    file: str
    line: int
    value: Any

    def plain(self) -> Any:
        """Return the value without places; numbers as exact strings, fit for JSON."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return str(self.value) if isinstance(self.value, Decimal) else self.value


def read_document(path: Path, faults: Faults) -> Node | None:
    """Return the root node of the file, or None after noting why it cannot be read."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            faults.add(path, 1, _("The file is larger than 4 MB."))
            return None
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        faults.add(path, 1, _("The file cannot be read: %(reason)s") % {"reason": error.strerror or error})
        return None
    except UnicodeDecodeError:
        faults.add(path, 1, _("The file is not text in UTF-8."))
        return None
    return parse_document(content, str(path), faults)


def parse_document(content: str, file: str, faults: Faults) -> Node | None:
    """Return the root node of YAML text, or None after noting why it cannot be read."""
    try:
        depth = 0
        for event in yaml.parse(content, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                faults.add(file, line, _("The file is nested too deeply."))
                return None
            # Aliases could make a small file grow without end, and nobody needs them here.
            if isinstance(event, yaml.AliasEvent):
                faults.add(file, line, _("Anchors and aliases are not allowed."))
                return None
        root = yaml.compose(content, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        faults.add(file, mark.line + 1 if mark else 1, _("Broken YAML: %(problem)s") % {"problem": problem})
        return None
    if root is None:
        faults.add(file, 1, _("The file is empty."))
        return None
    return _convert(root, file, faults)


def _convert(node: yaml.Node, file: str, faults: Faults) -> Node:
    """Turn a composed YAML node into ours."""
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Node(file, line, [_convert(item, file, faults) for item in node.value])
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in mapping:
                faults.add(file, key_node.start_mark.line + 1, _("The key “%(key)s” stands twice.") % {"key": key})
            converted = _convert(value_node, file, faults)
            mapping[key] = Node(file, key_node.start_mark.line + 1, converted.value)
        return Node(file, line, mapping)
    return Node(file, line, _scalar(cast("yaml.ScalarNode", node)))


def _scalar(node: yaml.ScalarNode) -> str | Decimal | bool | None:
    """Read a scalar: quoted is text, plain may be a number, true, false or nothing."""
    text = node.value.strip()
    if node.style:  # quoted or a block: None or "" is plain
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "~", "null"):
        return None
    return Decimal(text) if _NUMBER.fullmatch(text) else text
