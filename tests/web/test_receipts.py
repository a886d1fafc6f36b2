"""The receipt of an attempt: for its student, as a page and a file; and the open page that checks one for anyone."""

import io
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from quizapp.operations import attempts as operations
from quizapp.operations.attempts import Save
from quizapp.store.db import db, write
from quizapp.store.models import Attempt, Response
from tests.builders import question
from tests.papers import start

CHECK = "/receipts/check"


@pytest.fixture
def taken(site):
    """Return a function that takes a quiz of three questions, two of them answered, and returns (client, attempt)."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    school_class = site.school_class(teacher, student)

    def take(**terms):
        asked = (question(), question("true_false", "q2"), question("short_answer", "q3", stem="Who lays <eggs>?"))
        quiz = site.quiz(school_class, bank=site.bank(*asked), count=3, **terms)
        attempt_id = start(site, student, quiz)
        answers = {"single_choice": 1, "short_answer": "the <queen>"}
        for slot in operations.attempts.slots_of(attempt_id):
            if slot.question.kind in answers:
                save = Save(slot.position, 4, answers[slot.question.kind])
                operations.save(site.actor(student), attempt_id, [save])
        operations.submit(site.actor(student), attempt_id)
        return site.client(student), attempt_id

    return take


def file_of(client, attempt_id: int) -> bytes:
    """Return the receipt of an attempt as it is saved."""
    return client.get(f"/attempts/{attempt_id}/receipt.json").data


def checked(client, content: bytes, status: int = 200) -> str:
    """Return the page that says what a receipt is worth."""
    data = {"csrf_token": client.token(CHECK), "file": (io.BytesIO(content), "receipt.json")}
    answer = client.post(CHECK, data=data)
    assert answer.status_code == status
    return answer.text


@write
def settle(table, attempt_id: int, **values):
    """Change rows of an attempt, as a teacher's decision would."""
    column = table.id if table is Attempt else table.attempt_id
    db.session.execute(update(table).where(column == attempt_id).values(**values))


def test_after_handing_in_the_receipt_is_shown_and_can_be_seen_whole_and_saved(taken):
    client, attempt_id = taken(feedback="never")
    result = client.get(f"/attempts/{attempt_id}/result").text
    assert "Your receipt" in result
    assert "The site holds 2 answers of 3" in result
    assert f'href="/attempts/{attempt_id}/receipt.json"' in result
    page = client.get(f"/attempts/{attempt_id}/receipt").text
    for words in ("Ann (ann)", "Bees, who says what", "Iron", "the &lt;queen&gt;", "no answer", "save 4", "never",
                  "by the student", "2 of 3"):  # fmt: skip
        assert words in page


def test_the_file_names_its_quiz_and_holds_each_answer_as_words_and_as_data(taken):
    client, attempt_id = taken()
    answer = client.get(f"/attempts/{attempt_id}/receipt.json")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="receipt-bees-who-says-what-attempt-1.json"'
    )  # fmt: skip
    made = answer.json
    assert made["student"] == {"name": "Ann", "username": "ann"}
    assert (made["attempt"]["id"], made["attempt"]["handed_in_how"]) == (attempt_id, "student")
    held = {one["kind"]: one for one in made["answers"]}
    assert (held["single_choice"]["answer"], held["single_choice"]["sequence"]) == ("Iron", 4)
    assert (held["true_false"]["answer"], held["true_false"]["saved_at"]) == (None, None)
    assert made["checksum"]


def test_a_receipt_is_the_students_own_and_of_what_is_handed_in(taken, site):
    client, attempt_id = taken()
    stranger = site.client(site.person("student"))
    for address in (f"/attempts/{attempt_id}/receipt", f"/attempts/{attempt_id}/receipt.json"):
        assert stranger.get(address).status_code == 404
    settle(Attempt, attempt_id, submitted_at=None, submitted_how=None)
    for address in (f"/attempts/{attempt_id}/receipt", f"/attempts/{attempt_id}/receipt.json"):
        assert client.get(address).location == f"/attempts/{attempt_id}"


@pytest.mark.parametrize("feedback", ["never", "after_closing"])
def test_where_the_quiz_shows_no_feedback_the_receipt_tells_nothing_of_it(taken, feedback):
    client, attempt_id = taken(feedback=feedback)
    for told in (client.get(f"/attempts/{attempt_id}/receipt").text, file_of(client, attempt_id).decode()):
        for word in ("Wax", "queen\"]", "points", "right_answer", "digest", "✓", "✗", "score"):  # fmt: skip
            assert word not in told


def test_a_visitor_has_a_receipt_checked_and_sees_what_is_in_it(taken, client):
    student, attempt_id = taken()
    content = file_of(student, attempt_id)
    page = checked(client, content)
    for words in ("This receipt is genuine", "What the site holds today is the same", "Ann (ann)", "Iron"):
        assert words in page
    pasted = client.send(CHECK, csrf_token=client.token(CHECK), pasted=content.decode().replace("\n", "\r\n"))
    assert "This receipt is genuine" in pasted.text


def test_a_changed_receipt_is_told_where_and_shows_nothing_of_itself_nor_of_the_site(taken, client):
    student, attempt_id = taken()
    made = json.loads(file_of(student, attempt_id))
    place = next(one["position"] for one in made["answers"] if one["answer"] == "Iron")
    made["answers"][place - 1]["answer"] = "Wax"
    page = checked(client, json.dumps(made).encode())
    assert "This receipt was changed" in page
    assert f"The answer at place {place} of the list" in page
    for words in ("Ann", "Iron", "holds today", "Who, which quiz"):
        assert words not in page


def test_a_receipt_of_another_site_is_told_so(taken, client, app):
    student, attempt_id = taken()
    content = file_of(student, attempt_id)
    app.config["SECRET_KEY"] = "another key"
    assert "of another site" in checked(client, content)


@pytest.mark.parametrize("content", [b"", b"no receipt", b"[" * 90_000, b'{"format": 1}'])
def test_what_is_no_receipt_is_an_error_beside_the_field(client, content):
    page = checked(client, content, 422)
    assert "There is 1 problem" in page
    assert 'id="file-error"' in page


def test_a_file_larger_than_any_receipt_is_refused_without_being_read(client):
    parts = {"csrf_token": (client.token(CHECK), b""), "file": ("", b"[" * (5 * 2**20))}
    named = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n{}'
    body = b"".join(
        b"--edge\r\n" + named.format(name, '; filename="r.json"' * bool(content), text).encode() + content + b"\r\n"
        for name, (text, content) in parts.items()
    )
    answer = client.post(CHECK, data=body + b"--edge--", content_type="multipart/form-data; boundary=edge")
    assert answer.status_code == 422
    assert "larger than any receipt" in answer.text


def test_what_the_site_holds_otherwise_now_is_told_by_its_place_alone(taken, client):
    student, attempt_id = taken()
    content = file_of(student, attempt_id)
    place = next(one["position"] for one in json.loads(content)["answers"] if one["kind"] == "short_answer")

    @write
    def take_over():
        slot = db.session.get_one(Response, (attempt_id, place))
        slot.answer, slot.sequence, slot.saved_at = "the drone", 5, datetime.now(UTC)

    take_over()
    page = checked(client, content)
    assert "This receipt is genuine" in page
    assert f"The answer to question {place} is another one now" in page
    assert "drone" not in page
    assert "What the site holds today is the same" in checked(client, file_of(student, attempt_id))


def test_another_handing_in_is_told(taken, client):
    student, attempt_id = taken()
    content = file_of(student, attempt_id)
    settle(Attempt, attempt_id, submitted_how="teacher")
    assert "When or how the attempt was handed in is another now" in checked(client, content)


def test_an_attempt_that_is_gone_or_another_one_of_its_number_is_not_compared(taken, client):
    student, attempt_id = taken()
    content = file_of(student, attempt_id)
    settle(Attempt, attempt_id, started_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert "holds this attempt no more" in checked(client, content)

    @write
    def remove():
        db.session.execute(delete(Response).where(Response.attempt_id == attempt_id))
        db.session.execute(delete(Attempt).where(Attempt.id == attempt_id))

    remove()
    page = checked(client, content)
    assert "This receipt is genuine" in page
    assert "holds this attempt no more" in page
