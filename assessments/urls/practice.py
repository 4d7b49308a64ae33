"""Addresses: practice; before the slugs of the workspace. The practice cycle stands at year 0."""

from django.urls import path

from assessments.models import PRACTICE_YEAR
from assessments.views import practice as views

HERE = f"kerja/{PRACTICE_YEAR}/<str:region>/"
YEAR = {"year": PRACTICE_YEAR}

urlpatterns = [
    path(f"{HERE}mulai/", views.practice_open, YEAR, name="practice_open"),
    path(f"{HERE}ulang/", views.practice_reset, YEAR, name="practice_reset"),
]
