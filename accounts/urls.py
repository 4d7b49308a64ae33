"""Addresses of accounts."""

from django.urls import path

from accounts.views import invitation, password, profile, session

app_name = "accounts"
urlpatterns = [
    path("masuk/", session.login, name="login"),
    path("keluar/", session.logout, name="logout"),
    path("undangan/<str:secret>/", invitation.invitation, name="invitation"),
    path("profil/", profile.profile, name="profile"),
    path("kata-sandi/", password.password_change, name="password_change"),
    path("kata-sandi/lupa/", password.password_reset, name="password_reset"),
    path("kata-sandi/lupa/terkirim/", password.password_reset_done, name="password_reset_done"),
    path("kata-sandi/baru/<uidb64>/<token>/", password.password_reset_confirm, name="password_reset_confirm"),
    path("kata-sandi/baru/selesai/", password.password_reset_complete, name="password_reset_complete"),
]
