"""Addresses and forms that no page of ours makes: whatever is sent, the answer is a page that says what is wrong."""

import io
import json
import socket

import pytest
from werkzeug.exceptions import RequestTimeout

from quizapp.web.slow_bodies import PunctualBodies, PunctualBody
from tests.builders import bank, question
from tests.web.test_teacher_banks import upload

LONG, MANY = "9" * 30, "9" * 5000


@pytest.fixture
def client(site):
    """Return the client of a teacher."""
    return site.client(site.person("teacher"))


@pytest.mark.parametrize("number", ["2147483648", "9" * 20, MANY, "²", "٣", "-1"])
def test_a_number_that_no_thing_can_have_is_not_found(client, number):
    for address in (
        "/teach/banks/{}",
        "/teach/quizzes/{}",
        "/teach/classes/{}",
        "/teach/banks/1/questions/a/versions/{}",
    ):
        assert client.get(address.format(number)).status_code == 404


@pytest.mark.parametrize("page", [LONG, MANY, "²", "-1", "0", "1.5", "x"])
def test_any_page_of_a_list_can_be_asked_for(site, page):
    teacher = site.person("teacher")
    client, own = site.client(teacher), site.bank(owner=teacher)
    upload(client, bank(question(name="new")))
    for address in (
        "/teach/banks",
        f"/teach/banks/{own.id}",
        "/teach/quizzes",
        "/teach/classes",
        "/teach/banks/uploads/1",
    ):
        assert client.get(f"{address}?page={page}&headings={page}").status_code == 200


@pytest.mark.parametrize("number", [LONG, MANY, "²", "-1", "", "x"])
def test_lines_of_a_blueprint_may_say_anything(client, number):
    for name, value in (("lines-0-source", f"{number}:"), (f"lines-{number}-source", "1:"), ("lines-0-count", number)):
        counted = client.get("/teach/blueprint", query_string={name: value, "lines-1-count": "2"})
        assert counted.status_code == 200
        sent = client.send("/teach/quizzes/new", **{name: value, "title": "A quiz", "wish": f"remove-{number}"})
        assert sent.status_code in (200, 422)
        sent = client.send("/teach/quizzes/new", **{name: value, "title": "A quiz"})
        assert sent.status_code in (200, 422)


@pytest.mark.parametrize("number", [LONG, MANY, "²"])
def test_rows_of_an_editor_may_have_any_number(site, number):
    teacher = site.person("teacher")
    client, own = site.client(teacher), site.bank(owner=teacher)
    for address in (f"/teach/banks/{own.id}/new-question/single_choice", "/teach/banks/new"):
        assert client.send(address, **{f"options-{number}-text": "x", f"topics-{number}-id": "x"}).status_code == 422


def test_a_field_of_a_file_may_be_called_anything(client):
    page = upload(client, json.dumps(bank(**{"²": 1, "9" * 5000: 2, "٣": 3})))
    assert page.status_code == 422
    assert "The file has 3 faults" in page.text


def test_a_nul_in_a_path_is_no_address(client):
    for address in ("/teach/banks/1/questions/a%00b", "/join/a%00b", "/static/a%00b", "/%00"):
        assert client.get(address).status_code == 400


def test_a_nul_in_a_question_or_a_form_is_taken_out(site):
    teacher = site.person("teacher")
    client, own = site.client(teacher), site.bank(question(name="a", topic="hives"), owner=teacher)
    for address in ("/teach/banks", f"/teach/banks/{own.id}", "/teach/quizzes", "/teach/classes"):
        page = client.get(f"{address}?search=a%00b&topic=%00&kind=%00&sort=%00&%00=1")
        assert page.status_code == 200
        assert "\x00" not in page.text
    assert "<td><code>a</code></td>" in client.get(f"/teach/banks/{own.id}?topic=hi%00ves").text
    page = client.send("/teach/classes/new", name="Class\x00 7b", once="a\x00", **{"na\x00me": "x"})
    assert page.status_code == 200
    assert "Class 7b" in page.text
    assert site.app.test_client().send("/sign-in", username="a\x00b", password="c\x00d").status_code in (200, 422)


def test_a_name_of_a_file_holds_no_nul(client):
    page = upload(client, bank(), "be\x00es.json")
    assert page.status_code == 200
    assert "bees.json" in page.text


@pytest.mark.parametrize("half", ["%ED%A0%80", "%C0%80", "%FF"])
def test_what_is_no_text_becomes_one(client, half):
    for address in (f"/teach/banks?search={half}", f"/teach/classes?search={half}", f"/teach/banks/1/questions/{half}"):
        assert client.get(address).status_code in (200, 404)
    body = f"csrf_token={client.token()}&name=7b{half}".encode()
    made = client.post("/teach/classes/new", data=body, content_type="application/x-www-form-urlencoded")
    assert made.status_code in (302, 422)


def test_a_body_that_does_not_come_in_time_is_answered_with_a_page(site):
    """Lend the connection as gunicorn does: a pair of sockets, on whose other side nobody says anything more."""
    application = site.app.wsgi_app
    ours, visitor = socket.socketpair()
    with ours, visitor, ours.makefile("rb") as body:
        visitor.sendall(b"username=ann")
        site.app.wsgi_app = PunctualBodies(application, 0.2)
        answer = site.app.test_client().post(
            "/sign-in",
            environ_overrides={
                "wsgi.input": body, "gunicorn.socket": ours, "CONTENT_LENGTH": "1000",
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
            },
        )  # fmt: skip
        site.app.wsgi_app = application
    assert answer.status_code == 408
    assert "This took too long to arrive" in answer.text


def test_a_body_that_comes_bit_by_bit_is_read_no_longer_than_its_time():
    class Endless:
        def read(self, size):
            return b"x" * size

    with pytest.raises(RequestTimeout):
        PunctualBody(Endless(), 0.1).read()


def test_a_body_in_time_is_read_whole_or_in_parts():
    assert PunctualBody(io.BytesIO(b"ab" * 5000), 5).read() == b"ab" * 5000
    assert PunctualBody(io.BytesIO(b"ab" * 5000), 5).read(3001) == b"ab" * 1500 + b"a"
    assert PunctualBody(io.BytesIO(b"a\nb\n"), 5).read(3) == b"a\nb"
    assert list(PunctualBody(io.BytesIO(b"a\nb\n"), 5)) == PunctualBody(io.BytesIO(b"a\nb\n"), 5).readlines()
    assert PunctualBody(io.BytesIO(b"abc"), 5).readline(2) == b"ab"
