"""All addresses of the portal; Indonesian words, since people read and type them."""

from django.contrib import admin
from django.urls import include, path

from hamcities.design import design_page
from hamcities.health import health
from hamcities.preferences import set_language, set_theme
from hamcities.well_known import favicon, robots

urlpatterns = [
    path("", include("reports.urls.public")),
    # Its simulations stand below the workshop's addresses.
    path("", include("reports.urls.determination")),
    path("", include("indicators.urls_workshop")),
    path("", include("indicators.urls_lessons")),
    path("", include("indicators.urls")),
    path("", include("assessments.urls")),
    path("", include("jobs.urls")),
    path("akun/", include("accounts.urls")),
    path("pengelolaan/", admin.site.urls),
    path("bahasa/", set_language, name="set_language"),
    path("tema/", set_theme, name="theme"),
    path("desain/", design_page, name="design"),
    path("sehat/", health, name="health"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
]

handler400 = "hamcities.errors.bad_request"
handler403 = "hamcities.errors.forbidden"
handler404 = "hamcities.errors.not_found"
handler500 = "hamcities.errors.server_error"
