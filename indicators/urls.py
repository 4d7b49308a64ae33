"""Addresses of the public pages of frameworks and law; fixed parts stand before codes."""

from django.urls import path

from indicators.views import coverage, frameworks, law

app_name = "indicators"
urlpatterns = [
    path("kerangka/", frameworks.frameworks, name="frameworks"),
    path("kerangka/<slug:code>/", frameworks.framework, name="framework"),
    path("kerangka/<slug:code>/cakupan/", coverage.coverage, name="coverage"),
    path("kerangka/<slug:code>/hak/<slug:right>/", frameworks.right, name="right"),
    path("kerangka/<slug:code>/<slug:indicator>/", frameworks.indicator, name="indicator"),
    path("dasar-hukum/", law.law, name="law"),
    path("dasar-hukum/instrumen/<slug:code>/", law.instrument, name="instrument"),
    path("dasar-hukum/<slug:code>/", law.provision, name="provision"),
]
