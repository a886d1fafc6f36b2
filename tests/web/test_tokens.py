"""The tokens of forms are written anew on every page, and each of them is taken."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.web.tokens import covered, uncovered


@given(st.text(st.characters(codec="ascii", exclude_characters=" "), min_size=1, max_size=200))
def test_a_covered_token_is_the_token_and_never_the_same(token):
    first, second = covered(token), covered(token)
    assert first != second
    assert uncovered(first) == uncovered(second) == token


@given(st.text(max_size=50) | st.from_regex(r"~[\w-]*", fullmatch=True))
def test_whatever_was_sent_is_read_as_some_token(text):
    assert isinstance(uncovered(text), str)


def test_two_pages_have_no_part_of_a_token_in_common_and_both_are_taken(site):
    client = site.client(site.person("student"))
    tokens = [client.token() for _ in range(2)]
    pieces = [{token[at : at + 6] for at in range(len(token) - 5)} for token in tokens]
    assert not pieces[0] & pieces[1]
    for token in tokens:
        assert client.post("/join", data={"csrf_token": token, "code": "nothing"}).status_code == 422


@pytest.mark.parametrize("sent", ["header", "field"])
def test_a_token_is_taken_as_a_page_has_it_and_uncovered_and_not_when_it_was_changed(site, sent):
    client = site.client(site.person("student"))
    good = client.token()
    wrong = good[:4] + ("A" if good[4] != "A" else "B") + good[5:]
    for token, status in ((good, 422), (uncovered(good), 422), (wrong, 400), (uncovered(good)[:-1], 400)):
        options = {"headers": {"X-CSRFToken": token}} if sent == "header" else {"data": {"csrf_token": token}}
        assert client.post("/join", **options).status_code == status, token


def test_every_form_of_a_page_has_the_same_token(site):
    page = site.client(site.person("student")).get("/account").text
    assert len(set(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page))) == 1
