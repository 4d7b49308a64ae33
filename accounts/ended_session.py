"""A form that was sent after the session had ended: what was typed is shown beside the way in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from accounts.forms import SignInForm

# What a form carries for itself, nothing a person typed.
BOOKKEEPING = frozenset({"csrfmiddlewaretoken", "version", "seen", "content", "next", "save", "preview", "confirmed"})


def typed_values(request: HttpRequest) -> list[str]:
    """What the person typed or chose, in the form's order; never a password."""
    named = ((name, value.strip()) for name, values in request.POST.lists() for value in values)
    return [value for name, value in named if value and name not in BOOKKEEPING and "password" not in name]


def sign_in_again(request: HttpRequest, notice: str | Promise, *, following: str, typed: list[str]) -> HttpResponse:
    """The sign-in page with what was typed as text to copy (401): nothing is lost, with scripts or without."""
    context = {"form": SignInForm(request), "next": following, "notice": notice, "typed": "\n".join(typed), "lines": min(len(typed) + 2, 12)}
    return render(request, "accounts/login.html", context, status=401)
