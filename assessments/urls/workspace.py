"""Addresses: workspace. The fixed parts of other rooms come before the slugs."""

from django.urls import path

from assessments.views import answer, workspace

HERE = "kerja/<int:year>/<str:region>/"

urlpatterns = [
    path("kerja/", workspace.workspace, name="workspace"),
    path(HERE, workspace.assessment, name="assessment"),
    path(f"{HERE}hak/<slug:right>/", workspace.right, name="right"),
    path(f"{HERE}<slug:indicator>/", answer.answer, name="answer"),
    path(f"{HERE}<slug:indicator>/nilai/", answer.answer_preview, name="answer_preview"),
]
