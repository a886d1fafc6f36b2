"""Write the heading of a bank in a form: its title, sources, passages, speakers and topics."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from quizapp.core.banks import FORMAT, MOST_PASSAGES, MOST_SOURCES, MOST_SPEAKERS, MOST_TOPICS, Heading
from quizapp.core.documents import read_heading
from quizapp.core.questions import Common
from quizapp.web.document_forms import DocumentForm, LinesField, Row, Rows, document_of_fields


class TopicRow(Row):
    """Name a part of the subject."""

    marks = ("id", "title")
    id = StringField(lazy_gettext("Id"))
    title = StringField(lazy_gettext("Title"))


class SourceRow(Row):
    """Tell what a bank is built on."""

    marks = ("id", "title")
    id = StringField(lazy_gettext("Id"))
    title = StringField(lazy_gettext("Title"))
    publisher = StringField(lazy_gettext("Publisher"))
    date = StringField(lazy_gettext("Date"))
    language = StringField(lazy_gettext("Language"))
    address = StringField(lazy_gettext("Address"))
    licence = StringField(lazy_gettext("Licence"))
    note = TextAreaField(lazy_gettext("Note"))


class PassageRow(Row):
    """Tell one piece of a source, in the bank's own words."""

    marks = ("id", "text")
    id = StringField(lazy_gettext("Id"))
    source = StringField(lazy_gettext("Id of its source"))
    paragraph = StringField(lazy_gettext("Paragraph of the source"))
    text = TextAreaField(lazy_gettext("Text"))


_SPEAKER_KINDS = [
    SelectChoice("person", lazy_gettext("a person")),
    SelectChoice("group", lazy_gettext("a group")),
    SelectChoice("institution", lazy_gettext("an institution")),
    SelectChoice("reporting", lazy_gettext("the reporting voice")),
]


class SpeakerRow(Row):
    """Name someone who says something in a source."""

    marks = ("id", "name")
    id = StringField(lazy_gettext("Id"))
    name = StringField(lazy_gettext("Name"))
    kind = SelectField(lazy_gettext("Kind"), default="person", choices=_SPEAKER_KINDS)
    plural = BooleanField(lazy_gettext("The name is a plural"))
    role = StringField(lazy_gettext("Role"))
    affiliation = StringField(lazy_gettext("Belongs to"))
    speaks_for = LinesField(lazy_gettext("Ids of those on whose behalf it is said, one a line"))
    aliases = LinesField(lazy_gettext("Other names, one a line"))


class HeadingForm(DocumentForm):
    """Take all of a bank but its questions."""

    heading: Heading | None = None

    loaded = HiddenField()
    id = StringField(lazy_gettext("Id"), description=lazy_gettext(
        "Names the bank, and never changes: letters, digits, “-”, “_” and “.”. A file with this id brings a new "
        "version of this bank."))  # fmt: skip
    title = StringField(lazy_gettext("Title"))
    description = TextAreaField(lazy_gettext("Description"))
    language = StringField(lazy_gettext("Language"), default="en", description=lazy_gettext("A code such as en or uk."))
    topics = Rows(FormField(TopicRow), lazy_gettext("Topics"), least=2, most=MOST_TOPICS, description=lazy_gettext(
        "Every question belongs to one of them."))  # fmt: skip
    sources = Rows(FormField(SourceRow), lazy_gettext("Sources"), most=MOST_SOURCES, description=lazy_gettext(
        "What the bank is built on."))  # fmt: skip
    passages = Rows(FormField(PassageRow), lazy_gettext("Passages"), most=MOST_PASSAGES, description=lazy_gettext(
        "The pieces of the sources that questions point at, in your own words."))  # fmt: skip
    speakers = Rows(FormField(SpeakerRow), lazy_gettext("Speakers"), most=MOST_SPEAKERS, description=lazy_gettext(
        "Who says something in the sources: people, groups, institutions, the reporting voice."))  # fmt: skip

    def __init__(self, heading: Heading | None = None, questions: Iterable[Common] = (), **options: Any):
        self.questions = questions
        super().__init__(data=heading.model_dump(mode="json") if heading else None, **options)
        document = heading.model_dump(mode="json", exclude_defaults=True) if heading else {}
        # What this form does not show stays as it is: claims are brought in a file.
        self.unseen = {name: value for name, value in document.items() if name not in self or name in ("id", "format")}
        self.spare()

    @property
    def document(self) -> dict[str, Any]:
        """Return the plain document of the heading as the form has it."""
        said = document_of_fields(self)
        known = {name: said[name] for name in Heading.model_fields if name in said}
        return {"format": FORMAT, **known, **self.unseen}

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the heading, into which the bank's questions must still fit."""
        valid = super().validate(extra_validators)
        self.heading = self.reads(lambda: read_heading(self.document, self.questions))
        return valid and self.heading is not None
