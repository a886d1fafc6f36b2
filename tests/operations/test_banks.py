"""Bringing banks in: versions, and what an import changes."""

from quizapp.core.documents import read_bank, write_json
from quizapp.operations import banks
from quizapp.store.queries import banks as reading
from tests.builders import bank, question


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
    document = bank(question(name="a"), question(name="b", points=2), question(name="d"))
    changes = banks.import_bank(site.actor(teacher), read_bank(write_json(document).encode())).changes
    names = [[one.id for one in part] for part in (changes.new, changes.same, changes.gone)]
    assert names == [["d"], ["a"], ["c"]]
    assert [after.id for _, after in changes.changed] == ["b"]


def test_two_teachers_banks_of_the_same_name_are_two_banks(site):
    one, other = site.bank(owner=site.person("teacher")), site.bank(owner=site.person("teacher"))
    assert one.id != other.id
