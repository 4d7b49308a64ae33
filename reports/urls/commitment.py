"""Addresses: the commitment in the workspace; part of the namespace `reports`, before the slugs of the workspace."""

from django.urls import path

from reports.views import commitment as views

HERE = "kerja/<int:year>/<str:region>/komitmen/"

urlpatterns = [
    path(HERE, views.commitment, name="commitment"),
    path(f"{HERE}pratinjau/", views.commitment_preview, name="commitment_preview"),
    path(f"{HERE}terbitkan/", views.commitment_publish, name="commitment_publish"),
    path(f"{HERE}tindak-lanjut/", views.commitment_follow_up, name="commitment_follow_up"),
    path(f"{HERE}tindak-lanjut/terbitkan/", views.commitment_follow_up_publish, name="commitment_follow_up_publish"),
]
