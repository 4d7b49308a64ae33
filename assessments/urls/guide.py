"""Addresses: the guide."""

from django.urls import path

from assessments.views import guide as views

urlpatterns = [
    path("panduan/", views.guide, name="guide"),
    path("panduan/langkah/", views.guide_steps, name="guide_steps"),
]
