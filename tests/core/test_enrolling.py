"""Reading the list of a class: every fault in one report, by row."""

import pytest

from quizapp.core.enrolling import MOST_ROWS, Account, class_list
from quizapp.core.errors import Invalid

ACCOUNTS = {
    "ann": Account(1, "Ann of before", "student"),
    "bea": Account(2, "Bea", "student", enrolled=True),
    "boss": Account(3, "Boss", "admin"),
    "gone": Account(4, "Gone", "student", suspended=True),
}


def read(*cells, faults=()):
    """Read rows (username, name), numbered from 2."""
    numbered = [(number, *cell) for number, cell in enumerate(cells, 2)]
    known = ACCOUNTS.items()
    return class_list(numbered, lambda names: {name: account for name, account in known if name in names}, faults)


def test_rows_are_sorted_out_by_what_enrolling_them_does():
    listed = read((" Cem ", "Cem"), ("ANN", "Ann"), ("bea", "Bea"))
    assert [row.username for row in listed.new] == ["cem"]
    assert [(row.name, account.name) for row, account in listed.known] == [("Ann", "Ann of before")]
    assert [row.username for row, _ in listed.enrolled] == ["bea"]


def test_every_fault_is_told_in_the_order_of_the_rows():
    with pytest.raises(Invalid) as refused:
        read(("x", ""), ("cem", "Cem"), ("boss", "Boss"), ("cem", "Cem"), ("gone", "Gone"))
    told = [(fault.line, fault.field, str(fault.message)) for fault in refused.value.faults]
    assert [(line, field) for line, field, _ in told] == [
        (2, "username"), (2, "name"), (4, "username"), (5, "username"), (6, "username"),
    ]  # fmt: skip
    assert told[3][2] == "Row 5: The username “cem” stands in row 3 already."


def test_an_empty_list_and_one_that_is_too_long_are_refused():
    with pytest.raises(Invalid, match="no students"):
        read()
    with pytest.raises(Invalid, match=f"enrol {MOST_ROWS} at a time"):
        read(*[(f"student{number}", "Student") for number in range(MOST_ROWS + 1)])
