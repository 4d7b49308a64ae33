"""Addresses of the workshop of frameworks, and the public download; before the public pages, whose codes would take its word."""

from django.urls import include, path

from indicators.views import workshop, workshop_adoption, workshop_file, workshop_history, workshop_mapping, workshop_parts

app_name = "workshop"
urlpatterns = [
    path("kerangka/<slug:code>/unduh/", workshop_file.download, name="download"),
    path("bengkel/", workshop.drafts, name="drafts"),
    path("bengkel/<slug:code>/", workshop.draft, name="draft"),
    path("bengkel/<slug:code>/pengaturan/", workshop_parts.settings, name="settings"),
    path("bengkel/<slug:code>/kriteria/<slug:criterion>/", workshop_parts.criterion, name="criterion"),
    path("bengkel/<slug:code>/hak/<slug:right>/", workshop_parts.right, name="right"),
    path("bengkel/<slug:code>/indikator/", include("indicators.urls_workshop_indicator")),
    path("bengkel/<slug:code>/urutan/<slug:indicator>/", workshop_parts.move, name="move"),
    path("bengkel/<slug:code>/pemetaan/", workshop_mapping.mapping, name="mapping"),
    path("bengkel/<slug:code>/pemetaan/<slug:predecessor>/", workshop_mapping.mapped, name="mapped"),
    path("bengkel/<slug:code>/riwayat/", workshop_history.history, name="history"),
    path("bengkel/<slug:code>/perbedaan/", workshop_history.difference, name="difference"),
    path("bengkel/<slug:code>/unduh/", workshop_file.export, name="export"),
    path("bengkel/<slug:code>/impor/", workshop_file.take_in, name="import"),
    path("bengkel/<slug:code>/penetapan/", workshop_adoption.adopt, name="adopt"),
    path("bengkel/<slug:code>/buang/", workshop.discard, name="discard"),
]
