"""Addresses: review."""

from django.urls import path

from assessments.views import review as views

urlpatterns = [path("penilaian/", views.review_queue, name="review_queue")]
