"""A framework as a YAML file: out of the portal, and back into a draft after a look at what would change."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from indicators.catalogue import Faults, FaultyCatalogueError, FrameworkEntry, framework_yaml, read_framework_text
from indicators.models import ChangeAction, Framework, FrameworkState
from indicators.services.comparison import Comparison, compare_versions
from indicators.services.entries import framework_entry
from indicators.services.load import indicator_codes, provision_codes
from indicators.services.part_changes import part_changes
from indicators.services.store import LoadReport, store_framework
from indicators.services.workshop import digest, lock_draft, record, refuse_stale


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file would change in a draft; `seen` is the digest of the draft it was compared with."""

    entry: FrameworkEntry
    comparison: Comparison
    seen: str


def export_yaml(framework: Framework) -> str:
    """The framework as the text of a YAML file that reads back without loss, faults and all."""
    return framework_yaml(framework_entry(framework))


def preview_import(*, framework: Framework, text: str, name: str) -> ImportPreview:
    """Read a file for a draft and compare; nothing is written.

    Raises FaultyCatalogueError with every fault: the file is taken as a whole or not at all.
    """
    entry = _read(framework, text, name)
    before = framework_entry(framework)
    return ImportPreview(entry, compare_versions(entry, before), digest(before))


def _read(framework: Framework, text: str, name: str) -> FrameworkEntry:
    entry = read_framework_text(text, name, known_provisions=provision_codes(), predecessors=indicator_codes)
    faults = Faults()
    if entry.code != framework.code:
        reason = _("The file is of the framework “%(code)s”, this draft is “%(own)s”. Change the code in the file if it is meant for this draft.")
        faults.add(name, entry.place.line, reason % {"code": entry.code, "own": framework.code})
    if len(faults):
        raise FaultyCatalogueError(faults)
    return replace(entry, state=FrameworkState.DRAFT.value)


@transaction.atomic
def import_yaml(*, framework: Framework, text: str, name: str, seen: str, by: Any) -> int:
    """Make the draft what the file says and record every difference; return how many parts differed.

    Raises Refused, StaleDraftError when the draft changed since the preview, FaultyCatalogueError.
    """
    draft = lock_draft(framework.pk)
    require(by, "indicators.edit_draft", draft)
    before = framework_entry(draft)
    refuse_stale(before, seen)
    entry = _read(draft, text, name)
    changes = part_changes(before, entry)
    if any(predicate not in entry.predicates for predicate in before.predicates):
        # Two predicates may exchange where they begin: written one by one, both would stand there for a moment.
        draft.predicate_bands.all().delete()
    stored = store_framework(entry=entry, report=LoadReport())
    for change in changes:
        record(stored, by, ChangeAction.IMPORTED, change.part, change.code, change.fields or {"": (None, change.action.value)})
    return len(changes)


def file_name(framework: Framework) -> str:
    """What a downloaded framework is called."""
    return f"{framework.code}.yaml"
