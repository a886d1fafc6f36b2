"""Migrations: up, down and up again; children outlive the rebuilding of their parents; a failure leaves no trace."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from quizapp.app import create_app
from quizapp.core.enrolling import Row
from quizapp.operations import classes, newcomers, people, sessions
from quizapp.operations.newcomers import FirstEntry
from quizapp.store import schema
from quizapp.store.audit import Actor, note
from quizapp.store.db import Base, db, write
from quizapp.store.models import AuditEntry, Enrolment, LateResponse, Person, Quiz, Response
from tests.builders import NOW, PASSWORD, Site, later
from tests.conftest import settings_for

PARENTS = ("person", "school_class", "bank", "quiz", "question", "attempt")
REBUILD = f"""
    for table in {PARENTS!r}:
        how = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
        with op.batch_alter_table(table, recreate=how) as batch:
            batch.add_column(sa.Column("remark", sa.String(20)))


def downgrade():
    for table in {PARENTS!r}:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("remark")
"""
MAKE_A_TABLE = 'op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))'
MAKE_A_SECOND = 'op.create_table("second", sa.Column("id", sa.Integer(), primary_key=True))'
BREAK_A_REFERENCE = "op.execute(\"DELETE FROM person WHERE username = 'ann'\")"
FAIL = 'raise LookupError("a fault in a migration")'


@pytest.fixture
def extend(tmp_path: Path):
    """Return what writes further migrations into a folder of the test's own, one for each body, and names it."""
    folder = tmp_path / "further"
    folder.mkdir()

    def add(*bodies: str) -> Path:
        for number, body in enumerate(bodies, int(schema.newest()) + 1):
            (folder / f"{number:04}_further.py").write_text(
                f"import sqlalchemy as sa\nfrom alembic import op\n\nrevision, down_revision = '{number:04}', "
                f"'{number - 1:04}'\nbranch_labels = depends_on = None\n\n\ndef upgrade():\n    {body.strip()}\n"
            )
        return folder

    return add


def tables() -> set[str]:
    """Name the tables that are there."""
    return set(sa.inspect(db.engine).get_table_names())


def rows() -> dict[str, int]:
    """Count the rows of every table of ours, as they are now."""
    return {name: len(found) for name, found in contents().items()}


def contents() -> dict[str, list[tuple]]:
    """Read every row of every table of ours, as it is now."""
    db.session.rollback()
    held = {
        table.name: sorted(map(tuple, db.session.execute(sa.select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }
    db.session.rollback()
    return held


def columns(table: str) -> set[str]:
    """Name the columns of a table."""
    return {column["name"] for column in sa.inspect(db.engine).get_columns(table)}


def differences() -> list:
    """List what differs between the tables and the models."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return compare_metadata(context, Base.metadata)


def taken_quiz(site: Site) -> None:
    """Fill the tables: a class, its students, a quiz on a bank, an attempt handed in, and one that runs."""
    teacher, ann, ben = site.person("teacher"), site.person(username="ann"), site.person(username="ben")
    quiz = site.quiz(site.school_class(teacher, ann, ben))
    site.attempt(ann, quiz, right=2)
    site.attempt(ben, quiz, submitted=False)


def test_the_tables_go_down_to_nothing_and_up_again(site):
    there = tables()
    taken_quiz(site)
    schema.migrate("base")
    assert tables() == {"alembic_version"}
    assert schema.current() is None
    schema.migrate()
    assert tables() == there == set(Base.metadata.tables) | {"alembic_version"}
    assert schema.current() == schema.newest()
    assert set(rows().values()) == {0}
    taken_quiz(site)
    assert rows()["response"] == 6


def raw() -> dict[str, list[dict]]:
    """Read every row of every table as the database has it, whatever the models say."""
    db.session.rollback()
    found = sa.MetaData()
    found.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: sorted((dict(row) for row in connection.execute(sa.select(table)).mappings()), key=repr)
            for name, table in found.tables.items()
        }


def test_people_and_what_hangs_on_them_outlive_the_way_from_the_first_tables_to_these_and_back(site):
    taken_quiz(site)
    sessions.sign_in(site.actor(db.session.get_one(Person, 1)), "teacher1", PASSWORD, days=1)
    schema.migrate("0001")
    before = raw()
    assert "keeper_id" not in before["person"][0]
    assert before["browser_session"]
    schema.migrate()
    after = raw()
    assert [row.pop("keeper_id") for row in after["person"]] == [None, None, None]
    assert [(row.pop("grace_seconds"), row.pop("late"), row.pop("late_minutes")) for row in after["quiz"]] == [
        (5, "teacher", 60)
    ]
    assert [(row.pop("reading"), row.pop("certainty")) for row in after["quiz"]] == [("never", "off")]
    assert {row.pop("certainty") for row in after["response"]} == {None}
    for name in before.keys() - {"alembic_version"}:
        assert after[name] == before[name], name
    assert differences() == []


def test_what_arrived_late_is_kept_by_the_newest_tables_and_quizzes_and_attempts_outlive_the_way_down(site):
    taken_quiz(site)

    @write
    def keep() -> None:
        db.session.add(LateResponse(attempt_id=1, position=1, sequence=9, answer=[0, None], arrived_at=NOW,
                                    origin="journal", digest="d" * 64))  # fmt: skip
        db.session.get_one(Quiz, 1).grace_seconds = 90

    keep()
    before = raw()
    schema.migrate("0002")
    assert "late_response" not in tables()
    down = raw()
    assert (len(down["attempt"]), len(down["response"]), len(down["quiz"])) == (2, 6, 1)
    assert down["response"] == [{name: one[name] for name in one if name != "certainty"} for one in before["response"]]
    schema.migrate()
    after = raw()
    assert after["late_response"] == []
    assert after["quiz"] == [{**before["quiz"][0], "grace_seconds": 5}]
    assert differences() == []


def test_the_tables_that_were_rebuilt_keep_their_checks_and_references(site):
    ann = site.person(username="ann")
    for statement in (
        "UPDATE person SET role = 'king'",
        "UPDATE person SET username = 'same'",
        "UPDATE person SET keeper_id = 999",
        "INSERT INTO late_response (attempt_id, position, sequence, flagged, arrived_at, origin, digest, reason) "
        "VALUES (999, 1, 1, FALSE, '2026-01-01', 'journal', 'd', '')",
        "INSERT INTO sign_in_failure (door, username, address, at) VALUES ('window', '', '', '2026-01-01')",
    ):
        site.person(username=f"other{len(statement)}")
        with pytest.raises(sa.exc.IntegrityError):
            write(lambda statement=statement: db.session.execute(sa.text(statement)))()
    assert db.session.get_one(Person, ann.id).role == "student"


def test_who_keeps_the_accounts_of_a_site_of_the_first_tables_is_read_from_its_audit_log(site):
    teacher, admin = site.person("teacher"), site.person("admin")
    school_class = site.school_class(teacher, code="abcd2345")
    classes.enrol_people(site.actor(teacher), school_class.id, [Row(2, "listed", "Listed")], "seed")
    people.register(Actor(None, "visitor", "visitor", later(hours=1)), "abcd2345", "joined", "Joined", PASSWORD)
    newcomers.create(site.actor(admin), "made", "Made", "student", FirstEntry("link", "seed"))
    schema.migrate("0001")
    schema.migrate()
    kept = dict(tuple(row) for row in db.session.execute(sa.select(Person.username, Person.keeper_id)))
    assert kept == {"teacher1": None, "admin2": None, "listed": teacher.id, "joined": teacher.id, "made": None}


def test_going_down_leaves_no_function_of_ours_in_the_database(app):
    schema.migrate("base")
    schema.migrate()
    schema.migrate("base")
    if db.engine.dialect.name == "postgresql":
        owned = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    else:
        owned = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    assert db.session.scalars(sa.text(owned)).all() == []


def test_migrating_what_is_up_to_date_changes_nothing(site):
    taken_quiz(site)
    before = rows()
    schema.migrate()
    assert rows() == before
    assert schema.current() == schema.newest()


def test_children_outlive_the_rebuilding_of_their_parents(site, extend):
    taken_quiz(site)
    before = contents()
    for table in ("enrolment", "assignment", "blueprint_line", "response"):
        assert before[table], table
    folder = extend(REBUILD)
    schema.migrate("head", folder)
    assert all("remark" in columns(parent) for parent in PARENTS)
    assert contents() == before
    assert schema.current() > schema.newest()
    schema.migrate(schema.newest(), folder)
    assert not any("remark" in columns(parent) for parent in PARENTS)
    assert contents() == before
    assert differences() == []


def test_references_hold_again_after_a_migration(site, extend):
    taken_quiz(site)
    schema.migrate("head", extend(REBUILD))

    @write
    def refer_to_nothing() -> None:
        db.session.add(Enrolment(class_id=999, person_id=999, enrolled_at=NOW))

    with pytest.raises(sa.exc.IntegrityError):
        refer_to_nothing()
    write(lambda: db.session.execute(sa.text("DELETE FROM attempt")))()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0


def test_references_hold_again_after_a_migration_that_failed(site, extend):
    with pytest.raises(LookupError):
        schema.migrate("head", extend(FAIL))

    @write
    def refer_to_nothing() -> None:
        db.session.add(Enrolment(class_id=999, person_id=999, enrolled_at=NOW))

    with pytest.raises(sa.exc.IntegrityError):
        refer_to_nothing()


def test_a_migration_that_breaks_a_reference_is_taken_back(site, extend):
    taken_quiz(site)
    before = rows()
    with pytest.raises((RuntimeError, sa.exc.IntegrityError)):
        schema.migrate("head", extend(MAKE_A_TABLE, BREAK_A_REFERENCE))
    assert rows() == before
    assert "extra" not in tables()
    assert schema.current() == schema.newest()


@pytest.mark.parametrize("bodies", [(f"{MAKE_A_TABLE}\n    {FAIL}",), (MAKE_A_TABLE, f"{MAKE_A_SECOND}\n    {FAIL}")])
def test_a_failing_migration_leaves_the_database_as_it_was_also_where_a_step_before_it_was_good(site, extend, bodies):
    taken_quiz(site)
    there, before = tables(), rows()
    with pytest.raises(LookupError):
        schema.migrate("head", extend(*bodies))
    assert tables() == there
    assert rows() == before
    assert schema.current() == schema.newest()
    site.person(username="eve")  # and nobody waits for ever


def test_several_who_migrate_at_once_migrate_once(app):
    schema.migrate("base")
    faults, ready = [], threading.Barrier(4)

    def bring_up() -> None:
        with app.app_context():
            ready.wait()
            try:
                schema.migrate()
            except Exception as fault:
                faults.append(fault)

    threads = [threading.Thread(target=bring_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert schema.current() == schema.newest()


def test_models_and_migrations_agree(app):
    assert differences() == []


def test_revisions_follow_one_another_without_a_fork(app):
    assert schema.is_known(schema.newest())
    assert not schema.is_known("of a later version")


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'other'", "DELETE FROM audit_entry"])
def test_the_newest_tables_refuse_to_change_the_audit_log(site, statement):
    actor = site.actor(site.person("admin"))
    write(lambda: note(actor, "test.noted"))()
    before = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    with pytest.raises(DBAPIError, match="only ever added to"):
        write(lambda: db.session.execute(sa.text(statement)))()
    entries = db.session.scalars(sa.select(AuditEntry.action)).all()
    assert len(entries) == before
    assert "test.noted" in entries


def test_an_empty_database_has_no_revision(tmp_path):
    app = create_app(settings_for(tmp_path))
    with app.app_context():
        assert schema.current() is None
        assert tables() == set()
        db.engine.dispose()
