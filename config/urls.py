"""The addresses of the shop; an app's are included only if it is installed."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
