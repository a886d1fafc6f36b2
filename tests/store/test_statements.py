"""Statements on SQLite's driver: what goes in and comes out is what SQLAlchemy would have made of it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import sqlite

from quizapp.store.models import BrowserSession
from quizapp.store.statements import Compiled

ENDED = select(BrowserSession.id, BrowserSession.expires_at).where(BrowserSession.expires_at <= bindparam("now"))


@pytest.mark.parametrize("moment", [
    datetime(2026, 11, 25, 8, 5, tzinfo=UTC),
    datetime(2026, 11, 25, 8, 5, 1, 20, tzinfo=timezone(timedelta(hours=-7, minutes=-30))),
])  # fmt: skip
def test_a_time_is_stored_as_sqlalchemy_stores_it_and_comes_back(moment):
    dialect = sqlite.dialect()
    compiled = Compiled(ENDED, dialect, ())
    _, (stored,) = compiled.asked({"now": moment})
    assert stored == BrowserSession.expires_at.type.dialect_impl(dialect).bind_processor(dialect)(moment)
    assert compiled.shaped([(7, stored)]) == [[7, moment]]


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        Compiled(ENDED, sqlite.dialect(), ()).asked({"now": datetime(2026, 11, 25)})
