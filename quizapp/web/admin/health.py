"""Show how the site is, and make backups while it runs."""

import hashlib

from flask import current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.operations import backups, exports
from quizapp.store.queries import backups as files
from quizapp.store.queries import health as reading
from quizapp.store.queries.audit import digests
from quizapp.web import access
from quizapp.web.admin import blueprint
from quizapp.web.forms import ActForm, sent_once


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Show the health of the site."""
    settings = current_app.config["SETTINGS"]
    return render_template(
        "admin/health.html",
        health=reading.health(settings.instance, access.now()),
        figures=reading.figures(access.now()),
        backups=files.backups_in(settings.instance),
        digests=digests(),
        zone=settings.timezone,
    )


@blueprint.post("/backups")
def make_backup() -> ResponseReturnValue:
    """Make a backup in the folder of the site."""
    form, instance = ActForm(), current_app.config["SETTINGS"].instance
    folder = files.folder_of(instance)
    folder.mkdir(parents=True, exist_ok=True)
    mark = hashlib.sha256(sent_once().encode("utf-8", "replace")).hexdigest()[:8]  # tells a form that was sent before
    target = files.marked(instance, mark) or folder / f"quizapp-{access.now():%Y%m%d-%H%M%S}-{mark}{files.ENDING}"
    if form.submits(lambda: target.exists() or backups.make(access.actor(), target)):
        flash(gettext("The backup is made and verified: %(name)s", name=target.name))
    for _, sentence in form.faults:
        flash(sentence, "wrong")
    return redirect(url_for("admin.health"))


@blueprint.post("/backups/<backup>")
def download_backup(backup: str) -> ResponseReturnValue:
    """Send a backup, and note who took it away."""
    path = access.found(files.backup_named(current_app.config["SETTINGS"].instance, backup))
    exports.take_backup(access.actor(), path)
    answer = send_file(path, mimetype="application/octet-stream", as_attachment=True, conditional=False, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer
