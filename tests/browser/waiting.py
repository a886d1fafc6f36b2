"""Wait in a browser test until something is so, and move the end of an attempt."""

import re
import time
from collections.abc import Callable
from datetime import datetime

from playwright.sync_api import Page, expect

from quizapp.store.db import db, write
from quizapp.store.models import Attempt


def saved(page: Page, seconds: int = 5) -> None:
    """Wait until the page says that all is saved."""
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^saved on the server at \d"), timeout=seconds * 1000)


def end_at(attempt_id: int, moment: datetime) -> None:
    """Let an attempt end at another moment, as an allowance does."""

    @write
    def move() -> None:
        db.session.get_one(Attempt, attempt_id).ends_at = moment

    move()


def until(so: Callable[[], object]) -> None:
    """Wait until something is so on the server."""
    for _ in range(200):
        db.session.rollback()
        if so():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to be so")
