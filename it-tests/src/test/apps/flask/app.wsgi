"""A Flask application that does what Flask applications do: templates, a session, forms, an upload, a blueprint, streaming, files."""
import hashlib
import os

from flask import (
    Blueprint, Flask, Response, abort, flash, jsonify, redirect, render_template, request, send_file, session, stream_with_context, url_for)

api = Blueprint("api", __name__, url_prefix="/api")
items = {1: "first"}


@api.get("/items/<int:number>")
def item(number):
    if number not in items:
        abort(404, "no item %d" % number)
    return {"number": number, "name": items[number], "url": url_for("api.item", number=number, _external=True)}


@api.post("/items")
def add_item():
    number = max(items) + 1
    items[number] = request.get_json()["name"]
    return jsonify(number=number), 201, {"Location": url_for("api.item", number=number)}


@api.errorhandler(404)
def no_item(error):
    return {"error": error.description}, 404


application = Flask(__name__)
application.secret_key = "only for tests"
application.register_blueprint(api)


@application.after_request
def mark(response):
    response.headers["X-Served-By"] = "flask"
    return response


@application.route("/")
def index():
    return render_template("index.html", user=session.get("user"), names=["<one>", "zwei & drei"])


@application.route("/login", methods=["GET", "POST"])
def login():
    if request.method != "POST":
        return render_template("login.html")
    if request.form["password"] != "secret":
        return render_template("login.html", error="wrong password"), 403
    session["user"] = request.form["user"]
    flash("welcome, %s" % session["user"])
    return redirect(url_for("index"))


@application.route("/logout", methods=["POST"])
def logout():
    session.clear()
    return redirect(url_for("index"))


@application.post("/upload")
def upload():
    answer = []
    for file in request.files.getlist("file"):
        content = file.read()
        answer.append({"name": file.filename, "type": file.mimetype, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    return {"comment": request.form["comment"], "files": answer}


@application.route("/stream/<int:count>")
def stream(count):
    def lines():
        for number in range(count):
            yield "line %d of %s\n" % (number, request.path)

    return Response(stream_with_context(lines()), mimetype="text/plain")


@application.route("/download")
def download():
    return send_file(os.path.join(application.root_path, "static", "style.css"), as_attachment=True, download_name="stil.css")


@application.route("/divide/<int:number>")
def divide(number):
    return str(1 // number)


@application.errorhandler(ZeroDivisionError)
def division_failed(error):
    return render_template("error.html", error=error), 422


@application.route("/crash")
def crash():
    raise LookupError("nobody handles this")
