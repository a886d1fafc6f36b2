"""Who knows what is claimed and who claims it, told to the student and to the teacher, with their counts."""

import pytest

from quizapp.core.banks import Heading
from quizapp.core.generating import generate
from quizapp.core.values import plain
from quizapp.store.db import db, write
from quizapp.store.models import Assignment
from quizapp.store.queries import banks as reading
from tests.builders import NOW, question
from tests.forms import fill
from tests.registers import register_document, who_says_what


def made(*forms):
    """Return the documents of the questions that a small register gives in these forms."""
    heading = {**register_document(), **who_says_what()}
    del heading["questions"]
    return [plain(one.question) for one in generate(Heading.model_validate(heading), "1", forms)]


@pytest.fixture
def taken(site):
    """Return a teacher, a student and a quiz of generated questions that the student has handed in, all right."""
    teacher, student = site.person("teacher"), site.person("student")
    school_class = site.school_class(teacher, student)
    questions = [one for one in made("who_says", "says_so") if one["kind"] == "single_choice"]
    own = site.bank(*questions, owner=teacher, **who_says_what())
    quiz = site.quiz(school_class, bank=own, count=len(questions), feedback="at_once")
    attempt = site.attempt(student, quiz, right=len(questions))
    return teacher, student, quiz, attempt


def test_a_student_sees_what_the_answers_show_beside_the_points(site, taken):
    _, student, _, attempt = taken
    page = site.client(student).get(f"/attempts/{attempt.id}/result").text
    for words in ("Knows what is claimed", "Knows who claims it", "Over-claims"):
        assert words in page


def test_an_attempt_whose_answers_may_not_be_seen_shows_none_of_it(site, taken):
    teacher, student, _, _ = taken
    own = site.bank(*made("who_says"), owner=teacher, id="more", **who_says_what())
    hidden = site.quiz(site.school_class(teacher, student, name="8c"), bank=own, count=2, feedback="never")
    attempt = site.attempt(student, hidden, right=2)
    assert "Knows who claims it" not in site.client(student).get(f"/attempts/{attempt.id}/result").text


def test_a_quiz_without_such_questions_shows_none_of_it(site):
    teacher, student = site.person("teacher"), site.person("student")
    quiz = site.quiz(site.school_class(teacher, student), bank=site.bank(question(), owner=teacher), count=1,
                     feedback="at_once")  # fmt: skip
    attempt = site.attempt(student, quiz, right=1)
    assert "Knows who claims it" not in site.client(student).get(f"/attempts/{attempt.id}/result").text
    assert "Nothing to show yet." in site.client(teacher).get(f"/teach/quizzes/{quiz.id}/insights").text


def test_a_teacher_sees_figures_with_their_counts_and_who_is_taken_for_whom_as_a_picture_and_a_table(site, taken):
    teacher, _, quiz, _ = taken
    page = site.client(teacher).get(f"/teach/quizzes/{quiz.id}/insights").text
    assert "that could" in page
    assert page.count("<rect") >= 4
    assert '<table class="confusions">' in page
    assert "1 Ann" in page


def test_the_figures_of_one_class_leave_the_others_out(site, taken):
    teacher, _, quiz, _ = taken
    other = site.school_class(teacher, site.person("student"), name="Another")

    @write
    def give():
        db.session.add(Assignment(quiz_id=quiz.id, class_id=other.id, assigned_at=NOW))

    give()
    client = site.client(teacher)
    assert "Knows who claims it" in client.get(f"/teach/quizzes/{quiz.id}/insights").text
    assert "Nothing to show yet." in client.get(f"/teach/quizzes/{quiz.id}/insights?class={other.id}").text


def test_editing_a_question_in_its_form_keeps_what_its_options_stand_for(site):
    teacher = site.person("teacher")
    one = next(document for document in made("who_says") if document["kind"] == "single_choice")
    own = site.bank(one, owner=teacher, **who_says_what())
    done = fill(site.client(teacher), f"/teach/banks/{own.id}/questions/{one['id']}/edit", follow=False, stem="Who?")
    assert done.status_code == 302
    db.session.rollback()
    edited = reading.parsed(reading.current_row(own.id, one["id"]))
    assert (edited.stem, edited.asks) == ("Who?", "who")
    assert [option.speaker for option in edited.options] == [option["speaker"] for option in one["options"]]


def test_a_teacher_sees_the_same_of_one_attempt_with_who_was_taken_for_whom(site, taken):
    teacher, student, quiz, attempt = taken
    page = site.client(teacher).get(f"/teach/quizzes/{quiz.id}/attempts/{attempt.id}").text
    for words in ("Knows what is claimed", "Knows who claims it", "Over-claims"):
        assert words in page
    assert "Who was taken for whom" not in page, "all are right"
    more = site.bank(question(), owner=teacher, id="x")
    running = site.quiz(site.school_class(teacher, student, name="8d"), bank=more, count=1)
    begun = site.attempt(student, running, submitted=False)
    assert "Over-claims" not in site.client(teacher).get(f"/teach/quizzes/{running.id}/attempts/{begun.id}").text
