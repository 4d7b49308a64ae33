"""Celery's entry points to the jobs; a message may come twice without harm."""

from celery import shared_task

from jobs import services


@shared_task(name="jobs.run")
def run_job(job_id: int) -> None:
    """Do the job of this number."""
    services.run(job_id)


@shared_task(name="jobs.sweep")
def sweep_jobs() -> int:
    """Send lost jobs again; Celery beat calls it every half minute."""
    return services.sweep()
