"""The commitment on pages of other floors: the dashboard of an assessment."""

from typing import Any

from django import template

from accounts.access import allowed
from assessments.models import Assessment
from assessments.rules import FILLABLE
from reports.models import Commitment

register = template.Library()


@register.inclusion_tag("reports/commitment/partials/panel.html", takes_context=True)
def commitment_panel(context: Any, assessment: Assessment) -> dict[str, Any]:
    """This year's commitment and, of the one before, what is to be told (two queries; none in practice)."""
    if assessment.cycle.is_practice:
        return {}
    rows = Commitment.objects.filter(assessment__region=assessment.region_id, assessment__cycle__award_year__lte=assessment.cycle.award_year)
    found = list(rows.select_related("assessment__cycle").prefetch_related("actions").order_by("-assessment__cycle__award_year")[:2])
    own = next((row for row in found if row.assessment_id == assessment.pk), None)
    before = next((row for row in found if row.assessment_id != assessment.pk and row.published_at is not None), None)
    user = context["request"].user
    return {
        "region": assessment.region,
        "cycle": assessment.cycle,
        "commitment": own,
        "is_offered": own is not None or assessment.state not in FILLABLE,
        "may_draft": allowed(user, "reports.write_commitments", assessment),
        "before": before,
        "open_actions": [action for action in before.actions.all() if action.told_at is None] if before else [],
    }
