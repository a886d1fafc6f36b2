"""Give a student the receipt of an attempt of theirs: as a page, and as a file."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.receipts import file_name, written
from quizapp.store.queries import papers
from quizapp.web.receipts import own_receipt
from quizapp.web.student import blueprint
from quizapp.web.student.attempts import mine_of


@blueprint.get("/attempts/<int:attempt_id>/receipt")
def receipt(attempt_id: int) -> ResponseReturnValue:
    """Show the receipt of an attempt that is handed in."""
    mine = mine_of(attempt_id)
    if mine.submitted_at is None:
        return redirect(url_for("student.attempt", attempt_id=attempt_id))
    return render_template("student/receipt.html", attempt=mine, receipt=own_receipt(mine, papers.slots_of(attempt_id)))


@blueprint.get("/attempts/<int:attempt_id>/receipt.json")
def receipt_file(attempt_id: int) -> ResponseReturnValue:
    """Send the receipt of an attempt that is handed in as a file."""
    mine = mine_of(attempt_id)
    if mine.submitted_at is None:
        return redirect(url_for("student.attempt", attempt_id=attempt_id))
    made = own_receipt(mine, papers.slots_of(attempt_id))
    return Response(
        written(made),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{file_name(made)}"'},
    )
