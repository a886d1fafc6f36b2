"""Export results: choose a table and filters, see how many rows that is, and take them away with their code book."""

from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.core.errors import Missing, say
from quizapp.core.exporting import FORMATS, MEDIA, RESULTS
from quizapp.store.queries import results as reading
from quizapp.web import access
from quizapp.web.admin import blueprint
from quizapp.web.forms import translated
from quizapp.web.lists import day, number, word


@blueprint.get("/results")
def results() -> ResponseReturnValue:
    """Show what can be exported."""
    table = word("table") if word("table") in RESULTS else "scores"
    filters = _filters()
    return render_template(
        "admin/results.html",
        layouts=RESULTS.values(),
        layout=RESULTS[table],
        count=reading.count(table, filters),
        quizzes=reading.quizzes(),
        classes=reading.classes(),
        asked=request.args,
        address={
            name: value for name, value in request.args.items() if name in ("quiz", "class", "from", "to") and value
        },
    )


@blueprint.get("/results/<table>.<form>")
def export_results(table: str, form: str) -> ResponseReturnValue:
    """Send the rows as a file; with `?framed=1`, in pieces that tell a script how far it has come."""
    _require(table, form)
    if request.args.get("framed") == "1":
        framed = reading.framed(table, form, _filters())
        headers = {"X-Row-Count": str(framed.total)}
        return Response(framed, mimetype="application/octet-stream", headers=headers)
    export = reading.export(table, form, _filters())
    return _file(export, gettext("results") + f"-{table}", form, {"X-Row-Count": str(export.total)})


@blueprint.get("/results/<table>/code-book")
def code_book(table: str) -> ResponseReturnValue:
    """Show what the columns of a table mean."""
    _require(table)
    return render_template("admin/code_book.html", layout=RESULTS[table], translated=translated)


@blueprint.get("/results/<table>/code-book.csv")
def code_book_file(table: str) -> ResponseReturnValue:
    """Send what the columns of a table mean as a file."""
    _require(table)
    return _file(reading.export_code_book(table), gettext("code-book") + f"-{table}", "csv", {})


def _require(table: str, form: str = "csv") -> None:
    if table not in RESULTS or form not in FORMATS:
        raise Missing(say("There is no such export."))


def _filters() -> reading.Filters:
    return reading.Filters(number("quiz"), number("class"), day("from"), day("to", 1))


def _file(rows: Any, name: str, form: str, headers: dict[str, str]) -> Response:
    named = f"{name}-{access.now():%Y%m%d-%H%M}.{form}"
    headers = {**headers, "Content-Disposition": f'attachment; filename="{named}"'}
    return Response(rows, mimetype=MEDIA[form], headers=headers)
