"""Addresses: the statement of the head of region."""

from django.urls import path

from assessments.views import statement as views

PLACE = "kerja/<int:year>/<str:region>/pernyataan/"
urlpatterns = [
    path(PLACE, views.statement, name="statement"),
    path(f"{PLACE}surat/", views.statement_paper, name="statement_paper"),
    path(f"{PLACE}<int:pk>/pindaian/", views.statement_scan, name="statement_scan"),
    path(f"{PLACE}<int:pk>/konfirmasi/", views.statement_confirm, name="statement_confirm"),
]
