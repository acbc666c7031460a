def run(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["\n".join(["tool", environ["SCRIPT_NAME"], environ["mod_wsgi.process_group"], environ["tomcatwsgi.mode"], environ.get("HTTP_AUTHORIZATION", "")]).encode()]
