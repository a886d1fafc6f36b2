"""The times that a teacher types: those of their zone, within years that make sense, and each one moment."""

from datetime import UTC, datetime

import pytest

from quizapp.core.plans import OTHER_YEAR, Plan, faults_of
from quizapp.store.queries.classes import students_in
from tests.builders import question
from tests.web.test_teacher_quizzes import filled, only_quiz

NEW = "/teach/quizzes/new"
ZONES = ("Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@pytest.fixture
def school(site):
    """Return a teacher's client, a class of students from far apart, and a bank."""
    teacher = site.person("teacher", zone="Europe/Berlin")
    bank = site.bank(*[question(name=f"e{number}") for number in range(3)], owner=teacher)
    return site.client(teacher), site.school_class(teacher, *[site.person(zone=zone) for zone in ZONES]), bank


@pytest.mark.parametrize("typed", ["9999-12-31T23:59", "0001-01-01T00:00", "1999-12-31T23:59", "2101-01-01T00:00"])
def test_a_year_without_sense_is_refused_in_a_sentence_that_names_the_limits(school, typed):
    client, school_class, bank = school
    for name in ("opens_at", "closes_at"):
        page = client.send(NEW, **filled(bank, school_class, **{name: typed}))
        assert page.status_code == 422
        assert "Use a year from 2000 to 2100." in page.text
        assert f'value="{typed}"' in page.text


@pytest.mark.parametrize("moment", [datetime(1999, 12, 31, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
def test_no_plan_holds_such_a_year(moment):
    found = [(fault.field, fault.message) for fault in faults_of(Plan("A quiz", opens_at=moment, closes_at=moment))]
    assert ("opens_at", OTHER_YEAR) in found
    assert ("closes_at", OTHER_YEAR) in found


def test_the_first_and_the_last_time_are_shown_to_people_of_every_zone(site, school):
    client, school_class, bank = school
    client.send(NEW, **filled(bank, school_class, opens_at="2000-01-01T01:00", closes_at="2100-12-31T23:59"))
    client.send(f"/teach/quizzes/{only_quiz().id}/publication")
    for student in students_in(school_class.id):
        assert "Bees" in site.client(student).get("/quizzes").text


@pytest.mark.parametrize("typed", ["2026-07-01T08:00+05:00", "2026-07-01T08:00Z", "2026-W27-3T08:00", "20260701T080000",
                                   "2026-07-01", "2026-07-32T08:00", "２026-07-01T08:00"])  # fmt: skip
def test_what_is_no_date_and_time_of_ones_own_clock_is_refused(school, typed):
    client, school_class, bank = school
    page = client.send(NEW, **filled(bank, school_class, opens_at=typed))
    assert page.status_code == 422
    assert "Write a date and a time, such as 2026-09-01 08:00." in page.text


def test_a_time_over_which_the_clocks_are_put_forward_does_not_exist(school):
    client, school_class, bank = school
    page = client.send(NEW, **filled(bank, school_class, opens_at="2026-03-29T02:30"))
    assert page.status_code == 422
    assert "This time does not exist" in page.text
    client.send(NEW, **filled(bank, school_class, opens_at="2026-03-29 03:30"))
    assert only_quiz().opens_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("hour", [0, 1])
def test_a_time_that_exists_twice_stays_the_one_it_was_until_somebody_changes_it(site, school, hour):
    client, school_class, bank = school
    stored = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)  # both are 02:30 in Berlin
    quiz = site.quiz(school_class, bank=bank, opens_at=stored)
    address = f"/teach/quizzes/{quiz.id}/edit"
    page = client.get(address)
    assert 'value="2026-10-25T02:30"' in page.text
    sent = filled(bank, school_class, title="Renamed", opens_at="2026-10-25T02:30")
    assert client.send(address, **sent).status_code == 200
    assert (only_quiz().title, only_quiz().opens_at) == ("Renamed", stored)
