"""Bringing banks in, copying and editing them: versions, what a change changes, and what it leaves alone."""

import json
from datetime import timedelta

import pytest

from quizapp.core.banks import Heading, heading_of
from quizapp.core.documents import pack, read_bank, write_json
from quizapp.core.errors import Invalid, Missing, NotNow
from quizapp.core.questions import question_of
from quizapp.core.values import digest
from quizapp.operations import attempts, banks, questions
from quizapp.store.db import db
from quizapp.store.models import AuditEntry, Bank, BankVersion, Upload
from quizapp.store.queries import attempts as sitting
from quizapp.store.queries import banks as reading
from quizapp.store.queries import questions as finding
from tests.builders import NOW, bank, question


def document(*asked, **changes):
    """Return a bank as it is read from a file."""
    return read_bank(write_json(bank(*asked, **changes)).encode())


def names(one) -> list[tuple[str, int]]:
    """List the questions of a bank as it stands, with the numbers of their versions."""
    db.session.rollback()
    fresh = db.session.get_one(Bank, one.id)
    return [(row.name, row.number) for row in reading.rows_of(fresh.id, fresh.version)]


def count(model) -> int:
    """Count the rows of a table."""
    db.session.rollback()
    return len(db.session.query(model).all())


def test_bringing_the_same_bank_twice_changes_nothing(site):
    teacher = site.person("teacher")
    first, second = site.bank(owner=teacher), site.bank(owner=teacher)
    assert (first.id, second.version) == (second.id, 1)


def test_a_changed_question_gets_a_new_version_and_the_old_one_can_be_read(site):
    teacher = site.person("teacher")
    site.bank(question(name="a"), question(name="b"), owner=teacher)
    newer = site.bank(question(name="a", stem="Another?"), question(name="c"), owner=teacher)
    assert newer.version == 2
    assert [(row.name, row.number) for row in reading.rows_of(newer.id, 2)] == [("a", 2), ("c", 1)]
    assert [reading.parsed(row).stem for row in reading.rows_of(newer.id, 1)] == ["What of a?", "What of b?"]


def test_a_question_that_comes_back_counts_its_versions_on(site):
    teacher = site.person("teacher")
    for name in ("a", "b", "a"):
        made = site.bank(question(name=name), owner=teacher)
    assert [(row.name, row.number, row.since) for row in reading.rows_of(made.id, 3)] == [("a", 2, 3)]


def test_an_import_tells_what_is_new_changed_the_same_and_gone(site):
    teacher = site.person("teacher")
    site.bank(question(name="a"), question(name="b"), question(name="c"), owner=teacher)
    brought = document(question(name="a"), question(name="b", points=2), question(name="d"))
    changes = banks.import_bank(site.actor(teacher), brought).changes
    assert [[one.id for one in part] for part in (changes.new, changes.same, changes.gone)] == [["d"], ["a"], ["c"]]
    assert [after.id for _, after in changes.changed] == ["b"]


def test_two_teachers_banks_of_the_same_name_are_two_banks(site):
    one, other = site.bank(owner=site.person("teacher")), site.bank(owner=site.person("teacher"))
    assert one.id != other.id


def test_another_order_of_the_same_questions_is_a_new_version(site):
    teacher = site.person("teacher")
    site.bank(question(name="a"), question(name="b"), owner=teacher)
    turned = site.bank(question(name="b"), question(name="a"), owner=teacher)
    assert (turned.version, names(turned)) == (2, [("b", 1), ("a", 1)])


def test_an_upload_waits_for_its_teacher_alone(site):
    teacher, other = site.person("teacher"), site.person("teacher")
    staged = banks.stage_upload(site.actor(teacher), "bees.yaml", pack(document()))
    assert reading.upload_of(other.id, staged) is None
    with pytest.raises(Missing):
        banks.import_upload(site.actor(other), staged, document(), 0)
    with pytest.raises(Missing):
        banks.discard_upload(site.actor(other), staged)
    banks.discard_upload(site.actor(teacher), staged)
    assert (count(Upload), count(Bank)) == (0, 0)


def test_a_teachers_old_uploads_are_purged_and_nobody_elses(site):
    teacher, other = site.person("teacher"), site.person("teacher")
    kept = banks.stage_upload(site.actor(other), "other.yaml", b"{}")
    old = banks.stage_upload(site.actor(teacher, NOW - timedelta(days=2)), "old.yaml", b"{}")
    staged = [banks.stage_upload(site.actor(teacher), f"{number}.yaml", b"{}") for number in range(6)]
    assert [one.id for one in reading.uploads_of(teacher.id)] == staged[:1:-1]
    assert reading.upload_of(teacher.id, old) is None
    assert reading.upload_of(other.id, kept)


def test_an_upload_confirmed_twice_counts_once(site):
    teacher = site.person("teacher")
    staged = banks.stage_upload(site.actor(teacher), "bees.yaml", pack(document()))
    made = {banks.import_upload(site.actor(teacher), staged, document(), 0, token="t") for _ in range(2)}
    assert len(made) == 1
    assert (count(Bank), count(BankVersion)) == (1, 1)


def test_an_upload_whose_bank_moved_on_is_refused(site):
    teacher = site.person("teacher")
    own = site.bank(question(name="a"), owner=teacher)
    newer = document(question(name="b"))
    staged = banks.stage_upload(site.actor(teacher), "bees.yaml", pack(newer))
    questions.add(site.actor(teacher), own.id, question_of(question(name="meanwhile")))
    with pytest.raises(NotNow, match="compared anew"):
        banks.import_upload(site.actor(teacher), staged, newer, 1)
    assert names(own) == [("a", 1), ("meanwhile", 1)]
    banks.import_upload(site.actor(teacher), staged, newer, 2)
    assert names(own) == [("b", 1)]


def test_a_copy_is_the_teachers_own_and_made_once(site):
    teacher, bundled = site.person("teacher"), site.bank()
    copied = banks.copy(site.actor(teacher), bundled.id)
    assert banks.copy(site.actor(teacher), bundled.id) == copied != bundled.id
    own = db.session.get_one(Bank, copied)
    assert (own.owner_id, own.version, names(own)) == (teacher.id, 1, names(bundled))
    questions.remove(site.actor(teacher), copied, "q-cloze")
    assert len(names(own)) == len(names(bundled)) - 1


def test_nobody_copies_or_changes_what_is_somebody_elses(site):
    teacher, other = site.person("teacher"), site.person("teacher")
    bundled, theirs = site.bank(), site.bank(owner=other)
    asked, actor = question_of(question(name="new")), site.actor(teacher)
    with pytest.raises(Missing):
        banks.copy(actor, theirs.id)
    for one in (bundled, theirs):
        heading = heading_of(document())
        for act in (
            lambda one=one: questions.add(actor, one.id, asked),
            lambda one=one: questions.change(actor, one.id, question_of(question("cloze", "q-cloze", points=2)), ""),
            lambda one=one: questions.remove(actor, one.id, "q-cloze"),
            lambda one=one, heading=heading: banks.change_heading(actor, one.id, heading, ""),
        ):
            with pytest.raises(Missing):
                act()
    assert count(BankVersion) == 2


def test_a_bank_is_made_from_its_heading_once(site):
    teacher, heading = site.person("teacher"), heading_of(document(id="wasps"))
    made = {banks.create(site.actor(teacher), heading, token="t") for _ in range(2)}
    assert len(made) == 1
    with pytest.raises(Invalid) as refusal:
        banks.create(site.actor(teacher), heading, token="another")
    assert refusal.value.faults[0].field == "id"


def test_a_heading_is_changed_and_the_old_one_can_be_read(site):
    teacher = site.person("teacher")
    own = site.bank(owner=teacher)
    stands = reading.heading_of(own.id, 1)
    later = Heading.model_validate(stands.model_dump() | {"title": "Bees and wasps"})
    banks.change_heading(site.actor(teacher), own.id, stands, "")
    assert count(BankVersion) == 1
    banks.change_heading(site.actor(teacher), own.id, later, digest(stands))
    assert [reading.heading_of(own.id, number).title for number in (1, 2)] == ["Bees", "Bees and wasps"]
    other = Heading.model_validate(stands.model_dump() | {"title": "Wasps"})
    with pytest.raises(NotNow, match="changed since"):
        banks.change_heading(site.actor(teacher), own.id, other, digest(stands))


def test_an_added_question_stands_at_the_end_and_counts_once(site):
    teacher = site.person("teacher")
    own = site.bank(question(name="a"), question(name="b"), owner=teacher)
    made = {questions.add(site.actor(teacher), own.id, question_of(question(name="c")), token="t") for _ in range(2)}
    assert len(made) == 1
    assert names(own) == [("a", 1), ("b", 1), ("c", 1)]
    with pytest.raises(Invalid) as refusal:
        questions.add(site.actor(teacher), own.id, question_of(question(name="c", points=3)), token="u")
    assert refusal.value.faults[0].field == "id"


def test_an_edit_makes_a_new_version_and_attempts_keep_theirs(site):
    teacher, student = site.person("teacher"), site.person()
    own = site.bank(question(name="a"), owner=teacher)
    attempt = attempts.start(site.actor(student), site.quiz(site.school_class(teacher, student), bank=own, count=1).id)
    before = reading.current_row(own.id, "a")
    newer = question_of(question(name="a", stem="Something else?"))
    assert questions.change(site.actor(teacher), own.id, newer, before.digest) is True
    assert names(own) == [("a", 2)]
    assert [reading.parsed(row).stem for row in reading.versions_of(own.id, "a")] == ["Something else?", "What of a?"]
    assert [reading.parsed(slot.question).stem for slot in sitting.slots_of(attempt)] == ["What of a?"]
    questions.remove(site.actor(teacher), own.id, "a")
    db.session.rollback()
    assert [reading.parsed(slot.question).stem for slot in sitting.slots_of(attempt)] == ["What of a?"]


def test_an_edit_that_changes_nothing_makes_no_version(site):
    teacher = site.person("teacher")
    own = site.bank(question(name="a"), owner=teacher)
    assert questions.change(site.actor(teacher), own.id, question_of(question(name="a")), "whatever") is False
    assert count(BankVersion) == 1


def test_an_edit_of_what_changed_meanwhile_is_refused(site):
    teacher = site.person("teacher")
    own = site.bank(question(name="a"), owner=teacher)
    loaded = reading.current_row(own.id, "a").digest
    mine, theirs = (question_of(question(name="a", stem=stem)) for stem in ("Mine?", "Theirs?"))
    questions.change(site.actor(teacher), own.id, theirs, loaded)
    with pytest.raises(NotNow, match="changed since"):
        questions.change(site.actor(teacher), own.id, mine, loaded)
    questions.change(site.actor(teacher), own.id, mine, digest(theirs))
    questions.remove(site.actor(teacher), own.id, "a")
    with pytest.raises(NotNow, match="removed"):
        questions.change(site.actor(teacher), own.id, theirs, digest(mine))
    questions.remove(site.actor(teacher), own.id, "a")  # which it is already
    with pytest.raises(Missing):
        questions.remove(site.actor(teacher), own.id, "never-was")
    assert finding.number_removed(own.id) == 1


def test_a_question_must_fit_the_bank_as_it_stands(site):
    teacher = site.person("teacher")
    own = site.bank(question(name="a"), owner=teacher)
    with pytest.raises(Invalid) as refusal:
        questions.add(site.actor(teacher), own.id, question_of(question(name="b", topic="wasps")))
    assert refusal.value.faults[0].field == "topic"
    assert names(own) == [("a", 1)]


def test_every_change_of_a_bank_is_noted(site):
    teacher = site.person("teacher")
    own = site.bank(question(name="a"), owner=teacher)
    actor = site.actor(teacher)
    questions.add(actor, own.id, question_of(question(name="b")))
    questions.change(actor, own.id, question_of(question(name="b", points=2)), digest(question_of(question(name="b"))))
    questions.remove(actor, own.id, "b")
    banks.copy(actor, site.bank(id="wasps").id)
    banks.create(actor, heading_of(document(id="ants")))
    noted = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert [action for action in noted if action.startswith(("bank.", "question."))] == [
        "bank.imported", "question.added", "question.changed", "question.removed", "bank.imported", "bank.copied",
        "bank.created",
    ]  # fmt: skip


def test_questions_are_found_by_what_they_say_and_never_by_the_names_of_fields(site):
    own = site.bank(
        question(name="a", stem="Кто говорит?"), question("cloze", name="b"), question(name="c", difficulty="hard"),
        question("ordering", name="d", topic="hives"), owner=site.person("teacher"),
    )  # fmt: skip

    def found(page=1, **wanted):
        return [row.name for row in finding.questions_wanted(own.id, finding.Wanted(**wanted), page).items]

    assert found(words="КТО") == ["a"]
    assert found(words="wings six") == ["b"]
    assert found(words="options") == found(words="single_choice") == []
    assert found(kind="ordering") == found(topic="hives") == ["d"]
    assert found(difficulty="hard") == found(sort="difficulty", down=True)[:1] == ["c"]
    assert found(sort="id", down=True) == ["d", "c", "b", "a"]
    assert found(page=99) == ["a", "b", "c", "d"]
    assert json.loads(reading.current_row(own.id, "a").document)["stem"] == "Кто говорит?"
