"""Addresses: starting from last year, and official figures; before the slugs of the workspace."""

from django.urls import path

from assessments.views import figures, last_year

HERE = "kerja/<int:year>/<str:region>/"
urlpatterns = [
    path(f"{HERE}tahun-lalu/", last_year.last_year, name="last_year"),
    path(f"{HERE}<slug:indicator>/tahun-lalu/", last_year.last_year_take, name="last_year_take"),
    path(f"{HERE}<slug:indicator>/angka-resmi/", figures.figure_contest, name="figure_contest"),
    path("siklus/angka-resmi/", figures.figures, name="figures"),
    path("siklus/angka-resmi/pratinjau/", figures.figures_preview, name="figures_preview"),
]
