"""Addresses: workspace."""

from django.urls import path

from assessments.views import workspace as views

urlpatterns = [path("kerja/", views.workspace, name="workspace")]
