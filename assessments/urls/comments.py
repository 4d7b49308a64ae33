"""Addresses: comments on an answer, below the region's page and below that of the Kanwil; warnings while it is typed."""

from django.urls import path

from assessments.views import comments as views
from assessments.views.cautions import answer_cautions

HERE = "kerja/<int:year>/<str:region>/<slug:indicator>/komentar/"
KANWIL = "verifikasi/<int:year>/<str:region>/<slug:indicator>/komentar/"
urlpatterns = [
    path("kerja/<int:year>/<str:region>/<slug:indicator>/periksa/", answer_cautions, name="answer_cautions"),
    path(HERE, views.comment, name="comment"),
    path(f"{HERE}<int:pk>/tarik/", views.comment_withdraw, name="comment_withdraw"),
    path(KANWIL, views.verification_comment, name="verification_comment"),
    path(f"{KANWIL}<int:pk>/tarik/", views.verification_comment_withdraw, name="verification_comment_withdraw"),
]
