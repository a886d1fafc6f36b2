"""The reading of an attempt: never, when a page is answered, or always; and afterwards with the evidence marked."""

from datetime import timedelta

import pytest

from quizapp.web.markup import marked
from tests.builders import NOW, question
from tests.papers import keys, press, start
from tests.registers import claim, register_document, voice
from tests.web.test_attempt_pages import move_end

QUOTE = "passage P2 tells at some length"


@pytest.fixture
def begin(site):
    """Return a function that starts a quiz with these terms: (client, page, the attempt's address of the reading)."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    school_class = site.school_class(teacher, student)
    shown = {"passage": "P2", "speaker": "ann", "quote": QUOTE}
    asked = [question(name=f"q{number}", evidence=[shown]) for number in range(4)]
    document = register_document(claim("red", voice("ann"), voice("bob", "denies", "P2")))
    bank = site.bank(*asked, **{name: document[name] for name in ("format", "passages", "speakers", "claims")})

    def begun(**terms):
        quiz = site.quiz(school_class, bank=bank, **{"count": 4, "per_page": 2, **terms})
        number = start(site, student, quiz)
        client = site.client(student)
        return client, client.get(f"/attempts/{number}/pages/1"), f"/attempts/{number}/reading"

    return begun


def hand_in(client, address):
    """Hand the attempt in."""
    client.send(address.replace("reading", "submission"), csrf_token=client.token("/account"))


def test_a_quiz_that_shows_no_source_has_no_way_to_it(begin):
    client, page, address = begin()
    assert address not in page.text
    assert client.get(address).status_code == 404


def test_the_source_is_there_beside_the_questions_and_tells_who_speaks(begin):
    client, page, address = begin(reading="always")
    assert f'href="{address}"' in page.text
    told = client.get(address).text
    assert "The passage P1 tells" in told
    assert "Bob" in told.split('id="passage-1-P2"')[1].split("</section>")[0]
    assert "<mark>" not in told, "what shows the key is not marked while the attempt runs"


def test_where_a_page_must_be_answered_first_its_source_waits_until_then(begin):
    client, page, address = begin(reading="after")
    assert "as soon as every question of the page is answered" in client.get(address).text
    press(client, page, "stay", **keys(1, 1))
    assert "The passage P1 tells" not in client.get(f"{address}?page=1").text
    press(client, client.get("/attempts/1/pages/1"), "stay", **keys(1, 2))
    assert "The passage P1 tells" in client.get(f"{address}?page=1").text
    assert "The passage P1 tells" not in client.get(f"{address}?page=2").text


def test_where_one_goes_forward_only_no_page_that_was_left_opens_the_source_again(begin):
    client, page, address = begin(reading="after", forward_only=True)
    press(client, page, "next", **keys(1, 1, 2))
    assert "The passage P1 tells" not in client.get(f"{address}?page=1").text


def test_a_page_that_is_none_opens_the_source_only_when_all_is_answered(begin):
    client, _, address = begin(reading="after")
    for number in ("99", "-1", "0", "x"):
        assert "The passage P1 tells" not in client.get(f"{address}?page={number}").text


def test_after_the_attempt_the_evidence_of_each_question_is_marked_with_a_way_to_it(begin):
    client, _, address = begin()
    hand_in(client, address)
    told = client.get(address).text
    assert f"<mark>{QUOTE}</mark>" in told.replace('<b class="speaker">', "").replace("</b>", "")
    assert 'href="result#question-1"' in told
    result = client.get(address.replace("reading", "result")).text
    assert 'href="reading#passage-1-P2"' in result
    assert 'href="reading"' in result


def test_evidence_that_may_not_be_seen_yet_is_not_seen_in_the_source_either(begin):
    client, _, address = begin(feedback="never")
    hand_in(client, address)
    answer = client.get(address)
    assert answer.status_code == 302
    client, _, address = begin(feedback="never", reading="always")
    hand_in(client, address)
    assert "The passage P1 tells" in client.get(address).text
    assert "<mark>" not in client.get(address).text


def test_when_the_time_is_over_the_source_is_closed_with_it(begin):
    client, _, address = begin(reading="always", minutes=1)
    move_end(1, NOW - timedelta(days=3000))
    assert "The time is over" in client.get(address).text


def test_the_source_of_another_persons_attempt_is_not_found(begin, site):
    _, _, address = begin(reading="always")
    assert site.client(site.person("student", "eve")).get(address).status_code == 404


@pytest.mark.parametrize(
    ("text", "quotes", "names", "shown"),
    [
        ("Ann said it twice.", ["said it"], [(0, 3)], '<b class="speaker">Ann</b> <mark>said it</mark> twice.'),
        ("Ann said it.", ["Ann said"], [(0, 3)], '<mark><b class="speaker">Ann</b> said</mark> it.'),
        ("One two three.", ["One two", "two three"], [], "<mark>One two three</mark>."),  # both overlap: one mark
        ("One two three.", ["One two"], [(4, 13)], "<mark>One two</mark> three."),  # a name is not cut
        ("See `Ann`.", [], [(5, 8)], "See <code>Ann</code>."),
        ("One two.", ["One"], [(0, 7)], "<mark>One</mark> two."),  # a name that is cut by a mark at its edge
        ("A big fox.", ["big"], [(0, 9)], '<b class="speaker">A <mark>big</mark> fox</b>.'),
        ("*One* two.", ["One two"], [], "<em>One</em> two."),
        ("A \ue000 sign.", ["A"], [], "A \ue000 sign."),
    ],
)  # fmt: skip
def test_words_and_names_are_marked_without_cutting_through_anything(text, quotes, names, shown):
    assert marked(text, quotes, names) == f"<p>{shown}</p>\n"
