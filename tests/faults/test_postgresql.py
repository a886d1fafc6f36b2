"""PostgreSQL itself restarted, crashed, closed to writing and out of room under load, while the site runs on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.settings import Settings
from quizapp.store.db import db
from tests.conftest import settings_for
from tests.faults.conftest import DATABASES, IS_ROOT, LONG, Stage
from tests.faults.disks import Disk
from tests.faults.postgresql import Cluster
from tests.faults.test_disk import until_told

ROUNDS = 10 if LONG else 1
FULL, UNAVAILABLE = 507, 503
__test__ = "postgresql" in DATABASES  # else the table at the end says what was left out


@pytest.fixture
def settings(cluster: Cluster, tmp_path: Path) -> Settings:
    """Return the settings of a fresh database of PostgreSQL."""
    return replace(settings_for(tmp_path, cluster.create()), sweep_seconds=1)


@pytest.fixture
def served(stage: Stage) -> Stage:
    """Return a site that is served, whose database nobody holds but its server."""
    stage.server.start()
    return stage


def let_go(stage: Stage) -> None:
    """Hold no connection here, and forget what was answered so far."""
    db.session.remove()
    db.engine.dispose()
    for student in stage.students:
        student.statuses.clear()


@pytest.mark.parametrize("how", ["fast", "immediate"] if LONG else ["immediate"])
def test_postgresql_restarted_under_load(served: Stage, cluster: Cluster, how: str):
    served.name += f", {how}"
    workers = served.server.processes()
    for _ in range(ROUNDS):
        with served.load() as load:
            load.until(50)
            let_go(served)
            cluster.stop(how)
            until_told(served, UNAVAILABLE)
            cluster.start()
            load.until(50)
        served.judge()
    assert served.server.processes() == workers


def test_postgresql_that_goes_away_behind_a_page_takes_no_answer_along(stage: Stage, cluster: Cluster):
    client, after = stage.site.client(stage.site.person("student")), stage.site.app.after_request_funcs
    after.setdefault(None, []).append(lambda page: (cluster.stop("immediate"), page)[1])
    db.session.remove()
    with ThreadPoolExecutor(1) as visitor:  # in a thread, as by a server, each request has a session of its own
        try:
            assert visitor.submit(client.get, "/quizzes").result().status_code == 200
        finally:
            after[None].pop()
            cluster.start()
        assert visitor.submit(client.get, "/quizzes").result().status_code == 200


def test_postgresql_that_can_only_be_read(served: Stage, cluster: Cluster):
    with served.load() as load:
        load.until(50)
        let_go(served)
        cluster.close_to_writing()
        try:
            until_told(served, UNAVAILABLE)
        finally:
            cluster.open_to_writing()
        load.until(50)
    served.judge()


@pytest.fixture
def disk(cluster: Cluster) -> Iterator[Disk]:
    """Return a small disk where PostgreSQL can reach it."""
    disk = Disk(cluster.folder / "disk")
    yield disk
    disk.release()


class TestOutOfRoom:
    """PostgreSQL's own files on a small disk, which only root can make."""

    __test__ = __test__ and IS_ROOT

    @pytest.fixture
    def settings(self, disk: Disk, cluster: Cluster, tmp_path: Path) -> Iterator[Settings]:
        """Return the settings of a fresh database on the small disk."""
        cluster.place("small", disk.folder)
        url = cluster.create("small")
        yield replace(settings_for(tmp_path, url), sweep_seconds=1)
        cluster.administer(f'DROP DATABASE "{url.partition("@/")[2].partition("?")[0]}" WITH (FORCE)')
        cluster.administer("DROP TABLESPACE small")

    def test_postgresql_out_of_room(self, served: Stage, disk: Disk):
        with served.load() as load:
            load.until(50)
            let_go(served)
            with disk.full():
                until_told(served, FULL)
            load.until(50)
        served.judge()
