"""The server killed at random moments under load: what was acknowledged is there, once, and whole."""

import random
import time

import pytest

from tests.faults.conftest import LONG, Stage

KILLS = {("SQLite", "granian"): (5, 200), ("PostgreSQL", "granian"): (1, 40), ("SQLite", "gunicorn"): (1, 20),
         ("PostgreSQL", "gunicorn"): (1, 10)}  # fmt: skip


@pytest.mark.parametrize("stage", ["granian", "gunicorn"] if LONG else ["granian"], indirect=True)
def test_killed_at_random_moments_under_load(stage: Stage):
    database = "PostgreSQL" if stage.server.settings.database_url else "SQLite"
    kills = KILLS[database, stage.server.server][LONG]
    chance = random.Random("the moments of the kills")
    for _ in range(kills):
        since = {student.person_id: max(0, len(student.taken) - 1) for student in stage.students}
        stage.server.start()
        repeat_what_was_answered(stage)
        with stage.load(patient=False) as load:
            load.until(20)
            time.sleep(chance.uniform(0, 0.5))
            stage.server.kill()
        stage.judge(since)
    stage.server.start()
    repeat_what_was_answered(stage)
    with stage.load() as load:
        load.until(50)
    stage.judge(runs=0)


def repeat_what_was_answered(stage: Stage) -> None:
    """Send again, just as it was, what each student was told last: it is taken as the same, and told as the same."""
    stage.come()
    for student in stage.students:
        if student.answered is not None and student.unanswered is None:
            assert student.hear(student.answered, student.send(student.answered)), student.answered
