"""Addresses: monitoring."""

from django.urls import path

from assessments.views import monitoring as views

urlpatterns = [
    path("pantauan/", views.monitoring, name="monitoring"),
    path("pantauan/<int:year>/", views.monitoring_year, name="monitoring_year"),
    path("pantauan/<int:year>/<slug:province>/", views.monitoring_province, name="monitoring_province"),
]
