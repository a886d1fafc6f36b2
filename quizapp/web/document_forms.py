"""Be the ground of forms that hold a plain document: its fields are named as in the document, lists of things are rows.

Rows that are left empty do not count. What the core finds wrong with the document stands beside its field, or beside
the heading of its list.
"""

from typing import Any

from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from wtforms import BooleanField, Field, FormField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import html_params

from quizapp.core.answers import number_of
from quizapp.core.errors import Fault, Invalid, Text, say
from quizapp.core.numbers import whole_number
from quizapp.core.problems import SENTENCES
from quizapp.web.forms import Numbered, OnceForm, Part, translated

SPARE_ROWS = 2

# What a form says otherwise than a report on a file.
_IN_A_FORM: dict[str, Text] = {
    SENTENCES["missing"].template: say("Please fill this in."),
    SENTENCES["one_right"].template: say("Exactly one option must be marked as right; %(count)s are."),
    SENTENCES["some_right"].template: say("At least one option must be marked as right."),
    SENTENCES["some_evidence"].template: say("At least one sentence must be marked as the evidence."),
    SENTENCES["too_short"].template: say("Rows to fill in at least: %(min_length)s. Filled now: %(actual_length)s."),
}
_MISSING_LIST = say("Fill in at least one row.")


class Rows(Numbered):
    """Hold a list of things, one in each row; empty rows do not count."""

    def __init__(self, entry: Any, label: Any = None, *, least: int = 0, most: int = 500, **options: Any):
        super().__init__(entry, label, min_entries=max(least, 1), max_entries=most + SPARE_ROWS, **options)
        self.troubles: list[str] = []

    @property
    def filled(self) -> list[Field]:
        """List the rows in which something stands."""
        return [entry for entry in self.entries if not _is_blank(entry)]

    def spare(self) -> None:
        """Put some empty rows at the end, within the lists in the rows too."""
        while len(self.entries) - self._last_filled() < SPARE_ROWS and len(self.entries) < self.max_entries:
            self.append_entry()
        for entry in self.entries:
            for inner in entry.form if isinstance(entry, FormField) else ():
                if isinstance(inner, Rows):
                    inner.spare()

    def _last_filled(self) -> int:
        return max((place for place, entry in enumerate(self.entries, 1) if not _is_blank(entry)), default=0)


class Row(Part):
    """Hold one thing of a list; it is empty where none of the fields named in `marks` is filled in.

    A row that holds a list itself says what it is `called`.
    """

    marks: tuple[str, ...] = ()
    called: Any = ""


def _is_blank(entry: Field) -> bool:
    if not isinstance(entry, FormField):
        return not (entry.data or "").strip()
    fields = [entry.form[name] for name in entry.form.marks]
    return not any(field.filled if isinstance(field, Rows) else _text(field) for field in fields)


def _text(field: Field) -> str:
    return "yes" if field.data is True else (field.data or "").strip() if isinstance(field.data, str) else ""


class NumberText(StringField):
    """Take a number as people type it; what is no number is handed on, to be refused in words."""

    def process_data(self, value: Any) -> None:
        """Show a number without needless decimals."""
        self.data = repr(value).removesuffix(".0") if isinstance(value, float | int) else value

    @property
    def number(self) -> float | str:
        """Return the number, or what stands in its place."""
        try:
            return number_of(self.data or "")
        except ValueError:
            return self.data or ""


class LinesField(TextAreaField):
    """Take a list of short texts, each on a line of its own."""

    def process_data(self, value: Any) -> None:
        """Show each text on its line."""
        self.data = "\n".join(value) if isinstance(value, list | tuple) else value

    @property
    def lines(self) -> list[str]:
        """Return the lines in which something stands."""
        return [line.strip() for line in (self.data or "").splitlines() if line.strip()]


class TruthField(RadioField):
    """Take true or false; nothing chosen is neither."""

    def __init__(self, label: Any, **options: Any):
        choices = [SelectChoice("true", lazy_gettext("True")), SelectChoice("false", lazy_gettext("False"))]
        super().__init__(label, choices=choices, validate_choice=False, **options)

    def process_data(self, value: Any) -> None:
        """Show true and false as words."""
        self.data = {True: "true", False: "false"}.get(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what is chosen; nothing chosen is nothing."""
        self.data = valuelist[0] if valuelist else None


def _one_of_rows(field: "OneOfRows", **attributes: Any) -> Markup:
    checked = {"checked": True} if field.data else {}
    shared = {"type": "radio", "id": field.id, "name": field.group, "value": field.place}
    return Markup("<input {}>").format(Markup(html_params(**{**attributes, **shared, **checked})))


class OneOfRows(BooleanField):
    """Mark one row of a list, by radio buttons that share the name of the list."""

    widget = staticmethod(_one_of_rows)

    @property
    def group(self) -> str:
        """Return the name that the radio buttons of this list share."""
        return f"{self.name.rsplit('-', 2)[0]}-right"

    @property
    def place(self) -> str:
        """Return the number of the row in the names of its fields."""
        return self.name.rsplit("-", 2)[1]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read whether this row is the one that is marked."""
        self.process_errors = []
        self.data = bool(data) if formdata is None else formdata.get(self.group) == self.place


def value_of(field: Field) -> Any:
    """Return what a field says, as a document holds it; None and "" are left out of it."""
    if isinstance(field, Rows):
        return [value_of(entry) for entry in field.filled]
    if isinstance(field, FormField):
        return document_of_fields(field.form)
    if isinstance(field, TruthField):
        return {"true": True, "false": False}.get(field.data)
    if isinstance(field, NumberText):
        return field.number
    if isinstance(field, LinesField):
        return field.lines
    return field.data.replace("\r\n", "\n").strip() if isinstance(field.data, str) else field.data


def document_of_fields(form: Any) -> dict[str, Any]:
    """Return what the fields of a form say, as a document."""
    found = {field.short_name: value_of(field) for field in form}
    return {name: value for name, value in found.items() if value not in ("", None)}


class DocumentForm(OnceForm):
    """Be a form that holds a document."""

    def spare(self) -> None:
        """Put some empty rows at the end of every list."""
        for field in self:
            if isinstance(field, Rows):
                field.spare()

    def reads(self, read: Any) -> Any:
        """Return what `read()` makes of the document, or None, with every fault beside its field."""
        try:
            return read()
        except Invalid as refusal:
            self.show(refusal.faults)
            return None

    def show(self, faults: tuple[Fault, ...] | list[Fault]) -> None:
        """Put each fault beside its field or list, or on top where it has none."""
        for fault in faults:
            target = self._place(fault.field.split("."))
            sentence = translated(_in_a_form(fault.message, isinstance(target, Rows)))
            if target is None:
                self.form_errors.append(sentence)
            elif isinstance(target, Rows):
                target.troubles.append(sentence)
            else:
                target.errors = [*target.errors, sentence]

    def _place(self, path: list[str]) -> Field | None:
        here: Any = self
        for part in path:
            if isinstance(here, Rows):
                place = whole_number(part, len(here.filled) - 1)
                here = None if place is None else here.filled[place]
            elif isinstance(here, FormField | DocumentForm):
                here = getattr(here, "form", here)._fields.get(part)
            if here is None:
                return None
        if isinstance(here, FormField):
            return next(iter(here.form))
        return here if isinstance(here, Field) else None

    @property
    def faults(self) -> list[tuple[str, str]]:
        """List every error as (id of its field, sentence), in the order of the page."""
        return [("", str(sentence)) for sentence in self.form_errors] + _faults_of(self)


def _in_a_form(message: Text, of_a_list: bool) -> Text:
    if of_a_list and message.template == SENTENCES["missing"].template:
        return _MISSING_LIST
    other = _IN_A_FORM.get(message.template)
    return Text(other.template, message.values if "%(" in other.template else {}) if other else message


def _faults_of(form: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for field in form:
        if isinstance(field, Rows):
            found += [(field.id, gettext("%(list)s: %(fault)s", list=field.label.text, fault=trouble))
                      for trouble in field.troubles]  # fmt: skip
            for place, entry in enumerate(field.entries, 1):
                inner = _faults_of(entry.form) if isinstance(entry, FormField) else _faults_in(entry)
                found += [(id_, gettext("%(list)s, row %(number)s: %(fault)s", list=field.label.text, number=place,
                                        fault=sentence)) for id_, sentence in inner]  # fmt: skip
        else:
            found += [(id_, gettext("%(field)s: %(fault)s", field=field.label.text, fault=sentence))
                      for id_, sentence in _faults_in(field)]  # fmt: skip
    return found


def _faults_in(field: Field) -> list[tuple[str, str]]:
    return [(field.id, str(sentence)) for sentence in field.errors]
