"""Send the headers that keep a page to itself."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request

from quizapp.web.static_files import YEAR

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def install(app: Flask) -> None:
    """Add the headers to every answer, whoever gives it; let nobody keep what is no static file."""
    fixed = list(HEADERS.items())
    if app.config["SETTINGS"].secure_cookies:
        fixed.append(("Strict-Transport-Security", f"max-age={YEAR}"))
    app.wsgi_app = Headed(app.wsgi_app, fixed)  # type: ignore[method-assign]

    @app.after_request
    def keep_by_nobody(response: Response) -> Response:
        if response.status_code >= 400 or request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


class Headed:
    """Wrap an application so that each of its answers has these headers too."""

    def __init__(self, application: Callable[..., Iterable[bytes]], fields: list[tuple[str, str]]):
        self.application, self.fields = application, fields

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""

        def start(status: str, fields: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*fields, *self.fields], *error)

        return self.application(environ, start)
