"""Addresses of the working area, by room. Fixed parts of an address come before the slugs of the workspace."""

from assessments.urls import (
    autosave,
    cycles,
    guide,
    last_year,
    learning,
    monitoring,
    notices,
    practice,
    review,
    statement,
    submission,
    verification,
    workbook,
    workspace,
)

app_name = "assessments"
urlpatterns = [
    *submission.urlpatterns,
    *statement.urlpatterns,
    *last_year.urlpatterns,
    *learning.urlpatterns,
    *monitoring.urlpatterns,
    *notices.urlpatterns,
    *guide.urlpatterns,
    *practice.urlpatterns,
    *workbook.urlpatterns,
    *autosave.urlpatterns,
    *workspace.urlpatterns,
    *verification.urlpatterns,
    *review.urlpatterns,
    *cycles.urlpatterns,
]
