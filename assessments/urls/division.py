"""Addresses: dividing the work, hand-over; before the slugs of the workspace."""

from django.urls import path

from assessments.views import contributors, division, handover, offices

PLACE = "kerja/<int:year>/<str:region>/"
WORK = f"{PLACE}pembagian/"
urlpatterns = [
    path(WORK, division.division, name="division"),
    path(f"{WORK}lazim/", division.usual, name="division_usual"),
    path(f"{WORK}opd/", offices.offices, name="offices"),
    path(f"{WORK}opd/ingatkan/", offices.remind_everybody, name="offices_remind"),
    path(f"{WORK}opd/<int:unit>/", offices.office, name="office"),
    path(f"{WORK}opd/<int:unit>/ingatkan/", offices.remind_one, name="office_remind"),
    path(f"{WORK}opd/<int:unit>/undang/", contributors.invite, name="office_invite"),
    path(f"{WORK}opd/<int:unit>/selesai/", offices.finish_part, name="office_finish"),
    path(f"{WORK}opd/<int:unit>/buka/", offices.reopen_part, name="office_reopen"),
    path(f"{WORK}undangan/<int:pk>/kirim/", contributors.resend, name="invitation_resend"),
    path(f"{WORK}undangan/<int:pk>/tarik/", contributors.revoke, name="invitation_revoke"),
    path(f"{WORK}orang/<int:pk>/akhiri/", contributors.end_membership, name="contributor_end"),
    path(f"{PLACE}serah-terima/", handover.handover, name="handover"),
    path(f"{PLACE}<slug:indicator>/pembagian/", division.one, name="indicator_division"),
]
