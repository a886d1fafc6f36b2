"""Static files: addresses with digests, also within one another; kept for ever, compressed, found at old addresses."""

import gzip
import re

import brotli
import pytest
from flask.testing import FlaskClient

from quizapp.web.static_files import FOR_EVER, MOST_BYTES, Shelf, Unservable, lean


def addresses_in(text: str) -> list[str]:
    """List the static files that a text of ours names."""
    found = re.findall(r'"([\w./-]+\.[0-9a-f]{12}\.\w+)"', text)
    return [one.removeprefix("/static/").removeprefix("./") for one in found]


def test_every_address_of_a_page_has_its_digest_and_is_kept_for_ever(client):
    page = client.get("/sign-in")
    named = addresses_in(page.text)
    assert {re.sub(r"\.[0-9a-f]{12}", "", one) for one in named} == {"icon.svg", "style.css", "page.js", "leftovers.js"}
    for one in named:
        answer = client.get(f"/static/{one}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER)


def test_what_a_module_imports_and_a_style_names_has_its_digest_too(app):
    shelf = app.extensions["static_files"]
    imported = addresses_in(shelf.files["attempt.js"].content.decode())
    assert len(imported) >= 3
    for one in imported:
        assert shelf.find(one).address == one
    fonts = addresses_in(shelf.files["style.css"].content.decode())
    assert len(fonts) == 4
    assert all(shelf.find(one).address == one for one in fonts)


def test_a_page_announces_the_modules_that_its_own_modules_import(site):
    student, teacher = site.person("student"), site.person("teacher")
    attempt = site.attempt(student, site.quiz(site.school_class(teacher, student)), submitted=False)
    page = site.client(student).get(f"/attempts/{attempt.id}/pages/1")
    announced = [
        re.fullmatch(r"</static/(.+)>; rel=modulepreload; .+", one)[1] for one in page.headers["Link"].split(", ")
    ]
    shelf = site.app.extensions["static_files"]
    named = {one for one in addresses_in(page.text) if one.endswith(".js")}
    wanted = {module.address for one in named for module in shelf.find(one).modules} - named
    assert len(announced) == len(wanted) >= 3
    assert set(announced) == wanted
    assert "Link" not in site.client(teacher).get("/teach").headers


@pytest.mark.parametrize("address", ["style.css", "style.css?v=0123456789ab", "style.0123456789ab.css"])
def test_an_old_address_answers_and_is_asked_about(app, address):
    answer = FlaskClient(app, app.response_class).get(f"/static/{address}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert b"--paper" in answer.data


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None), ("identity", None),
     ("*", "br"), ("deflate", None), ("gzip;q=1, br;q=0.5", "gzip")],
)  # fmt: skip
def test_a_text_comes_in_the_best_coding_that_the_browser_takes(client, app, accepted, coding):
    file = app.extensions["static_files"].files["style.css"]
    answer = client.get(f"/static/{file.address}", headers={"Accept-Encoding": accepted} if accepted else {})
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding](answer.data)
    assert unpacked == file.content
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.content_length == len(answer.data)
    assert answer.content_type == "text/css; charset=utf-8"


def test_the_same_again_is_not_sent_again_and_a_coding_is_another_representation(client, app):
    address = f"/static/{app.extensions['static_files'].files['style.css'].address}"
    tags = {
        coding: client.get(address, headers={"Accept-Encoding": coding}).headers["ETag"] for coding in ("br", "gzip")
    }
    assert tags["br"] != tags["gzip"]
    again = client.get(address, headers={"Accept-Encoding": "br", "If-None-Match": tags["br"]})
    assert (again.status_code, again.data, again.headers["Cache-Control"]) == (304, b"", FOR_EVER)
    assert client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": tags["br"]}).status_code == 200
    assert client.head(address).data == b""


def test_a_font_is_sent_as_it_is(client, app):
    shelf = app.extensions["static_files"]
    name = next(one for one in shelf.files if one.endswith(".woff2"))
    answer = client.get(f"/static/{shelf.files[name].address}", headers={"Accept-Encoding": "br"})
    assert (answer.data, answer.content_type) == (shelf.files[name].content, "font/woff2")
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("name", ["nothing.js", "../app.py", "%2e%2e/app.py", "style.css/", "fonts", ""])
def test_what_is_not_in_the_folder_is_not_found(client, name):
    assert client.get(f"/static/{name}").status_code == 404


def test_a_digest_changes_with_what_a_file_imports_now_or_later_and_with_nothing_else(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.js").write_text('import { b } from "./deep/b.js";\nawait import("./c.js");\n')
    (tmp_path / "deep" / "b.js").write_text('import "../c.js";\n')
    (tmp_path / "c.js").write_text("let a = 1;\n")
    (tmp_path / "later.js").write_text('await import("./c.js");\n')
    before = Shelf(tmp_path)
    names = [one.name for one in before.files["a.js"].modules]
    assert names == ["deep/b.js", "c.js"]
    assert [one.name for one in before.files["later.js"].modules] == []
    assert {one.address for one in Shelf(tmp_path).files.values()} == {one.address for one in before.files.values()}
    (tmp_path / "c.js").write_text("let a = 2;\n")
    after = Shelf(tmp_path)
    for name, file in after.files.items():
        assert file.address != before.files[name].address
    assert f'"../{after.files["c.js"].address}"' in after.files["deep/b.js"].content.decode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('import "./nothing.js";', "a.js names nothing.js"),
        ('import "./a.js";', "circle"),
        ("x" * MOST_BYTES, "more than"),
    ],
)
def test_a_folder_that_cannot_be_served_is_told_at_the_start(tmp_path, content, told):
    (tmp_path / "a.js").write_text(content)
    (tmp_path / "b.css").write_text("b {}")
    with pytest.raises(Unservable, match=told):
        Shelf(tmp_path)


def test_comments_and_indents_are_left_out_and_every_line_stays_at_its_place():
    script = '// all\nlet a = f(1, // first\n  2); // last\nlet b = "http://b; // c";\n  // it\'s one\nb //= 2;\n'
    assert lean("a.js", script) == '\nlet a = f(1,\n2);\nlet b = "http://b; // c";\n\nb //= 2;\n'
    assert lean("a.css", "/* one\ntwo */\n@media print {\n  a { b: c; } /* d */\n}\n") == (
        "\n\n@media print {\na { b: c; } \n}\n"
    )


def test_a_script_with_a_text_over_several_lines_is_left_alone():
    script = "let a = `\n  // a text\n`;\n  let b = 1; // one\n"
    assert lean("a.js", script) == script
