"""A person's own page: name, telephone, roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import requires
from accounts.forms import ProfileForm
from accounts.models import Membership, User


@requires("accounts.manage_own_account")
def profile(request: HttpRequest) -> HttpResponse:
    """Show the roles with their dates; change name and telephone."""
    # A row of its own, so that a refused name does not appear in the header of the page.
    person = get_object_or_404(User, pk=request.user.pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your details have been saved."))
        return redirect("accounts:profile")
    context = {"form": form, "memberships": Membership.objects.filter(user=person).with_standing()}
    return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)
