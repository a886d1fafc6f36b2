"""Write questions in forms: one class for each kind, whose fields are named as in the question's document."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from quizapp.core.banks import Heading
from quizapp.core.documents import read_question
from quizapp.core.questions import DIFFICULTIES, KINDS, MOST_EVIDENCE, MOST_OPTIONS, STANCES, Common
from quizapp.core.values import ID_LENGTH
from quizapp.web.document_forms import (
    DocumentForm,
    NumberText,
    OneOfRows,
    Row,
    Rows,
    TruthField,
    document_of_fields,
)
from quizapp.web.kinds import ASKS_NAMES, DIFFICULTY_NAMES, STANCE_NAMES

_FEEDBACK = lazy_gettext("Feedback")


def _select(label: Any, **options: Any) -> SelectField:
    return SelectField(label, choices=[], validate_choice=False, **options)


class EvidenceRow(Row):
    """Point at a passage, and say who says so there."""

    marks = ("passage", "speaker")
    passage = _select(lazy_gettext("Passage"))
    speaker = _select(lazy_gettext("Who says so"))
    stance = _select(lazy_gettext("How"), default="asserts")
    quote = StringField(lazy_gettext("The words of the passage that show it"))


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


class QuestionForm(DocumentForm):
    """Take what every question has; `kind` names the kind, and the subclasses add its own fields."""

    kind = ""
    question: Common | None = None

    loaded = HiddenField()
    id = StringField(lazy_gettext("Id"), description=lazy_gettext(
        "Names the question within its bank, and never changes: letters, digits, “-”, “_” and “.”."))  # fmt: skip
    topic = _select(lazy_gettext("Topic"))
    difficulty = _select(lazy_gettext("Difficulty"), default="easy")
    points = NumberText(lazy_gettext("Points"), default=1.0)
    asks = _select(lazy_gettext("What it asks"), default="")
    stem = TextAreaField(lazy_gettext("Question"), description=lazy_gettext(
        "What is asked. Markdown: *emphasis*, **strong**, lists."))  # fmt: skip
    explanation = TextAreaField(lazy_gettext("Explanation"), description=lazy_gettext(
        "Why the right answer is right; shown after the attempt. Markdown."))  # fmt: skip
    evidence = Rows(FormField(EvidenceRow), lazy_gettext("Evidence"), description=lazy_gettext(
        "The passages that show the right answer, each with who says so."), most=MOST_EVIDENCE)  # fmt: skip

    def __init__(
        self, heading: Heading, question: Common | None = None, draft: Common | None = None, **options: Any
    ):  # fmt: skip
        self.heading, self.fixed_id = heading, question.id if question else None
        begun = question or (draft.model_copy(update={"id": f"own.{draft.id}"[:ID_LENGTH]}) if draft else None)
        # What this form does not show of an option stays with its text, or its place where the text is another.
        self._beside = [
            (option.text, option.model_dump(include={"speaker", "unsaid"}, exclude_defaults=True))
            for option in getattr(begun, "options", ())
        ]
        super().__init__(data=begun.model_dump(mode="json") if begun else None, **options)
        self.make_room()

    @property
    def own(self) -> list[Any]:
        """List the fields that only this kind has."""
        return [
            self[name] for name in KINDS[self.kind].model_fields if name in self and name not in Common.model_fields
        ]

    @property
    def document(self) -> dict[str, Any]:
        """Return the question's document as the form has it."""
        said = document_of_fields(self)
        known = {name: said[name] for name in KINDS[self.kind].model_fields if name in said}
        texts = {option.get("text") for option in known.get("options", ())}
        by_text = dict(self._beside)
        for place, option in enumerate(known.get("options", ())):
            stood, beside = self._beside[place] if place < len(self._beside) else ("", {})
            option |= by_text.get(option.get("text"), {} if stood in texts else beside)
        return {**known, "kind": self.kind, **({"id": self.fixed_id} if self.fixed_id else {})}

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the question; every fault that the core finds stands beside its field."""
        valid = super().validate(extra_validators)
        self.question = self.reads(lambda: read_question(self.document, self.heading))
        return valid and self.question is not None

    def make_room(self) -> None:
        """Put empty rows at the end of every list, and fill what is chosen from."""
        self.spare()
        self._offer()

    def _offer(self) -> None:
        """Fill the lists to choose from with what the bank has."""
        self.topic.choices = [SelectChoice(topic.id, topic.title) for topic in self.heading.topics]
        self.difficulty.choices = [SelectChoice(name, str(DIFFICULTY_NAMES[name])) for name in DIFFICULTIES]
        nobody = SelectChoice("", "–")
        self.asks.choices = [nobody, *(SelectChoice(name, str(words)) for name, words in ASKS_NAMES.items())]
        passages = [nobody, *(SelectChoice(one.id, f"{one.id}: {_short(one.text)}") for one in self.heading.passages)]
        speakers = [nobody, *(SelectChoice(one.id, one.name) for one in self.heading.speakers)]
        stances = [SelectChoice(name, str(STANCE_NAMES[name])) for name in STANCES]
        for entry in self.evidence.entries:
            entry.form.passage.choices, entry.form.speaker.choices = passages, speakers
            entry.form.stance.choices = stances


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


class SingleChoiceForm(QuestionForm):
    """Write a question with one right option."""

    kind = "single_choice"
    options = Rows(
        FormField(SingleRow),
        lazy_gettext("Options"),
        least=4,
        most=MOST_OPTIONS,
        description=lazy_gettext("Mark the right one. Feedback is told to whoever chose the option."),
    )
    shuffle = BooleanField(lazy_gettext("Shuffle the options for each student"), default=True)


class MultipleChoiceForm(QuestionForm):
    """Write a question with several right options."""

    kind = "multiple_choice"
    options = Rows(
        FormField(MarkedRow),
        lazy_gettext("Options"),
        least=4,
        most=MOST_OPTIONS,
        description=lazy_gettext("Mark every right one. Feedback is told to whoever chose the option."),
    )
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


FORMS: dict[str, type[QuestionForm]] = {
    form.kind: form
    for form in (SingleChoiceForm, MultipleChoiceForm, TrueFalseForm, ShortAnswerForm, NumericForm, MatchingForm,
                 OrderingForm, ClozeForm)
}  # fmt: skip
