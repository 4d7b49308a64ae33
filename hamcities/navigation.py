"""Links of the public navigation and of the signed-in person's workspace."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import allowed


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a navigation."""

    label: str | Promise
    url: str
    icon: str
    active: bool


PUBLIC_LINKS = (
    (_("Home"), "public:home", "house"),
    (_("Regions"), "public:regions", "geo-alt"),
    (_("Framework"), "indicators:frameworks", "diagram-3"),
    (_("Certificates"), "public:verify", "patch-check"),
    (_("About"), "public:about", "info-circle"),
)
# label, URL name, icon, permission asked without an object
WORKSPACE_LINKS = (
    (_("Workspace"), "assessments:workspace", "grid", "accounts.use_workspace"),
    (_("Learning"), "lessons:lessons", "book", "accounts.use_workspace"),
    (_("Guide"), "assessments:guide", "info-circle", "accounts.use_workspace"),
    (_("Monitoring"), "assessments:monitoring", "geo-alt", "assessments.monitor"),
    (_("Verification"), "assessments:verification_queue", "check2-square", "assessments.open_verification_queue"),
    (_("Scoring"), "assessments:review_queue", "clipboard-check", "assessments.open_review_queue"),
    (_("Cycles"), "assessments:cycles", "calendar3", "assessments.manage_cycles"),
    (_("Official figures"), "assessments:figures", "graph-up", "assessments.load_figures"),
    (_("Determination"), "reports:determination", "award", "reports.open_determination"),
    (_("Workshop"), "workshop:drafts", "pencil", "indicators.open_workshop"),
    (_("Administration"), "admin:index", "gear", "accounts.manage_accounts"),
)


def _is_active(request: HttpRequest, url: str, home: str) -> bool:
    return request.path == url if url == home else request.path.startswith(url)


def public_links(request: HttpRequest) -> list[Link]:
    """Links everybody sees."""
    home = reverse("public:home")
    urls = [(label, reverse(name), icon) for label, name, icon in PUBLIC_LINKS]
    return [Link(label, url, icon, _is_active(request, url, home)) for label, url, icon in urls]


def workspace_links(request: HttpRequest) -> list[Link]:
    """Links to what the signed-in person may do."""
    home = reverse("assessments:workspace")
    shown = [(label, reverse(name), icon) for label, name, icon, permission in WORKSPACE_LINKS if allowed(request.user, permission)]
    # A room may lie below another one's address: the nearest is the one a person is in.
    nearest = max((url for _label, url, _icon in shown if _is_active(request, url, home)), key=len, default="")
    return [Link(label, url, icon, url == nearest) for label, url, icon in shown]
