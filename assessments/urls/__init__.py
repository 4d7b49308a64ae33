"""Addresses of the working area, by room. Fixed parts of an address come before the slugs of the workspace."""

from assessments.urls import (
    autosave,
    comments,
    cycles,
    division,
    evidence,
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
    what_if,
    workbook,
    workspace,
)

app_name = "assessments"
urlpatterns = [
    *submission.urlpatterns,
    *statement.urlpatterns,
    *division.urlpatterns,
    *last_year.urlpatterns,
    *learning.urlpatterns,
    *monitoring.urlpatterns,
    *notices.urlpatterns,
    *guide.urlpatterns,
    *practice.urlpatterns,
    *workbook.urlpatterns,
    *autosave.urlpatterns,
    *comments.urlpatterns,
    *evidence.urlpatterns,
    *what_if.urlpatterns,
    *workspace.urlpatterns,
    *verification.urlpatterns,
    *review.urlpatterns,
    *cycles.urlpatterns,
]
