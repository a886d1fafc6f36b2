"""Decide what a username, a name and a password may be, and when signing in has to wait."""

import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta

from quizapp.core.errors import Fault, Invalid, NotNow, Text, invalid, say

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
SHORTEST_USERNAME, LONGEST_USERNAME, LONGEST_NAME = 3, 64, 120
_USERNAME = re.compile(r"^[\w][\w.@+-]*$")

# Failures within the window after which a door waits. A browser in which the person has signed in before is known, and
# is judged by its own failures alone; all others by those for one account from one address, for one account from
# anywhere, and from one address with any account. The last is high, for a whole school sits behind one address.
DOORS = ("sign_in", "password", "code")
WINDOW = timedelta(minutes=15)
MOST_FAILURES = {
    "known_browser": 10,
    "account_here": 5,
    "account": 50,
    "address": 300,
    "password": 10,
    "code_of_person": 30,
    "codes_here": 300,
}

# How hard a password is to guess is told by zxcvbn from 0 to 4; it reads so many characters, and looks for these words.
LEAST_SCORE, CHARACTERS_JUDGED = 3, 72
SITE_WORDS = ("quizapp", "quiz", "password")
_one_at_a_time = threading.Lock()  # zxcvbn keeps the words to look for in one place for all threads


def tidy_username(text: str) -> str:
    """Return a username as it is stored: without spaces around it, and in lower case; raises `Invalid`."""
    name = text.strip().casefold()
    if not SHORTEST_USERNAME <= len(name) <= LONGEST_USERNAME or not _USERNAME.match(name):
        raise invalid(
            say(
                "A username has %(least)s to %(most)s letters, digits, or . _ - + @, and no spaces.",
                least=SHORTEST_USERNAME,
                most=LONGEST_USERNAME,
            ),
            "username",
        )
    return name


def tidy_name(text: str) -> str:
    """Return a person's name with single spaces; raises `Invalid`."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise invalid(say("Give a name of 1 to %(most)s characters.", most=LONGEST_NAME), "name")
    return name


def require_good_password(password: str, username: str = "", name: str = "", field: str = "password") -> None:
    """Refuse a password that is too short, too long, or easy to guess for who knows the person; raises `Invalid`."""
    if fault := _password_fault(composed(password), [username, name, *re.split(r"[\W_]+", f"{username} {name}")]):
        raise Invalid(Fault(fault, field))


def composed(password: str) -> str:
    """Return a password in the one form that it is hashed in, whichever keyboard composed its letters (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def _password_fault(password: str, words: Sequence[str]) -> Text | None:
    if len(password) < SHORTEST_PASSWORD:
        return say(
            "The password has %(length)s characters; use %(least)s or more. Four random words are easy to keep.",
            length=len(password),
            least=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        return say("The password is longer than %(most)s characters.", most=LONGEST_PASSWORD)
    if _score(password, words) < LEAST_SCORE:
        return say("This password is too easy to guess. Take four random words instead.")
    return None


def _score(password: str, words: Sequence[str]) -> int:
    from zxcvbn import zxcvbn  # its lists of words are large, and few requests need them

    with _one_at_a_time:
        told = zxcvbn(password[:CHARACTERS_JUDGED], [word for word in (*words, *SITE_WORDS) if word])
    return told["score"]


def require_patience(door: str, failures: Mapping[str, int]) -> None:
    """Refuse another try after too many failures of late, counted as in `MOST_FAILURES`; raises `NotNow`."""
    if all(count < MOST_FAILURES[arm] for arm, count in failures.items()):
        return
    minutes = int(WINDOW.total_seconds() // 60)
    if door == "sign_in":
        advice = say(
            "Too many sign-ins have failed. Wait %(minutes)s minutes, or ask your teacher or an administrator for a "
            "link that sets a new password.",
            minutes=minutes,
        )
        raise NotNow(advice)
    raise NotNow(say("Too many tries have failed. Wait %(minutes)s minutes, then try again.", minutes=minutes))
