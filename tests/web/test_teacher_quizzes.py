"""A teacher's quizzes: the form and its blueprint, publishing, giving more, previewing, watching."""

import re
from datetime import timedelta

import pytest

from quizapp.operations import attempts
from quizapp.operations.attempts import Save
from quizapp.store.db import db
from quizapp.store.models import Attempt, Quiz
from quizapp.store.queries import quizzes as reading
from tests.builders import NOW, later, question


@pytest.fixture
def school(site):
    """Return a teacher, a client in which they are signed in, a student, their class, and a bank."""
    teacher, student = site.person("teacher", zone="Europe/Berlin"), site.person("student", "ann")
    bank = site.bank(
        *[question(name=f"e{number}") for number in range(4)],
        *[question(name=f"h{number}", topic="hives", difficulty="hard") for number in range(2)],
        owner=teacher,
    )
    return teacher, site.client(teacher), student, site.school_class(teacher, student), bank


def filled(bank, *classes, lines=(("", "", 3),), **changes):
    """Return the fields of a form that could be published; a line is (topic, difficulty, count)."""
    fields = {
        "title": "Bees", "per_page": "1", "attempts": "1", "minutes": "", "counting": "best",
        "feedback": "at_once", "shuffle": "y", "grace_seconds": "5", "late": "teacher",
        "late_minutes": "60", "classes": [str(one.id) for one in classes],
    }  # fmt: skip
    for number, (topic, difficulty, count) in enumerate(lines):
        fields |= {
            f"lines-{number}-source": f"{bank.id}:{topic}",
            f"lines-{number}-difficulty": difficulty,
            f"lines-{number}-count": str(count),
        }
    return {**fields, **changes}


def only_quiz():
    """Return the quiz that there is."""
    db.session.rollback()
    return db.session.scalars(db.select(Quiz)).one()


def hidden(page, name):
    """Return the value of a hidden field of a page."""
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


def test_without_a_bank_the_form_says_what_to_do_first(site):
    page = site.client(site.person("teacher")).get("/teach/quizzes/new")
    assert "Upload one first" in page.text


def test_a_quiz_is_made_as_a_draft_and_its_times_are_those_of_the_reader(school):
    _, client, _, school_class, bank = school
    page = client.send(
        "/teach/quizzes/new",
        **filled(bank, school_class, opens_at="2026-07-01T08:00", closes_at="2026-07-01T10:00", minutes="30"),
    )
    assert "Times are those of Europe/Berlin." in client.get("/teach/quizzes/new").text
    assert "saved as a draft" in page.text
    quiz = only_quiz()
    assert (quiz.opens_at.hour, quiz.minutes, quiz.published_at) == (6, 30, None)
    assert "1 Jul 2026, 08:00" in page.text
    assert 'value="2026-07-01T08:00"' in client.get(f"/teach/quizzes/{quiz.id}/edit").text


def test_the_form_of_a_quiz_that_is_sent_twice_makes_one(school):
    _, client, _, school_class, bank = school
    once = hidden(client.get("/teach/quizzes/new"), "once")
    for _ in range(2):
        client.send("/teach/quizzes/new", **filled(bank, school_class, once=once))
    assert only_quiz().title == "Bees"


def test_every_fault_of_the_form_is_told_beside_its_field_and_what_was_typed_is_kept(school):
    _, client, _, school_class, bank = school
    page = client.send(
        "/teach/quizzes/new",
        **filled(
            bank, school_class, title="", minutes="soon", opens_at="2026-07-01T10:00", closes_at="2026-07-01T08:00",
            lines=[("", "", "many")],
        ),
    )  # fmt: skip
    assert page.status_code == 422
    assert 'value="soon"' in page.text
    assert 'value="many"' in page.text
    assert page.text.count("Write a whole number.") == 4
    page = client.send(
        "/teach/quizzes/new",
        **filled(bank, school_class, minutes="0", opens_at="2026-07-01T10:00", closes_at="2026-07-01T08:00"),
    )
    assert "The quiz closes before it opens." in page.text
    assert 'href="#minutes"' in page.text


@pytest.mark.parametrize(
    ("wish", "counts"),
    [
        ("add", ["1", "2", "5"]),
        ("remove-0", ["2"]),
        ("up-1", ["2", "1"]),
        ("up-0", ["1", "2"]),
        ("remove-9", ["1", "2"]),
    ],
)
def test_lines_are_added_moved_and_removed_without_script_and_nothing_is_saved(school, wish, counts):
    _, client, _, school_class, bank = school
    fields = filled(bank, school_class, lines=[("bees", "easy", 1), ("hives", "", 2)], title="Kept", arrange=wish)
    page = client.send("/teach/quizzes/new", **fields)
    assert page.status_code == 200
    assert re.findall(r'name="lines-\d-count"[^>]*value="(\d+)"', page.text) == counts
    assert 'value="Kept"' in page.text
    assert "checked" in page.text
    assert db.session.scalar(db.select(Quiz)) is None


def test_the_form_tells_what_is_available_for_each_line(school):
    _, client, _, school_class, bank = school
    lines = [("bees", "easy", 5), ("hives", "hard", 2), ("", "", 1)]
    page = client.send("/teach/quizzes/new", **filled(bank, school_class, lines=lines, arrange="check"))
    told = re.findall(r"data-available>([^<]+)<", page.text)
    assert told == ["✗ 4 there, 1 too few", "✓ 2 there", "✗ 6 there, 1 too few"]
    assert "8 questions in all" in page.text


def test_a_script_asks_for_the_same_count(site, school):
    _, client, _, _, bank = school
    foreign = site.bank(owner=site.person("teacher"))
    answer = client.get(
        "/teach/blueprint",
        query_string={
            "lines-0-source": f"{bank.id}:bees", "lines-0-difficulty": "easy", "lines-0-count": "3",
            "lines-4-source": f"{bank.id}:bees", "lines-4-difficulty": "", "lines-4-count": "2",
            "lines-7-source": f"{foreign.id}:", "lines-7-difficulty": "", "lines-7-count": "x",
        },
    ).json  # fmt: skip
    assert [(line["available"], line["missing"]) for line in answer["lines"]] == [(4, 0), (4, 1), (0, 0)]
    assert answer["drawable"] is False
    assert client.get("/teach/blueprint").json["lines"] == []


def test_a_line_whose_topic_is_gone_from_the_bank_is_kept_until_it_is_changed(site, school):
    teacher, client, _, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, lines=[("hives", None, 1)])
    site.bank(question(name="e0"), owner=teacher, topics=[{"id": "bees", "title": "Bees"}])
    page = client.get(f"/teach/quizzes/{quiz.id}/edit")
    assert "a topic that its bank has no more" in page.text
    assert "✗ 0 there, 1 too few" in page.text
    assert "Something is in the way" in client.get(f"/teach/quizzes/{quiz.id}").text


def test_a_draft_that_is_not_ready_tells_what_is_missing_and_is_not_published(school):
    _, client, _, _, bank = school
    client.send("/teach/quizzes/new", **filled(bank, lines=[("hives", "hard", 3)]))
    quiz = only_quiz()
    page = client.get(f"/teach/quizzes/{quiz.id}").text
    assert "Line 1 asks for 3 questions of “Bees, Hives, hard”, and there are 2." in page
    assert "No class is assigned." in page
    answer = client.send(f"/teach/quizzes/{quiz.id}/publication")
    assert answer.status_code == 409
    assert only_quiz().published_at is None


def test_a_quiz_is_published_and_withdrawn(site, school):
    _, client, student, school_class, bank = school
    client.send("/teach/quizzes/new", **filled(bank, school_class))
    quiz, student_client = only_quiz(), site.client(student)
    assert student_client.get(f"/quizzes/{quiz.id}").status_code == 404
    assert "Its classes can take it." in client.send(f"/teach/quizzes/{quiz.id}/publication").text
    assert student_client.get(f"/quizzes/{quiz.id}").status_code == 200
    attempts.start(site.actor(student), only_quiz().id)
    page = client.send(f"/teach/quizzes/{quiz.id}/withdrawal").text
    assert "Attempts that are running may be finished." in page
    assert "Delete the draft" not in page


def test_a_draft_is_deleted(school):
    _, client, _, school_class, bank = school
    client.send("/teach/quizzes/new", **filled(bank, school_class))
    page = client.send(f"/teach/quizzes/{only_quiz().id}/deletion")
    assert "You have no quiz yet." in page.text


def test_a_quiz_with_attempts_says_what_a_change_means(site, school):
    _, client, student, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, minutes=30)
    attempt = attempts.start(site.actor(student), quiz.id)
    page = client.get(f"/teach/quizzes/{quiz.id}/edit")
    assert "1 attempt has been started." in page.text
    assert "hold for later attempts only" in page.text
    client.send(f"/teach/quizzes/{quiz.id}/edit", **filled(bank, school_class, minutes="45"))
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt).ends_at == later(minutes=45)


def test_a_published_quiz_cannot_be_changed_into_one_that_cannot_be_drawn(site, school):
    _, client, _, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank)
    page = client.send(f"/teach/quizzes/{quiz.id}/edit", **filled(bank, lines=[("", "", 7)]))
    assert page.status_code == 422
    assert 'href="#lines-0-count"' in page.text
    assert 'href="#classes"' in page.text


def test_more_time_is_given_with_a_reason_while_the_attempt_runs_and_can_be_taken_back(site, school):
    _, client, student, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, minutes=30)
    attempt = attempts.start(site.actor(student), quiz.id)
    address = f"/teach/quizzes/{quiz.id}/allowances/new"
    assert "selected" in client.get(f"{address}?person={student.id}").text
    page = client.send(address, person=student.id, minutes="10", attempts="0", reason="")
    assert page.status_code == 422
    page = client.send(address, person=student.id, minutes="10", attempts="", reason="reads slowly")
    assert "reads slowly" in page.text
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt).ends_at == later(minutes=40)
    allowance = reading.allowances_of(quiz.id)[0].allowance
    client.send(f"/teach/quizzes/{quiz.id}/allowances/{allowance.id}/withdrawal")
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt).ends_at == later(minutes=30)


def test_a_student_of_somebody_else_is_given_nothing(site, school):
    _, client, _, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, minutes=30)
    page = client.send(
        f"/teach/quizzes/{quiz.id}/allowances/new", person=site.person("student").id, minutes="5", reason="x"
    )
    assert page.status_code == 422
    assert reading.allowances_of(quiz.id) == []


def test_a_quiz_without_students_tells_whom_to_invite_first(site, school):
    quiz = site.quiz(site.school_class(school[0]), bank=school[4])
    assert "No student takes this quiz yet" in school[1].get(f"/teach/quizzes/{quiz.id}/allowances/new").text
    assert "No student is in the classes" in school[1].get(f"/teach/quizzes/{quiz.id}/watch").text
    assert "No student takes this quiz yet" in school[1].get(f"/teach/quizzes/{quiz.id}/results").text


def test_the_preview_shows_the_form_of_a_seed_and_another_for_another_seed(site, school):
    _, client, _, school_class, _ = school
    quiz = site.quiz(school_class, bank=site.bank(), count=9, published_at=None, shuffle=True)
    pages = [client.get(f"/teach/quizzes/{quiz.id}/preview?seed={seed}").text for seed in (1, 1, 2)]
    stems = [re.findall(r"What of q-\w+\?", page) for page in pages]
    assert len(stems[0]) == 9
    assert stems[0] == stems[1] != stems[2]
    assert "verdict" not in pages[0]
    assert "→ the right answer" in client.get(f"/teach/quizzes/{quiz.id}/preview?keys=1").text


def test_a_form_that_cannot_be_drawn_is_explained_in_the_preview(site, school):
    quiz = site.quiz(school[3], bank=school[4], count=9, published_at=None)
    assert "and there are 6." in school[1].get(f"/teach/quizzes/{quiz.id}/preview").text


def test_watching_tells_who_has_started_who_is_where_and_who_is_done(site, school):
    teacher, client, _, _, bank = school
    names = ["Away Ann", "Busy Bea", "Done Dan"]
    away, busy, done = (site.person("student", name=name) for name in names)
    quiz = site.quiz(site.school_class(teacher, away, busy, done), bank=bank, minutes=30, count=4)
    running = attempts.start(site.actor(busy), quiz.id)
    attempts.save(site.actor(busy), running, [Save(1, 1, 0), Save(2, 1, 1)], page=3)
    site.attempt(done, quiz, right=3)
    page = client.get(f"/teach/quizzes/{quiz.id}/watch").text
    rows = {name: re.search(rf"{name}.*?</tr>", page, re.DOTALL)[0] for name in names}
    assert "not started" in rows["Away Ann"]
    assert "page 3" in rows["Busy Bea"]
    assert "2 of 4" in rows["Busy Bea"]
    assert re.search(r"\d+ minutes", rows["Busy Bea"])
    assert "3 of 4 points" in rows["Done Dan"]
    assert page.index("Busy Bea") < page.index("Away Ann") < page.index("Done Dan")
    now = client.get(f"/teach/quizzes/{quiz.id}/watch/now").json["html"]
    assert "page 3" in now
    assert "<html" not in now


def test_the_overview_leads_a_new_teacher_and_then_shows_what_is_open(site, school):
    newcomer = site.client(site.person("teacher"))
    assert "First steps" in newcomer.get("/teach").text
    _, client, student, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, opens_at=NOW - timedelta(hours=1))
    site.quiz(school_class, bank=bank, title="Later on", opens_at=later(days=1))
    site.attempt(student, quiz, right=3)
    page = client.get("/teach").text
    assert "First steps" not in page
    assert "1 of 1 done" in page
    assert "Later on" in page
    assert "Ann" in page


def test_quizzes_are_searched_filtered_and_sorted_by_address(site, school):
    _, client, _, school_class, bank = school
    for number in range(3):
        site.quiz(school_class, bank=bank, title=f"Quiz {number}")
    site.quiz(school_class, bank=bank, title="Over", closes_at=NOW - timedelta(days=1))
    site.quiz(school_class, bank=bank, title="Draft", published_at=None)
    site.quiz(school_class, bank=bank, title="Coming", opens_at=later(days=1))

    def titles(query):
        return re.findall(r'<th scope="row"><a[^>]*>([^<]+)<', client.get(f"/teach/quizzes?{query}").text)

    assert titles("sort=title&down=0") == ["Coming", "Draft", "Over", "Quiz 0", "Quiz 1", "Quiz 2"]
    assert titles("search=quiz&sort=title&down=1") == ["Quiz 2", "Quiz 1", "Quiz 0"]
    assert titles("state=past") == ["Over"]
    assert titles("state=draft") == ["Draft"]
    assert titles("state=coming") == ["Coming"]
    assert len(titles("state=open")) == 3
    assert "No quiz fits." in client.get("/teach/quizzes?search=nothing").text


@pytest.mark.parametrize(
    "page", ["", "/edit", "/preview", "/watch", "/watch/now", "/results", "/questions", "/allowances/new"]
)
def test_another_teachers_quiz_is_not_found(site, school, page):
    quiz = site.quiz(site.school_class(site.person("teacher")), bank=school[4])
    assert school[1].get(f"/teach/quizzes/{quiz.id}{page}").status_code == 404


@pytest.mark.parametrize("act", ["edit", "publication", "withdrawal", "deletion", "allowances/1/withdrawal"])
def test_another_teachers_quiz_cannot_be_changed(site, school, act):
    quiz = site.quiz(site.school_class(site.person("teacher")), bank=school[4])
    assert school[1].send(f"/teach/quizzes/{quiz.id}/{act}").status_code == 404


def test_a_class_or_a_bank_of_another_teacher_cannot_be_chosen(site, school):
    _, client, _, _, bank = school
    colleague = site.person("teacher")
    foreign_class, foreign_bank = site.school_class(colleague, name="Theirs"), site.bank(owner=colleague)
    assert client.send("/teach/quizzes/new", **filled(bank, foreign_class)).status_code == 422
    assert client.send("/teach/quizzes/new", **filled(foreign_bank, school[3])).status_code == 422
    assert "Theirs" not in client.get("/teach/quizzes/new").text


def test_the_form_of_a_quiz_takes_its_grace_and_its_rule_for_what_arrives_late_within_limits(school):
    _, client, _, school_class, bank = school
    good = filled(bank, school_class, grace_seconds="0", late="journal", late_minutes="1")
    client.send("/teach/quizzes/new", **good)
    quiz = only_quiz()
    assert (quiz.grace_seconds, quiz.late, quiz.late_minutes) == (0, "journal", 1)
    wrong = [("grace_seconds", "301"), ("grace_seconds", "-1"), ("grace_seconds", ""), ("late_minutes", "0"),
             ("late_minutes", "10081"), ("late", "nobody")]  # fmt: skip
    sentences = ["0 to 300 seconds", "0 to 300 seconds", "fill this in", "1 to 10080 minutes", "1 to 10080 minutes", ""]
    for (name, value), sentence in zip(wrong, sentences, strict=True):
        refused = client.send(f"/teach/quizzes/{quiz.id}/edit", **good | {name: value})
        assert refused.status_code == 422, name
        assert sentence in refused.text, name
    quiz = only_quiz()
    assert (quiz.grace_seconds, quiz.late, quiz.late_minutes) == (0, "journal", 1)
