"""The strict browser of the tests: what it refuses, and what it lets pass."""

import pytest

from tests.pages import HOST, check_link, check_page, settled

GOOD = (
    '<!doctype html><html lang="en"><head><title>Bees · Site</title></head><body><h1>Bees</h1>'
    '<form method="post" action="/here" id="f"><label for="x">Name</label><input id="x" name="x">'
    '<button formaction="/there">Save</button></form>{}</body></html>'
)


def test_a_page_that_is_well_made_passes_and_tells_its_links_and_ids():
    page = check_page(GOOD.format('<a href="/bees?page=2#last">More</a><div data-watch="/now"></div>'), "/bees")
    assert page.ids == {"f", "x"}
    assert set(page.links) == {
        ("/here", "POST"),
        ("/there", "POST"),
        ("/bees?page=2#last", "GET"),
        ("/now", "GET"),
    }


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        ("<p><b>crossed</p></b>", "adoption-agency"),
        ("<h1>Again</h1>", "2 h1"),
        ("<h2> </h2>", "h2 {} has no words"),
        ("<h3>Deep</h3>", "skips a level"),
        ('<a href="/bees"></a>', "has no words"),
        ('<a href="/bees"><img src="/b.png" alt=""></a>', "has no words"),
        ('<a href="">Here</a>', "leads nowhere"),
        ('<a href="#far">Far</a>', "which is not on the page"),
        ('<label for="y"></label><input id="y">', "label {'for': 'y'} has no words"),
        ('<input name="y">', "the field y has no label"),
        ('<p id="x">Twice</p>', "stands twice"),
        ("<button></button>", "has no words"),
        ('<img src="/b.png">', "no alternative text"),
        ('<p style="color: red">Red</p>', "a style or a script"),
        ('<p onclick="go()">Go</p>', "a style or a script"),
        ('<p aria-describedby="y">Told</p>', "aria-describedby names y"),
        ("<p>%(name)s</p>", "left unfilled"),
    ],
)
def test_a_page_with_a_fault_is_refused(piece, told):
    with pytest.raises(AssertionError) as refusal:
        check_page(GOOD.format(piece), "/bees")
    assert told in str(refusal.value)


@pytest.mark.parametrize(
    ("link", "method"),
    [
        ("/no/such/page", "GET"),
        ("/quizzes", "POST"),
        ("/account/sign-out", "GET"),
        ("/static/no-such-file.css", "GET"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused(house, link, method):
    with pytest.raises(AssertionError):
        check_link(house, HOST + link, method, "/bees")


def test_a_link_that_leads_somewhere_or_to_another_site_passes(house):
    check_link(house, f"{HOST}/quizzes?sort=name", "GET", "/bees")
    check_link(house, f"{HOST}/static/style.css", "GET", "/bees")
    check_link(house, "https://example.org/far", "GET", "/bees")


def test_pages_that_differ_in_the_tokens_of_their_forms_alone_are_the_same():
    page = '<input name="csrf_token" type="hidden" value="{}"><input name="once" type="hidden" value="{}">'
    assert settled(page.format("a", "b")) == settled(page.format("c", "d"))
    assert settled('<input name="other" value="a">') != settled('<input name="other" value="b">')
