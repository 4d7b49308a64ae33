"""Addresses: trying a framework out on the answers of a cycle; part of the namespace `reports`."""

from django.urls import path

from reports.views import simulation as views

urlpatterns = [
    path("bengkel/<slug:code>/simulasi/", views.simulations, name="simulations"),
    path("bengkel/<slug:code>/simulasi/<int:pk>/", views.simulation_detail, name="simulation"),
    path("bengkel/<slug:code>/simulasi/<int:pk>/unduh.xlsx", views.download, name="simulation_download"),
    path("bengkel/<slug:code>/simulasi/<int:pk>/unduh.csv", views.download_csv, name="simulation_csv"),
    path("bengkel/<slug:code>/simulasi/<int:pk>/<str:region>/", views.simulation_region, name="simulation_region"),
]
