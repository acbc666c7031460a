"""Where Django's get_wsgi_application would stand: a settings variable, an import from its own directory, a page."""
import os

import shop_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_settings")


def application(environ, start_response):
    lines = [
        "shop",
        environ["SCRIPT_NAME"] + "|" + environ["PATH_INFO"],
        environ["mod_wsgi.process_group"] + "|" + environ["mod_wsgi.application_group"],
        os.environ["DJANGO_SETTINGS_MODULE"] + "|" + shop_settings.NAME,
        environ["SHOP_CURRENCY"],
        str(environ["wsgi.multiprocess"]),
        str("HTTP_AUTHORIZATION" in environ),
        os.path.basename(os.getcwd()),
    ]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["\n".join(lines).encode("latin-1")]
