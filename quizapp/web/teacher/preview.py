"""Show a form of a quiz as a student would see it."""

from types import SimpleNamespace
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.core.answers import Answer, key_of
from quizapp.core.drawing import draw, shortages
from quizapp.core.plans import shortage_told
from quizapp.core.questions import Common, HotText, MultipleChoice, SingleChoice, TrueFalse
from quizapp.store.queries import banks, forms
from quizapp.web.questions import Shown
from quizapp.web.slots import shown_slots
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.quizzes import own_quiz

LONGEST_SEED = 32


@blueprint.get("/quizzes/<int:quiz_id>/preview")
def preview(quiz_id: int) -> ResponseReturnValue:
    """Draw a form from a seed, and show all its questions, with the right answers where that is asked for."""
    quiz = own_quiz(quiz_id)
    seed, with_keys = request.args.get("seed", "1").strip()[:LONGEST_SEED] or "1", request.args.get("keys") == "1"
    strata = forms.strata_of(forms.recipe_of(quiz))
    short = [shortage_told(one) for one in shortages(strata)]
    questions = [] if short else _drawn(quiz, seed, with_keys)
    following = str(int(seed) + 1) if seed.isascii() and seed.isdigit() else f"{seed}1"[-LONGEST_SEED:]
    return render_template(
        "teacher/preview.html", quiz=quiz, seed=seed, following=following, with_keys=with_keys, short=short,
        questions=questions, most=sum(one.question.points for one in questions),
    )  # fmt: skip


def _drawn(quiz: Any, seed: str, with_keys: bool) -> list[Shown]:
    """Return the questions of a form that nobody takes."""
    recipe = forms.recipe_of(quiz)
    form = draw(forms.strata_of(recipe), frozenset(), seed, recipe["shuffle"])
    rows = forms.questions_named(form)
    slots = [
        SimpleNamespace(
            position=position, question=rows[key], flagged=False, sequence=0, points=None, certainty=None,
            answer=_answer(banks.parsed(rows[key])) if with_keys else None,
        )
        for position, key in enumerate(form, 1)
    ]  # fmt: skip
    return shown_slots(SimpleNamespace(recipe=recipe, seed=seed), slots, marked=with_keys, own=False)


def _answer(question: Common) -> Answer:
    """Return the key where a page can only show it as an answer; options and sentences show it themselves."""
    return None if isinstance(question, SingleChoice | MultipleChoice | TrueFalse | HotText) else key_of(question)
