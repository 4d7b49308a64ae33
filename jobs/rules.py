"""Who may follow a job."""

from django.utils.translation import gettext_lazy as _

from accounts.access import Condition, permission
from accounts.models import Role
from accounts.rules import holds_role

permission(
    "jobs.view_job",
    Condition(
        lambda user, job: job is None or job.created_by_id == user.pk or holds_role(Role.DITJEN_LEAD, Role.ADMINISTRATOR)(user, job),
        _("Only the person who started it, a lead or an administrator can follow this work."),
    ),
)
