"""Addresses: cycles."""

from django.urls import path

from assessments.views import cycles as views

urlpatterns = [
    path("siklus/", views.cycles, name="cycles"),
    path("siklus/baru/", views.cycle_new, name="cycle_new"),
    path("siklus/<int:year>/", views.cycle, name="cycle"),
    path("siklus/<int:year>/ubah/", views.cycle_edit, name="cycle_edit"),
    path("siklus/<int:year>/buka/", views.cycle_open, name="cycle_open"),
]
