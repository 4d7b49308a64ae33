"""Addresses: learning of a region; before the slugs of the workspace."""

from django.urls import path

from assessments.views import learning as views

urlpatterns = [
    path("kerja/<int:year>/<str:region>/lokalatih/", views.learning, name="learning"),
]
