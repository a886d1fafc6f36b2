"""A file of stranded answers: its teacher sees whose it is beside what the site has, and nothing is half kept."""

import io
import json
from urllib.parse import urlencode

import pytest

from quizapp.core.stranded import MOST_KB
from quizapp.operations import attempts as operations
from quizapp.operations.attempts import Save
from quizapp.store.db import db
from quizapp.store.queries import attempts as reading_attempts
from quizapp.store.queries import late as reading
from tests.builders import NOW, later, question
from tests.papers import attempt, fields, slot, start

STRANGE = "<img src=x onerror=x>"
ADDRESS = "/teach/late/files/new"


@pytest.fixture
def school(site):
    """Return a teacher's client, that quiz's id, and an attempt at a short answer and a matching whose time is over."""
    teacher, student = site.person("teacher", "berg", name="Ms Berg"), site.person("student", "ann", name="Ann Ahorn")
    bank = site.bank(question("short_answer", name="a"), question("matching", name="b"), owner=teacher)
    quiz = site.quiz(site.school_class(teacher, student), bank=bank, lines=[("bees", "easy", 2)], minutes=10)
    attempt_id = start(site, student, quiz, later(minutes=-20))
    operations.save(site.actor(student, later(minutes=-19)), attempt_id, [Save(place(attempt_id, "a"), 1, "a worker")])
    operations.submit_overdue(NOW)
    return site.client(teacher), quiz.id, attempt_id


def place(attempt_id, name):
    """Return where a question stands in the form."""
    return next(one.position for one in reading_attempts.slots_of(attempt_id) if one.question.name == name)


def entry(position, content, sequence=3, **dates):
    """Return one answer of a journal; `{p}` in its content is its position."""
    return {"position": position, "sequence": sequence, "content": content.format(p=position), **dates}


def of_both(attempt_id):
    """Return the answers of a journal to both questions."""
    dates = {"made_at": "2026-03-02T12:00:01Z", "device_at": "2026-03-02T17:00:02Z"}
    matched = urlencode(fields(attempt_id, place(attempt_id, "b"), [0, None]), doseq=True)
    return [
        entry(place(attempt_id, "a"), "q{p}=the+queen&sequence-{p}=3&flagged-{p}=1", **dates),
        entry(place(attempt_id, "b"), f"{matched}&sequence-{{p}}=3", **dates),
    ]


def written(*attempts, **changes) -> str:
    """Write a file; an attempt is (id, entries)."""
    told = [{"attempt": one, "quiz": "Bees, who says what", "person": "Ann Ahorn", "entries": entries}
            for one, entries in attempts]  # fmt: skip
    whole = {"format": "quizapp-stranded-1", "site": "http://localhost", "saved_at": "2026-03-02T17:30:00Z"}
    return json.dumps({**whole, "attempts": told, **changes}, indent=2)


def upload(client, text):
    """Choose a file."""
    content = text if isinstance(text, bytes) else text.encode()
    return client.send(ADDRESS, file=(io.BytesIO(content), "stranded.json"))


def keep(client, text):
    """Confirm a file that was looked at."""
    return client.send("/teach/late/files", stranded=text)


def rows(attempt_id):
    """List what is kept of an attempt."""
    db.session.rollback()
    return [one.row for one in reading.late_of(attempt_id)]


def test_a_file_is_shown_beside_what_the_site_has_then_kept_and_decided(school):
    client, quiz_id, attempt_id = school
    text = written((attempt_id, of_both(attempt_id)))
    shown = upload(client, text)
    assert shown.status_code == 200
    for words in ("Ann Ahorn, attempt 1", "the queen", "a worker", "lays eggs; –", "no answer", "12:00:01", "17:00:02"):
        assert words in shown.text, words
    assert "The file names" not in shown.text
    assert "saved at http" not in shown.text
    assert rows(attempt_id) == []
    kept = keep(client, text)
    assert "2 answers are kept, and wait for your decision" in kept.text
    assert "in a file that Ms Berg brought" in kept.text
    first, second = sorted(rows(attempt_id), key=lambda row: isinstance(row.answer, list))
    assert (first.answer, first.flagged, first.sequence, first.origin) == ("the queen", True, 3, "file")
    assert (second.answer, second.decision) == ([0, None], None)
    assert "were kept before" in keep(client, text).text
    client.send(f"/teach/quizzes/{quiz_id}/attempts/{attempt_id}/late-decisions", decision="accepted",
                answers=[str(row.id) for row in rows(attempt_id)], reason="Seen on the phone")  # fmt: skip
    assert attempt(attempt_id).score == 1.5
    assert slot(attempt_id, place(attempt_id, "a")).answer == "the queen"


def test_whose_a_file_is_is_told_from_the_database_and_what_the_file_says_otherwise_is_told_too(school):
    client, _, attempt_id = school
    text = written((attempt_id, of_both(attempt_id)), site="http://another.example")
    shown = upload(client, text.replace("Ann Ahorn", STRANGE)).text
    assert "Ann Ahorn, attempt 1" in shown
    assert "The file names “&lt;img src=x onerror=x&gt;” and the quiz “Bees, who says what”." in shown
    assert STRANGE not in shown
    assert "saved at http://another.example" in shown


def test_attempts_at_other_quizzes_are_left_out_and_a_file_of_none_of_one_s_own_is_refused(site, school):
    client, _, attempt_id = school
    other = site.person("teacher", "other")
    student = site.person("student", "ben")
    quiz = site.quiz(site.school_class(other, student), bank=site.bank(question("true_false"), owner=other), count=1)
    theirs = start(site, student, quiz)
    both = written((theirs, [entry(1, "q{p}=true")]), (attempt_id, of_both(attempt_id)), (9999, [entry(1, "q{p}=1")]))
    shown = upload(client, both).text
    assert f"Attempt number {theirs} is left out" in shown
    assert "Attempt number 9999 is left out" in shown
    keep(client, both)
    assert (len(rows(attempt_id)), rows(theirs)) == (2, [])
    refused = upload(client, written((theirs, [entry(1, "q{p}=true")])))
    assert refused.status_code == 422
    assert "at a quiz of yours" in refused.text
    assert keep(client, written((theirs, [entry(1, "q{p}=true")]))).status_code == 422


def test_every_fault_is_told_in_one_report_with_its_place_and_nothing_is_kept(school):
    client, _, attempt_id = school
    good = of_both(attempt_id)
    short, matching = place(attempt_id, "a"), place(attempt_id, "b")
    wrong = [
        entry(9, "q{p}=1"),
        entry(short, "q{p}=" + "x" * 301),
        entry(matching, "q{p}-0=77"),
        entry(matching, "q150=1"),
        entry(matching, "&".join(f"q{{p}}-{number}=1" for number in range(600))),
    ]
    text = written((attempt_id, [*good, *wrong]))
    shown = upload(client, text)
    assert shown.status_code == 422
    for words in (
        "5 faults", "no question 9", "longer than 300", "none of the options", f"not the fields of question {matching}",
        "more fields than a question has", "entries 3 › position", "entries 7 › content",
    ):  # fmt: skip
        assert words in shown.text, words
    assert keep(client, text).status_code == 422
    assert rows(attempt_id) == []


def test_what_is_no_such_file_is_refused_with_a_report(school):
    client, _, _ = school
    assert "Choose a file" in client.send(ADDRESS).text
    for content in (
        b"",
        b"a picture",
        b"{",
        b'{"format": "x"}',
        b"[" * 90_000,
        b" " * (MOST_KB * 1000 + 1),
        b"\xff\x00{",
    ):
        shown = upload(client, content)
        assert shown.status_code == 422, content[:20]
        assert "error-summary" in shown.text, content[:20]
        assert keep(client, content.decode("utf-8", "replace")[:1000]).status_code == 422
