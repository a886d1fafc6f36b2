"""A person's settings, and the export of everything that is stored about them."""

import json

import pytest

from quizapp.core.answers import key_of
from quizapp.operations import attempts as operations
from quizapp.operations.attempts import Save
from quizapp.store.db import db, write
from quizapp.store.models import Allowance, AuditEntry, Person
from quizapp.store.queries import attempts as reading
from quizapp.store.queries import banks
from tests.builders import NOW, PASSWORD, question
from tests.papers import start


def exported(client) -> dict:
    """Return what a person exports of their own."""
    answer = client.get("/account/data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return json.loads(answer.get_data())


def school_with_attempt(site, **terms):
    """Return a student who has answered and handed in one question, with an allowance."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    quiz = site.quiz(site.school_class(teacher, student), bank=site.bank(question()), count=1, **terms)

    @write
    def allow():
        db.session.add(Allowance(quiz_id=quiz.id, person_id=student.id, minutes=5, attempts=0, reason="was ill",
                                 given_by_id=teacher.id, created_at=NOW))  # fmt: skip

    allow()
    attempt_id = start(site, student, quiz)
    slot = reading.slots_of(attempt_id)[0]
    operations.save(site.actor(student), attempt_id, [Save(1, 1, key_of(banks.parsed(slot.question)), True)])
    operations.submit(site.actor(student), attempt_id)
    return student


def test_a_student_exports_account_classes_attempts_answers_and_own_acts(site):
    student = school_with_attempt(site)
    own = exported(site.client(student))
    assert own["account"]["username"] == "ann"
    assert [one["name"] for one in own["classes"]] == ["7b"]
    (attempt,) = own["attempts"]
    assert (attempt["score"], attempt["most"], attempt["submitted_how"]) == (1, 1, "student")
    (answer,) = attempt["answers"]
    assert (answer["question"], answer["answer_in_words"], answer["flagged"]) == ("What of q1?", ["Wax"], True)
    assert (answer["points"], answer["verdict"]) == (1, "right")
    assert own["allowances"][0]["reason"] == "was ill"
    assert len(own["browsers"]) == 1
    assert own["account"]["kept_by"] is None
    assert own["known_browsers"] == []
    assert {"attempt.started", "attempt.submitted", "session.begun"} <= {one["action"] for one in own["audit_log"]}


def test_marks_are_exported_only_where_they_may_be_seen(site):
    student = school_with_attempt(site, feedback="never")
    (attempt,) = exported(site.client(student))["attempts"]
    assert attempt["score"] == 1
    assert {"points", "verdict"}.isdisjoint(attempt["answers"][0])


def test_nothing_of_others_and_no_secret_is_exported(site):
    school_with_attempt(site)
    other = site.person("student", "bea")
    own = exported(site.client(other))
    assert own["attempts"] == []
    assert "ann" not in json.dumps(own["audit_log"])
    hashed = db.session.get_one(Person, other.id).password_hash
    assert hashed not in json.dumps(own)


@pytest.mark.parametrize("role", ["student", "teacher", "admin"])
def test_everyone_can_export_and_is_told_what_it_holds(site, role):
    person = site.person(role)
    client = site.client(person)
    assert "Download your data" in client.get("/account/data").text
    assert exported(client)["account"]["role"] == role


def test_a_teachers_export_names_what_the_teacher_made(site):
    teacher = site.person("teacher")
    site.bank(owner=teacher)
    site.quiz(site.school_class(teacher))
    made = exported(site.client(teacher))["made"]
    assert [one["name"] for one in made["banks"]] == ["Bees"]
    assert len(made["quizzes"]) == len(made["classes"]) == 1


def test_name_and_time_zone_are_changed_and_the_change_is_noted(site):
    person = site.person("student", "ann")
    client = site.client(person)
    page = client.send("/account/settings", name="  Ann   Noun ", zone="Asia/Tokyo")
    assert page.request.path == "/account"
    assert "Ann Noun" in page.text
    assert "Asia/Tokyo" in page.text
    db.session.rollback()
    assert db.session.query(AuditEntry).filter_by(action="person.changed").one().actor_id == person.id
    client.send("/account/settings", name="Ann Noun", zone="")
    db.session.rollback()
    assert db.session.get_one(Person, person.id).zone is None


@pytest.mark.parametrize("fields", [{"name": "", "zone": ""}, {"name": "x" * 121, "zone": ""},
                                    {"name": "Ann", "zone": "Nowhere/Land"}])  # fmt: skip
def test_settings_that_cannot_be_are_told_beside_their_fields(site, fields):
    client = site.client(site.person("student", "ann"))
    page = client.send("/account/settings", **fields)
    assert page.status_code == 422
    assert "There is 1 problem" in page.text


def test_a_running_attempt_that_goes_forward_only_shows_none_of_its_questions(site):
    teacher, student = site.person("teacher"), site.person()
    quiz = site.quiz(site.school_class(teacher, student), forward_only=True)
    client = site.client(student)
    attempt = site.attempt(student, quiz, right=1, submitted=False)
    told = client.get("/account/data.json").json["attempts"][0]["answers"]
    assert {(answer["question"], answer["answer_in_words"]) for answer in told} == {(None, None)}
    operations.submit(site.actor(student), attempt.id)
    told = client.get("/account/data.json").json["attempts"][0]["answers"]
    assert all(answer["question"] for answer in told)


def test_who_keeps_the_account_and_the_browsers_that_are_known_are_exported(site, client):
    site.person("student", "ann", keeper_id=site.person("teacher", name="Mr Keeper").id)
    client.send("/sign-in", username="ann", password=PASSWORD)
    own = exported(client)
    assert own["account"]["kept_by"] == "Mr Keeper"
    assert [list(one) for one in own["known_browsers"]] == [["last_signed_in_at"]]
