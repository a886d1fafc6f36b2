"""Show scores: the gradebook of a class, the results of a quiz, and how questions were answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.core.insights import insight_of
from quizapp.core.tallies import interval, tally
from quizapp.store.queries import banks, gradebook, item_answers, late
from quizapp.store.queries.gradebook import Gradebook, Result
from quizapp.store.queries.item_answers import Answered
from quizapp.web import access
from quizapp.web.certainties import shown_map
from quizapp.web.kinds import KIND_NAMES
from quizapp.web.lists import wanted
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.classes import own_class
from quizapp.web.teacher.quizzes import own_quiz

_RESULT_SORTS: dict[str, Callable[[Result], Any]] = {
    "name": lambda result: result.student.name.casefold(),
    "class": lambda result: (result.student.classes, result.student.name.casefold()),
    "score": lambda result: -1 if result.cell.share is None else result.cell.share,
    "attempts": lambda result: len(result.cell.attempts),
    "time": lambda result: result.cell.time or timedelta(-1),
}
_QUESTION_SORTS: dict[str, Callable[[Answered], Any]] = {
    "place": lambda one: (one.row.bank_id, one.row.position, one.row.id),
    "topic": lambda one: (one.row.topic, one.row.position),
    "share": lambda one: one.share,
    "count": lambda one: one.count,
}


@blueprint.get("/classes/<int:class_id>/gradebook", endpoint="gradebook")
def class_gradebook(class_id: int) -> ResponseReturnValue:
    """Show what counts of every student of a class in every quiz; sorted by a quiz, or by name or mean."""
    own, book = own_class(class_id), gradebook.gradebook_of(class_id)
    waiting = late.waiting_in([quiz.id for quiz in book.quizzes if quiz.owner_id == access.me().id])
    asked = wanted(("name", "mean", *(f"quiz-{quiz.id}" for quiz in book.quizzes)), "name")
    students = sorted(book.students, key=_by(asked.sort, book), reverse=asked.down)
    return render_template(
        "teacher/gradebook.html", school_class=own, book=book, students=students, wanted=asked, waiting=waiting
    )


def _by(sort: str, book: Gradebook) -> Callable[[Any], Any]:
    def share(person: Any) -> float:
        found = book.mean(person.id) if sort == "mean" else book.cell(person.id, int(sort.partition("-")[2])).share
        return -1.0 if found is None else found

    return (lambda person: person.name.casefold()) if sort == "name" else share


@blueprint.get("/quizzes/<int:quiz_id>/results")
def quiz_results(quiz_id: int) -> ResponseReturnValue:
    """Show what each student achieved in a quiz."""
    quiz, asked = own_quiz(quiz_id), wanted(_RESULT_SORTS, "name")
    results = gradebook.results_of(quiz)
    classes = sorted({name for result in results for name in result.student.classes})
    chosen = request.args.get("class", "")
    shown = [result for result in results if not chosen or chosen in result.student.classes]
    shown.sort(key=_RESULT_SORTS[asked.sort], reverse=asked.down)
    shares = [result.cell.share for result in shown if result.cell.share is not None]
    return render_template(
        "teacher/results.html", quiz=quiz, results=shown, wanted=asked, classes=classes, chosen=chosen,
        waiting=late.waiting_in([quiz_id]), done=len(shares), mean=sum(shares) / len(shares) if shares else None,
        passed=sum(bool(result.cell.passed) for result in shown),
    )  # fmt: skip


@blueprint.get("/quizzes/<int:quiz_id>/questions")
def quiz_questions(quiz_id: int) -> ResponseReturnValue:
    """Show how each question of a quiz was answered."""
    quiz, asked = own_quiz(quiz_id), wanted(_QUESTION_SORTS, "place")
    answered = item_answers.answered_questions(quiz_id)
    answered.sort(key=_QUESTION_SORTS[asked.sort], reverse=asked.down)
    names = [(one.row.bank_id, one.row.name) for one in answered]
    several = {name for name in names if names.count(name) > 1}
    return render_template(
        "teacher/questions.html", quiz=quiz, answered=answered, wanted=asked, several=several, interval=interval,
        kinds=KIND_NAMES, topics=item_answers.topics_of([one.row for one in answered]),
    )  # fmt: skip


@blueprint.get("/quizzes/<int:quiz_id>/questions/<int:question_id>")
def question_answers(quiz_id: int, question_id: int) -> ResponseReturnValue:
    """Show how often each answer was given to a question of a quiz."""
    quiz = own_quiz(quiz_id)
    row = access.found(item_answers.question_in(access.me().id, quiz_id, question_id))
    answers = item_answers.answers_to(quiz_id, question_id)
    question = banks.parsed(row)
    total = next((one for one in item_answers.answered_questions(quiz_id) if one.row.id == question_id), None)
    return render_template(
        "teacher/question_answers.html", quiz=quiz, row=row, question=question, parts=tally(question, answers),
        count=len(answers), unanswered=sum(answer is None for answer in answers), total=total, interval=interval,
        kind=KIND_NAMES[question.kind],
    )  # fmt: skip


@blueprint.get("/quizzes/<int:quiz_id>/insights")
def quiz_insights(quiz_id: int) -> ResponseReturnValue:
    """Show who knows what is claimed and who claims it, who over-claims, who is taken for whom; and who was sure."""
    quiz, classes = own_quiz(quiz_id), item_answers.classes_of(quiz_id)
    chosen = next((one for one in classes if str(one.id) == request.args.get("class", "")), None)
    only = chosen.id if chosen else None
    return render_template(
        "teacher/insights.html", quiz=quiz, classes=classes, chosen=chosen,
        insight=insight_of(item_answers.given_at(quiz_id, only)),
        map=shown_map(item_answers.certainties_at(quiz_id, only)),
    )  # fmt: skip
