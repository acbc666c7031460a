"""HTML from the files in templates/, read once, when the application is loaded."""
import os
from html import escape
from string import Template


class Html(str):
    """Text that is HTML already. Any other text is escaped when it enters a template."""

    __slots__ = ()


def render(template, **values):
    """Fill the placeholders ``$name`` of templates/``template``.html."""
    return Html(TEMPLATES[template].substitute({name: to_html(value) for name, value in values.items()}))


def render_all(template, rows):
    """Fill a template once for each dict of ``rows``."""
    return Html("".join(render(template, **row) for row in rows))


def to_html(value):
    """``value`` as HTML: numbers and text are escaped, `Html` stays as it is."""
    return value if isinstance(value, Html) else escape(str(value))


def read_templates():
    directory = os.path.join(os.path.dirname(__file__), "templates")
    templates = {}
    for name in os.listdir(directory):
        stem, extension = os.path.splitext(name)
        if extension == ".html":
            with open(os.path.join(directory, name), encoding="utf-8") as file:
                templates[stem] = Template(file.read())
    return templates


TEMPLATES = read_templates()
