"""Addresses: scoring runs, approval, publication, certificates, simulations."""

from django.urls import path

from reports.urls import commitment, simulation
from reports.views import determination as views

app_name = "reports"
urlpatterns = [
    path("penetapan/", views.determination, name="determination"),
    path("penetapan/<int:year>/", views.cycle_runs, name="cycle_runs"),
    path("penetapan/<int:year>/hitung/", views.run_start, name="run_start"),
    path("penetapan/<int:year>/piagam/", views.certificates_progress, name="certificates_progress"),
    path("penetapan/<int:year>/<int:sequence>/", views.run_detail, name="run"),
    path("penetapan/<int:year>/<int:sequence>/setujui/", views.run_approve, name="run_approve"),
    path("penetapan/<int:year>/<int:sequence>/umumkan/", views.run_publish, name="run_publish"),
    path("penetapan/<int:year>/<int:sequence>/<str:code>/", views.run_result, name="run_result"),
    *simulation.urlpatterns,
    *commitment.urlpatterns,
]
