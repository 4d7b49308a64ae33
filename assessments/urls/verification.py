"""Addresses: verification."""

from django.urls import path

from assessments.views import verification as views

urlpatterns = [path("verifikasi/", views.verification_queue, name="verification_queue")]
