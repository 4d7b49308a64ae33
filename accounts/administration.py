"""The administration: Django's admin behind the portal's own sign-in and roles."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override

from accounts.access import allowed, require

PERMISSION = "accounts.manage_accounts"
# Django's admin writes a few inline <style> and <script> elements; each carries the nonce of its page.
ADMIN_CSP: dict[str, Any] = settings.SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
}


class Administration(AdminSite):
    """Open to administrators by role (and the technical first account), to nobody else, staff or not."""

    site_header = _("KKP HAM administration")
    site_title = _("KKP HAM administration")
    index_title = _("Administration")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person holds the role today."""
        return allowed(request.user, PERMISSION)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Send the unknown to the portal's sign-in and refuse others with the reason."""
        guarded = csp_override(ADMIN_CSP)(super().admin_view(view, cacheable))

        @functools.wraps(guarded)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, PERMISSION)
            return guarded(request, *args, **kwargs)

        return inner

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in page, with its lock-out."""
        return redirect_to_login(reverse("admin:index", current_app=self.name))
