"""Addresses below /account/. Some names are those that Django's auth views use."""

from django.urls import path

from accounts.views import account, addresses, passwords, session, sign_up

urlpatterns = [
    path("", account.account, name="account"),
    path("login/", session.LogIn.as_view(), name="login"),
    path("logout/", session.LogOut.as_view(), name="logout"),
    path("second-factor/", session.verify, name="second_factor"),
    path("signup/", sign_up.sign_up, name="signup"),
    path("sent/", sign_up.link_sent, name="link_sent"),
    path("confirm/<str:token>/", sign_up.confirm, name="confirm_sign_up"),
    path("email/", account.email, name="email_change"),
    path("email/confirm/<str:token>/", account.confirm_email, name="confirm_email_change"),
    path("addresses/", addresses.address_list, name="addresses"),
    path("addresses/add/", addresses.add, name="address_add"),
    path("addresses/<uuid:address_id>/", addresses.edit, name="address"),
    path("addresses/<uuid:address_id>/default/", addresses.make_default, name="address_default"),
    path("addresses/<uuid:address_id>/delete/", addresses.delete, name="address_delete"),
    path("data/", account.data, name="personal_data"),
    path("data/export/", account.export, name="export_data"),
    path("close/", account.close, name="close_account"),
    path("password/", passwords.change, name="password_change"),
    path("password-reset/", passwords.reset, name="password_reset"),
    path("password-reset/sent/", passwords.ResetDone.as_view(), name="password_reset_done"),
    path(
        "password-reset/<uidb64>/<token>/",
        passwords.ResetConfirm.as_view(),
        name="password_reset_confirm",
    ),
]
