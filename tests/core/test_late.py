"""What happens to an answer that arrives when its attempt is over: it waits, or the journal's date lets it count."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from quizapp.core.late import Policy, counts_at_once, digest_of, ended_at, journal_date, newest

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BY_JOURNAL = Policy("journal", 60)


def after(minutes):
    """Return a moment so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("made", "arrived", "counts"),
    [
        (29, 31, True),
        (0, 90, True),
        (29, 90.02, False),
        (30, 31, False),
        (31, 32, False),
        (-1, 31, False),
        (None, 31, False),
    ],
)
def test_by_the_journal_an_answer_counts_that_was_given_before_the_end_and_came_soon_after(made, arrived, counts):
    made_at = None if made is None else after(made)
    assert counts_at_once(BY_JOURNAL, NOON, after(30), made_at, after(arrived)) is counts
    assert not counts_at_once(Policy("teacher", 60), NOON, after(30), made_at, after(arrived))


def test_an_attempt_took_its_last_answer_at_its_end_or_when_it_was_handed_in_before():
    assert ended_at(None, None) is None
    assert ended_at(after(30), None) == after(30)
    assert ended_at(None, after(5)) == after(5)
    assert ended_at(after(30), after(5)) == after(5)
    assert ended_at(after(30), after(31)) == after(30)


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2026-03-02", "2026-03-02T12:00:00", "1970-01-01T00:00:00Z", "2101-01-01T00:00:00Z",
        "2026-02-31T12:00:00Z", "2026-03-02T12:00:00+99:00", "9" * 5000,
    ],
)  # fmt: skip
def test_a_date_that_is_none_or_absurd_is_kept_as_none(text):
    assert journal_date(text) is None


@pytest.mark.parametrize("text", ["2026-03-02T12:00:00Z", "2026-03-02T12:00:00.000Z", " 2026-03-02T13:00:00+01:00 "])
def test_a_date_of_a_journal_is_read(text):
    assert journal_date(text) == NOON


def test_a_late_answer_is_known_again_by_its_sequence_and_what_it_says():
    assert digest_of(4, [0, None]) == digest_of(4, [0, None])
    assert len({digest_of(4, [0, None]), digest_of(5, [0, None]), digest_of(4, [0, 1]), digest_of(4, None)}) == 4


def test_the_newest_late_answer_of_each_question_is_that_of_the_highest_sequence_and_then_of_the_latest_time():
    def kept(number, position, sequence, made=None, arrived=40):
        return SimpleNamespace(id=number, position=position, sequence=sequence,
                               made_at=made and after(made), arrived_at=after(arrived))  # fmt: skip

    rows = [kept(1, 1, 3, 20), kept(2, 1, 2, 25), kept(3, 2, 1, 20), kept(4, 2, 1, 21), kept(5, 3, 1)]
    assert {place: one.id for place, one in newest(rows).items()} == {1: 1, 2: 4, 3: 5}
    assert newest(reversed(rows)) == newest(rows)
