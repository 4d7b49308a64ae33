"""Progress of a job."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404

from accounts.access import requires
from jobs.models import Job


def find_job(request: HttpRequest, pk: int) -> Job:
    """The job, or 404."""
    return get_object_or_404(Job, pk=pk)


@requires("jobs.view_job", find=find_job)
def progress(request: HttpRequest, job: Job) -> JsonResponse:
    """State and progress of a job, for the page that shows it."""
    return JsonResponse(
        {
            "state": job.state,
            "label": job.get_state_display(),
            "done": job.done,
            "total": job.total,
            "percentage": job.percentage,
            "finished": job.is_finished,
            "error": job.error,
        },
        headers={"Cache-Control": "no-store"},
    )
