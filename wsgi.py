"""Offer the application to any WSGI server: `granian --interface wsgi wsgi:app`, `gunicorn wsgi:app`."""

from quizapp.app import create_app

app = create_app()
