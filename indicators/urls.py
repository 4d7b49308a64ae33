"""Addresses of the public framework pages; fixed parts stand before codes."""

from django.urls import path

from indicators.views import frameworks, law

app_name = "indicators"
urlpatterns = [
    path("kerangka/", frameworks.frameworks, name="frameworks"),
    path("kerangka/<slug:code>/", frameworks.framework, name="framework"),
    path("kerangka/<slug:code>/hak/<slug:right>/", frameworks.right, name="right"),
    path("kerangka/<slug:code>/<slug:indicator>/", frameworks.indicator, name="indicator"),
    path("dasar-hukum/<slug:code>/", law.provision, name="provision"),
]
