"""Checks of the mapping: every indicator of the framework before is accounted for, once."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from indicators.catalogue.faults import Faults
from indicators.catalogue.shapes import FrameworkEntry, LinkEntry

# Codes of the indicators of a framework, by the framework's code; None when there is no such framework.
Predecessors = Callable[[str], frozenset[str] | None]


def check_links(framework: FrameworkEntry, predecessors: Predecessors | None, faults: Faults) -> None:
    """Note links to indicators that do not exist, indicators before that nobody accounts for, endings without a reason."""
    if not framework.follows:
        return
    place = framework.place_of("follows")
    if framework.follows == framework.code:
        faults.add(place.file, place.line, _("A framework cannot follow itself."))
        return
    before = predecessors(framework.follows) if predecessors else None
    if predecessors and before is None:
        faults.add(place.file, place.line, _("A draft can only follow an adopted framework; “%(code)s” is none.") % {"code": framework.follows})
        return
    own = {indicator.code for indicator in framework.indicators}
    seen: set[str] = set()
    for link in framework.links:
        if link.predecessor in seen:
            faults.add(link.place.file, link.place.line, _("The code “%(code)s” is mapped twice.") % {"code": link.predecessor})
        seen.add(link.predecessor)
        _check_link(link, own, before, faults)
    for code in sorted((before or frozenset()) - seen):
        reason = _("Nothing is said about “%(code)s” of the framework before: which indicator follows it, or why it ends.")
        faults.add(place.file, place.line, reason % {"code": code})


def _check_link(link: LinkEntry, own: set[str], before: frozenset[str] | None, faults: Faults) -> None:
    place = link.place
    if before is not None and link.predecessor not in before:
        faults.add(place.file, place.line, _("The framework before has no indicator “%(code)s”.") % {"code": link.predecessor})
    for code in link.successors:
        if code not in own:
            faults.add(place.file, place.line, _("The mapping names “%(code)s”, which is not an indicator here.") % {"code": code})
    if len(set(link.successors)) != len(link.successors):
        faults.add(place.file, place.line, _("The mapping of “%(code)s” names an indicator twice.") % {"code": link.predecessor})
    if not link.successors and not link.note:
        faults.add(place.file, place.line, _("“%(code)s” ends; a note has to say why.") % {"code": link.predecessor})
