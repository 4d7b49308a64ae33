"""Addresses of the working area, by room."""

from assessments.urls import cycles, review, verification, workspace

app_name = "assessments"
urlpatterns = [*workspace.urlpatterns, *verification.urlpatterns, *review.urlpatterns, *cycles.urlpatterns]
