"""The commitment in the workspace: draft, preview, publication; a year later what became of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Refused, allowed, refusal, requires
from assessments.models import Assessment
from assessments.services.place import find_assessment
from assessments.services.scores import self_score
from indicators.scoring import ScoreNode
from regions.models import Region, RegionKind
from reports.commitments import shown_actions
from reports.forms.commitment import CommitmentForm, FollowUpForm, initial_of
from reports.models import Commitment, PublishedResult
from reports.services.commitment import (
    StaleCommitmentError,
    UnfinishedCommitmentError,
    commitment_of,
    frozen,
    is_as_published,
    missing,
    offers,
    publish_commitment,
    publish_follow_up,
    published_of,
    save_commitment,
    tell_follow_up,
)

LARGEST_VERSION = 2**31 - 1


def find(request: HttpRequest, *, year: int, region: str) -> Assessment:
    """The assessment of the address among those the person may see; practice has no commitment."""
    assessment = find_assessment(request.user, year=year, region=region)
    if assessment.cycle.is_practice:
        raise Http404
    return assessment


def _address(assessment: Assessment) -> dict[str, Any]:
    return {"year": assessment.cycle.award_year, "region": assessment.region.code}


def _common(request: HttpRequest, assessment: Assessment, commitment: Commitment | None) -> dict[str, Any]:
    public = published_of(assessment)
    return {
        "assessment": assessment,
        "region": assessment.region,
        "cycle": assessment.cycle,
        "commitment": commitment,
        "public": public,
        "is_as_published": commitment is not None and public is not None and is_as_published(commitment),
        "may_draft": allowed(request.user, "reports.draft_commitment", assessment),
        "may_tell": allowed(request.user, "reports.tell_follow_up", assessment),
        "demonstration": assessment.cycle.is_demonstration,
    }


def head_title(region: Region) -> str:
    """The office of the head of a region, as it stands under letters."""
    office = "Bupati" if region.kind in (RegionKind.KABUPATEN, RegionKind.KABUPATEN_ADMINISTRASI) else "Wali Kota"
    return f"{office} {region.name}"


def _page(
    request: HttpRequest, assessment: Assessment, form: CommitmentForm | None = None, *, problem: str = "", theirs: Any = None, status: int = 200
) -> HttpResponse:
    commitment = commitment_of(assessment)
    found = offers(assessment)
    form = form or CommitmentForm(initial=initial_of(commitment, found, head_title=head_title(assessment.region)), offers=found, saved=commitment)
    context = _common(request, assessment, commitment) | {
        "form": form,
        "offers": found,
        "problem": problem,
        "theirs": theirs,
        "refusal": refusal(request.user, "reports.draft_commitment", assessment),
        "shown": frozen(commitment, assessment) if commitment else None,
    }
    context["actions"] = shown_actions(context["shown"]) if commitment else []
    return render(request, "reports/commitment/draft.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("reports.view_commitment", find=find)
def commitment(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The draft: read by the region, its province, its Kanwil and the ministry, written by coordinator and signatory."""
    if request.method != "POST":
        return _page(request, assessment)
    saved = commitment_of(assessment)
    form = CommitmentForm(request.POST, offers=offers(assessment), saved=saved)
    refused = refusal(request.user, "reports.draft_commitment", assessment)
    if refused is not None:
        return _page(request, assessment, form, problem=refused, status=403)
    if not form.is_valid():
        return _page(request, assessment, form, status=422)
    try:
        save_commitment(assessment=assessment, data=form.commitment(), version=form.cleaned_data["version"], by=request.user)
    except Refused as error:
        return _page(request, assessment, form, problem=error.reason, status=403)
    except StaleCommitmentError as error:
        return _page(request, assessment, _with_version(form, error.commitment), problem=error.messages[0], theirs=error.commitment, status=409)
    messages.success(request, _("Saved. The public reads it once the signatory has published it."))
    return redirect("reports:commitment_preview" if "preview" in request.POST else "reports:commitment", **_address(assessment))


def _with_version(form: CommitmentForm, commitment: Commitment | None) -> CommitmentForm:
    """The same form, which when sent again replaces what stands now."""
    data = form.data.copy()
    data["version"] = str(commitment.version if commitment else 0)
    form.data = data
    return form


def _preview(request: HttpRequest, assessment: Assessment, *, problems: Any = (), status: int = 200) -> HttpResponse:
    found = commitment_of(assessment)
    shown = frozen(found, assessment) if found else None
    context = _common(request, assessment, found) | {
        "shown": shown,
        "actions": shown_actions(shown) if shown else [],
        "missing": missing(found) if found else [],
        "refusal": refusal(request.user, "reports.publish_commitment", assessment),
        "problems": problems,
    }
    return render(request, "reports/commitment/preview.html", context, status=status)


@requires("reports.view_commitment", find=find)
def commitment_preview(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The draft as the public will read it; from here the signatory publishes it."""
    return _preview(request, assessment)


@require_POST
@requires("reports.view_commitment", find=find)
def commitment_publish(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Publish what was seen; a second click changes nothing."""
    try:
        publish_commitment(assessment=assessment, version=_version(request), by=request.user)
    except Refused as error:
        return _preview(request, assessment, problems=[error.reason], status=403)
    except StaleCommitmentError:
        seen = _("The commitment was changed after you opened this page. Read it again, then publish.")
        return _preview(request, assessment, problems=[seen], status=409)
    except UnfinishedCommitmentError as error:
        return _preview(request, assessment, problems=error.messages, status=422)
    messages.success(request, _("Published: everybody can read the commitment now."))
    return redirect("reports:commitment_preview", **_address(assessment))


def _version(request: HttpRequest) -> int:
    """The version that was seen; -1 when the form does not say a sensible one."""
    text = request.POST.get("version", "")
    return min(int(text), LARGEST_VERSION) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_VERSION)) else -1


def _follow_up_page(
    request: HttpRequest, assessment: Assessment, form: FollowUpForm | None = None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    found = commitment_of(assessment)
    if found is None:
        raise Http404
    form = form or FollowUpForm(commitment=found)
    shares = _later_shares(assessment)
    context = _common(request, assessment, found) | {
        "form": form,
        "rows": [(row, shares.get(row.action.indicator.code) if row.action.indicator else None) for row in form.rows],
        "problem": problem,
        "refusal": refusal(request.user, "reports.tell_follow_up", assessment),
        "publish_refusal": refusal(request.user, "reports.publish_follow_up", assessment),
    }
    return render(request, "reports/commitment/follow_up.html", context, status=status)


def _later_shares(assessment: Assessment) -> dict[str, dict[str, Any]]:
    """By indicator: per cent of its points in the year of the promise, and by the answers of the year after, where both asked the same."""
    later = (
        Assessment.objects.counting()
        .filter(region=assessment.region_id, cycle__award_year__gt=assessment.cycle.award_year, cycle__framework=assessment.cycle.framework_id)
        .select_related("cycle__framework", "region")
        .order_by("cycle__award_year")
        .first()
    )
    if later is None:
        return {}
    before = _tree(assessment)
    after = _tree(later)
    return {code: {"before": share, "year": later.cycle.award_year, "after": after.get(code)} for code, share in before.items()}


def _tree(assessment: Assessment) -> dict[str, Any]:
    """Per cent by indicator: of the public result where there is one, else of the region's own answers."""
    stored = (
        PublishedResult.objects.filter(year__award_year=assessment.cycle.award_year, region=assessment.region_id, explanation__isnull=False)
        .values_list("explanation", flat=True)
        .first()
    )
    tree = ScoreNode.from_dict(stored) if stored else self_score(assessment).tree
    return {node.code: 100 * node.earned / node.maximum for node in tree.walk("indicator") if node.maximum_ticks}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("reports.view_commitment", find=find)
def commitment_follow_up(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """What became of the actions: told by coordinator or signatory."""
    if request.method != "POST":
        return _follow_up_page(request, assessment)
    found = commitment_of(assessment)
    if found is None:
        raise Http404
    form = FollowUpForm(request.POST, commitment=found)
    refused = refusal(request.user, "reports.tell_follow_up", assessment)
    if refused is not None:
        return _follow_up_page(request, assessment, form, problem=refused, status=403)
    if not form.is_valid():
        return _follow_up_page(request, assessment, form, status=422)
    try:
        tell_follow_up(assessment=assessment, told=form.told(), version=form.cleaned_data["version"], by=request.user)
    except Refused as error:
        return _follow_up_page(request, assessment, form, problem=error.reason, status=403)
    except StaleCommitmentError as error:
        data = request.POST.copy()
        data["version"] = str(error.commitment.version if error.commitment else 0)
        form = FollowUpForm(data, commitment=found)
        form.is_valid()
        return _follow_up_page(request, assessment, form, problem=error.messages[0], status=409)
    messages.success(request, _("Saved. The public reads it once the signatory has published it."))
    return redirect("reports:commitment_follow_up", **_address(assessment))


@require_POST
@requires("reports.view_commitment", find=find)
def commitment_follow_up_publish(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Show the public what became of the actions; a second click changes nothing."""
    try:
        publish_follow_up(assessment=assessment, version=_version(request), by=request.user)
    except Refused as error:
        return _follow_up_page(request, assessment, problem=error.reason, status=403)
    except StaleCommitmentError:
        seen = _("It was changed after you opened this page. Read it again, then publish.")
        return _follow_up_page(request, assessment, problem=seen, status=409)
    except ValidationError as error:
        return _follow_up_page(request, assessment, problem=error.messages[0], status=422)
    messages.success(request, _("Published: everybody can read what became of the actions."))
    return redirect("reports:commitment_follow_up", **_address(assessment))
