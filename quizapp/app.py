"""Build the application: the roof, where all parts meet."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_babel import Babel
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from quizapp.operations import attempts
from quizapp.settings import Settings
from quizapp.store.db import db, engine_options, install
from quizapp.store.queries.health import database_of
from quizapp.web import (
    account,
    admin,
    form_cookie,
    headers,
    here,
    pages,
    public,
    receipts,
    static_files,
    student,
    teacher,
    tokens,
)
from quizapp.web.slow_bodies import PunctualBodies
from quizapp.web.times import reader_zone

log = logging.getLogger("quizapp")


class Site(Flask):
    """Be a Flask application of which no view is a coroutine, so that none has to be looked at before each call."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application; it changes nothing in the database until it is asked to."""
    settings = settings or Settings.from_environment()
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = Site("quizapp", instance_path=str(settings.instance.resolve()), template_folder="web/templates",
                static_folder="web/static")  # fmt: skip
    app.config.update(_config_of(settings))
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)
    app.wsgi_app = PunctualBodies(app.wsgi_app, settings.upload_seconds)
    db.init_app(app)
    app.teardown_appcontext(_let_go)  # before the extension's own, which would take the answer along
    with app.app_context():
        install(db.engine)
    tokens.Protection(app)
    Babel(app, default_locale="en", locale_selector=here.language, timezone_selector=reader_zone)
    headers.install(app)
    form_cookie.install(app)
    static_files.install(app)
    pages.install(app)
    for floor in (public, receipts, account, student, teacher, admin):
        app.register_blueprint(floor.blueprint)
    logging.getLogger("quizapp").setLevel(settings.log_level)
    _warn_of_sqlite(app)
    _sweep_in_background(app, settings.sweep_seconds)
    return app


def _config_of(settings: Settings) -> dict[str, Any]:
    """Return what Flask and its extensions are told."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.key(),
        "SQLALCHEMY_DATABASE_URI": settings.url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.url, settings.threads),
        "MAX_CONTENT_LENGTH": settings.upload_mb * 2**20 + 2**16,
        "MAX_FORM_MEMORY_SIZE": 2 * 2**20,
        "SESSION_COOKIE_NAME": "quizapp_form",  # holds the token of forms and what to tell next, not who is signed in
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "WTF_CSRF_TIME_LIMIT": None,  # a page may stay open for a whole examination
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_TIMEZONE": settings.timezone,
    }


def _let_go(_: BaseException | None) -> None:
    """Let go of what was read for an answer, which is none the worse where the database has gone away meanwhile."""
    try:
        db.session.remove()
    except DBAPIError:
        db.session.registry.clear()  # SQLAlchemy has taken its connection out of use


def _warn_of_sqlite(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite" and not (runs := database_of())["sound"]:
            log.warning(
                "SQLite %s has a bug that can lose commits (the WAL-reset bug); install the package pysqlite3 where it "
                "has a wheel, or a Python that brings SQLite 3.51.3 or newer.",
                runs["version"],
            )


def _sweep_in_background(app: Flask, seconds: int) -> None:
    """Hand in what is overdue, every few seconds from the first request on, in a thread that ends with the process."""
    started = threading.Lock()

    def sweep() -> None:
        pause = threading.Event()
        while not pause.wait(seconds):
            try:
                with app.app_context():
                    attempts.submit_overdue(datetime.now(UTC))
            except Exception:  # the next look may succeed, and a sweep must never end
                log.exception("the sweep of overdue attempts failed; it is tried again in %s seconds", seconds)

    @app.before_request
    def begin() -> None:
        if seconds and started.acquire(blocking=False):
            threading.Thread(target=sweep, name="sweep", daemon=True).start()
