"""A Pyramid application: scanned views, renderers, a session, CSRF tokens, traversal with access control, static files."""
import os
import sys

import standard_library  # before the rest: it completes what they import
from pyramid.authorization import ACLHelper, Allow, Authenticated, Everyone
from pyramid.config import Configurator
from pyramid.csrf import get_csrf_token
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import FileResponse, Response
from pyramid.session import SignedCookieSessionFactory
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config, view_config


class Folder(dict):
    """A node of the tree that traversal walks through."""

    def __init__(self, name, parent):
        super().__init__()
        self.__name__ = name
        self.__parent__ = parent

    def add(self, name):
        self[name] = Folder(name, self)
        return self[name]


root = Folder("", None)
root.__acl__ = [(Allow, Everyone, "view"), (Allow, Authenticated, "edit")]
root.add("docs").add("guide")


class SessionPolicy:
    """Who is logged in stands in the session; what they may do, in the tree."""

    def identity(self, request):
        return request.session.get("user")

    def authenticated_userid(self, request):
        return self.identity(request)

    def permits(self, request, context, permission):
        user = self.identity(request)
        return ACLHelper().permits(context, [Everyone] + ([Authenticated, user] if user else []), permission)


@view_config(route_name="home", renderer="string")
def home(request):
    return "home at " + request.route_path("home")


@view_config(route_name="item", renderer="json", request_method="GET")
def item(request):
    return {"number": int(request.matchdict["number"]), "url": request.route_url("item", number=7), "tags": request.params.getall("tag")}


@view_config(route_name="item", renderer="json", request_method="PUT", require_csrf=False)
def put_item(request):
    request.response.status = 201
    return {"got": request.json_body}


@view_config(route_name="login", renderer="string", request_method="GET")
def login_form(request):
    return get_csrf_token(request)


@view_config(route_name="login", request_method="POST")
def login(request):
    request.session["user"] = request.POST["user"]
    request.session.flash("welcome, " + request.POST["user"])
    return HTTPSeeOther(request.route_path("whoami"))


@view_config(route_name="whoami", renderer="json")
def whoami(request):
    visits = request.session["visits"] = request.session.get("visits", 0) + 1
    return {"user": request.authenticated_userid, "visits": visits, "messages": request.session.pop_flash()}


@view_config(route_name="upload", renderer="json", request_method="POST", require_csrf=False)
def upload(request):
    field = request.POST["file"]
    return {"name": field.filename, "size": len(field.file.read())}


@view_config(route_name="download")
def download(request):
    return FileResponse(__file__, request=request, content_type="text/x-python")


@view_config(route_name="stream")
def stream(request):
    return Response(app_iter=(b"block %d\n" % number for number in range(3)), content_type="text/plain")


@view_config(context=Folder, permission="view", renderer="json")
def show(context, request):
    return {"name": context.__name__, "children": sorted(context), "url": request.resource_url(context), "subpath": list(request.subpath)}


@view_config(context=Folder, name="add", permission="edit", request_method="POST", require_csrf=False)
def add(context, request):
    return HTTPSeeOther(request.resource_path(context.add(request.POST["name"])))


@forbidden_view_config()
def forbidden(request):
    return Response("log in first", status=403, content_type="text/plain")


@notfound_view_config()
def not_found(request):
    return Response("nothing at " + request.path, status=404, content_type="text/plain")


@exception_view_config(ZeroDivisionError, renderer="json")
def divided(error, request):
    request.response.status = 422
    return {"error": str(error)}


@view_config(route_name="divide", renderer="string")
def divide(request):
    return str(1 // int(request.matchdict["number"]))


@view_config(route_name="crash")
def crash(request):
    raise LookupError("nobody handles this")


config = Configurator(
    root_factory=lambda request: root, session_factory=SignedCookieSessionFactory("only for tests"), security_policy=SessionPolicy())
config.set_default_csrf_options(require_csrf=True)
for name, pattern in [
        ("home", "/"), ("item", "/items/{number:\\d+}"), ("login", "/login"), ("whoami", "/whoami"), ("upload", "/upload"), ("download", "/download"),
        ("stream", "/stream"), ("divide", "/divide/{number}"), ("crash", "/crash")]:
    config.add_route(name, pattern)
config.add_static_view("static", os.path.join(os.path.dirname(os.path.abspath(__file__)), "static"))
config.scan(sys.modules[__name__])
application = config.make_wsgi_app()
