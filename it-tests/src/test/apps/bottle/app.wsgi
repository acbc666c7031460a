"""A Bottle application: routes, templates, forms, an upload, cookies, files, a mounted application, errors."""
import hashlib
import os

from bottle import Bottle, HTTPResponse, TEMPLATE_PATH, abort, redirect, request, response, static_file, template

WEB_INF = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.abspath("files")  # below the working directory, which the setting "home" names
SECRET = "only for tests"
TEMPLATE_PATH.insert(0, os.path.join(WEB_INF, "views"))

os.makedirs(FILES, exist_ok=True)
with open(os.path.join(FILES, "numbers.txt"), "w") as numbers:
    numbers.writelines("%d\n" % number for number in range(1, 20001))

application = Bottle()
admin = Bottle()


@admin.route("/status")
def status():
    return {"script_name": request.environ["SCRIPT_NAME"], "path": request.path}


application.mount("/admin/", admin)


@application.hook("after_request")
def mark():
    response.set_header("X-Served-By", "bottle")


@application.route("/")
def index():
    return template("index", names=["<one>", "zwei & drei"], url=application.get_url("hello", name="you"))


@application.route("/hello/<name>", name="hello")
def hello(name):
    return "Hello %s, %s" % (name, request.query.greeting or "good day")


@application.route("/sum/<a:int>/<b:int>")
def add(a, b):
    return {"sum": a + b}


@application.route("/login", method="POST")
def login():
    response.set_cookie("user", request.forms.user, secret=SECRET, path="/", httponly=True)
    redirect(request.script_name + "whoami")


@application.route("/whoami")
def whoami():
    return request.get_cookie("user", default="nobody", secret=SECRET)


@application.route("/upload", method="POST")
def upload():
    file = request.files.get("file")
    content = file.file.read()
    return {"name": file.filename, "raw_name": file.raw_filename, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(),
            "comment": request.forms.get("comment")}


@application.route("/files/<path:path>")
def files(path):
    return static_file(path, root=FILES)


@application.route("/whole")
def whole():
    response.content_type = "text/plain"
    return open(os.path.join(FILES, "numbers.txt"), "rb")


@application.route("/stream")
def stream():
    response.content_type = "text/plain; charset=utf-8"
    for number in range(3):
        yield "Zeile %d äöü\n" % number


@application.route("/teapot")
def teapot():
    abort(418, "short and stout")


@application.route("/made")
def made():
    return HTTPResponse(body=b"", status=201, headers={"Location": "made/1"})


@application.route("/crash")
def crash():
    raise LookupError("nobody handles this")


@application.error(404)
def not_found(error):
    response.content_type = "text/plain"
    return "nothing at " + request.path
