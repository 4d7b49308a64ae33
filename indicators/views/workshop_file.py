"""A framework as a YAML file: downloads for editors and for everybody, and taking a file into a draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import public, requires
from accounts.caching import revalidated
from indicators.catalogue import FaultyCatalogueError
from indicators.forms.draft import ImportForm
from indicators.models import Framework, FrameworkState
from indicators.services.draft_file import export_yaml, file_name, import_yaml, preview_import
from indicators.services.workshop import StaleDraftError
from indicators.views.workshop import CONFLICT, UNPROCESSABLE, find_framework, surroundings


def _file(framework: Framework) -> HttpResponse:
    response = HttpResponse(export_yaml(framework), content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(framework)}"'
    return response


@requires("indicators.open_workshop", find=find_framework)
def export(request: HttpRequest, framework: Framework) -> HttpResponse:
    """The framework as a file, drafts too."""
    return _file(framework)


@public
@revalidated
def download(request: HttpRequest, code: str) -> HttpResponse:
    """An adopted framework as a file."""
    return _file(get_object_or_404(Framework, code=code, state=FrameworkState.ADOPTED))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_draft", find=find_framework)
def take_in(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Choose a file; see what it would change; confirm."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method != "POST":
        return _page(request, framework, form)
    if not form.is_valid():
        return _page(request, framework, form, status=UNPROCESSABLE)
    text, name = form.cleaned_data["text"], form.cleaned_data["name"] or file_name(framework)
    try:
        if "confirm" in request.POST:
            return _confirmed(request, framework, text, name, form.cleaned_data["seen"])
        return _preview(request, framework, text, name)
    except FaultyCatalogueError as error:
        return _page(request, framework, ImportForm(), status=UNPROCESSABLE, faults=error.faults, name=name)


def _confirmed(request: HttpRequest, framework: Framework, text: str, name: str, seen: str) -> HttpResponse:
    """Take the file in, or show anew what it would change when the draft changed since."""
    try:
        changed = import_yaml(framework=framework, text=text, name=name, seen=seen, by=request.user)
    except StaleDraftError:
        return _preview(request, framework, text, name, status=CONFLICT, is_stale=True)
    said = ngettext("One part of the draft was changed by the file.", "%(count)s parts of the draft were changed by the file.", changed)
    messages.success(request, said % {"count": changed})
    return redirect("workshop:draft", code=framework.code)


def _preview(request: HttpRequest, framework: Framework, text: str, name: str, *, status: int = 200, **extra: Any) -> HttpResponse:
    preview = preview_import(framework=framework, text=text, name=name)
    confirm = ImportForm(initial={"text": text, "name": name, "seen": preview.seen})
    context = surroundings(request, framework) | {"preview": preview, "comparison": preview.comparison, "confirm": confirm, "name": name}
    return render(request, "indicators/workshop/import_preview.html", context | extra, status=status)


def _page(request: HttpRequest, framework: Framework, form: ImportForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    return render(request, "indicators/workshop/import.html", surroundings(request, framework) | {"form": form} | extra, status=status)
