"""Decide what a username, a name and a password may be, and when signing in has to wait."""

import re
from datetime import timedelta

from quizapp.core.common_passwords import COMMON
from quizapp.core.errors import Fault, Invalid, NotNow, Text, invalid, say

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
SHORTEST_USERNAME, LONGEST_USERNAME, LONGEST_NAME = 3, 64, 120
_USERNAME = re.compile(r"^[\w][\w.@+-]*$")

# Failures within the window after which signing in waits: one account from one address, one account from anywhere,
# one address with any account. The last is high, for a whole school sits behind one address.
DOORS = ("sign_in", "password", "code")
WINDOW = timedelta(minutes=15)
MOST_FAILURES = (5, 50, 300)


# Endings and repetitions that make a long password no better: "password1234", "aaaaaaaaaaaa", "123412341234".
_FILLER = re.compile(r"[\d\W_]+$")


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


def require_good_password(password: str, username: str = "", field: str = "password") -> None:
    """Refuse a password that is too short, too long, common, or made of the username; raises `Invalid`."""
    if fault := _password_fault(password, username):
        raise Invalid(Fault(fault, field))


def _password_fault(password: str, username: str) -> Text | None:
    if len(password) < SHORTEST_PASSWORD:
        return say(
            "The password has %(length)s characters; use %(least)s or more. Four random words are easy to keep.",
            length=len(password),
            least=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        return say("The password is longer than %(most)s characters.", most=LONGEST_PASSWORD)
    folded = password.casefold()
    if folded in COMMON or _FILLER.sub("", folded) in _SEEDS or len(set(folded)) < 5:
        return say("This password is among the first that a stranger would try. Four random words are better.")
    if username and len(username) >= 4 and username.casefold() in folded and len(folded) - len(username) < 8:
        return say("The password is too much like the username. Choose another.")
    return None


_SEEDS = frozenset(
    [
        "password",
        "passw0rd",
        "qwerty",
        "qwertyuiop",
        "letmein",
        "welcome",
        "admin",
        "administrator",
        "iloveyou",
        "monkey",
        "dragon",
    ]
)


def require_patience(for_account_here: int, for_account: int, from_here: int) -> None:
    """Refuse to check a password after too many failures of late (counts as in `MOST_FAILURES`); raises `NotNow`."""
    if any(
        count >= most for count, most in zip((for_account_here, for_account, from_here), MOST_FAILURES, strict=True)
    ):
        raise NotNow(
            say(
                "Too many sign-ins have failed. Wait %(minutes)s minutes, or ask your teacher for a link that sets a "
                "new password.",
                minutes=int(WINDOW.total_seconds() // 60),
            )
        )
