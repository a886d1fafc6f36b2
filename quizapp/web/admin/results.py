"""Export results: choose a table and filters, see how many rows that is, and take them away with their code book."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.core.errors import Missing, say
from quizapp.core.exporting import FORMATS, RESULTS
from quizapp.operations import exports
from quizapp.store.queries import results as reading
from quizapp.web import access
from quizapp.web.admin import blueprint
from quizapp.web.files import file_of
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


@blueprint.post("/results/<table>.<form>")
def export_results(table: str, form: str) -> ResponseReturnValue:
    """Send the rows as a file, and note who took them away."""
    _require(table, form)
    export = exports.take_results(access.actor(), table, form, _filters())
    return file_of(export, gettext("results") + f"-{table}", form)


@blueprint.get("/results/<table>/code-book")
def code_book(table: str) -> ResponseReturnValue:
    """Show what the columns of a table mean."""
    _require(table)
    return render_template("admin/code_book.html", layout=RESULTS[table], translated=translated)


@blueprint.get("/results/<table>/code-book.csv")
def code_book_file(table: str) -> ResponseReturnValue:
    """Send what the columns of a table mean as a file."""
    _require(table)
    return file_of(reading.export_code_book(table), gettext("code-book") + f"-{table}", "csv")


def _require(table: str, form: str = "csv") -> None:
    if table not in RESULTS or form not in FORMATS:
        raise Missing(say("There is no such export."))


def _filters() -> reading.Filters:
    return reading.Filters(number("quiz"), number("class"), day("from"), day("to", 1))
