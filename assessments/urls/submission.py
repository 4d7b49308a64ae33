"""Addresses: submission and receipt."""

from django.urls import path

from assessments.views import submission as views

PLACE = "kerja/<int:year>/<str:region>/"
urlpatterns = [
    path(f"{PLACE}kirim/", views.submit, name="submit"),
    path(f"{PLACE}tarik/", views.withdraw, name="withdraw"),
    path(f"{PLACE}kiriman/banding/", views.compare_versions, name="compare_versions"),
    path(f"{PLACE}kiriman/<int:sequence>/", views.submission, name="submission"),
    path(f"{PLACE}kiriman/<int:sequence>/tanda-terima/", views.receipt, name="receipt"),
]
