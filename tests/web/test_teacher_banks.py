"""Uploading, comparing, finding, copying and giving out banks."""

import json
import re

import pytest

from quizapp.core.documents import pack, read_bank, write_json, write_yaml
from quizapp.core.questions import KINDS
from quizapp.operations import banks
from quizapp.store.db import db
from quizapp.store.models import Bank, BankVersion, Question, Upload
from quizapp.store.queries import banks as reading
from tests.builders import bank, question
from tests.forms import fill

NEW = "/teach/banks/uploads/new"


@pytest.fixture
def teacher(site):
    """Return a teacher."""
    return site.person("teacher")


@pytest.fixture
def client(site, teacher):
    """Return the client in which the teacher is signed in."""
    return site.client(teacher)


def upload(client, content: bytes | str | dict, name: str = "bees.yaml"):
    """Upload a file, and follow where it leads."""
    content = write_yaml(content) if isinstance(content, dict) else content
    content = content.encode() if isinstance(content, str) else content
    body = b"".join(
        b'--cut\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % part
        for part in ((b"csrf_token", b"", client.token().encode()),
                     (b"file", b'; filename="%s"' % name.encode(), content))
    )  # fmt: skip
    return client.post(NEW, data=body + b"--cut--\r\n", follow_redirects=True,
                       content_type="multipart/form-data; boundary=cut")  # fmt: skip


def confirm(client, page, follow: bool = True):
    """Press “Bring it in” on the page of a comparison."""
    fields = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1] for name in ("once", "compared_with")
    }
    return client.send(re.search(r'action="([^"]*/import)"', page.text)[1], follow=follow, **fields)


def rows(model) -> int:
    """Count the rows of a table."""
    db.session.rollback()
    return db.session.query(model).count()


def test_every_fault_is_in_one_report_with_its_line_its_field_and_its_text(client):
    document = bank(question(stem=None, difficulty="eazy"), question(name="q1", topic="bee"), title="")
    page = upload(client, document)
    assert page.status_code == 422
    assert "The file has 5 faults" in page.text
    lines = write_yaml(document).split("\n")
    for where, words in (("title", "it is empty"), ("questions 1 › stem", "This field is missing"),
                         ("questions 1 › difficulty", "Did you mean “easy”?"), ("questions 2 › id", "taken already"),
                         ("questions 2 › topic", "Did you mean “bees”?")):  # fmt: skip
        assert f"<td>{where}</td>" in page.text
        assert words in page.text
    line = next(number for number, text in enumerate(lines, 1) if "eazy" in text)
    assert f'<td class="number">{line}<span class="quiet">:5</span></td>' in page.text
    assert "<mark>difficulty: eazy</mark>" in page.text
    assert (rows(Upload), rows(Bank)) == (0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b" \n\n", "The file is empty"),
        (bytes(range(256)) * 40, "not UTF-8 text"),
        ("title: Ä".encode("latin-1"), "not UTF-8 text"),
        (b"PK\x03\x04" + b"\x00" * 99, "not valid YAML"),
        (b"format: [unclosed\ntitle: x", "not valid YAML"),
        (b'{"format": }', "not valid JSON"),
        (b"just words", "The file holds no bank"),
        (b"a: &x [1]\nb: *x\n", "Aliases"),
        (b"[" * 100_000, "nested deeper"),
        (b"- " * 100_000, "nested deeper"),
        (b'{"a":' * 100_000, "nested deeper"),
        (b'{"\\ud800": 1}', "half of a character"),
        (b'{"a\\u0000": 1}', "There is no field “a�”"),
        (b"a: !!python/object/apply:os.system [ls]", "is not allowed here"),
    ],
)
def test_what_is_no_bank_is_refused_in_words_and_nothing_is_kept(client, content, words):
    page = upload(client, content)
    assert page.status_code == 422
    assert words in page.text
    assert rows(Upload) == 0


def test_a_form_without_a_file_says_so(client):
    page = client.send(NEW)
    assert page.status_code == 422
    assert "Choose a file." in page.text


def test_a_file_that_is_too_large_is_refused_in_words(client, settings):
    most = settings.upload_mb * 2**20
    page = upload(client, b"a" * (most + 1))
    assert page.status_code == 422
    assert f"larger than {settings.upload_mb} MB" in page.text
    page = upload(client, b"a" * (most + 2**17))
    assert page.status_code == 413
    assert f"{settings.upload_mb} MB at the most" in page.text


def test_a_new_bank_is_shown_question_by_question_and_brought_in_when_confirmed(client, teacher):
    page = upload(client, bank())
    assert "makes a new bank of yours" in page.text
    for kind in KINDS:
        assert f"What of q-{kind}?" in page.text
    assert page.text.count("+ new</span>") == len(KINDS)
    assert rows(Bank) == 0
    page = confirm(client, page)
    assert "“Bees” is brought in." in page.text
    db.session.rollback()
    own = reading.bank_of(teacher.id, "bees")
    assert [row.name for row in reading.rows_of(own.id, 1)] == [f"q-{kind}" for kind in KINDS]


def test_a_new_version_shows_what_is_new_changed_the_same_and_gone(site, client, teacher):
    own = site.bank(*[question(name=name) for name in "abc"], owner=teacher)
    newer = bank(question(name="a"), question(name="b", stem="What now of b?", points=2), question(name="d"),
                 title="Bees, again")  # fmt: skip
    page = upload(client, newer)
    assert "makes version 2 of your bank “Bees”" in page.text
    told = dict(re.findall(r"<dt>(. [a-z ]+)</dt><dd>(\d+)</dd>", page.text))
    assert told == {"+ new": "1", "± changed": "1", "− gone": "1", "= the same": "1"}
    assert "<ins> now</ins>" in page.text
    assert "<ins>, again</ins>" in page.text
    assert "<del>1</del>" in page.text
    assert "<code>a</code>" not in page.text
    address = page.request.path
    assert "<code>a</code>" in client.get(f"{address}?part=same").text
    assert "<code>a</code>" in client.get(f"{address}?part=all").text
    assert "<code>d</code>" not in client.get(f"{address}?part=gone").text
    confirm(client, page)
    db.session.rollback()
    assert [row.name for row in reading.rows_of(own.id, 2)] == ["a", "b", "d"]
    assert [row.name for row in reading.rows_of(own.id, 1)] == ["a", "b", "c"]


def test_whoever_walks_away_changes_nothing(site, client, teacher):
    site.bank(question(name="a"), owner=teacher)
    page = upload(client, bank(question(name="b")))
    gone = client.send(re.search(r'action="([^"]*/discarding)"', page.text)[1])
    assert "Nothing was changed" in gone.text
    assert (rows(Upload), rows(BankVersion), rows(Question)) == (0, 1, 1)
    assert client.get(page.request.path).status_code == 404


def test_a_file_that_brings_what_is_there_says_so(site, client, teacher):
    own = site.bank(owner=teacher)
    page = upload(client, bank())
    assert "Nothing to bring in" in page.text
    assert "Bring it in" not in page.text
    again = client.get(f"/teach/banks/{own.id}/file.yaml").data
    assert "Nothing to bring in" in upload(client, again).text


def test_another_order_alone_is_told(site, client, teacher):
    site.bank(question(name="a"), question(name="b"), owner=teacher)
    page = upload(client, bank(question(name="b"), question(name="a")))
    assert "The questions come in another order" in page.text
    assert "Bring it in" in page.text


def test_many_changes_of_a_heading_are_shown_page_by_page(site, client, teacher):
    def passages(word):
        return [{"id": f"P{n:03}", "source": "leaflet", "text": f"{word} of {n}"} for n in range(120)]

    site.bank(question(), owner=teacher, passages=passages("Wax"))
    page = upload(client, bank(question(name="q2"), passages=passages("Honey")))
    assert "Page 1 of 3" in page.text
    assert page.text.count("<ins>Honey</ins>") == 50
    last = client.get(f"{page.request.path}?headings=3&part=new").text
    assert "P119" in last
    assert "P099" not in last
    assert "headings=2&amp;part=new" in last or "part=new&amp;headings=2" in last


def test_a_bank_that_moved_on_meanwhile_is_compared_anew_on_confirming(site, client, teacher):
    own = site.bank(question(name="a"), owner=teacher)
    page = upload(client, bank(question(name="a"), question(name="b")))
    fill(client, f"/teach/banks/{own.id}/questions/a/edit", stem="Edited meanwhile?")
    refused = confirm(client, page)
    assert refused.status_code == 422
    assert "It is compared anew below" in refused.text
    assert "Edited meanwhile?" in refused.text.replace("<del>", "").replace("</del>", "")
    confirm(client, refused)
    db.session.rollback()
    assert reading.parsed(reading.current_row(own.id, "a")).stem == "What of a?"


def test_confirming_twice_counts_once(client):
    page = upload(client, bank())
    answers = [confirm(client, page, follow=False) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (rows(Bank), rows(BankVersion)) == (1, 1)


def test_an_upload_is_shown_to_nobody_else(site, client):
    page = upload(client, bank())
    other = site.client(site.person("teacher"))
    assert other.get(page.request.path).status_code == 404
    assert other.send(f"{page.request.path}/import", compared_with="0").status_code == 404
    assert other.send(f"{page.request.path}/discarding").status_code == 404
    assert (rows(Upload), rows(Bank)) == (1, 0)


def test_a_file_of_thousands_of_questions_is_shown_page_by_page(client, site, teacher):
    document = bank(*[question("true_false", f"q{number}") for number in range(2000)])
    page = upload(client, json.dumps(document), "large.json")
    assert "Page 1 of 100" in page.text
    assert "What of q0?" in page.text
    last = client.get(f"{page.request.path}?page=100").text
    assert "What of q1999?" in last
    assert "What of q1979?" not in last
    confirm(client, page)
    assert rows(Question) == 2000


def test_texts_of_a_file_are_shown_safely(client):
    evil = "<script>alert(1)</script>"
    page = upload(client, bank(question(stem=evil, explanation=evil), title=evil), f"{evil}.yaml")
    assert evil not in page.text
    assert "&lt;script&gt;" in page.text
    page = upload(client, f"format: {evil}\n{evil}: 1\n")
    assert page.status_code == 422
    assert evil not in page.text


def test_an_upload_with_the_id_of_a_bundled_bank_makes_a_bank_of_ones_own(site, client, teacher):
    bundled = site.bank(question(name="a"))
    page = upload(client, bank(question(name="b")))
    assert "makes a new bank of yours" in page.text
    confirm(client, page)
    db.session.rollback()
    assert [row.name for row in reading.rows_of(bundled.id, 1)] == ["a"]
    assert reading.bank_of(teacher.id, "bees").id != bundled.id


def test_the_list_shows_own_and_bundled_banks_and_nobody_elses(site, client, teacher):
    assert "You have no bank of your own yet" in client.get("/teach/banks").text
    site.bank(owner=teacher, id="mine", title="My own")
    site.bank(id="theirs", title="Bundled one")
    site.bank(owner=site.person("teacher"), id="secret", title="Somebody else’s")
    page = client.get("/teach/banks").text
    assert "My own" in page
    assert "Bundled one" in page
    assert "Somebody else’s" not in page
    page = client.get("/teach/banks?search=OWN").text
    assert "My own" in page
    assert "Bundled one" not in page
    for number in range(12):
        site.bank(question(), owner=teacher, id=f"bank-{number}", title=f"Bank {number}")
    page = client.get("/teach/banks?sort=questions&down=1").text
    assert page.index("My own") < page.index("Bank 3")


def test_questions_are_found_by_topic_difficulty_kind_and_words(site, client, teacher):
    own = site.bank(
        question(name="a", stem="About *wax* and water"), question("cloze", name="b", topic="hives"),
        question(name="c", difficulty="hard"), owner=teacher,
    )  # fmt: skip

    def found(query: str) -> list[str]:
        return re.findall(r"<td><code>([^<]+)</code></td>", client.get(f"/teach/banks/{own.id}?{query}").text)

    assert found("") == ["a", "b", "c"]
    assert found("search=WATER") == ["a"]
    assert found("topic=hives") == found("kind=cloze") == ["b"]
    assert found("difficulty=hard") == ["c"]
    assert found("sort=id&down=1") == ["c", "b", "a"]
    assert found("sort=nonsense&page=nonsense") == ["a", "b", "c"]
    assert found("topic=hives&difficulty=hard") == []
    assert "No question of this bank is like that" in client.get(f"/teach/banks/{own.id}?search=zzz").text


def test_a_removed_question_is_listed_apart(site, client, teacher):
    own = site.bank(question(name="a"), question(name="b"), owner=teacher)
    page = client.send(f"/teach/banks/{own.id}/questions/a/removal")
    assert "The question is removed" in page.text
    assert "1 question was removed" in page.text
    assert "What of a?" not in page.text
    assert "What of a?" in client.get(f"/teach/banks/{own.id}?removed=1").text
    assert "No question was ever removed" not in page.text


def test_long_lists_of_questions_come_in_pages(site, client, teacher):
    own = site.bank(*[question(name=f"q{number:02}") for number in range(30)], owner=teacher)
    assert "Page 1 of 2" in client.get(f"/teach/banks/{own.id}").text
    page = client.get(f"/teach/banks/{own.id}?page=2&search=what").text
    assert "What of q29?" in page
    assert "What of q00?" not in page


@pytest.mark.parametrize("extension", ["yaml", "json"])
def test_a_bank_is_given_out_as_a_file_that_brings_the_same_bank(site, client, teacher, extension):
    own = site.bank(owner=teacher)
    answer = client.get(f"/teach/banks/{own.id}/file.{extension}")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=bees.{extension}"
    assert answer.mimetype == f"application/{extension}"
    assert read_bank(answer.data) == read_bank(write_json(bank()).encode())
    assert client.get(f"/teach/banks/{own.id}/file.exe").status_code == 404


def test_a_bundled_bank_is_read_only_and_can_be_copied(site, client, teacher):
    bundled = site.bank()
    page = client.get(f"/teach/banks/{bundled.id}").text
    assert "cannot be changed here" in page
    assert "Write a question" not in page
    assert "Edit the question" not in client.get(f"/teach/banks/{bundled.id}/questions/q-cloze").text
    for address in ("heading", "new-question", "new-question/cloze", "questions/q-cloze/edit"):
        assert client.get(f"/teach/banks/{bundled.id}/{address}").status_code == 404
    assert client.send(f"/teach/banks/{bundled.id}/questions/q-cloze/removal").status_code == 404
    copied = client.send(f"/teach/banks/{bundled.id}/copies")
    assert "This is your own copy" in copied.text
    assert "Write a question" in copied.text
    assert "Go to your own copy" in client.get(f"/teach/banks/{bundled.id}").text
    client.send(f"/teach/banks/{bundled.id}/copies")
    assert rows(Bank) == 2


def test_a_bank_of_somebody_else_is_not_found(site, client):
    theirs = site.bank(owner=site.person("teacher"))
    for address in ("", "/heading", "/file.yaml", "/new-question", "/questions/q-cloze", "/questions/q-cloze/edit",
                    "/questions/q-cloze/versions/1"):  # fmt: skip
        assert client.get(f"/teach/banks/{theirs.id}{address}").status_code == 404
    assert client.send(f"/teach/banks/{theirs.id}/copies").status_code == 404


def test_a_question_page_shows_the_key_the_evidence_and_who_says_so(site, client, teacher):
    asked = question("cloze", "a", explanation="Count *them*.",
                     evidence=[{"passage": "P1", "speaker": "keeper", "stance": "denies"}])  # fmt: skip
    own = site.bank(asked, owner=teacher)
    page = client.get(f"/teach/banks/{own.id}/questions/a").text
    for words in ("The key", "Gap 1", "Count <em>them</em>.", "The keeper", "denied it", "build with wax"):
        assert words in page
    assert client.get(f"/teach/banks/{own.id}/questions/none").status_code == 404


def test_what_waits_is_read_back_as_it_was_checked(teacher, site):
    checked = read_bank(write_json(bank()).encode())
    staged = banks.stage_upload(site.actor(teacher), "bees.json", pack(checked))
    assert reading.upload_of(teacher.id, staged).content == pack(checked)


def test_an_upload_tells_what_an_editor_would_mend_and_can_be_brought_in_all_the_same(client):
    loaded = question(stem="What does the regime of the keeper do with its hives?", name="q7")
    page = upload(client, bank(loaded))
    assert "What an editor would mend" in page.text
    assert "<strong>q7: Question</strong>" in page.text
    assert "<code>loaded-label</code>" in page.text
    assert confirm(client, page).status_code == 200
    again = client.get(f"/teach/banks/{db.session.query(Bank).one().id}/questions/q7").text
    assert "<code>loaded-label</code>" in again


def test_the_preview_of_a_question_tells_what_an_editor_would_mend(client, site, teacher):
    own = site.bank(question(), owner=teacher)
    address = f"/teach/banks/{own.id}/questions/q1/edit"
    page = fill(client, address, act="preview", stem="What does the regime of the keeper do with its hives?")
    assert "<code>loaded-label</code>" in page.text
