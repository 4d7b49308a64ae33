"""Addresses: saving while typing, and the list of all indicators. Fixed parts stand before the slugs of the workspace."""

from django.urls import path

from assessments.views import autosave, indicators

HERE = "kerja/<int:year>/<str:region>/"

urlpatterns = [
    path(f"{HERE}semua/", indicators.all_indicators, name="all_indicators"),
    path(f"{HERE}<slug:indicator>/simpan/", autosave.autosave, name="autosave"),
]
