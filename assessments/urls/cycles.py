"""Addresses: cycles."""

from django.urls import path

from assessments.views import cycles as views

urlpatterns = [path("siklus/", views.cycles, name="cycles")]
