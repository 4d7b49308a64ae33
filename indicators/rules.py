"""Who may do what in the workshop of frameworks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import Condition, permission
from accounts.models import Role
from accounts.rules import holds_role
from indicators.models import FrameworkState
from indicators.services.entries import draft_faults


def is_draft(user: Any, framework: Any) -> bool:
    """Predicate: the framework may still change."""
    return framework.state == FrameworkState.DRAFT


def is_without_faults(user: Any, framework: Any) -> bool:
    """Predicate: nothing is missing or wrong in the draft."""
    return not draft_faults(framework)


IS_EDITOR = Condition(holds_role(Role.FRAMEWORK_EDITOR), _("Only framework editors can change a draft."))
IS_DRAFT = Condition(is_draft, _("This framework is adopted: it no longer changes. Draft a new version from it."))
MAY_READ = Condition(
    holds_role(Role.FRAMEWORK_EDITOR, Role.DITJEN_LEAD, Role.DITJEN_REVIEWER),
    _("Only framework editors, reviewers and leads of Ditjen HAM can open the workshop."),
)

# Asked without a framework: for the navigation and the lists, and to begin a draft.
permission("indicators.open_workshop", MAY_READ)
permission("indicators.begin_draft", IS_EDITOR)
# Asked of a framework.
permission("indicators.edit_draft", IS_EDITOR, IS_DRAFT)
permission("indicators.comment_draft", MAY_READ, IS_DRAFT)
permission(
    "indicators.adopt_draft",
    IS_EDITOR,
    IS_DRAFT,
    Condition(is_without_faults, _("The draft has faults; mend them first.")),
)
permission(
    "indicators.edit_lessons",
    Condition(holds_role(Role.FRAMEWORK_EDITOR, Role.DITJEN_LEAD), _("Only framework editors and leads of Ditjen HAM can change lessons.")),
)
