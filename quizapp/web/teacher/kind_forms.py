"""Write questions of each kind in forms, whose fields are named as in the question's document."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, FormField, StringField, TextAreaField

from quizapp.core.options import MOST_OPTIONS, MOST_SENTENCES
from quizapp.core.sentences import spelled_out
from quizapp.web.document_forms import NumberText, OneOfRows, Row, Rows, TruthField, value_of
from quizapp.web.teacher.question_forms import QuestionForm, select

_FEEDBACK = lazy_gettext("Feedback")


class MarkedRow(Row):
    """Offer one choice, of which any number may be right."""

    marks = ("text", "right", "feedback")
    text = StringField(lazy_gettext("Option"))
    right = BooleanField(lazy_gettext("right"))
    feedback = StringField(_FEEDBACK)


class SingleRow(Row):
    """Offer one choice, of which exactly one is right."""

    marks = ("text", "feedback")
    text = StringField(lazy_gettext("Option"))
    right = OneOfRows(lazy_gettext("right"))
    feedback = StringField(_FEEDBACK)


class PairRow(Row):
    """Hold two things that belong together."""

    marks = ("left", "right")
    left = StringField(lazy_gettext("Left"))
    right = StringField(lazy_gettext("Right"))


class GapRow(Row):
    """Hold the choices for one gap."""

    marks = ("options",)
    called = lazy_gettext("Gap")
    options = Rows(FormField(SingleRow), lazy_gettext("Options"), least=3, most=MOST_OPTIONS)


class SentenceRow(Row):
    """Offer one sentence of a passage; without its words, it stands for all sentences of the passage."""

    marks = ("passage", "text", "right", "feedback")
    passage = select(lazy_gettext("Passage"))
    text = TextAreaField(lazy_gettext("Sentence"))
    right = BooleanField(lazy_gettext("it is the evidence"))
    feedback = StringField(_FEEDBACK)


class SentenceRows(Rows):
    """Hold the sentences of a reading; the page is told where it holds others than were sent."""

    renewed = False

    def refill(self, rows: list[dict[str, Any]]) -> None:
        """Put these rows in the place of all that are there."""
        while self.entries:
            self.pop_entry()
        for row in rows:
            self.append_entry(row)
        self.renewed = True


def _options(row: type[Row], description: Any) -> Rows:
    return Rows(FormField(row), lazy_gettext("Options"), least=4, most=MOST_OPTIONS, description=description)


class SingleChoiceForm(QuestionForm):
    """Write a question with one right option."""

    kind = "single_choice"
    options = _options(SingleRow, lazy_gettext("Mark the right one. Feedback is told to whoever chose the option."))
    shuffle = BooleanField(lazy_gettext("Shuffle the options for each student"), default=True)


class MultipleChoiceForm(QuestionForm):
    """Write a question with several right options."""

    kind = "multiple_choice"
    options = _options(MarkedRow, lazy_gettext("Mark every right one. Feedback is told to whoever chose the option."))
    shuffle = BooleanField(lazy_gettext("Shuffle the options for each student"), default=True)


class TrueFalseForm(QuestionForm):
    """Write a statement to be judged."""

    kind = "true_false"
    right = TruthField(lazy_gettext("The statement is"))
    feedback_if_true = StringField(lazy_gettext("Feedback for “true”"))
    feedback_if_false = StringField(lazy_gettext("Feedback for “false”"))


class ShortAnswerForm(QuestionForm):
    """Write a question that is answered in a few words."""

    kind = "short_answer"
    accepted = Rows(StringField(lazy_gettext("Wording")), lazy_gettext("Accepted wordings"), least=3, most=50,
                    description=lazy_gettext("The first is shown as the right answer. Spaces are forgiven, and the "
                                             "look of quotes and dashes."))  # fmt: skip
    case_matters = BooleanField(lazy_gettext("Capital and small letters matter"))


class NumericForm(QuestionForm):
    """Write a question that is answered with a number."""

    kind = "numeric"
    value = NumberText(lazy_gettext("Right number"))
    tolerance = NumberText(lazy_gettext("Tolerance"), default=0.0, description=lazy_gettext(
        "How far off an answer may be, to either side."))  # fmt: skip
    unit = StringField(lazy_gettext("Unit"), description=lazy_gettext("Shown behind the field, such as km."))


class MatchingForm(QuestionForm):
    """Write pairs to be found."""

    kind = "matching"
    pairs = Rows(FormField(PairRow), lazy_gettext("Pairs"), least=4, most=MOST_OPTIONS,
                 description=lazy_gettext("Several may share a right-hand side."))  # fmt: skip
    distractors = Rows(StringField(lazy_gettext("Distractor")), lazy_gettext("Distractors"), most=MOST_OPTIONS,
                       description=lazy_gettext("Right-hand sides that belong to nothing."))  # fmt: skip


class OrderingForm(QuestionForm):
    """Write things to be put in order."""

    kind = "ordering"
    items = Rows(StringField(lazy_gettext("Item")), lazy_gettext("Items"), least=4, most=MOST_OPTIONS,
                 description=lazy_gettext("In their right order; students see them in another."))  # fmt: skip


class ClozeForm(QuestionForm):
    """Write a text with gaps."""

    kind = "cloze"
    text = TextAreaField(lazy_gettext("Text with gaps"), description=lazy_gettext(
        "Write {1} where the first gap is, {2} where the second is, and so on."))  # fmt: skip
    gaps = Rows(FormField(GapRow), lazy_gettext("Gaps"), least=2, most=MOST_OPTIONS,
                description=lazy_gettext("For each gap, what is offered; mark the right one."))  # fmt: skip
    shuffle = BooleanField(lazy_gettext("Shuffle the options for each student"), default=True)


class HotTextForm(QuestionForm):
    """Write a reading in whose sentences something is to be found."""

    kind = "hot_text"
    sentences = SentenceRows(FormField(SentenceRow), lazy_gettext("Sentences"), least=3, most=MOST_SENTENCES,
                     description=lazy_gettext(
        "In the order in which they are read. Choose a passage and leave the sentence empty to have all its sentences: "
        "“Preview” and “Save” write them out, one in each row, and tick those in which a quotation from the evidence "
        "below stands."))  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        """Write out the rows that stand for whole passages, as far as the list has room, and read the question."""
        rows = self.document.get("sentences", [])
        if rows != value_of(self.sentences) and len(rows) <= MOST_SENTENCES:
            self.sentences.refill(rows)
        return super().validate(extra_validators)

    @property
    def document(self) -> dict[str, Any]:
        """Return the question's document as the form has it, with all sentences of whole passages."""
        found = super().document
        texts = {passage.id: passage.text for passage in self.heading.passages}
        rows = spelled_out(found.get("sentences", ()), texts, found.get("evidence", ()))
        return {**found, "sentences": rows}

    def offer(self) -> None:
        """Fill the lists to choose from with what the bank has."""
        super().offer()
        for entry in self.sentences.entries:
            entry.form.passage.choices = self.passages


FORMS: dict[str, type[QuestionForm]] = {
    form.kind: form
    for form in (SingleChoiceForm, MultipleChoiceForm, TrueFalseForm, ShortAnswerForm, NumericForm, MatchingForm,
                 OrderingForm, ClozeForm, HotTextForm)
}  # fmt: skip
