"""What the rooms share: finding the assessment of an address, and taking a step on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.access import Refused
from assessments.models import Assessment
from assessments.services.place import find_assessment
from assessments.services.transitions import TransitionError

Page = Callable[..., HttpResponse]
Service = Callable[..., Assessment]


def find(request: HttpRequest, year: int, region: str) -> Assessment:
    """The assessment of the address among those the person may see, or 404."""
    return find_assessment(request.user, year=year, region=region)


def address_of(assessment: Assessment) -> dict[str, Any]:
    """What an address says of an assessment."""
    return {"year": assessment.cycle.award_year, "region": assessment.region.code}


def take_step(request: HttpRequest, assessment: Assessment, service: Service, *, target: str, done: str, page: Page, room: str) -> HttpResponse:
    """Move the assessment to `target` and go to its page in the room (a URL name); a second click leads there too.

    `page` shows why it cannot be: 409 when somebody else moved it on, 403 when it is not allowed, 422 when something is missing.
    """
    try:
        service(assessment=assessment, by=request.user)
    except TransitionError as error:
        assessment = find(request, **address_of(assessment))
        if assessment.state != target:
            return page(request, assessment, problem=error.messages[0], status=409)
    except Refused as error:
        return page(request, assessment, problem=error.reason, status=403)
    except ValidationError as error:
        return page(request, assessment, problem=error.messages[0], status=422)
    messages.success(request, done)
    return redirect(room, **address_of(assessment))
