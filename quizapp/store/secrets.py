"""Make and check secrets: passwords by Argon2id, and tokens that are stored as their digests only."""

import base64
import hashlib
import hmac
import os
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from quizapp.core.people import composed

# OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. Never inside a write transaction.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_cores = threading.BoundedSemaphore(os.cpu_count() or 1)
_nobody = _hasher.hash(secrets.token_hex(16))

# Letters and digits that nobody mistakes for one another, for codes that people copy by hand.
_CLEAR = "23456789abcdefghjkmnpqrstuvwxyz"


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password in its composed form, with its parameters and salt."""
    with _cores:
        return _hasher.hash(composed(password))


def check_password(hashed: str | None, password: str) -> bool:
    """Tell whether a password is the right one; a person who does not exist takes as long as one who does.

    Hashes of before passwords were composed are of what was typed, so that is tried too where it differs.
    """
    return any(_fits(hashed, form) for form in dict.fromkeys((composed(password), password)))


def _fits(hashed: str | None, password: str) -> bool:
    with _cores:
        try:
            return _hasher.verify(hashed or _nobody, password) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False


def new_token() -> str:
    """Make a secret of 256 bits that fits into an address or a cookie."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Return the digest under which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code(length: int = 8) -> str:
    """Make a code that people can read to one another (8 characters are 39 bits)."""
    return "".join(secrets.choice(_CLEAR) for _ in range(length))


def new_password() -> str:
    """Make a password that can be copied by hand: four groups of four (79 bits)."""
    return "-".join(new_code(4) for _ in range(4))


def derived_password(seed: str, username: str) -> str:
    """Return the first password of a person that a secret seed stands for; it looks like `new_password`'s."""
    number = int.from_bytes(_derived(seed, "password", username))
    letters = "".join(_CLEAR[number // len(_CLEAR) ** place % len(_CLEAR)] for place in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def derived_token(seed: str, username: str) -> str:
    """Return the token of the first link of a person that a secret seed stands for."""
    return base64.urlsafe_b64encode(_derived(seed, "link", username)).decode().rstrip("=")


def _derived(seed: str, purpose: str, username: str) -> bytes:
    return hmac.digest(seed.encode(), f"{purpose}:{username}".encode(), "sha256")


def new_seed() -> str:
    """Make the seed of a form."""
    return secrets.token_hex(8)
