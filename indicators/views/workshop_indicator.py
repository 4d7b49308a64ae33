"""The page of one indicator in the workshop: everything about it, changed in one form and checked while typing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, allowed, refusal, requires
from accounts.ended_session import typed_values
from indicators.bilingual import Bilingual
from indicators.forms.faults import add_errors
from indicators.forms.indicator import CommentForm, IndicatorForm, with_row, without_row
from indicators.forms.numbers import NumberField
from indicators.models import ChangedPart, Framework, Indicator
from indicators.services.entries import framework_entry
from indicators.services.field_words import FieldChange, field_changes
from indicators.services.workshop import StaleDraftError, digest, plain
from indicators.services.workshop_indicator import IndicatorState, change_indicator, field_values, indicator_state
from indicators.services.workshop_indicator_check import FieldFault, IndicatorCheck, Share, choices_of, indicator_check
from indicators.views.workshop import CONFLICT, UNPROCESSABLE, surroundings
from indicators.views.workshop_conflict import both_versions
from indicators.views.workshop_history import told

FORBIDDEN = 403
LATEST = 10


def find_indicator(request: HttpRequest, code: str, indicator: str, **_rest: Any) -> Framework:
    """The framework of the address, which must have the indicator."""
    return get_object_or_404(Framework.objects.select_related("follows"), code=code, indicators__code=indicator)


def find_edited(request: HttpRequest, code: str, indicator: str, **_rest: Any) -> Framework:
    """The framework of the address; what is sent may be of an indicator that somebody took out meanwhile."""
    if request.method != "POST":
        return find_indicator(request, code, indicator)
    found = get_object_or_404(Framework.objects.select_related("follows"), code=code)
    once = found.changes.filter(part=ChangedPart.INDICATOR, code=indicator)
    if not found.indicators.filter(code=indicator).exists() and not once.exists():
        raise Http404
    return found


def named_indicator(request: HttpRequest, framework: Framework) -> Indicator:
    """The indicator of the address."""
    code = request.resolver_match.kwargs["indicator"] if request.resolver_match else ""
    return get_object_or_404(framework.indicators.select_related("right", "right__criterion"), code=code)


def before_choices(framework: Framework) -> list[Indicator]:
    """Indicators of the framework before in order, to choose from (one query)."""
    return list(Indicator.objects.filter(framework=framework.follows_id).order_by("right__order", "order")) if framework.follows_id else []


class IndicatorPage:
    """What the page shows, gathered once a request."""

    def __init__(self, request: HttpRequest, framework: Framework, indicator: Indicator) -> None:
        self.request, self.framework, self.indicator = request, framework, indicator
        self.state = indicator_state(indicator)
        self.before = before_choices(framework)
        self.whole = framework_entry(framework)

    def form(self, data: Any = None) -> IndicatorForm:
        """The form as saved, or with what was sent."""
        return IndicatorForm(data, state=self.state, known=[row.code for row in self.before])

    def check(self, form: IndicatorForm) -> dict[str, Any]:
        """The panel: what was typed where it can be read, else why it cannot."""
        number, unreadable, typed = self._tried()
        choice = self.request.POST.get("try_choice", "")
        context: dict[str, Any] = {"try_number": typed, "try_choice": choice, "try_fault": unreadable}
        if form.is_bound and not form.is_valid():
            return context | {"check": IndicatorCheck(tuple(_unreadable(form)), None, None, Share(None, None, None), None), "is_unreadable": True}
        entry = form.typed().entry if form.is_bound else self.state.entry
        outline = Indicator(rule=entry.rule, unit=Bilingual(entry.unit), level_labels=entry.level_labels)
        check = indicator_check(self.whole, entry, number=number, choice=choice)
        return context | {"check": check, "try_choices": choices_of(entry), "outline": outline}

    def _tried(self) -> tuple[Any, str, str]:
        typed = self.request.POST.get("try_number", "")[:60]
        try:
            return NumberField().clean(typed), "", typed
        except ValidationError as error:
            return None, error.messages[0], typed

    def neighbours(self) -> dict[str, Any]:
        """The indicators before and after it in the draft."""
        codes = [row.code for row in self.whole.indicators]
        position = codes.index(self.indicator.code)
        return {"previous": codes[position - 1] if position else "", "next": codes[position + 1] if position + 1 < len(codes) else ""}

    def differences(self) -> list[tuple[Indicator, bool, tuple[FieldChange, ...]]]:
        """Each indicator it follows, whether figures can be compared, and what differs (two queries for each)."""
        rows = {row.code: row for row in self.before}
        new = plain(field_values(self.state.entry))
        found = []
        for predecessor in self.state.predecessors:
            row = rows[predecessor.code]
            old = plain(field_values(indicator_state(row).entry))
            found.append((row, predecessor.is_comparable, field_changes(ChangedPart.INDICATOR, old, new)))
        return found

    def shared(self) -> list[tuple[str, str]]:
        """Indicators before that others of the draft follow too, with those others."""
        own = {predecessor.code for predecessor in self.state.predecessors}
        found = []
        for link in self.whole.links:
            others = [code for code in link.successors if code != self.indicator.code]
            if link.predecessor in own and others:
                found.append((link.predecessor, ", ".join(others)))
        return found

    def render(self, form: IndicatorForm, *, status: int = 200, **extra: Any) -> HttpResponse:
        """The page with a form."""
        changes = self.framework.changes.filter(part=ChangedPart.INDICATOR, code=self.indicator.code)
        comments = list(self.framework.comments.filter(indicator_code=self.indicator.code))
        user = self.request.user
        context = surroundings(self.request, self.framework) | self.check(form) | self.neighbours()
        context |= {
            "indicator": self.indicator,
            "form": form,
            "before": self.before,
            "shared": self.shared(),
            "differences": self.differences(),
            "rows": [told(change) for change in changes[:LATEST]],
            "comments": comments,
            "comments_open": sum(comment.resolved_at is None for comment in comments),
            "may_comment": allowed(user, "indicators.comment_draft", self.framework),
            "edit_refusal": refusal(user, "indicators.edit_draft", self.framework),
            "comment_form": CommentForm(),
        }
        return render(self.request, "indicators/workshop/indicator.html", context | extra, status=status)


def _unreadable(form: IndicatorForm) -> list[FieldFault]:
    """What cannot even be read, field by field."""
    found = []
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        found += [FieldFault(name if field else "", str(field.label) if field else "", str(error)) for error in errors]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.open_workshop", find=find_edited)
def indicator(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Everything about an indicator of a draft (GET); saving it, checking it, or one row more or less in its form (POST)."""
    code = request.resolver_match.kwargs["indicator"] if request.resolver_match else ""
    if request.method == "POST" and not framework.indicators.filter(code=code).exists():
        return _gone(request, framework, code)
    page = IndicatorPage(request, framework, named_indicator(request, framework))
    if request.method != "POST":
        return page.render(page.form())
    action, _colon, rest = request.POST.get("do", "save").partition(":")
    if action in {"add", "remove"}:
        return page.render(page.form(changed_rows(request.POST, page.form(), action, rest)), is_unsaved=True, focus=rest.partition(":")[0])
    if action == "check":
        return page.render(page.form(request.POST), is_unsaved=True)
    return _save(page, page.form(request.POST))


def _gone(request: HttpRequest, framework: Framework, code: str) -> HttpResponse:
    """The indicator was taken out while somebody wrote: what was typed stands there to be copied (409)."""
    typed = typed_values(request)
    context = {"code": code, "typed": "\n".join(typed), "lines": min(len(typed) + 2, 20)}
    return render(request, "indicators/workshop/indicator_gone.html", surroundings(request, framework) | context, status=CONFLICT)


def changed_rows(data: Any, form: Any, action: str, which: str) -> Any:
    """What was sent with a row more or less: ``band`` for one more, ``band:2`` for one less; anything else changes nothing."""
    kind, _colon, number = which.partition(":")
    rows = form.row_kinds.get(kind)
    if rows is None:
        return data
    names = list(rows.row.base_fields)
    if action == "add":
        return with_row(data, kind, names)
    return without_row(data, kind, int(number), names) if number.isdecimal() and len(number) < len(str(10**6)) else data


def _save(page: IndicatorPage, form: IndicatorForm) -> HttpResponse:
    """Save, whatever is missing; what cannot be held, what somebody else changed and what is refused come back as typed."""
    framework, code = page.framework, page.indicator.code
    if not form.is_valid():
        reason = refusal(page.request.user, "indicators.edit_draft", framework)
        return page.render(form, status=FORBIDDEN if reason else UNPROCESSABLE, refused_save=reason)
    typed = form.typed()
    try:
        changed = change_indicator(framework=framework, code=code, state=typed, seen=form.cleaned_data["seen"], by=page.request.user)
    except Refused as refused:
        return page.render(form, status=FORBIDDEN, refused_save=refused.reason)
    except StaleDraftError:
        return _conflict(page, form)
    except Indicator.DoesNotExist:
        return _gone(page.request, framework, code)
    except ValidationError as error:
        add_errors(form, error)
        return page.render(form, status=UNPROCESSABLE)
    is_changed = changed or typed.predecessors != page.state.predecessors
    messages.success(page.request, _("The indicator is saved.") if is_changed else _("Nothing was different, so nothing was written."))
    after = page.neighbours()["next"] if page.request.POST.get("do") == "next" else ""
    return redirect("workshop:indicator", code=framework.code, indicator=after or code)


def _conflict(page: IndicatorPage, form: IndicatorForm) -> HttpResponse:
    """Both versions; the form holds what was typed and, saved again, replaces the other."""
    theirs, mine = told_state(page.state), told_state(form.typed())
    # Thirty fields that are equal would hide the one that is not.
    names = [name for name in mine if plain(mine[name]) != plain(theirs[name])] or list(mine)
    theirs, mine = ({name: state[name] for name in names} for state in (theirs, mine))
    sides = both_versions(page.framework, ChangedPart.INDICATOR, page.indicator.code, theirs, mine)
    data = page.request.POST.copy()
    data["seen"] = digest(page.state)
    return page.render(page.form(data), status=CONFLICT, **sides)


def told_state(state: IndicatorState) -> dict[str, Any]:
    """An indicator as two versions of it are compared."""
    words = {True: _("can be compared"), False: _("cannot be compared")}
    return field_values(state.entry) | {"predecessors": [f"{row.code} ({words[row.is_comparable]})" for row in state.predecessors]}


@require_POST
@requires("indicators.edit_draft", find=find_indicator)
def check(request: HttpRequest, framework: Framework) -> HttpResponse:
    """The panel for what is typed now; writes nothing."""
    page = IndicatorPage(request, framework, named_indicator(request, framework))
    context = surroundings(request, framework) | page.check(page.form(request.POST)) | {"indicator": page.indicator, "is_typed": True}
    return render(request, "indicators/workshop/indicator_check.html", context)
