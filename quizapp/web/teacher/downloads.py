"""Give a teacher the results of a quiz of their own as a file."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.core.errors import Missing, say
from quizapp.core.exporting import FORMATS, RESULTS
from quizapp.operations import exports
from quizapp.store.queries import results
from quizapp.web import access
from quizapp.web.files import file_of
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.quizzes import own_quiz


@blueprint.post("/quizzes/<int:quiz_id>/results/<table>.<form>")
def download_results(quiz_id: int, table: str, form: str) -> ResponseReturnValue:
    """Send the scores, attempts or responses of a quiz, and note who took them away."""
    quiz = own_quiz(quiz_id)
    if table not in RESULTS or form not in FORMATS:
        raise Missing(say("There is no such export."))
    filters = results.Filters(quiz_id=quiz.id, teacher_id=access.me().id)
    export = exports.take_results(access.actor(), table, form, filters)
    return file_of(export, gettext("quiz") + f"-{quiz.id}-{table}", form)


@blueprint.get("/quizzes/<int:quiz_id>/results/<table>/code-book.csv")
def download_code_book(quiz_id: int, table: str) -> ResponseReturnValue:
    """Send what the columns of such a file mean."""
    own_quiz(quiz_id)
    if table not in RESULTS:
        raise Missing(say("There is no such export."))
    return file_of(results.export_code_book(table), gettext("code-book") + f"-{table}", "csv")
