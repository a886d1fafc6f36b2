"""The address to which a page's script saves: each answer has a status and a word that becomes a sentence."""

import json
from datetime import timedelta

import pytest

from quizapp.operations import attempts as operations
from quizapp.store.db import db, write
from quizapp.store.models import Attempt
from tests.builders import NOW, question
from tests.papers import keys, seen, slot, start


@pytest.fixture
def running(site):
    """Return a student, their client, and an attempt at two single choices."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    bank = site.bank(question(name="a"), question(name="b"))
    quiz = site.quiz(site.school_class(teacher, student), bank=bank, count=2, minutes=10)
    return student, site.client(student), start(site, student, quiz)


def save(client, attempt_id, position=1, token=None, **fields):
    """Send what a script sends."""
    data = {name.replace("__", "-"): value for name, value in fields.items()}
    data.setdefault(f"sequence-{position}", "1")
    return client.post(
        f"/attempts/{attempt_id}/responses/{position}",
        data=data,
        headers={"Accept": "application/json", "X-CSRFToken": token or client.token("/account")},
    )


def test_a_save_is_told_with_its_sequence_and_moment(running):
    _, client, attempt_id = running
    answer = save(client, attempt_id, q1="2", flagged__1="1")
    told = answer.json
    assert answer.status_code == 200
    assert (told["status"], told["sequence"], told["progress"], told["was"]) == ("saved", 1, "answered", "[2, true]")
    assert told["said"].startswith("saved on the server at ")
    assert told["saved_at"] == slot(attempt_id).saved_at.isoformat()
    assert (seen(attempt_id), slot(attempt_id).flagged) == (2, True)


def test_a_save_that_cannot_count_as_it_stands_is_remarked_upon(site):
    teacher, student = site.person("teacher"), site.person("student", "ann")
    quiz = site.quiz(site.school_class(teacher, student), bank=site.bank(question("numeric")), count=1)
    attempt_id, client = start(site, student, quiz), site.client(student)
    assert "“six” is not a number" in save(client, attempt_id, q1="six").json["remark"]
    assert save(client, attempt_id, q1="6 legs", sequence__1="2").json["remark"] == ""


def test_the_same_save_again_is_saved_again(running):
    _, client, attempt_id = running
    assert [save(client, attempt_id, q1="2").status_code for _ in range(2)] == [200, 200]
    assert slot(attempt_id).sequence == 1


def test_an_older_save_is_told_what_stands(running):
    _, client, attempt_id = running
    save(client, attempt_id, q1="2", sequence__1="5")
    answer = save(client, attempt_id, q1="0", sequence__1="5")
    assert answer.status_code == 409
    assert (answer.json["error"], answer.json["sequence"], answer.json["was"]) == ("stale", 5, "[2, false]")
    assert "another window" in answer.json["message"]
    assert save(client, attempt_id, q1="0", sequence__1="6").status_code == 200
    assert seen(attempt_id) == 0


def test_an_answer_is_taken_back_by_an_empty_one(running):
    _, client, attempt_id = running
    save(client, attempt_id, q1="2")
    assert save(client, attempt_id, sequence__1="2").json["progress"] == "open"
    assert slot(attempt_id).answer is None


@pytest.mark.parametrize("fields", [{"q1": "7"}, {"q1": "x"}, {"sequence__1": "x"}, {"sequence__1": "0"}])
def test_what_cannot_be_is_refused_with_a_sentence(running, fields):
    _, client, attempt_id = running
    answer = save(client, attempt_id, **fields)
    assert answer.status_code == 422
    assert answer.json["error"] == "invalid"
    assert answer.json["message"]
    assert slot(attempt_id).sequence == 0


def test_a_save_without_its_fields_or_in_another_form_is_refused(running):
    _, client, attempt_id = running
    headers = {"Accept": "application/json", "X-CSRFToken": client.token("/account")}
    for how in ({"data": {}}, {"json": {"q1": 2}}, {"data": b"\xff\x00", "content_type": "text/plain"}):
        answer = client.post(f"/attempts/{attempt_id}/responses/1", headers=headers, **how)
        assert (answer.status_code, answer.json["error"]) == (422, "malformed")


def test_too_long_a_text_is_refused_and_too_large_a_body_is_not_read(site):
    teacher, student = site.person("teacher"), site.person("student")
    quiz = site.quiz(site.school_class(teacher, student), bank=site.bank(question("short_answer")), count=1)
    client, attempt_id = site.client(student), start(site, student, quiz)
    assert save(client, attempt_id, q1="x" * 300).status_code == 200
    answer = save(client, attempt_id, q1="x" * 301, sequence__1="2")
    assert (answer.status_code, answer.json["error"]) == (422, "invalid")
    answer = save(client, attempt_id, q1="x" * 6_000_000, sequence__1="2")
    assert (answer.status_code, answer.json["error"]) == (413, "413")
    assert slot(attempt_id).answer == "x" * 300


def test_a_save_that_comes_too_late_is_kept_apart_and_told_so(site, running):
    student, client, attempt_id = running

    @write
    def end():
        db.session.get_one(Attempt, attempt_id).ends_at = NOW - timedelta(minutes=1)

    end()
    answer = save(client, attempt_id, q1="2")
    assert (answer.status_code, answer.json["status"], answer.json["error"]) == (202, "late", "late")
    assert "arrived late" in answer.json["message"]
    assert (answer.json["sequence"], answer.json["was"], answer.json["decision"]) == (0, "[null, false]", None)
    operations.submit(site.actor(student), attempt_id)
    assert save(client, attempt_id, q1="2").status_code == 202
    assert save(client, attempt_id, q1="9").status_code == 422
    assert slot(attempt_id).answer is None


def test_a_save_to_a_page_that_was_left_is_refused(site):
    teacher, student = site.person("teacher"), site.person("student")
    bank = site.bank(question(name="a"), question(name="b"))
    quiz = site.quiz(site.school_class(teacher, student), bank=bank, count=2, forward_only=True)
    client, attempt_id = site.client(student), start(site, student, quiz)
    operations.save(site.actor(student), attempt_id, [], page=2)
    answer = save(client, attempt_id, q1="2")
    assert (answer.status_code, answer.json["error"]) == (409, "refused")
    assert "forward only" in answer.json["message"]


def test_signed_out_is_told_to_a_script_as_such(running):
    _, client, attempt_id = running
    token = client.token("/account")
    client.send("/account/sign-out", csrf_token=token)
    answer = save(client, attempt_id, q1="2", token=client.token("/sign-in"))
    assert (answer.status_code, answer.json["error"]) == (401, "401")
    assert "signed out" in answer.json["message"]


def test_a_save_without_the_token_of_the_page_is_refused(running):
    _, client, attempt_id = running
    answer = save(client, attempt_id, q1="2", token="something else")
    assert (answer.status_code, answer.json["error"]) == (400, "csrf")


def test_a_question_that_is_not_on_the_form_is_not_found(running):
    _, client, attempt_id = running
    for position in (0, 3, 999):
        assert save(client, attempt_id, position, q1="2").status_code == 404


def test_every_kind_is_saved_as_its_form_sends_it(site):
    teacher, student = site.person("teacher"), site.person("student")
    quiz = site.quiz(site.school_class(teacher, student), count=9)
    client, attempt_id = site.client(student), start(site, student, quiz)
    given = keys(attempt_id)
    for position in range(1, 10):
        mine = {name: value for name, value in given.items() if name.split("-")[0] == f"q{position}"}
        assert save(client, attempt_id, position, **mine).json["progress"] == "answered"
    operations.submit(site.actor(student), attempt_id)
    assert all(slot(attempt_id, position).points == 1 for position in range(1, 10))


def test_what_is_told_can_be_read_by_a_script(running):
    _, client, attempt_id = running
    assert json.loads(save(client, attempt_id, q1="1").get_data()) is not None
