"""Forms that take something away, sent twice: the second answer is the first one; to others nothing is there."""

import re

import pytest

from quizapp.operations import quizzes
from quizapp.store.db import db
from quizapp.store.models import AuditEntry
from tests.builders import bank, question
from tests.web.test_teacher_banks import upload


def discarding(site, teacher, client):
    """Return the address that forgets a file."""
    return re.search(r'action="([^"]*/discarding)"', upload(client, bank()).text)[1]


def removal(site, teacher, client):
    """Return the address that removes a question."""
    own = site.bank(question(name="a"), question(name="b"), owner=teacher)
    return f"/teach/banks/{own.id}/questions/a/removal"


def deletion(site, teacher, client):
    """Return the address that deletes a draft."""
    return f"/teach/quizzes/{site.quiz(site.school_class(teacher), published_at=None).id}/deletion"


def withdrawal(site, teacher, client):
    """Return the address that takes back what was given."""
    student = site.person()
    quiz = site.quiz(site.school_class(teacher, student), minutes=10)
    given = quizzes.allow(site.actor(teacher), quiz.id, student.id, 5, 0, "A broken screen")
    return f"/teach/quizzes/{quiz.id}/allowances/{given}/withdrawal"


each_act = pytest.mark.parametrize("act", [discarding, removal, deletion, withdrawal])


def entries() -> int:
    """Count what the audit log holds."""
    db.session.rollback()
    return db.session.query(AuditEntry).count()


@each_act
def test_the_second_answer_is_the_first_one_and_nothing_is_done_twice(site, act):
    teacher = site.person("teacher")
    client = site.client(teacher)
    address = act(site, teacher, client)
    first = client.send(address, follow=False)
    noted = entries()
    second = client.send(address, follow=False)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert entries() == noted


@each_act
def test_to_others_it_is_not_there_before_and_after(site, act):
    teacher, other = site.person("teacher"), site.client(site.person("teacher"))
    client = site.client(teacher)
    address = act(site, teacher, client)
    assert other.send(address).status_code == 404
    client.send(address)
    assert other.send(address).status_code == 404


@each_act
def test_what_never_was_is_not_found(site, act):
    teacher = site.person("teacher")
    client = site.client(teacher)
    address = act(site, teacher, client)
    client.send(address)
    never = re.sub(
        r"(\d+|questions/a)(/\w+)$", lambda end: ("questions/z" if "a" in end[1] else "98765") + end[2], address
    )
    assert never != address
    assert client.send(never).status_code == 404
