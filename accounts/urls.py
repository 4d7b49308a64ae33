"""Addresses of accounts."""

from django.urls import path

from accounts.views import session as views

app_name = "accounts"
urlpatterns = [
    path("masuk/", views.login, name="login"),
    path("keluar/", views.logout, name="logout"),
    path("profil/", views.profile, name="profile"),
    path("kata-sandi/", views.password_change, name="password_change"),
    path("kata-sandi/lupa/", views.password_reset, name="password_reset"),
    path("kata-sandi/lupa/terkirim/", views.password_reset_done, name="password_reset_done"),
    path("kata-sandi/baru/<uidb64>/<token>/", views.password_reset_confirm, name="password_reset_confirm"),
    path("kata-sandi/baru/selesai/", views.password_reset_complete, name="password_reset_complete"),
]
