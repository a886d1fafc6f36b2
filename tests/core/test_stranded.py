"""A file of stranded answers is a stranger's: bounded, checked whole, with the place of every fault."""

import json

import pytest

from quizapp.core.errors import Invalid
from quizapp.core.stranded import MOST_KB, compact, read_stranded

ENTRY = {"position": 1, "sequence": 4, "content": "q1=2&sequence-1=4", "made_at": "2026-03-02T12:00:00Z"}
ATTEMPT = {"attempt": 7, "quiz": "Bees", "person": "Ann", "entries": [ENTRY]}
FILE = {"format": "quizapp-stranded-1", "site": "http://school.example", "saved_at": "soon", "attempts": [ATTEMPT]}


def written(**changes) -> bytes:
    """Write a file with changes."""
    return json.dumps({**FILE, **changes}, indent=1).encode()


def faults(data: bytes) -> list[tuple[str, int | None]]:
    """Return the field and the line of each fault of a file."""
    with pytest.raises(Invalid) as refused:
        read_stranded(data)
    return [(fault.field, fault.line) for fault in refused.value.faults]


def test_a_file_is_read_and_what_it_says_beyond_is_passed_over():
    stranded, document = read_stranded(written(more="of a later version"))
    (attempt,) = stranded.attempts
    assert (stranded.site, attempt.attempt, attempt.person) == ("http://school.example", 7, "Ann")
    assert (attempt.entries[0].position, attempt.entries[0].sequence, attempt.entries[0].device_at) == (1, 4, None)
    assert read_stranded(compact(document).encode())[0] == stranded


def test_every_fault_is_told_at_once_with_its_field_and_line():
    wrong = {**ENTRY, "position": 0, "sequence": "4", "content": None}
    found = faults(written(format="another", attempts=[{**ATTEMPT, "attempt": True, "entries": [ENTRY, wrong]}]))
    assert [field for field, _ in found] == [
        "format", "attempts.0.attempt", "attempts.0.entries.1.position", "attempts.0.entries.1.sequence",
        "attempts.0.entries.1.content",
    ]  # fmt: skip
    assert all(line and line > 1 for _, line in found)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"", "file"),
        (b"a picture", "file"),
        (b"- yaml: 1", "file"),
        (b"{", ""),
        (b"[1]", ""),
        (b'{"format": "quizapp-stranded-1", "format": "quizapp-stranded-1"}', "format"),
        (b" " * (MOST_KB * 1000 + 1), "file"),
        (written(attempts=[]), "attempts"),
        (written(attempts=[{**ATTEMPT, "entries": []}]), "attempts.0.entries"),
        (written(attempts=[ATTEMPT] * 51), "attempts"),
        (written(attempts=[{**ATTEMPT, "person": "x" * 301}]), "attempts.0.person"),
        (written(attempts=[{**ATTEMPT, "entries": [{**ENTRY, "content": "x" * 8001}]}]),
         "attempts.0.entries.0.content"),
        (written(attempts=[{**ATTEMPT, "attempt": 2**31}]), "attempts.0.attempt"),
        (b"[" * 100_000, ""),
        (b"\xff{", ""),
    ],
)  # fmt: skip
def test_what_is_no_such_file_or_too_much_is_refused(data, field):
    found = [place.split(".1.")[0] for place, _ in faults(data)]
    assert any(place == field or (not field and place is not None) for place in found), found
