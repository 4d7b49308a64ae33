"""Addresses of the public pages."""

from django.urls import path

from reports.views import public as views
from reports.views import public_commitment, public_lens

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("daerah/", views.regions, name="regions"),
    path("daerah/<str:code>/", views.region, name="region"),
    path("daerah/<str:code>/lensa/<slug:lens>/", public_lens.region_lens, name="region_lens"),
    path("daerah/<str:code>/komitmen/<int:year>/", public_commitment.commitment, name="commitment"),
    path("komitmen/", public_commitment.commitments, name="commitments"),
    path("daerah/<str:code>/tren/", public_lens.trend, name="trend"),
    path("hasil/<int:year>/lensa/<slug:lens>/", public_lens.year_lens, name="year_lens"),
    path("piagam/", views.verify, name="verify"),
    path("piagam/<str:token>/", views.certificate, name="certificate"),
    path("piagam/<str:token>/unduh/", views.certificate_file, name="certificate_file"),
    path("tentang/", views.about, name="about"),
]
