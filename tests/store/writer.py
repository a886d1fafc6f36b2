"""Be another process that writes to the database of a test: `python -m tests.store.writer FOLDER URL WHAT ...`.

It says `ready`, waits for a line, does WHAT, and says what came of it.
"""

import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from quizapp.app import create_app
from quizapp.store.db import db, write
from quizapp.store.models import OnceToken
from tests.conftest import settings_for

COUNTER = "counter"


@write
def count(writer: str) -> int:
    """Read the counter, change it, write it back, and note down who did."""
    counter = db.session.get_one(OnceToken, COUNTER)
    counter.result += 1
    db.session.add(OnceToken(token=f"{counter.result:06}", result=int(writer), at=datetime.now(UTC)))
    return counter.result


@write
def count_and_wait() -> None:
    """Change the counter, and stay in the middle of the write until a line comes."""
    db.session.get_one(OnceToken, COUNTER).result += 1000
    db.session.flush()
    say("holding")
    sys.stdin.readline()


def count_side_by_side(app, name: int, threads: int, times: int) -> None:
    """Count in several threads."""

    def work(number: int) -> None:
        with app.app_context():
            for _ in range(times):
                count(str(name * 100 + number))

    working = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()


def count_around_a_fork() -> None:
    """Count before a fork, in the child, and in the parent; the parent holds nothing that the child waits for."""
    count("1")
    child = os.fork()
    if child == 0:
        count("2")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    count("3")


def say(words: str) -> None:
    """Tell the test."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do what the arguments say."""
    folder, url, what, *numbers = sys.argv[1:]
    app = create_app(settings_for(Path(folder), url))
    say("ready")
    sys.stdin.readline()
    with app.app_context():
        if what == "count":
            count_side_by_side(app, *map(int, numbers))
        elif what == "fork":
            count_around_a_fork()
        else:
            count_and_wait()
    say("done")


if __name__ == "__main__":
    main()
