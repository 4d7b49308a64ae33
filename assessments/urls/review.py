"""Addresses: review."""

from django.urls import path

from assessments.views import review as views

PLACE = "penilaian/<int:year>/<str:region>/"
urlpatterns = [
    path("penilaian/", views.review_queue, name="review_queue"),
    path(PLACE, views.review, name="review"),
    path(f"{PLACE}selesai/", views.review_finish, name="review_finish"),
    path(f"{PLACE}buka/", views.review_reopen, name="review_reopen"),
    path(f"{PLACE}tambahan/", views.addition, name="addition"),
    path(f"{PLACE}hak/<slug:right>/terima/", views.review_accept_right, name="review_accept_right"),
    path(f"{PLACE}<slug:indicator>/", views.review_answer, name="review_answer"),
]
