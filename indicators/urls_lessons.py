"""Addresses of learning."""

from django.urls import path

from indicators.views import lessons, lessons_edit

app_name = "lessons"
urlpatterns = [
    path("lokalatih/", lessons.lessons, name="lessons"),
    path("lokalatih/<slug:right>/", lessons.lesson, name="lesson"),
    path("sunting-lokalatih/<slug:right>/ubah/", lessons_edit.edit, name="edit"),
    path("sunting-lokalatih/<slug:right>/riwayat/", lessons_edit.history, name="history"),
    path("sunting-lokalatih/<slug:right>/kembalikan/", lessons_edit.reset, name="reset"),
]
