"""Try the names of browsers."""

import pytest

from quizapp.web.browsers import name_of

MOZILLA = "Mozilla/5.0 "
LIKE = " AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (MOZILLA + "(X11; Linux x86_64)" + LIKE + "Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        (MOZILLA + "(Windows NT 10.0; Win64; x64)" + LIKE + "Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (MOZILLA + "(Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Windows"),
        (MOZILLA + "(iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Safari/604.1", "Safari on iPhone"),
        (MOZILLA + "(iPad; CPU OS 18_6 like Mac OS X) CriOS/140.0 Mobile/15E148 Safari/604.1", "Chrome on iPad"),
        (MOZILLA + "(Linux; Android 10; K)" + LIKE + "SamsungBrowser/28.0 Chrome/130.0 Safari/537.36",
         "Samsung Internet on Android"),
        ("Werkzeug", "Werkzeug"),
        ("", "An unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_is_named_as_people_know_it(app, told, name):
    with app.test_request_context("/"):
        assert name_of(told) == name


def test_the_page_of_an_account_names_the_browsers(site):
    assert "Werkzeug" in site.client(site.person("student")).get("/account").text
