"""Pieces of pages: each is made once, its blanks are filled in each time, and no reader sees what is another's."""

import re
import sys

import pytest
from flask import g

from quizapp.store.db import db
from quizapp.store.queries.people import person_named
from quizapp.web import fragments
from quizapp.web.fragments import EDGE, Kept, blank, escaped, filled
from tests.builders import question
from tests.papers import press, start


def test_each_blank_is_filled_once_whatever_fills_it():
    text = f"<p>{blank('name')} has {blank('count')}, {blank('name')}</p>"
    values = escaped({"name": f"<b> {blank('count')}", "count": 3})
    assert filled(text, values) == f"<p>&lt;b&gt; {blank('count')} has 3, &lt;b&gt; {blank('count')}</p>"


def test_a_blank_that_nothing_fills_is_a_fault(app):
    with app.test_request_context(), pytest.raises(KeyError):
        filled(str(blank("nobody")), escaped({}))


def test_what_is_kept_has_a_bound_and_the_oldest_go_first():
    piece = "x" * 1000
    kept = Kept(most=10 * sys.getsizeof(piece))
    for number in range(30):
        kept.put(number, piece)
    assert list(kept) == list(range(20, 30))
    kept.put("list", [piece] * 9)
    assert list(kept) == [29, "list"]
    kept.put("too long", "x" * (fragments.MOST_OF_ONE + 1))
    assert "too long" not in kept


@pytest.fixture
def two(site):
    """Return a quiz, and two students of one class with the attempt of each at it; a third (cem) has not begun."""
    teacher, *students = site.person("teacher"), site.person("student", "ann"), site.person("student", "bea")
    school_class = site.school_class(teacher, *students, site.person("student", "cem"))
    bank = site.bank(*[question(name=f"q{number}") for number in range(4)])
    quiz = site.quiz(school_class, bank=bank, count=4, per_page=2, minutes=30)
    return quiz, [(student, site.client(student), start(site, student, quiz)) for student in students]


def test_students_share_the_frame_of_a_page_and_nothing_else(two):
    _, taken = two
    for place in ("pages/1", "summary", "paper", "pages/1"):
        for (student, client, attempt_id), (other, _, other_id) in zip(taken, reversed(taken), strict=True):
            page = client.get(f"/attempts/{attempt_id}/{place}").text
            assert f'data-attempt="{attempt_id}" ' in page
            assert f'data-person="{student.id}" data-person-name="{student.name}"' in page
            assert f">{student.name}</a>" in page
            assert f"/attempts/{other_id}" not in page
            assert f'data-person="{other.id}"' not in page
            assert EDGE not in page
    pages = [client.get(f"/attempts/{attempt_id}/pages/1").text for _, client, attempt_id in taken]
    tokens = {re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page)[1] for page in pages}
    assert len(tokens) == 2


def test_what_is_told_once_stands_on_one_page_alone_though_its_frame_is_kept(two):
    _, [(_, client, attempt_id), _] = two
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    press(client, page, "next", **{"q1": "0"})
    told = press(client, page, "next", **{"q1": "1"})  # an older page, so something newer stands
    assert 'class="message message-wrong"' in told.text
    assert 'class="message' not in client.get(f"/attempts/{attempt_id}/pages/1").text


def test_the_page_of_a_quiz_that_one_has_begun_is_not_that_of_who_has_not(site, two):
    quiz, [(_, begun, _), _] = two
    newcomer = site.client(person_named("cem"))
    for _ in range(2):  # made, and kept
        assert "Start the attempt" in newcomer.get(f"/quizzes/{quiz.id}").text
        page = begun.get(f"/quizzes/{quiz.id}").text
        assert "An attempt is running" in page
        assert "Start the attempt" not in page


def test_where_a_piece_cannot_be_made_the_next_page_is_whole(app):
    with app.test_request_context():
        with pytest.raises(ZeroDivisionError):
            fragments.kept("broken", lambda: 1 // 0)
        assert not g.in_piece
        assert "broken" not in fragments._shelf()
    db.session.remove()
