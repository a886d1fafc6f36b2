"""The export of one's own data leaves nothing out: every column of every table that names a person is in it."""

import json

import pytest

from quizapp.core.documents import pack, read_bank, write_json
from quizapp.core.errors import Invalid
from quizapp.operations import accounts, banks, classes, generated, late, newcomers, quizzes, sessions
from quizapp.operations.late import LateSave
from quizapp.operations.newcomers import FirstEntry
from quizapp.store.db import Base
from quizapp.store.queries.own_data import own_data
from quizapp.store.queries.people import person_named
from tests.builders import NOW, PASSWORD, bank, question

# Where the export tells what a column knows: of whom, and under which names.
TOLD = {
    "allowance.given_by_id": ("teacher", "allowances_given"),
    "allowance.person_id": ("student", "allowances"),
    "attempt.person_id": ("student", "attempts"),
    "audit_entry.actor_id": ("student", "audit_log"),
    "bank.owner_id": ("teacher", "made.banks"),
    "bank_version.made_by_id": ("teacher", "made.bank_versions"),
    "browser_session.person_id": ("student", "browsers"),
    "enrolment.person_id": ("student", "classes"),
    "known_browser.person_id": ("student", "known_browsers"),
    "late_response.brought_by_id": ("teacher", "late_answers_brought"),
    "late_response.decided_by_id": ("teacher", "late_answers_decided"),
    "person.keeper_id": ("student", "account.kept_by"),
    "person.username": ("student", "account.username"),
    "quiz.owner_id": ("teacher", "made.quizzes"),
    "rejection.rejected_by_id": ("teacher", "made.rejections"),
    "reset_link.made_by_id": ("teacher", "password_links_made"),
    "reset_link.person_id": ("student", "password_links"),
    "school_class.owner_id": ("teacher", "made.classes"),
    "sign_in_failure.username": ("student", "failed_tries"),
    "upload.owner_id": ("teacher", "made.uploads"),
}
# Columns that name a person and are not told, each with the reason.
UNTOLD: dict[str, str] = {}


def columns() -> set[str]:
    """List every column that refers to a person, or holds a username."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if "username" in column.name or any(key.column.table.name == "person" for key in column.foreign_keys)
    }


@pytest.fixture
def told(site):
    """Return what a student and a teacher export, about whom every table knows something."""
    teacher = site.person("teacher", "berg", name="Ms Berg")
    student = site.person("student", "ann", name="Ann Ahorn", keeper_id=teacher.id)
    school_class = site.school_class(teacher, student)
    own = site.bank(question(), owner=teacher)
    quiz = site.quiz(school_class, bank=own, count=1, minutes=30)
    taken = site.attempt(student, quiz, right=1)
    by_teacher = site.actor(teacher)
    late.bring(by_teacher, [(taken.id, [LateSave(1, 2, 1, made_at=NOW)])])
    late.decide(by_teacher, quiz.id, taken.id, None, "declined", "It was sent in later")
    quizzes.allow(by_teacher, quiz.id, student.id, 5, 0, "was ill")
    banks.stage_upload(by_teacher, "bees.yaml", pack(read_bank(write_json(bank()).encode())))
    accounts.make_reset_link(by_teacher, student.id)
    generated.reject(by_teacher, own.id, "who_says.red.ann", "Too easy")
    clients = {"student": site.app.test_client(), "teacher": site.client(teacher)}
    clients["student"].send("/sign-in", username="ann", password=PASSWORD)
    with pytest.raises(Invalid):
        sessions.sign_in(site.actor(student), "ann", "something else", days=1)
    return {role: json.loads(client.get("/account/data.json").get_data()) for role, client in clients.items()}


def test_every_column_that_names_a_person_is_told_or_has_a_reason():
    assert columns() == TOLD.keys() | UNTOLD.keys()
    assert not TOLD.keys() & UNTOLD.keys()


def test_what_each_of_these_columns_knows_is_in_the_export(told):
    for column, (role, path) in TOLD.items():
        found = told[role]
        for name in path.split("."):
            found = found[name]
        assert found, f"{column}: {role}: {path} is empty"


def test_an_attempt_is_told_with_how_its_form_was_drawn_and_where_the_student_is(told):
    (attempt,) = told["student"]["attempts"]
    assert attempt["recipe"]["lines"]
    assert attempt["page"] == 1


def test_who_gave_what_is_told_on_both_sides(told):
    assert told["student"]["allowances"][0]["given_by"] == "Ms Berg"
    assert told["teacher"]["allowances_given"][0]["given_to"] == "ann"
    assert told["student"]["password_links"][0]["made_by"] == "Ms Berg"
    assert told["teacher"]["password_links_made"][0]["made_for"] == "ann"


def test_late_answers_are_told_to_the_student_whole_and_to_the_teacher_without_what_they_say(told):
    (own,), (brought,) = told["student"]["late_answers"], told["teacher"]["late_answers_brought"]
    assert (own["answer"], own["brought_by"], own["decided_by"], own["made_at"]) == (
        1, "Ms Berg", "Ms Berg", NOW.isoformat(),
    )  # fmt: skip
    assert (own["decision"], own["reason"]) == ("declined", "It was sent in later")
    assert (brought["student"], "answer" in brought) == ("ann", False)
    assert told["student"]["late_answers_brought"] == told["teacher"]["late_answers"] == []


def entries(client, action: str) -> list[dict]:
    """Return the entries of an action in what a person exports."""
    told = json.loads(client.get("/account/data.json").get_data())
    return [entry for entry in told["audit_log"] if entry["action"] == action]


def test_entries_about_a_student_whose_subject_is_a_quiz_or_a_class_are_told_to_that_student_alone(site):
    teacher = site.person("teacher", "berg", name="Ms Berg")
    ann, bea = (site.person("student", name, keeper_id=teacher.id) for name in ("ann", "bea"))
    school_class = site.school_class(teacher, ann, bea)
    own = site.bank(question(), owner=teacher)
    quiz = site.quiz(school_class, bank=own, count=1, minutes=30)
    quizzes.allow(site.actor(teacher), quiz.id, ann.id, 5, 0, "was ill")
    classes.remove(site.actor(teacher), school_class.id, ann.id)
    (allowed,), (removed,) = entries(site.client(ann), "quiz.allowed"), entries(site.client(ann), "class.removed")
    assert (allowed["by"], allowed["details"]["reason"], allowed["address"]) == ("Ms Berg", "was ill", "")
    assert removed["subject_name"] == "7b"
    assert entries(site.client(bea), "quiz.allowed") == entries(site.client(bea), "class.removed") == []


def test_a_list_on_which_a_student_was_is_told_without_the_others(site):
    admin, outsider = site.person("admin"), site.person("student", "two")
    lines = [f"pupil{number},Student {number}" for number in range(11)]
    content = "\n".join(["username,name", *lines]).encode()
    newcomers.import_file(site.actor(admin), "people.csv", content, FirstEntry("link", "a seed of this test"))
    first, tenth = person_named("pupil0"), person_named("pupil9")
    assert str(outsider.id) in str(tenth.id)  # so that looking for the one finds the other, who has to be left out

    def imports(person_id: int) -> list[dict]:
        return [entry for entry in own_data(person_id, NOW)["audit_log"] if entry["action"] == "people.imported"]

    assert [entry["details"] for entry in imports(first.id)] == [{"way": "link"}]
    assert imports(outsider.id) == []
    assert len(imports(admin.id)[0]["details"]["people"]) == 11
