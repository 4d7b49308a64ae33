"""Addresses of jobs."""

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [path("pekerjaan/<int:pk>/", views.progress, name="progress")]
