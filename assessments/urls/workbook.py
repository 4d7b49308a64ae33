"""Addresses: the offline workbook."""

from django.urls import path

from assessments.views import workbook as views

HERE = "kerja/<int:year>/<str:region>/lembar-kerja/"
urlpatterns = [
    path(HERE, views.workbook, name="workbook"),
    path(f"{HERE}unduh/", views.workbook_download, name="workbook_download"),
    path(f"{HERE}<int:pk>/", views.workbook_preview, name="workbook_preview"),
]
