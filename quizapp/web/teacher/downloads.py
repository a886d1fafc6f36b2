"""Give a teacher the results of a quiz of their own as a file."""

from flask import Response
from flask.typing import ResponseReturnValue

from quizapp.core.errors import Missing, say
from quizapp.core.exporting import FORMATS, MEDIA, RESULTS
from quizapp.store.queries import results
from quizapp.web import access
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.quizzes import own_quiz


@blueprint.get("/quizzes/<int:quiz_id>/results/<table>.<form>")
def download_results(quiz_id: int, table: str, form: str) -> ResponseReturnValue:
    """Send the scores, attempts or responses of a quiz, read while they are sent."""
    quiz = own_quiz(quiz_id)
    if table not in RESULTS or form not in FORMATS:
        raise Missing(say("There is no such export."))
    export = results.export(table, form, results.Filters(quiz_id=quiz.id))
    name = f"quiz-{quiz.id}-{table}-{access.now():%Y%m%d-%H%M}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(export, mimetype=MEDIA[form], headers=headers)


@blueprint.get("/quizzes/<int:quiz_id>/results/<table>/code-book.csv")
def download_code_book(quiz_id: int, table: str) -> ResponseReturnValue:
    """Send what the columns of such a file mean."""
    own_quiz(quiz_id)
    if table not in RESULTS:
        raise Missing(say("There is no such export."))
    headers = {"Content-Disposition": f'attachment; filename="code-book-{table}.csv"'}
    return Response(results.export_code_book(table), mimetype=MEDIA["csv"], headers=headers)
