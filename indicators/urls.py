"""Addresses of the public framework pages."""

from django.urls import path

from indicators.views import frameworks as views

app_name = "indicators"
urlpatterns = [
    path("kerangka/", views.frameworks, name="frameworks"),
    path("kerangka/<slug:code>/", views.framework, name="framework"),
    path("kerangka/<slug:code>/<slug:indicator>/", views.indicator, name="indicator"),
]
