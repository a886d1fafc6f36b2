"""Say what the tables of an export hold: their columns, each with its type, its meaning and how it is read.

Every format and every code book is made from these tables, so that none can say something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quizapp.core.cells import CUT, MOST_IN_A_CELL
from quizapp.core.errors import Text, say
from quizapp.core.quizzes import Counting, counted

Type = Literal["text", "whole", "number", "yes_no", "time", "json"]
FORMATS = ("csv", "xlsx", "jsonl")
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
}

# How a cell of each type is read, in each format.
READINGS: dict[Type, Text] = {
    "text": say(
        "A text. In CSV, a ' stands before what a spreadsheet would take for a formula. In CSV and XLSX, signs "
        "that control a machine are shown as pictures, such as ␀. In XLSX, a text of more than %(most)s characters is "
        "cut, and ends with “%(end)s”.",
        most=MOST_IN_A_CELL,
        end=CUT,
    ),
    "whole": say("A whole number."),
    "number": say("A number with a decimal point, and no sign between the thousands."),
    "yes_no": say("yes or no; in JSON true or false."),
    "time": say("A date and time in UTC: 2026-09-01 08:00:00; in JSON with a T between and a Z after."),
    "json": say("A value of its own in JSON; in CSV and XLSX its JSON as a text, which in XLSX may be cut like any."),
}


@dataclass(frozen=True)
class Column:
    """Describe one column; an empty cell (in JSON: null) says that there is no such thing."""

    name: str
    type: Type
    meaning: Text

    @property
    def reading(self) -> Text:
        """Return how its cells are read."""
        return READINGS[self.type]


@dataclass(frozen=True)
class Layout:
    """Describe one table: its name, what one row of it is, and its columns."""

    name: str
    title: Text
    row: Text
    columns: tuple[Column, ...]


_PERSON = (
    Column("person_id", "whole", say("The number of the person on this site; it never changes.")),
    Column("username", "text", say("What the person signs in with.")),
    Column("name", "text", say("The person's name.")),
)
_QUIZ = (
    Column("quiz_id", "whole", say("The number of the quiz on this site; it never changes.")),
    Column("quiz", "text", say("The title of the quiz.")),
)
_CLASSES = Column(
    "classes",
    "text",
    say("The classes that the person is in today (a teacher sees their own alone), by name, with “; ” between them."),
)

SCORES = Layout(
    "scores",
    say("Scores per user"),
    say("One row for each person and quiz: everybody who has an attempt, and everybody who could have one."),
    (
        *_PERSON,
        _CLASSES,
        *_QUIZ,
        Column("attempts_started", "whole", say("How many attempts were started within the dates.")),
        Column("attempts_handed_in", "whole", say("How many of them are handed in; only these count.")),
        Column("counting", "text", say("Which attempt counts: best, last, first, or mean.")),
        Column("score", "number", say("The points that count by that rule (mean: the mean of all). Empty: none yet.")),
        Column("most", "number", say("The most points that could be had in what counts.")),
        Column("percent", "number", say("The score in percent of the most (mean: the mean of the percents).")),
        Column("pass_percent", "whole", say("The pass mark of the quiz, in percent. Empty: it has none.")),
        Column("passed", "yes_no", say("Whether that percent reaches the pass mark. Empty: nothing to tell.")),
        Column("first_started_at", "time", say("When the first of the attempts began.")),
        Column("last_submitted_at", "time", say("When the last of the attempts was handed in.")),
    ),
)  # fmt: skip

ATTEMPTS = Layout(
    "attempts",
    say("Attempts"),
    say("One row for each attempt, running ones too."),
    (
        Column("attempt_id", "whole", say("The number of the attempt on this site; it never changes.")),
        *_PERSON,
        _CLASSES,
        *_QUIZ,
        Column("number", "whole", say("Counts the person's attempts at this quiz, from 1.")),
        Column("started_at", "time", say("When it began.")),
        Column("ends_at", "time", say("When its time is over. Empty: it has no end.")),
        Column("submitted_at", "time", say("When it was handed in. Empty: it is running.")),
        Column("submitted_how", "text", say("Who handed it in: student; time, when it was over; or teacher.")),
        Column("minutes", "number", say("How many minutes lie between the start and the handing in.")),
        Column("questions", "whole", say("How many questions its form has.")),
        Column("answered", "whole", say("How many of them have an answer, perhaps an incomplete one.")),
        Column("flagged", "whole", say("How many of them the student has flagged.")),
        Column(
            "score", "number", say("The points earned, as certainty makes them where it counts. Empty: it is running.")
        ),
        Column(
            "most",
            "number",
            say("The most points that its form can earn: three times its points where certainty counts."),
        ),
        Column("percent", "number", say("The score in percent of the most.")),
        Column("passed", "yes_no", say("Whether this attempt reaches the pass mark. Empty: nothing to tell.")),
        Column("seed", "text", say("The seed from which its form was drawn, and can be drawn again.")),
        Column("late_count", "whole", say("How many answers arrived when it was over or handed in.")),
        Column("late_waiting", "whole", say("How many of them wait for a decision; they do not count.")),
        Column("late_accepted", "whole", say("How many of them were taken over, and so could change the score.")),
    ),
)

RESPONSES = Layout(
    "responses",
    say("Single responses"),
    say("One row for each question of each attempt, also where it was left open."),
    (
        Column("attempt_id", "whole", say("The number of the attempt, as in the table of attempts.")),
        *_PERSON,
        *_QUIZ,
        Column("attempt_number", "whole", say("Counts the person's attempts at this quiz, from 1.")),
        Column("attempt_submitted_at", "time", say("When the attempt was handed in. Empty: it is running.")),
        Column("position", "whole", say("The place of the question in the form, from 1.")),
        Column("bank", "text", say("The id of the question bank.")),
        Column("question", "text", say("The id of the question in its bank.")),
        Column("question_version", "whole", say("The version of the question, from 1. An edit makes a new one.")),
        Column("question_digest", "text", say("The SHA-256 of what this version says.")),
        Column("kind", "text", say("The kind of question, such as single_choice.")),
        Column("topic", "text", say("The id of its topic in the bank.")),
        Column("difficulty", "text", say("easy, medium or hard.")),
        Column("answer", "text", say("The answer in words; “ | ” stands between its parts. Empty: left open.")),
        Column("answer_json", "json", say("The answer as it is stored: indices count from 0 in the bank's order.")),
        Column("key", "text", say("The answer that earns all points, in words; the first where several do.")),
        Column("points", "number", say("The points earned, whatever the certainty. Empty: the attempt is running.")),
        Column("most", "number", say("The most points that the question can earn.")),
        Column("verdict", "text", say("right, partly, wrong, or open (not answered). Empty: the attempt is running.")),
        Column("flagged", "yes_no", say("Whether the student has flagged the question.")),
        Column("certainty", "whole", say("How sure the student was: 1 not very, 2 fairly, 3 certain.")),
        Column("sequence", "whole", say("How often the answer, the flag or the certainty was changed; 0: never.")),
        Column("saved_at", "time", say("When the answer was saved last. Empty: never.")),
    ),
)  # fmt: skip

AUDIT = Layout(
    "audit",
    say("Audit log"),
    say("One row for each act of note, the oldest first."),
    (
        Column("id", "whole", say("Counts the entries.")),
        Column("at", "time", say("When it was done.")),
        Column("actor_id", "whole", say("The number of the person who did it. Empty: nobody who is signed in.")),
        Column("actor", "text", say("The name of who did it, as it was then.")),
        Column("action", "text", say("What was done, such as quiz.published.")),
        Column("subject", "text", say("The kind of thing that it was done to.")),
        Column("subject_id", "whole", say("The number of that thing.")),
        Column("subject_name", "text", say("The name of that thing, as it was then.")),
        Column("address", "text", say("The address from which it was done. Empty: from the server itself.")),
        Column("details", "json", say("What else is to be known of it.")),
    ),
)

RESULTS: dict[str, Layout] = {layout.name: layout for layout in (SCORES, ATTEMPTS, RESPONSES)}

CODE_BOOK = Layout(
    "code_book",
    say("Code book"),
    say("One row for each column of the table."),
    (
        Column("column", "text", say("The name of the column.")),
        Column("type", "text", say("text, whole, number, yes_no, time or json.")),
        Column("meaning", "text", say("What stands in it.")),
        Column("reading", "text", say("How its cells are read.")),
    ),
)


def code_book(layout: Layout) -> list[tuple[str, ...]]:
    """Return the rows of a table's code book."""
    return [(column.name, column.type, str(column.meaning), str(column.reading)) for column in layout.columns]


def score_that_counts(
    scores: Sequence[tuple[float, float]], counting: Counting
) -> tuple[float | None, float | None, float | None]:
    """Return the points that count, the most that could be had in them, and their share.

    `scores` are the (points, most) of the attempts handed in, first to last; forms may differ in what they can earn.
    """
    shares = [share_of(points, most) for points, most in scores]
    share = counted(shares, counting)
    if share is None:
        return None, None, None
    if counting == "mean":
        return sum(points for points, _ in scores) / len(scores), sum(most for _, most in scores) / len(scores), share
    place = len(scores) - 1 if counting == "last" else shares.index(share)
    return *scores[place], share


def share_of(points: float, most: float) -> float:
    """Return points as a share of what can be had."""
    return points / most if most else 0.0


def percent(share: float | None) -> float | None:
    """Return a share from 0 to 1 in percent, with two decimals."""
    return None if share is None else round(share * 100, 2)
