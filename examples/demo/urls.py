"""Addresses below /demo/."""

from django.urls import path

from examples.demo import views

app_name = "demo"

urlpatterns = [
    path("enter/<slug:role>/", views.enter, name="enter"),
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<slug:file>/<int:place>/", views.mail, name="mail"),
    path("mail/<slug:file>/<int:place>/body/", views.mail_body, name="mail_body"),
]
