"""The only page of a Django project: what it knows of the request and of where it runs."""
import os

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import re_path, reverse


def page(request, name):
    environ = request.environ
    lines = [
        "shop",
        environ["SCRIPT_NAME"] + "|" + environ["PATH_INFO"],
        environ["mod_wsgi.process_group"] + "|" + environ["mod_wsgi.application_group"],
        os.environ["DJANGO_SETTINGS_MODULE"] + "|" + settings.NAME,
        environ["SHOP_CURRENCY"],
        str(environ["wsgi.multiprocess"]),
        str("HTTP_AUTHORIZATION" in environ),
        os.path.basename(os.getcwd()),
        reverse(page, args=["basket"]),
        static("shop.css"),
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")


urlpatterns = [re_path("^(.*)$", page)]
