"""Send exports as files, read while they are sent."""

from typing import Any

from flask import Response, request

from quizapp.core.exporting import MEDIA
from quizapp.web import access


def file_of(export: Any, name: str, form: str) -> Response:
    """Send an export as a file; with `?framed=1`, in pieces that tell a script how far it has come."""
    headers = {
        "X-Row-Count": str(export.total),
        "Content-Disposition": f'attachment; filename="{name}-{access.now():%Y%m%d-%H%M}.{form}"',
    }
    if request.args.get("framed") == "1":
        return Response(export.framed(), mimetype="application/octet-stream", headers=headers)
    return Response(export, mimetype=MEDIA[form], headers=headers)
