"""Addresses: evidence, uploads in parts, links, the files of a region."""

from django.urls import path

from assessments.views import evidence, evidence_reuse, library, links, preview, uploads

HERE = "kerja/<int:year>/<str:region>/"
INDICATOR = f"{HERE}<slug:indicator>/"

urlpatterns = [
    path("data-dukung/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path("data-dukung/<int:pk>/lihat/", preview.evidence_preview, name="evidence_preview"),
    path("data-dukung/<int:pk>/halaman/<int:page>/", preview.evidence_picture, name="evidence_picture"),
    path("unggah/<uuid:pk>/", uploads.upload, name="upload"),
    path(f"{HERE}berkas/", library.library, name="library"),
    path(f"{INDICATOR}unggah/", uploads.uploads, name="uploads"),
    path(f"{INDICATOR}data-dukung/", evidence.evidence_add, name="evidence_add"),
    path(f"{INDICATOR}data-dukung/daftar/", evidence.evidence_list, name="evidence_list"),
    path(f"{INDICATOR}data-dukung/ada/", evidence_reuse.evidence_known, name="evidence_known"),
    path(f"{INDICATOR}data-dukung/pakai/", evidence_reuse.evidence_use, name="evidence_use"),
    path(f"{INDICATOR}data-dukung/<int:pk>/", evidence.evidence_edit, name="evidence_edit"),
    path(f"{INDICATOR}data-dukung/<int:pk>/hapus/", evidence.evidence_remove, name="evidence_remove"),
    path(f"{INDICATOR}tautan/", links.link_add, name="link_add"),
    path(f"{INDICATOR}tautan/<int:pk>/", links.link_edit, name="link_edit"),
    path(f"{INDICATOR}tautan/<int:pk>/hapus/", links.link_remove, name="link_remove"),
]
