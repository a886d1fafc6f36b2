"""Write questions in forms: the fields that every kind has, named as in the question's document.

The form of each kind is in `kind_forms.py`.
"""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from quizapp.core.banks import Heading
from quizapp.core.documents import read_question
from quizapp.core.questions import DIFFICULTIES, KINDS, MOST_EVIDENCE, STANCES, Common
from quizapp.core.values import ID_LENGTH
from quizapp.web.document_forms import (
    DocumentForm,
    NumberText,
    Row,
    Rows,
    document_of_fields,
)
from quizapp.web.kinds import ASKS_NAMES, DIFFICULTY_NAMES, STANCE_NAMES


def select(label: Any, **options: Any) -> SelectField:
    """Return a list to choose from, which is filled when the form is shown."""
    return SelectField(label, choices=[], validate_choice=False, **options)


class EvidenceRow(Row):
    """Point at a passage, and say who says so there."""

    marks = ("passage", "speaker")
    passage = select(lazy_gettext("Passage"))
    speaker = select(lazy_gettext("Who says so"))
    stance = select(lazy_gettext("How"), default="asserts")
    quote = StringField(lazy_gettext("The words of the passage that show it"))


class QuestionForm(DocumentForm):
    """Take what every question has; `kind` names the kind, and the subclasses add its own fields."""

    kind = ""
    question: Common | None = None

    loaded = HiddenField()
    id = StringField(lazy_gettext("Id"), description=lazy_gettext(
        "Names the question within its bank, and never changes: letters, digits, “-”, “_” and “.”."))  # fmt: skip
    topic = select(lazy_gettext("Topic"))
    difficulty = select(lazy_gettext("Difficulty"), default="easy")
    points = NumberText(lazy_gettext("Points"), default=1.0)
    asks = select(lazy_gettext("What it asks"), default="")
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
        self.offer()

    def offer(self) -> None:
        """Fill the lists to choose from with what the bank has."""
        self.topic.choices = [SelectChoice(topic.id, topic.title) for topic in self.heading.topics]
        self.difficulty.choices = [SelectChoice(name, str(DIFFICULTY_NAMES[name])) for name in DIFFICULTIES]
        self.asks.choices = [_NOTHING, *(SelectChoice(name, str(words)) for name, words in ASKS_NAMES.items())]
        speakers = [_NOTHING, *(SelectChoice(one.id, one.name) for one in self.heading.speakers)]
        stances = [SelectChoice(name, str(STANCE_NAMES[name])) for name in STANCES]
        for entry in self.evidence.entries:
            entry.form.passage.choices, entry.form.speaker.choices = self.passages, speakers
            entry.form.stance.choices = stances

    @property
    def passages(self) -> list[SelectChoice]:
        """List the passages of the bank to choose from, each with its beginning."""
        return [_NOTHING, *(SelectChoice(one.id, f"{one.id}: {_short(one.text)}") for one in self.heading.passages)]


_NOTHING = SelectChoice("", "–")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
