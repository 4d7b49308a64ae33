"""Addresses: workspace. The fixed parts of other rooms come before the slugs."""

from django.urls import path

from assessments.views import answer, evidence, workspace

HERE = "kerja/<int:year>/<str:region>/"

urlpatterns = [
    path("kerja/", workspace.workspace, name="workspace"),
    path("data-dukung/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path(HERE, workspace.assessment, name="assessment"),
    path(f"{HERE}hak/<slug:right>/", workspace.right, name="right"),
    path(f"{HERE}<slug:indicator>/", answer.answer, name="answer"),
    path(f"{HERE}<slug:indicator>/data-dukung/", evidence.evidence_add, name="evidence_add"),
    path(f"{HERE}<slug:indicator>/data-dukung/<int:pk>/hapus/", evidence.evidence_remove, name="evidence_remove"),
    path(f"{HERE}<slug:indicator>/nilai/", answer.answer_preview, name="answer_preview"),
]
