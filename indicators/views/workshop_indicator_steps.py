"""Beginning, ending and taking back indicators of a draft, and remarks on them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from indicators.catalogue import IndicatorEntry
from indicators.forms.faults import add_errors
from indicators.forms.indicator import CommentForm, EndForm, NewIndicatorForm
from indicators.models import AnswerType, Framework, Indicator, IndicatorComment, IndicatorKind
from indicators.services.draft_mapping import mapping_rows
from indicators.services.entries import TEXTS, place_of
from indicators.services.workshop_comments import add_comment, settle_comment
from indicators.services.workshop_indicator import IndicatorState, add_indicator, end_indicator, indicator_state, restore_indicator
from indicators.views.workshop import UNPROCESSABLE, find_framework, surroundings
from indicators.views.workshop_indicator import IndicatorPage, before_choices, changed_rows, find_indicator, named_indicator


def _first_rule(answer_type: str) -> dict[str, Any]:
    """A rule that fits the answer, to begin with."""
    if answer_type == AnswerType.YES_NO:
        return {"type": "yes_no"}
    if answer_type == AnswerType.LEVEL:
        return {"type": "levels", "levels": {"0": "0", "1": "1"}}
    return {"type": "linear", "zero_at": "0", "full_at": "100"}


def _blank_entry(code: str, kind: str, answer_type: str) -> IndicatorEntry:
    place = place_of("indicator", code)
    texts: dict[str, Any] = {name: {} for name in TEXTS}
    return IndicatorEntry(
        place=place,
        code=code,
        kind=kind,
        **texts,
        is_own_authority=True,
        answer_type=answer_type,
        rule=_first_rule(answer_type),
        rule_place=place,
        level_labels={},
        weight=Decimal(1),
        may_be_not_applicable=False,
        not_applicable_by="",
        evidence_valid_years=None,
        usual_work_unit="",
        is_reconstruction=False,
        bases=(),
    )


def _typed_state(form: NewIndicatorForm, before: list[Indicator]) -> IndicatorState:
    """The new indicator: blank but for its statement, or a copy of the first one it follows."""
    data, statement, predecessors = form.cleaned_data, form.typed_statement(), form.predecessors()
    first = next((row for row in before if predecessors and row.code == predecessors[0].code), None)
    if first is None or not data["is_copied"]:
        return IndicatorState(replace(_blank_entry(data["code"], data["kind"], data["answer_type"]), statement=statement), predecessors)
    copied = indicator_state(first).entry
    return IndicatorState(replace(copied, code=data["code"], kind=data["kind"], statement=statement or copied.statement), predecessors)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_draft", find=find_framework)
def new(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Where a new indicator stands, what it asks and what it follows; and the indicators before that ended, to take back."""
    before = before_choices(framework)
    rights = list(framework.rights.order_by("order").values_list("code", "title"))
    kinds = [IndicatorKind.ITEM] if framework.rollup != "components" else [code for code, _maximum in framework.ordered_components]
    initial = {"right": request.GET.get("hak", ""), "kind": kinds[-1] if kinds else "", "answer_type": AnswerType.PERCENTAGE}

    def form_of(data: Any = None) -> NewIndicatorForm:
        choices = [(code, str(title)) for code, title in rights]
        return NewIndicatorForm(data, rights=choices, kinds=kinds, known=[row.code for row in before], initial=initial)

    form, status, focus = form_of(), 200, ""
    if request.method == "POST":
        action, _colon, rest = request.POST.get("do", "save").partition(":")
        form = form_of(request.POST)
        if action in {"add", "remove"}:
            form, focus = form_of(changed_rows(request.POST, form, action, rest)), rest.partition(":")[0]
        elif (made := _added(request, framework, form, before)) is not None:
            return redirect("workshop:indicator", code=framework.code, indicator=made.code)
        else:
            status = UNPROCESSABLE
    ended = [row for row in mapping_rows(framework) if row.relation in {"ends", "open"}] if framework.follows_id else []
    context = surroundings(request, framework) | {"form": form, "before": before, "ended": ended, "focus": focus, "shows_errors": status != 200}  # noqa: PLR2004
    return render(request, "indicators/workshop/indicator_new.html", context, status=status)


def _added(request: HttpRequest, framework: Framework, form: NewIndicatorForm, before: list[Indicator]) -> Indicator | None:
    """The indicator made, or None with the errors in the form."""
    if not form.is_valid():
        return None
    try:
        made = add_indicator(framework=framework, right=form.cleaned_data["right"], state=_typed_state(form, before), by=request.user)
    except ValidationError as error:
        add_errors(form, error)
        return None
    messages.success(request, _("“%(code)s” stands in the draft. Write what is still missing.") % {"code": made.code})
    return made


@require_http_methods(["GET", "HEAD", "POST"])
@requires("indicators.edit_draft", find=find_indicator)
def end(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Ask why it ends, then take it out of the draft."""
    found = named_indicator(request, framework)
    state = indicator_state(found)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            end_indicator(framework=framework, code=found.code, reason=form.typed(), by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("“%(code)s” is out of the draft.") % {"code": found.code})
            return redirect(f"{reverse('workshop:draft', args=[framework.code])}#hak-{found.right.code}")
    context = surroundings(request, framework) | {"indicator": found, "state": state, "form": form}
    return render(request, "indicators/workshop/indicator_end.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def find_predecessor(request: HttpRequest, code: str, predecessor: str) -> Framework:
    """The framework of the address, which must follow one with this indicator."""
    found = Framework.objects.select_related("follows")
    return get_object_or_404(found, code=code, follows__indicators__code=predecessor)


@require_POST
@requires("indicators.edit_draft", find=find_predecessor)
def restore(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Take an ending back."""
    code = request.resolver_match.kwargs["predecessor"] if request.resolver_match else ""
    try:
        restore_indicator(framework=framework, code=code, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("workshop:indicator_new", code=framework.code)
    messages.success(request, _("“%(code)s” stands in the draft again, as it was.") % {"code": code})
    return redirect("workshop:indicator", code=framework.code, indicator=code)


@require_POST
@requires("indicators.comment_draft", find=find_indicator)
def comment(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Write a remark."""
    found = named_indicator(request, framework)
    form = CommentForm(request.POST)
    if not form.is_valid():
        page = IndicatorPage(request, framework, found)
        return page.render(page.form(), status=UNPROCESSABLE, comment_form=form)
    add_comment(framework=framework, code=found.code, text=form.cleaned_data["text"], by=request.user)
    messages.success(request, _("Your comment is saved."))
    return redirect(f"{reverse('workshop:indicator', args=[framework.code, found.code])}#komentar")


def find_comment(request: HttpRequest, code: str, indicator: str, comment: int) -> Framework:
    """The framework of the address, which must have the remark on this indicator."""
    framework = find_indicator(request, code, indicator)
    get_object_or_404(IndicatorComment, framework=framework, indicator_code=indicator, pk=comment)
    return framework


@require_POST
@requires("indicators.comment_draft", find=find_comment)
def settle(request: HttpRequest, framework: Framework) -> HttpResponse:
    """Resolve a remark, or open it again."""
    asked = request.resolver_match.kwargs if request.resolver_match else {}
    settle_comment(framework=framework, comment=asked["comment"], is_resolved=request.POST.get("do") != "reopen", by=request.user)
    return redirect(f"{reverse('workshop:indicator', args=[framework.code, asked['indicator']])}#komentar")
