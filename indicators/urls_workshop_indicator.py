"""Addresses of one indicator in the workshop; the fixed word stands before codes."""

from django.urls import path

from indicators.views import workshop_indicator, workshop_indicator_steps

urlpatterns = [
    path("baru/", workshop_indicator_steps.new, name="indicator_new"),
    path("<slug:predecessor>/kembali/", workshop_indicator_steps.restore, name="indicator_restore"),
    path("<slug:indicator>/", workshop_indicator.indicator, name="indicator"),
    path("<slug:indicator>/periksa/", workshop_indicator.check, name="indicator_check"),
    path("<slug:indicator>/akhiri/", workshop_indicator_steps.end, name="indicator_end"),
    path("<slug:indicator>/komentar/", workshop_indicator_steps.comment, name="indicator_comment"),
    path("<slug:indicator>/komentar/<int:comment>/", workshop_indicator_steps.settle, name="indicator_comment_settle"),
]
