"""Writing and editing questions in forms: every kind goes there and back, and every fault stands beside its field."""

import html5lib
import pytest

from quizapp.core.questions import KINDS, question_of
from quizapp.core.values import digest
from quizapp.store.db import db
from quizapp.store.models import Bank, BankVersion
from quizapp.store.queries import banks as reading
from quizapp.web.teacher.kind_forms import FORMS
from tests.builders import question
from tests.forms import fields_of, fill

# What makes each kind invalid: fields of its form, and which field is then told to be wrong (its id on the page).
SPOILT = {
    "single_choice": ({"options-right": None}, "options"),
    "multiple_choice": ({"options-1-text": "wax"}, "options"),
    "true_false": ({"right": None}, "right"),
    "short_answer": ({"accepted-0": "x" * 301}, "accepted-0"),
    "numeric": ({"value": "six"}, "value"),
    "matching": ({"pairs-1-right": ""}, "pairs-1-right"),
    "ordering": ({"items-1": "Step 0"}, "items"),
    "cloze": ({"gaps-1-options-1-text": ""}, "gaps-1-options"),
    "hot_text": ({"sentences-1-text": "He shows no comb."}, "sentences-1-text"),
}
# A question of each kind with all that its kind can have.
FULL = {
    "single_choice": {"shuffle": False},
    "multiple_choice": {"points": 2.5},
    "true_false": {"right": True, "feedback_if_true": "Yes.", "feedback_if_false": "No."},
    "short_answer": {"accepted": ["queen", "The Queen", "король"], "case_matters": True},
    "numeric": {"value": -1234.5678, "tolerance": 0.001, "unit": "км"},
    "matching": {"distractors": ["barks", "swims"]},
    "ordering": {"items": [f"step {number}" for number in range(20)]},
    "cloze": {"text": "One {1}.\n\nTwo {2}.", "explanation": "Because\n\n- a\n- b"},
    "hot_text": {},
}
EVIDENCE = [{"passage": "P1", "speaker": "keeper", "stance": "doubts"}]


@pytest.fixture
def teacher(site):
    """Return a teacher."""
    return site.person("teacher")


def full(kind: str) -> dict:
    """Return the document of a question of a kind with all that it can have."""
    every = {"evidence": EVIDENCE, "explanation": "So it is.", "difficulty": "hard", "topic": "hives",
             "stem": 'A "stem" & <b>more</b>\nin two lines'}  # fmt: skip
    return question(kind, "full", **every | FULL[kind])


def stands(own, name: str = "full"):
    """Return a question as it stands."""
    db.session.rollback()
    return reading.parsed(reading.current_row(own.id, name))


def test_every_kind_has_a_form():
    assert set(FORMS) == set(KINDS) == set(SPOILT) == set(FULL)


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_sent_as_it_came_changes_nothing(site, teacher, kind):
    own, client = site.bank(full(kind), owner=teacher), site.client(teacher)
    page = fill(client, f"/teach/banks/{own.id}/questions/full/edit")
    assert "Nothing was changed" in page.text
    assert digest(stands(own)) == digest(question_of(full(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_written(site, teacher, kind):
    own, client = site.bank(full(kind), owner=teacher), site.client(teacher)
    filled = fields_of(client.get(f"/teach/banks/{own.id}/questions/full/edit").text)
    address = f"/teach/banks/{own.id}/new-question/{kind}"
    empty = fields_of(client.get(address).text)
    page = client.post(address, data=filled | {"id": ["written"], "once": empty["once"]}, follow_redirects=True)
    assert "The question is added" in page.text
    assert digest(stands(own, "written")) == digest(question_of(full(kind) | {"id": "written"}))


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(site, teacher, kind):
    own, client = site.bank(full(kind), owner=teacher), site.client(teacher)
    changes, blamed = SPOILT[kind]
    page = fill(client, f"/teach/banks/{own.id}/questions/full/edit", stem="Still here?", **changes)
    assert page.status_code == 422
    assert f'href="#{blamed}"' in page.text
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    beside = next(one for one in tree.iter() if one.get("id") in (blamed, f"{blamed}-error"))
    told = " ".join(beside.itertext()) if beside.get("class") == "error" else _errors_in(beside)
    assert told.strip()
    assert fields_of(page.text)["stem"] == ["Still here?"]
    assert digest(stands(own)) == digest(question_of(full(kind)))


def _errors_in(element) -> str:
    return " ".join(" ".join(one.itertext()) for one in element.iter() if one.get("class") == "error")


def test_an_empty_form_tells_everything_that_is_missing(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    page = fill(client, f"/teach/banks/{own.id}/new-question/cloze")
    assert page.status_code == 422
    for sentence in ("Id: Please fill this in.", "Question: Please fill this in.", "Text with gaps: Please fill",
                     "Gaps: Rows to fill in at least: 1. Filled now: 0."):  # fmt: skip
        assert sentence in page.text


def test_a_fault_is_found_in_its_row_though_empty_rows_stand_before_it(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    page = fill(client, f"/teach/banks/{own.id}/new-question/ordering", id="o", stem="Order?",
                items__1="first", items__3="y" * 301)  # fmt: skip
    assert 'href="#items-3"' in page.text
    assert "Items, row 4: The text is longer than 300 characters." in page.text


def test_rows_beyond_the_spare_ones_are_taken_too(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    rows = {f"items-{number}": f"step {number}" for number in range(20)}
    page = fill(client, f"/teach/banks/{own.id}/new-question/ordering", id="o", stem="Order?", **rows)
    assert page.status_code == 200
    assert len(stands(own, "o").items) == 20
    page = fill(client, f"/teach/banks/{own.id}/new-question/ordering", id="p", stem="Order?",
                **rows | {"items-20": "one too many"})  # fmt: skip
    assert "At most 20 are allowed here; there are 21." in page.text


def test_numbers_are_taken_as_people_type_them(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    fill(client, f"/teach/banks/{own.id}/new-question/numeric", id="n", stem="How much?", value="1 234,5",
         tolerance="", points="2,5")  # fmt: skip
    asked = stands(own, "n")
    assert (asked.value, asked.tolerance, asked.points) == (1234.5, 0, 2.5)


def test_a_topic_that_the_bank_does_not_have_is_refused(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    page = fill(client, f"/teach/banks/{own.id}/questions/q-cloze/edit", topic="wasps")
    assert "The bank has no topic “wasps”" in page.text


def test_an_id_that_is_taken_is_told_beside_its_field(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    page = fill(client, f"/teach/banks/{own.id}/new-question/true_false", id="q-cloze", stem="So?", right="true")
    assert page.status_code == 422
    assert 'href="#id"' in page.text
    assert "has a question “q-cloze” already" in page.text


def test_the_id_of_a_question_cannot_be_changed(site, teacher):
    own, client = site.bank(question(name="a"), owner=teacher), site.client(teacher)
    fill(client, f"/teach/banks/{own.id}/questions/a/edit", id="b", stem="Changed?")
    assert stands(own, "a").stem == "Changed?"


def test_a_form_sent_twice_adds_one_question(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    address = f"/teach/banks/{own.id}/new-question/true_false"
    page = client.get(address).text
    sent = [fill(client, address, page=page, id="t", stem="So?", right="true") for _ in range(2)]
    assert [one.status_code for one in sent] == [200, 200]
    db.session.rollback()
    assert db.session.get_one(Bank, own.id).version == 2


def test_a_preview_shows_the_question_and_saves_nothing(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    page = fill(client, f"/teach/banks/{own.id}/questions/q-single_choice/edit", stem="A *new* stem?", act="preview")
    assert page.status_code == 200
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    preview = next(one for one in tree.iter("section") if one.get("id") == "preview")
    assert "A new stem?" in "".join(preview.itertext())
    assert [one.text for one in preview.iter("em")] == ["new"]
    db.session.rollback()
    assert db.session.query(BankVersion).count() == 1


def test_a_preview_of_what_is_unfinished_tells_what_is_missing(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    page = fill(client, f"/teach/banks/{own.id}/new-question/matching", stem="Match", act="preview")
    assert page.status_code == 422
    assert "The preview appears when this is mended" in page.text


def test_a_preview_brings_more_empty_rows(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    address = f"/teach/banks/{own.id}/new-question/ordering"
    rows = {f"items-{number}": f"step {number}" for number in range(4)}
    assert "items-5" not in fields_of(client.get(address).text)
    assert "items-5" in fields_of(fill(client, address, act="preview", **rows).text)


def test_two_who_edit_at_once_are_shown_both_and_the_later_may_insist(site, teacher):
    own, one, other = site.bank(question(name="a"), owner=teacher), site.client(teacher), site.client(teacher)
    address = f"/teach/banks/{own.id}/questions/a/edit"
    opened = other.get(address).text
    fill(one, address, stem="The first to save?")
    page = fill(other, address, page=opened, stem="The second to save?")
    assert page.status_code == 422
    for words in ("The question was changed since you opened it", "The question as it stands now",
                  "The first to save?", "How yours differs from it", "<ins>second</ins>"):  # fmt: skip
        assert words in page.text
    assert stands(own, "a").stem == "The first to save?"
    assert fields_of(page.text)["stem"] == ["The second to save?"]
    fill(other, address, page=page.text)
    assert stands(own, "a").stem == "The second to save?"
    assert len(reading.versions_of(own.id, "a")) == 3


def test_editing_what_was_removed_meanwhile_is_refused_in_words(site, teacher):
    own, client = site.bank(question(name="a"), question(name="b"), owner=teacher), site.client(teacher)
    address = f"/teach/banks/{own.id}/questions/a/edit"
    opened = client.get(address).text
    client.send(f"/teach/banks/{own.id}/questions/a/removal")
    page = fill(client, address, page=opened, stem="Too late?")
    assert page.status_code == 422
    assert "was removed since you opened it" in page.text
    assert client.get(address).status_code == 302


def test_the_versions_of_a_question_can_be_looked_at(site, teacher):
    own, client = site.bank(question(name="a"), owner=teacher), site.client(teacher)
    fill(client, f"/teach/banks/{own.id}/questions/a/edit", stem="What then of a?")
    page = client.get(f"/teach/banks/{own.id}/questions/a").text
    assert "Version 2" in page
    assert "<ins> then</ins>" in page
    assert teacher.name in page
    old = client.get(f"/teach/banks/{own.id}/questions/a/versions/1").text
    assert "This is an older version" in old
    assert "What of a?" in old
    assert client.get(f"/teach/banks/{own.id}/questions/a/versions/3").status_code == 404
    client.send(f"/teach/banks/{own.id}/questions/a/removal")
    assert "was removed from the bank" in client.get(f"/teach/banks/{own.id}/questions/a").text


def pointed(client, own, act: str = "", **changes):
    """Fill in a question whose one row stands for all sentences of P1."""
    shown = {"evidence__0__passage": "P1", "evidence__0__speaker": "keeper", "evidence__0__quote": "shows a comb. The"}
    filled = {"id": "p", "stem": "Where?", "sentences__0__passage": "P1", "act": act, **shown, **changes}
    return fill(client, f"/teach/banks/{own.id}/new-question/hot_text", **filled)


def test_a_passage_without_a_sentence_becomes_all_its_sentences_and_the_quoted_ones_are_ticked(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    assert "The question is added." in pointed(client, own, sentences__0__feedback="Look again.").text
    found = [(one.text, one.right, one.feedback) for one in stands(own, "p").sentences]
    assert found == [
        ("The keeper says that bees build with wax.", False, "Look again."), ("He shows a comb.", True, "Look again."),
        ("The neighbour says that they buy it.", True, "Look again."), ("A child laughs.", False, "Look again."),
    ]  # fmt: skip


def test_a_preview_writes_the_sentences_into_the_form_and_one_can_still_be_changed(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    page = pointed(client, own, "preview", sentences__1__passage="P1", sentences__1__text="He shows a comb.")
    fields = fields_of(page.text)
    assert [fields[f"sentences-{number}-text"][0] for number in range(5)] == [
        "The keeper says that bees build with wax.", "The neighbour says that they buy it.", "A child laughs.",
        "He shows a comb.", "",
    ]  # fmt: skip
    assert [name for name in fields if name.endswith("-right")] == ["sentences-1-right"]
    page = client.post(page.request.path, data=fields | {"sentences-3-right": ["y"]}, follow_redirects=True)
    assert [one.right for one in stands(own, "p").sentences] == [False, True, False, True]


def test_sentences_without_a_quotation_are_all_written_out_and_the_teacher_is_told_to_tick_one(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    page = pointed(client, own, evidence__0__quote="")
    assert page.status_code == 422
    assert "Sentences: At least one sentence must be marked as the evidence." in page.text
    assert fields_of(page.text)["sentences-3-text"] == ["A child laughs."]


def test_more_sentences_than_a_question_can_have_are_counted(site, teacher):
    text = " ".join(f"Sentence {number} is told." for number in range(41))
    asked = question(evidence=[])
    own = site.bank(asked, owner=teacher, passages=[{"id": "P1", "source": "leaflet", "text": text}])
    page = pointed(site.client(teacher), own, evidence__0__quote="Sentence 7")
    assert "At most 40 are allowed here; there are 41." in page.text


def test_a_kind_that_does_not_exist_is_not_found(site, teacher):
    own, client = site.bank(owner=teacher), site.client(teacher)
    assert client.get(f"/teach/banks/{own.id}/new-question/essay").status_code == 404


def test_a_bank_is_begun_in_the_browser_and_gets_its_first_question(site, teacher):
    client = site.client(teacher)
    page = fill(client, "/teach/banks/new", title="Wasps", id="wasps", topics__0__id="nests", topics__0__title="Nests")
    assert "This bank has no questions yet" in page.text
    own = reading.bank_of(teacher.id, "wasps")
    fill(client, f"/teach/banks/{own.id}/new-question/true_false", id="t", stem="Wasps sting.", right="true")
    assert stands(own, "t").topic == "nests"


def test_a_bank_without_title_id_or_topic_is_refused_with_all_that_is_missing(site, teacher):
    page = fill(site.client(teacher), "/teach/banks/new")
    assert page.status_code == 422
    for sentence in ("Title: Please fill this in.", "Id: Please fill this in.", "Topics: Rows to fill in"):
        assert sentence in page.text


def test_the_heading_sent_as_it_came_is_the_same(site, teacher):
    own, client = site.bank(owner=teacher, speakers=[
        {"id": "keeper", "name": "The keeper", "role": "who keeps the bees", "aliases": ["keeper", "пасічник"]},
    ]), site.client(teacher)  # fmt: skip
    fill(client, f"/teach/banks/{own.id}/heading")
    db.session.rollback()
    assert db.session.get_one(Bank, own.id).version == 1


def test_the_heading_keeps_what_questions_need_and_tells_which(site, teacher):
    own, client = site.bank(question(name="a", evidence=EVIDENCE), owner=teacher), site.client(teacher)
    address = f"/teach/banks/{own.id}/heading"
    page = fill(client, address, topics__0__id="wasps", passages__0__source="none", title="")
    assert page.status_code == 422
    assert "Title: Please fill this in." in page.text
    assert "The bank has no source “none”" in page.text
    page = fill(client, address, topics__0__id="wasps")
    assert "The question “a” needs it" in page.text
    page = fill(client, address, topics__0__title="All about bees", speakers__1__id="beekeeper", speakers__1__name="X")
    assert "The heading is saved" in page.text
    assert "All about bees" in page.text


def test_two_who_edit_the_heading_at_once_are_shown_both(site, teacher):
    own, one, other = site.bank(owner=teacher), site.client(teacher), site.client(teacher)
    address = f"/teach/banks/{own.id}/heading"
    opened = other.get(address).text
    fill(one, address, title="Bees and wasps")
    page = fill(other, address, page=opened, title="Bees and ants")
    assert page.status_code == 422
    assert "The heading was changed since you opened it" in page.text
    assert "<del>wasps</del>" in page.text
    fill(other, address, page=page.text)
    assert reading.heading_of(own.id, 3).title == "Bees and ants"


def test_what_is_shown_of_a_question_is_safe(site, teacher):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) {7*7}"
    asked = [
        question("single_choice", "a", stem=evil, explanation=evil,
                 options=[{"text": evil, "right": True, "feedback": evil}, {"text": "b"}]),
        question("matching", "b", pairs=[{"left": evil, "right": evil}, {"left": "b", "right": "c"}]),
        question("cloze", "c", text=evil + " {1}", gaps=[{"options": [{"text": evil, "right": True}, {"text": "b"}]}]),
        question("short_answer", "d", accepted=[evil]),
        question("ordering", "e", items=[evil, "b"]),
        question("numeric", "f", unit="<b onclick=x>"),
    ]  # fmt: skip
    own = site.bank(*asked, owner=teacher, title="<script>t</script>")
    client = site.client(teacher)
    addresses = [f"/teach/banks/{own.id}", f"/teach/banks/{own.id}/heading"] + [
        f"/teach/banks/{own.id}/questions/{one['id']}{end}" for one in asked for end in ("", "/edit")
    ]
    for address in addresses:
        tree = html5lib.parse(client.get(address).text, namespaceHTMLElements=False)
        assert not [one for one in tree.iter("script") if not one.get("src")], address
        assert not [one for one in tree.iter() if any(str(name).startswith("on") for name in one.attrib)], address
        assert not [one for one in tree.iter("a") if (one.get("href") or "").startswith("javascript")], address
