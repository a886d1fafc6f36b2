"""Be the least that could be served: a Flask application with one text, by the same arrangement as the site."""

from flask import Flask

from quizapp.cli.collecting import Collecting

THREADS = 4


def application() -> Flask:
    """Return a Flask application that answers with one line of text."""
    app = Flask(__name__)

    @app.get("/text")
    def text() -> tuple[str, dict[str, str]]:
        return "a bare text\n", {"Content-Type": "text/plain"}

    return app


def create() -> Collecting:
    """Return what Granian serves."""
    return Collecting(application(), THREADS, 60, 2**20)
