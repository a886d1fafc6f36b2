"""The pages of an attempt without script: every button saves, nothing is lost, nothing is saved over what is newer."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from quizapp.operations import attempts as operations
from quizapp.store.db import db, write
from quizapp.store.models import Attempt
from quizapp.web.access import now
from tests.builders import NOW, question
from tests.papers import attempt, buttons_of, choices_of, fields_of, keys, press, seen, slot, start


@pytest.fixture
def school(site):
    """Return a student, and their class."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    return student, site.school_class(teacher, student)


@pytest.fixture
def choices(site, school):
    """Return a student, a client in which they are signed in, and a function that starts a quiz of single choices."""
    student, school_class = school
    bank = site.bank(*[question(name=f"q{number}") for number in range(6)])

    def begin(**terms):
        return start(site, student, site.quiz(school_class, bank=bank, **{"count": 3, **terms}))

    return student, site.client(student), begin


def move_end(attempt_id, moment):
    """Let an attempt end at another moment, as an allowance does."""

    @write
    def move():
        db.session.get_one(Attempt, attempt_id).ends_at = moment

    move()


def test_a_whole_attempt_of_all_kinds_is_taken_without_script(site, school):
    student, school_class = school
    quiz, client = site.quiz(school_class, count=9, per_page=3, minutes=30), site.client(student)
    page = client.get(f"/quizzes/{quiz.id}")
    page = client.send(f"/quizzes/{quiz.id}/attempts", csrf_token=client.token("/account"))
    for number in (1, 2, 3):
        assert page.request.path == f"/attempts/1/pages/{number}"
        on_page = range(number * 3 - 2, min(number * 3, 9) + 1)
        page = press(client, page, "next" if number < 3 else "summary", **keys(1, *on_page))
    assert "All questions are answered." in page.text, [(slot(1, n).question.kind, seen(1, n)) for n in range(1, 10)]
    page = client.send("/attempts/1/submission", csrf_token=client.token("/account"))
    assert "100\N{NO-BREAK SPACE}%" in page.text or "100 %" in page.text
    assert (attempt(1).score, attempt(1).submitted_how) == (9, "student")


def test_coming_back_finds_every_answer_of_every_kind(site, school):
    student, school_class = school
    attempt_id, client = start(site, student, site.quiz(school_class, count=9, per_page=9)), site.client(student)
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    given = keys(attempt_id)
    press(client, page, "stay", **given)
    again = fields_of(site.client(student).get(f"/attempts/{attempt_id}/pages/1").text)
    assert {name: sorted(again[name]) for name in given} == {name: sorted(value) for name, value in given.items()}


@pytest.mark.parametrize(
    ("go", "leads_to"),
    [
        ("back", "/attempts/1/pages/1"),
        ("next", "/attempts/1/pages/3"),
        ("slot-3", "/attempts/1/pages/3"),
        ("page-1", "/attempts/1/pages/1"),
        ("summary", "/attempts/1/summary"),
        ("stay", "/attempts/1/pages/2"),
        ("", "/attempts/1/pages/2"),
        ("flag-2", "/attempts/1/pages/2"),
        ("next-x", "/attempts/1/pages/3"),
        ("slot-999999999", "/attempts/1/pages/2"),
    ],
)
def test_every_button_saves_and_goes_where_it_says(choices, go, leads_to):
    _, client, begin = choices
    attempt_id = begin()
    page = press(client, client.get(f"/attempts/{attempt_id}/pages/2"), go, q2="1")
    assert page.request.path == leads_to
    assert seen(attempt_id, 2) == 1


def test_a_page_has_a_button_for_every_question_and_way(choices):
    _, client, begin = choices
    page = client.get(f"/attempts/{begin()}/pages/2")
    assert buttons_of(page.text) == ["stay", "flag-2", "back", "next", "summary", "slot-1", "slot-2", "slot-3"]


def test_a_flag_goes_on_and_off_and_keeps_the_answer(choices):
    _, client, begin = choices
    attempt_id = begin()
    page = press(client, client.get(f"/attempts/{attempt_id}/pages/1"), "flag-1", q1="2")
    assert (slot(attempt_id).flagged, seen(attempt_id)) == (True, 2)
    assert "Take the flag off" in page.text
    press(client, page, "flag-1")
    assert (slot(attempt_id).flagged, seen(attempt_id)) == (False, 2)


def test_the_attempt_leads_to_the_page_where_the_student_was(site, choices):
    student, client, begin = choices
    attempt_id = begin()
    press(client, client.get(f"/attempts/{attempt_id}/pages/1"), "next")
    elsewhere = site.client(student).get(f"/attempts/{attempt_id}")
    assert elsewhere.headers["Location"] == f"/attempts/{attempt_id}/pages/2"


def test_an_older_page_does_not_save_over_a_newer_answer_and_both_are_told(site, choices):
    _, client, begin = choices
    attempt_id = begin()
    here, there = (client.get(f"/attempts/{attempt_id}/pages/1") for _ in range(2))
    press(client, there, "stay", q1="2")
    page = press(client, here, "next", q1="0")
    assert page.status_code == 409
    assert "changed in another window" in page.text
    assert seen(attempt_id) == 2
    chosen = fields_of(page.text)
    assert chosen["q1"] == ["2"]
    assert press(client, page, "next", q1="0").status_code == 200
    assert seen(attempt_id) == 0


def test_an_older_page_on_which_nothing_was_changed_takes_nothing_back(choices):
    _, client, begin = choices
    attempt_id = begin()
    here, there = (client.get(f"/attempts/{attempt_id}/pages/1") for _ in range(2))
    press(client, there, "stay", q1="2")
    assert press(client, here, "next").request.path == f"/attempts/{attempt_id}/pages/2"
    assert seen(attempt_id) == 2


def test_a_page_sent_twice_counts_once(choices):
    _, client, begin = choices
    attempt_id = begin()
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    for _ in range(2):
        assert press(client, page, "next", q1="1").request.path == f"/attempts/{attempt_id}/pages/2"
    assert slot(attempt_id).sequence == 1


def test_a_page_counts_what_it_shows_and_tells_nothing_of_the_order_in_the_bank(site, school):
    student, school_class = school
    attempt_id, client = start(site, student, site.quiz(school_class, count=9, per_page=9)), site.client(student)
    kinds = {f"q{place}": slot(attempt_id, place).question.kind for place in range(1, 10)}
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    fields = [name for name in fields_of(page.text) if kinds.get(name.split("-")[0]) == "ordering"]
    assert fields == sorted(fields)  # while nothing has a place, the fields stand as they are counted
    for shown in (page, press(client, page, "stay", **keys(attempt_id))):
        for name, values in choices_of(shown.text).items():
            if kinds[name.split("-")[0]] not in ("ordering", "true_false"):
                assert values == [str(number) for number in range(len(values))], name


def test_two_items_at_one_place_are_told_and_all_else_on_the_page_is_saved(site, school):
    student, school_class = school
    bank = site.bank(question("ordering", "a"), question("single_choice", "b"))
    attempt_id = start(site, student, site.quiz(school_class, bank=bank, count=2, per_page=2))
    client = site.client(student)
    kinds = {one: slot(attempt_id, one).question.kind for one in (1, 2)}
    order, choice = (next(place for place, kind in kinds.items() if kind == wanted)
                     for wanted in ("ordering", "single_choice"))  # fmt: skip
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    page = press(client, page, "summary", **{f"q{order}-0": "2", f"q{order}-3": "2", f"q{choice}": "1"})
    assert page.status_code == 422
    assert "Two items have the same place" in page.text
    kept = fields_of(page.text)
    assert (kept[f"q{order}-0"], kept[f"q{order}-3"]) == (["2"], ["2"])
    assert (seen(attempt_id, choice), seen(attempt_id, order)) == (1, None)


@pytest.mark.parametrize("nonsense", ["99", "-1", "x", "²", "9" * 5000])
def test_what_no_form_sends_is_refused_beside_its_question(choices, nonsense):
    _, client, begin = choices
    attempt_id = begin()
    page = press(client, client.get(f"/attempts/{attempt_id}/pages/1"), "next", q1=nonsense)
    assert page.status_code == 422
    assert "none of the options" in page.text
    assert slot(attempt_id).answer is None


@pytest.mark.parametrize("sequence", ["", "x", "0", "-5", str(2**31)])
def test_a_sequence_that_cannot_be_is_refused(choices, sequence):
    _, client, begin = choices
    attempt_id = begin()
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    assert press(client, page, "next", q1="1", sequence__1=sequence).status_code == 422
    assert slot(attempt_id).answer is None


def test_an_answer_that_is_no_number_is_kept_and_told(site, school):
    student, school_class = school
    attempt_id = start(site, student, site.quiz(school_class, bank=site.bank(question("numeric")), count=1))
    client = site.client(student)
    page = press(client, client.get(f"/attempts/{attempt_id}/pages/1"), "stay", q1="six")
    assert "“six” is not a number" in page.text
    assert fields_of(page.text)["q1"] == ["six"]


def test_forward_only_shows_no_page_that_was_left_and_none_to_come(choices):
    _, client, begin = choices
    attempt_id = begin(forward_only=True)
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    assert buttons_of(page.text) == ["stay", "flag-1", "next", "summary"]
    second = press(client, page, "next", q1="1")
    assert second.request.path == f"/attempts/{attempt_id}/pages/2"
    for number in (1, 3):
        assert client.get(f"/attempts/{attempt_id}/pages/{number}", follow_redirects=True).request.path.endswith("/2")
    late = press(client, page, "next", q1="0")
    assert late.request.path.endswith("/2")
    assert seen(attempt_id) == 1


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("answer", [{"q": "1"}, {"q": "9"}, {"q": "1", "sequence-": "x"}, {}])
def test_forward_only_shows_no_other_page_whatever_is_sent_to_it(choices, number, answer):
    _, client, begin = choices
    attempt_id = begin(forward_only=True)
    page = press(client, client.get(f"/attempts/{attempt_id}/pages/1"), "next", q1="0")
    fields = {"sequence-": "5", "was-": "", **answer}
    sent = {f"{name}{number}": value for name, value in fields.items()}
    token = fields_of(page.text)["csrf_token"][0]
    answered = client.post(f"/attempts/{attempt_id}/pages/{number}", data={**sent, "csrf_token": token, "go": "stay"})
    assert (answered.status_code, answered.location) == (302, f"/attempts/{attempt_id}")
    told = client.get(f"/attempts/{attempt_id}/pages/2").text
    if answer or number == 1:  # else nothing was sent that does not stand there
        assert ("you have left that page" if number == 1 else "not come to that page yet") in told
    data = {**sent, "csrf_token": token}
    by_script = client.post(
        f"/attempts/{attempt_id}/responses/{number}", data=data, headers={"Accept": "application/json"}
    )
    assert by_script.status_code in (409, 422)
    assert seen(attempt_id, number) == (0 if number == 1 else None)


def test_forward_only_tells_of_no_loss_where_the_same_page_is_sent_twice(choices):
    _, client, begin = choices
    attempt_id = begin(forward_only=True)
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    press(client, page, "next", q1="1")
    again = press(client, page, "next", q1="1")
    assert again.request.path.endswith("/pages/2")
    assert "left that page" not in again.text


def test_the_summary_tells_of_an_answer_that_cannot_count_as_it_stands(site, school):
    student, school_class = school
    attempt_id = start(site, student, site.quiz(school_class, bank=site.bank(question("numeric")), count=1))
    client = site.client(student)
    page = press(client, client.get(f"/attempts/{attempt_id}/pages/1"), "summary", q1="six")
    assert "1 answer cannot count as it stands" in page.text
    assert "“six” is not a number" in page.text
    assert "All questions are answered" not in page.text
    page = press(client, client.get(f"/attempts/{attempt_id}/pages/1"), "summary", q1="6 legs")
    assert "cannot count" not in page.text


def test_the_summary_names_what_is_open_partly_answered_or_flagged(site, school):
    student, school_class = school
    bank = site.bank(question("matching", "a"), question("true_false", "b"), question("true_false", "c"))
    attempt_id = start(site, student, site.quiz(school_class, bank=bank, count=3, per_page=3))
    client = site.client(student)
    places = {slot(attempt_id, place).question.name: place for place in (1, 2, 3)}
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    page = press(client, page, f"flag-{places['c']}", **{f"q{places['a']}-0": "1", f"q{places['c']}": "true"})
    page = press(client, page, "summary")
    assert "2 questions are not fully answered" in page.text
    assert "1 answered question is flagged" in page.text
    assert sorted(buttons_of(page.text)) == sorted([*(f"slot-{place}" for place in (1, 2, 3)), "page-1"])
    assert press(client, page, f"slot-{places['b']}").request.path == f"/attempts/{attempt_id}/pages/1"


def test_in_forward_only_the_summary_leads_only_where_one_can_still_go(choices):
    _, client, begin = choices
    attempt_id = begin(forward_only=True)
    page = press(client, client.get(f"/attempts/{attempt_id}/pages/1"), "next")
    page = press(client, page, "summary")
    assert buttons_of(page.text) == ["slot-2", "page-2"]
    assert "its page is behind you" in page.text
    assert "still to come" in page.text


def test_when_the_time_is_over_the_page_says_so_and_looking_changes_nothing(choices):
    _, client, begin = choices
    attempt_id = begin(minutes=10)
    page = press(client, client.get(f"/attempts/{attempt_id}/pages/1"), "next", **keys(attempt_id, 1))
    move_end(attempt_id, NOW - timedelta(minutes=1))
    for address in ("pages/1", "summary"):
        over = client.get(f"/attempts/{attempt_id}/{address}")
        assert "The time is over" in over.text
    assert attempt(attempt_id).submitted_at is None
    late = press(client, page, "next", q2="1")
    assert "The time is over" in late.text
    assert seen(attempt_id, 2) is None
    client.send(f"/attempts/{attempt_id}/submission", csrf_token=client.token("/account"))
    assert (attempt(attempt_id).submitted_how, attempt(attempt_id).score) == ("time", 1)


def test_handing_in_twice_is_handing_in_once_and_leads_to_the_result(choices):
    _, client, begin = choices
    attempt_id = begin()
    token = client.token("/account")
    for _ in range(2):
        page = client.send(f"/attempts/{attempt_id}/submission", csrf_token=token)
        assert page.request.path == f"/attempts/{attempt_id}/result"
    for address in ("", "/pages/1", "/summary"):
        page = client.get(f"/attempts/{attempt_id}{address}", follow_redirects=True)
        assert page.request.path == f"/attempts/{attempt_id}/result"


def test_a_page_sent_after_handing_in_changes_nothing_and_says_so(site, choices):
    student, client, begin = choices
    attempt_id = begin()
    page = client.get(f"/attempts/{attempt_id}/pages/1")
    operations.submit(site.actor(student), attempt_id)
    data = fields_of(page.text) | {"q1": "1", "go": "next"}
    answer = client.post(page.request.path, data=data, follow_redirects=True,
                         headers={"Referer": f"http://localhost{page.request.path}"})  # fmt: skip
    assert answer.request.path == f"/attempts/{attempt_id}/result"
    assert "is handed in" in answer.text
    assert slot(attempt_id).answer is None


def test_the_clock_tells_the_servers_time_and_more_time_given_while_running(app, choices):
    _, client, begin = choices
    attempt_id = begin(minutes=10)
    told = client.get(f"/attempts/{attempt_id}/clock").json
    assert (told["state"], told["more"]) == ("running", "")
    with app.test_request_context():
        assert told["now"][:15] == now().isoformat()[:15]
    move_end(attempt_id, attempt(attempt_id).ends_at + timedelta(minutes=15))
    later = client.get(f"/attempts/{attempt_id}/clock", query_string={"known": told["ends_at"]}).json
    assert later["more"] == "You were given 15 more minutes."
    assert later["ends_at"] > told["ends_at"]
    assert client.get(f"/attempts/{attempt_id}/clock?known=nonsense").json["more"] == ""
    client.send(f"/attempts/{attempt_id}/submission", csrf_token=client.token("/account"))
    assert client.get(f"/attempts/{attempt_id}/clock").json["state"] == "handed_in"


def test_nobody_elses_attempt_is_there(site, choices):
    _, mine, begin = choices
    attempt_id = begin()
    other = site.client(site.person("student"))
    token = other.token("/account")
    for address in ("", "/pages/1", "/summary", "/clock", "/result"):
        assert other.get(f"/attempts/{attempt_id}{address}").status_code == 404
    for address in ("/pages/1", "/responses/1", "/submission"):
        assert other.send(f"/attempts/{attempt_id}{address}", csrf_token=token).status_code == 404
    for address in ("/pages/0", "/pages/9"):
        assert mine.get(f"/attempts/{attempt_id}{address}").status_code == 404


@pytest.mark.parametrize("per_page", [1, 50])
def test_a_page_takes_the_same_number_of_queries_however_many_questions_there_are(site, school, per_page):
    student, school_class = school
    client = site.client(student)
    bank = site.bank(*[question(name=f"q{number}") for number in range(50)])
    counts = []
    for size in (5, 50):
        attempt_id = start(site, student, site.quiz(school_class, bank=bank, count=size, per_page=per_page))
        for address in ("pages/1", "summary"):
            client.get(f"/attempts/{attempt_id}/{address}")  # what is read once in a process is read
            with counted() as statements:
                client.get(f"/attempts/{attempt_id}/{address}")
            counts.append((address, len(statements)))
        operations.submit(site.actor(student), attempt_id)
        with counted() as statements:
            client.get(f"/attempts/{attempt_id}/result")
        counts.append(("result", len(statements)))
    assert counts[:3] == counts[3:]
    assert max(count for _, count in counts) <= 8


class counted:
    """Count the statements that are sent to the database."""

    def __enter__(self) -> list[str]:
        self.statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *args) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, connection, cursor, statement, *rest) -> None:
        self.statements.append(statement)
