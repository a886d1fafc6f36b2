"""What the site gives a browser for a time without a network: the whole paper, the worker, the clock, and JSON."""

import re

import pytest

from quizapp.operations import attempts as operations
from quizapp.operations.attempts import Save
from tests.builders import PASSWORD, question
from tests.papers import attempt, seen, start

JSON = {"Accept": "application/json"}


@pytest.fixture
def begin(site):
    """Return a function that starts an attempt at four questions, one to a page: (student, client, id)."""

    def begin(**terms):
        teacher, student = site.person("teacher"), site.person("student", "ann")
        bank = site.bank(*(question(name=f"q{place}") for place in range(4)))
        quiz = site.quiz(site.school_class(teacher, student), bank=bank, **{"count": 4, "per_page": 1, **terms})
        return student, site.client(student), start(site, student, quiz)

    return begin


def post(client, address, **fields):
    """Send what a script sends."""
    return client.post(address, data=fields, headers={**JSON, "X-CSRFToken": client.token("/account")})


def test_the_paper_holds_every_question_with_what_was_answered(site, begin):
    student, client, attempt_id = begin()
    operations.save(site.actor(student), attempt_id, [Save(3, 1, 2)])
    page = client.get(f"/attempts/{attempt_id}/paper").text
    assert re.findall(r'data-slot="(\d)"', page) == list("1234")
    assert re.findall(r'<div data-page="(\d)" hidden>', page) == list("1234")
    assert re.search(rf'name="q3" value="{seen(attempt_id, 3)}"[^>]* checked', page)


def test_the_paper_of_a_quiz_that_goes_forward_only_holds_no_page_that_was_left(begin):
    _, client, attempt_id = begin(forward_only=True)
    assert post(client, f"/attempts/{attempt_id}/pages/1", go="next").json == {"status": "turned", "page": 2}
    assert re.findall(r'data-slot="(\d)"', client.get(f"/attempts/{attempt_id}/paper").text) == list("234")


def test_a_turn_that_is_sent_again_is_the_same_turn(begin):
    _, client, attempt_id = begin(forward_only=True)
    turns = [post(client, f"/attempts/{attempt_id}/pages/1", go="next") for _ in range(2)]
    assert [(turn.status_code, turn.json) for turn in turns] == [(200, {"status": "turned", "page": 2})] * 2
    assert attempt(attempt_id).page == 2


def test_the_paper_of_an_attempt_that_is_handed_in_leads_to_its_result(site, begin):
    student, client, attempt_id = begin()
    operations.submit(site.actor(student), attempt_id)
    assert client.get(f"/attempts/{attempt_id}/paper").location == f"/attempts/{attempt_id}"


def test_the_clock_tells_the_sequence_of_each_slot_and_a_token_where_it_is_asked_for(site, begin):
    student, client, attempt_id = begin()
    operations.save(site.actor(student), attempt_id, [Save(2, 7, 1)])
    told = client.get(f"/attempts/{attempt_id}/clock", headers=JSON).json
    assert (told["sequences"], told["page"]) == ([0, 7, 0, 0], 1)
    assert "token" not in told
    token = client.get(f"/attempts/{attempt_id}/clock?token=1", headers=JSON).json["token"]
    saved = client.post(
        f"/attempts/{attempt_id}/responses/2",
        data={"sequence-2": "8", "q2": "0", "made_at": "2026-11-24T10:00:00Z", "device_at": "2026-11-24T11:00:00Z"},
        headers={**JSON, "X-CSRFToken": token},
    )
    assert (saved.status_code, seen(attempt_id, 2)) == (200, 0)


def test_handing_in_tells_a_script_where_the_result_is(begin):
    _, client, attempt_id = begin()
    for _ in range(2):
        told = post(client, f"/attempts/{attempt_id}/submission")
        assert (told.status_code, told.json) == (
            200,
            {"status": "handed_in", "address": f"/attempts/{attempt_id}/result"},
        )


def test_a_script_signs_in_and_is_told_who_it_is(site):
    student, client = site.person("student", "ann"), site.app.test_client()
    refused = client.get("/sign-in", headers=JSON)
    assert (refused.status_code, refused.json["error"]) == (401, "invalid")
    sent = {"headers": {**JSON, "X-CSRFToken": refused.json["token"]}}
    wrong = client.post("/sign-in", data={"username": "ann", "password": "wrong"}, **sent)
    assert wrong.status_code == 422
    assert wrong.json["message"]
    for _ in range(2):  # the second time ann is signed in already
        told = client.post("/sign-in", data={"username": "ann", "password": PASSWORD}, **sent)
        assert (told.status_code, told.json["status"]) == (200, "signed_in")
        assert (told.json["person"], told.json["name"]) == (student.id, "Ann")
    assert client.get("/quizzes").status_code == 200


def test_the_worker_stands_at_the_root_and_is_looked_at_anew_each_time(site):
    answer = site.app.test_client().get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    answer.close()


def test_the_page_of_stranded_answers_is_the_same_for_everybody(site):
    pages = {site.client(site.person("student")).get("/stranded").text, site.app.test_client().get("/stranded").text}
    assert len(pages) == 1
    assert "Sign out" not in pages.pop()
