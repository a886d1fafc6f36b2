"""Be the form of a quiz: its blueprint line by line, its terms and its classes.

The lines of the blueprint can be added, moved and removed without script: such a button sends the whole form, and the
form comes back arranged anew (`arranged`), with nothing saved and everything still there.
"""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.core.numbers import whole_number
from quizapp.core.plans import Line, Plan
from quizapp.core.quizzes import GRACE_SECONDS, LATE_MINUTES, MOST_LINES, TITLE_LENGTH
from quizapp.core.values import TEXT_LENGTH
from quizapp.store.queries import classes, quizzes
from quizapp.store.queries.blueprints import BankChoice, bank_choices
from quizapp.web.forms import LocalDateTimeField, Numbered, OnceForm, Part, WholeNumberField, at_most, needed
from quizapp.web.kinds import DIFFICULTY_NAMES

_LINE_FIELD = re.compile(r"^lines-(\d+)-(source|difficulty|count)$")
# The fields of a plan that the form has under the same name, with the same value.
_SAME = (
    "opens_at", "closes_at", "minutes", "attempts", "counting", "per_page", "shuffle",
    "forward_only", "feedback", "reading", "certainty", "pass_percent", "grace_seconds", "late", "late_minutes",
)  # fmt: skip
_MINUTES_HINT = lazy_gettext("Minutes for one attempt. Empty: no limit.")
_COUNTING_NAMES = [
    SelectChoice("best", lazy_gettext("The best")),
    SelectChoice("last", lazy_gettext("The last")),
    SelectChoice("first", lazy_gettext("The first")),
    SelectChoice("mean", lazy_gettext("The mean of all")),
]
_FEEDBACK_NAMES = [
    SelectChoice("at_once", lazy_gettext("As soon as an attempt is handed in")),
    SelectChoice("after_closing", lazy_gettext("After the quiz has closed")),
    SelectChoice("never", lazy_gettext("Never; only the score is shown")),
]
_READING_NAMES = [
    SelectChoice("never", lazy_gettext("Never")),
    SelectChoice("after", lazy_gettext("When the questions of a page are answered (an answer can still be changed)")),
    SelectChoice("always", lazy_gettext("Always, beside the questions")),
]
_CERTAINTY_NAMES = [
    SelectChoice("off", lazy_gettext("No")),
    SelectChoice("recorded", lazy_gettext("Yes; it is told with the results, and does not count")),
    SelectChoice("counted", lazy_gettext("Yes, and it counts: right 1, 2 or 3 times the points, wrong 0, −2 or −6")),
]
_LATE_NAMES = [
    SelectChoice("teacher", lazy_gettext("Each waits until I decide")),
    SelectChoice(
        "journal",
        lazy_gettext(
            "Each counts at once where the student's device has noted it before the end; the others wait for me"
        ),
    ),
]


class LineForm(Part):
    """Take one line of a blueprint."""

    source = SelectField(lazy_gettext("Drawn from"), [needed()])
    difficulty = SelectField(
        lazy_gettext("Difficulty"),
        choices=[SelectChoice("", lazy_gettext("any"))]
        + [SelectChoice(name, words) for name, words in DIFFICULTY_NAMES.items()],
    )
    count = WholeNumberField(lazy_gettext("How many"), [needed()], default=5)


class PlanForm(OnceForm):
    """Take all that a teacher decides about a quiz."""

    title = StringField(lazy_gettext("Title"), [needed(), at_most(TITLE_LENGTH)])
    description = TextAreaField(
        lazy_gettext("What students read before they start"), [at_most(TEXT_LENGTH)],
        description=lazy_gettext("Markdown. May be empty."),
    )  # fmt: skip
    lines = Numbered(FormField(LineForm), max_entries=MOST_LINES)
    opens_at = LocalDateTimeField(lazy_gettext("Opens"), description=lazy_gettext("Empty: as soon as it is published."))
    closes_at = LocalDateTimeField(lazy_gettext("Closes"), description=lazy_gettext("Empty: never."))
    minutes = WholeNumberField(lazy_gettext("Time limit"), [Optional()], description=_MINUTES_HINT)
    attempts = WholeNumberField(
        lazy_gettext("Attempts"), [Optional()], default=1, description=lazy_gettext("Empty: as many as one likes.")
    )
    counting = SelectField(lazy_gettext("Which attempt counts"), choices=_COUNTING_NAMES)
    per_page = WholeNumberField(lazy_gettext("Questions on a page"), [needed()], default=1)
    shuffle = BooleanField(lazy_gettext("Mix the questions of all lines"), default=True)
    forward_only = BooleanField(
        lazy_gettext("Forward only"), description=lazy_gettext("A page that was left cannot be seen again.")
    )
    feedback = RadioField(
        lazy_gettext("When students see the questions with the right answers"),
        choices=_FEEDBACK_NAMES, default="at_once",
    )  # fmt: skip
    reading = RadioField(
        lazy_gettext("When students can read the source during an attempt"),
        choices=_READING_NAMES, default="never",
        description=lazy_gettext(
            "All passages of the banks from which the questions are drawn. Where students see the right answers after "
            "the attempt, they also see the source, with the evidence of each question marked."
        ),
    )  # fmt: skip
    certainty = RadioField(
        lazy_gettext("Ask how sure a student is of each answer"),
        choices=_CERTAINTY_NAMES, default="off",
        description=lazy_gettext(
            "In three steps. Where it counts, the best score is three times the points, a score is never less than "
            "nothing, and whoever tells their certainty truly does best."
        ),
    )  # fmt: skip
    pass_percent = WholeNumberField(
        lazy_gettext("Pass mark"), [Optional()], description=lazy_gettext("Percent of the points. Empty: none.")
    )
    grace_seconds = WholeNumberField(
        lazy_gettext("Grace after the end"), [needed()], default=GRACE_SECONDS,
        description=lazy_gettext("Seconds. What was sent before the end may arrive so much later, and counts."),
    )  # fmt: skip
    late = RadioField(
        lazy_gettext("Answers that arrive later than that"), choices=_LATE_NAMES, default="teacher",
        description=lazy_gettext(
            "Where a student had no connection at the end, or has handed in before. They are always kept, and you see "
            "them beside the attempt."
        ),
    )  # fmt: skip
    late_minutes = WholeNumberField(
        lazy_gettext("How long after the end they may count at once"), [needed()], default=LATE_MINUTES,
        description=lazy_gettext(
            "Minutes, for the second choice. With it, students see the right answers only when these minutes are over, "
            "so that none can be sent in late. Whoever knows how can give an answer a false date; where much depends "
            "on it, decide yourself."
        ),
    )  # fmt: skip
    classes = SelectMultipleField(
        lazy_gettext("Classes"), coerce=int, widget=ListWidget(), option_widget=CheckboxInput()
    )

    def plan(self) -> Plan:
        """Return the plan that the form holds."""
        return Plan(
            lines=tuple(line_of(one.source.data, one.difficulty.data, one.count.data or 0) for one in self.lines),
            class_ids=tuple(self.classes.data or ()),
            **{name: self[name].data for name in _SAME},
            **{name: self[name].data or "" for name in ("title", "description")},
        )

    def offer(self, teacher_id: int, quiz_id: int | None = None) -> list[BankChoice]:
        """Fill in what can be chosen: the teacher's banks and classes, and what the quiz has already."""
        found = bank_choices(teacher_id)
        known = {source for bank in found for source in sources_of(bank)}
        for line in self.lines:
            kept = set() if line.form.source.data in (None, *known) or quiz_id is None else {line.form.source.data}
            line.form.source.choices = [SelectChoice(source, source) for source in (*known, *kept)]
        own = [listed.school_class for listed in classes.classes_of(teacher_id)]
        assigned = quizzes.classes_with(quiz_id) if quiz_id else []
        both = {one.id: one.name for one in (*own, *assigned)}
        self.classes.choices = [SelectChoice(class_id, name) for class_id, name in both.items()]
        return found


def source_of(bank_id: int, topic: str | None) -> str:
    """Write what a line draws from as one value: a bank, and a topic of it or none."""
    return f"{bank_id}:{topic or ''}"


def sources_of(choice: BankChoice) -> list[str]:
    """List what a line can draw from in a bank: all of it, and each topic."""
    return [source_of(choice.bank.id, None), *(source_of(choice.bank.id, topic.id) for topic, _ in choice.topics)]


def line_of(source: str | None, difficulty: str | None, count: int) -> Line:
    """Return the line that the fields of a form describe."""
    bank_id, _, topic = (source or "").partition(":")
    return Line(whole_number(bank_id) or 0, topic or None, difficulty or None, count)


def values_of(plan: Plan) -> dict[str, Any]:
    """Return what a form shows of a plan."""
    lines = [
        {"source": source_of(line.bank_id, line.topic), "difficulty": line.difficulty or "", "count": line.count}
        for line in plan.lines
    ]
    return {**vars(plan), "lines": lines, "classes": list(plan.class_ids)}


def lines_in(values: MultiDict[str, str]) -> list[dict[str, str]]:
    """List the lines that a form sent, in the order of their numbers."""
    found: dict[int, dict[str, str]] = {}
    for name, value in values.items():
        if (matched := _LINE_FIELD.match(name)) and (number := whole_number(matched[1])) is not None:
            found.setdefault(number, {})[matched[2]] = value
    return [found[number] for number in sorted(found)][:MOST_LINES]


def arranged(values: MultiDict[str, str], wish: str, source: str) -> MultiDict[str, str]:
    """Return what a form sent with its lines arranged anew: `add`, `remove-2`, `up-2` (counted from 0), else as is."""
    lines = lines_in(values)
    verb, _, number = wish.partition("-")
    at = whole_number(number, MOST_LINES)
    at = -1 if at is None else at
    if verb == "add":
        lines.append({"source": source, "difficulty": "", "count": "5"})
    elif verb == "remove" and 0 <= at < len(lines):
        del lines[at]
    elif verb == "up" and 0 < at < len(lines):
        lines[at - 1], lines[at] = lines[at], lines[at - 1]
    others = [(name, value) for name, value in values.items(multi=True) if not _LINE_FIELD.match(name)]
    return MultiDict(
        others + [(f"lines-{n}-{name}", value) for n, line in enumerate(lines) for name, value in line.items()]
    )


def first_source(choices: Sequence[BankChoice]) -> str:
    """Return what a new line draws from until the teacher chooses."""
    return source_of(choices[0].bank.id, None) if choices else ""
