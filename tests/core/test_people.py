"""Which passwords are refused, and which are taken; and that the letters of one are the same on every keyboard."""

import unicodedata

import pytest
from argon2 import PasswordHasher

from quizapp.core.errors import Invalid
from quizapp.core.people import LONGEST_PASSWORD, SHORTEST_PASSWORD, require_good_password
from quizapp.store.secrets import check_password, hash_password

# What people type when they have to type twelve characters: from no list but this one.
EASY = [
    "123456789012", "passwordpassword", "Passwort1234", "football1234", "michael12345", "qwertyuiopas",
    "zaq12wsxcde3", "quizapp12345", "aaaaaaaaaaaaaa", "abcdefghijkl", "1q2w3e4r5t6y", "letmeinletmein",
    "administrator1", "iloveyou12345", "qazwsxedcrfv", "p@ssw0rdp@ssw0rd", "monkeymonkey1", "liverpool2024!",
    "111122223333", "abcabcabcabc",
]  # fmt: skip
DECOMPOSED = unicodedata.normalize("NFD", "müde Füchse zählen Körbe")


@pytest.mark.parametrize("password", EASY)
def test_a_password_that_is_easy_to_guess_is_refused_with_what_to_do(password):
    assert len(password) >= SHORTEST_PASSWORD
    with pytest.raises(Invalid, match="too easy to guess"):
        require_good_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "wobbly lantern eats cheese",
        "k7pw-x2mz-9qrt-4hvn",
        DECOMPOSED,
        "четыре сонных ежа поют",
        "静かな 亀 が 四匹 泳いで",
    ],
)
def test_a_password_that_is_hard_to_guess_is_taken_in_any_script(password):
    require_good_password(password)


@pytest.mark.parametrize(("username", "name"), [("beatrix.kowalke", "Bea"), ("bea", "Beatrix Kowalke")])
def test_a_password_made_of_ones_own_names_is_refused(username, name):
    require_good_password("kowalkebeatrix")
    with pytest.raises(Invalid, match="too easy to guess"):
        require_good_password("kowalkebeatrix", username, name)


def test_a_password_is_measured_in_characters_as_they_are_read():
    words = "wobbly lantern eats cheese and "
    require_good_password((words * 10)[:LONGEST_PASSWORD])
    for password in ("kq7ü vb9zxw", unicodedata.normalize("NFD", "kq7ü vb9zxw"), "x" * (LONGEST_PASSWORD + 1)):
        with pytest.raises(Invalid, match="characters"):
            require_good_password(password)


def test_a_password_is_the_same_however_a_keyboard_composes_its_letters():
    composed = unicodedata.normalize("NFC", DECOMPOSED)
    assert composed != DECOMPOSED
    assert check_password(hash_password(DECOMPOSED), composed)
    assert check_password(hash_password(composed), DECOMPOSED)
    assert not check_password(hash_password(composed), composed + "x")


def test_the_hash_of_a_password_that_was_not_composed_still_opens():
    assert check_password(PasswordHasher(time_cost=1, memory_cost=64).hash(DECOMPOSED), DECOMPOSED)
