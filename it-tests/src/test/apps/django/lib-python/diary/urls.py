from django.contrib import admin
from django.contrib.staticfiles import finders
from django.urls import path
from django.views.static import serve

from diary import views


def static_file(request, name):
    """Serve the static files of all installed applications."""
    found = finders.find(name)
    return serve(request, (found or name).lstrip("/"), document_root="/")


urlpatterns = [
    path("", views.index, name="index"),
    path("entry/", views.edit, name="edit"),
    path("upload/", views.upload, name="upload"),
    path("stream/", views.stream, name="stream"),
    path("attachment/<int:number>/", views.attachment, name="attachment"),
    path("crash/", views.crash, name="crash"),
    path("static/<path:name>", static_file),
    path("admin/", admin.site.urls),
]
