"""Addresses: verification."""

from django.urls import path

from assessments.views import verification as views

PLACE = "verifikasi/<int:year>/<str:region>/"
urlpatterns = [
    path("verifikasi/", views.verification_queue, name="verification_queue"),
    path(PLACE, views.verification, name="verification"),
    path(f"{PLACE}kembalikan/", views.return_to_region, name="return"),
    path(f"{PLACE}teruskan/", views.forward, name="forward"),
    path(f"{PLACE}hak/<slug:right>/sesuai/", views.verification_fit_right, name="verification_fit_right"),
    path(f"{PLACE}<slug:indicator>/", views.verification_answer, name="verification_answer"),
]
