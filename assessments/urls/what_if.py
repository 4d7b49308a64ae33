"""Addresses: what the self score would be if."""

from django.urls import path

from assessments.views import what_if as views

urlpatterns = [path("kerja/<int:year>/<str:region>/andai/", views.what_if, name="what_if")]
