"""Addresses of the public pages."""

from django.urls import path

from reports.views import public as views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("daerah/", views.regions, name="regions"),
    path("daerah/<str:code>/", views.region, name="region"),
    path("piagam/", views.verify, name="verify"),
    path("piagam/<str:token>/", views.certificate, name="certificate"),
    path("piagam/<str:token>/unduh/", views.certificate_file, name="certificate_file"),
    path("tentang/", views.about, name="about"),
]
