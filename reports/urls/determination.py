"""Addresses: scoring runs, approval, publication, certificates."""

from django.urls import path

from reports.views import determination as views

app_name = "reports"
urlpatterns = [path("penetapan/", views.determination, name="determination")]
