"""Addresses: notices, deadlines as a calendar file, extensions; before the slugs of the workspace."""

from django.urls import path

from assessments.views import calendar, extension, notices

urlpatterns = [
    path("pemberitahuan/", notices.notices, name="notices"),
    path("pemberitahuan/dibaca/", notices.notices_read, name="notices_read"),
    path("pemberitahuan/<int:pk>/", notices.notice_open, name="notice_open"),
    path("kerja/<int:year>/<str:region>/tenggat.ics", calendar.deadline_file, name="deadline_file"),
    path("siklus/<int:year>/kalender.ics", calendar.cycle_file, name="cycle_file"),
    path("siklus/<int:year>/perpanjangan/", extension.extensions, name="extensions"),
    path("siklus/<int:year>/perpanjangan/<str:region>/", extension.extend, name="extend"),
]
