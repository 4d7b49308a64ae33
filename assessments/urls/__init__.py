"""Addresses of the working area, by room. Fixed parts of an address come before the slugs of the workspace."""

from assessments.urls import cycles, learning, monitoring, review, submission, verification, workbook, workspace

app_name = "assessments"
urlpatterns = [
    *submission.urlpatterns,
    *learning.urlpatterns,
    *monitoring.urlpatterns,
    *workbook.urlpatterns,
    *workspace.urlpatterns,
    *verification.urlpatterns,
    *review.urlpatterns,
    *cycles.urlpatterns,
]
