"""Be the ground of every form: its token, its times, and the translation of a refusal into errors beside fields.

A view asks `form.submits(lambda: operation(...))`: the form is validated, the operation is run, and what it refuses
stands beside its field and in the summary on top, with all that was typed still there.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, Field, FieldList, FormField, HiddenField, IntegerField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length

from quizapp.core.errors import Fault, Invalid, NotNow, Text
from quizapp.core.numbers import whole_number
from quizapp.core.plans import FIRST_YEAR, LAST_YEAR, OTHER_YEAR
from quizapp.web.library_words import Words
from quizapp.web.times import reader_zone
from quizapp.web.tokens import Covered


def translated(message: Text) -> str:
    """Return a sentence of the core in the reader's language."""
    values = {name: translated(value) if isinstance(value, Text) else value for name, value in message.values.items()}
    words = gettext(message.template)
    return words % values if values else words


class Form(FlaskForm):
    """Be a form: validate, carry out, and tell what was refused."""

    class Meta(FlaskForm.Meta):
        """Render hidden fields without an id, for several forms of a page carry the same token."""

        csrf_class = Covered

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            """Render a field."""
            if isinstance(field, HiddenField):
                render_kw = {"id": False, **render_kw}
            return super().render_field(field, render_kw)

        def get_translations(self, form: Any) -> Words:
            """Return who says what the library says."""
            return Words()

    result: Any = None

    def submits(self, operation: Callable[[], Any]) -> bool:
        """Tell whether this is a form sent in, valid, and its operation done; `result` is what that returned."""
        if not self.validate_on_submit():
            return False
        try:
            self.result = operation()
        except Invalid as refusal:
            self.show(refusal.faults)
        except NotNow as refusal:
            self.form_errors.append(translated(refusal.message))
        return not self.faults

    def show(self, faults: tuple[Fault, ...] | list[Fault]) -> None:
        """Put each fault beside its field (`options.2.text` is found within lists), or on top where it has none."""
        for fault in faults:
            target = self._field(fault.field.split("."))
            place = self.form_errors if target is None else target.errors
            if isinstance(place, tuple):
                place = target.errors = list(place)
            place.append(translated(fault.message))

    def _field(self, path: list[str]) -> Field | None:
        here: Any = self
        for part in path:
            if isinstance(here, FormField):
                here = here.form
            if isinstance(here, FieldList):
                place = whole_number(part, len(here.entries) - 1)
                here = None if place is None else here.entries[place]
            else:
                here = getattr(here, "_fields", {}).get(part)
            if here is None:
                return None
        return here if not isinstance(here, FormField | FieldList) else None

    @property
    def faults(self) -> list[tuple[str, str]]:
        """List every error as (id of its field, sentence), in the order of the page, for the summary on top.

        There the sentence begins with the name of its field.
        """
        return [("", str(sentence)) for sentence in self.form_errors] + list(_errors_of(self))

    @property
    def status(self) -> int:
        """Return the status of the page that shows this form."""
        return 422 if self.faults else 200


def _errors_of(form: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for field in form:
        if isinstance(field, FormField):
            found += _errors_of(field.form)
        elif isinstance(field, FieldList):
            for entry in field.entries:
                found += _errors_of(entry.form) if isinstance(entry, FormField) else _sentences(entry)
        else:
            found += _sentences(field)
    return found


def _sentences(field: Field) -> list[tuple[str, str]]:
    name = str(field.label.text)
    return [(field.id, gettext("%(name)s: %(what)s", name=name, what=sentence)) for sentence in field.errors]


class Numbered(FieldList):
    """Hold a list of fields by their numbers; the name of a field without a number that can be is passed over."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            if name.startswith(f"{prefix}{self._field_separator}"):
                number = whole_number(name[len(prefix) + 1 :].split(self._field_separator, 1)[0])
                if number is not None:
                    yield number


class Part(PlainForm):
    """Be a part of a form, such as a row of a list."""

    class Meta:
        """Speak as the whole form does."""

        def get_translations(self, form: Any) -> Words:
            """Return who says what the library says."""
            return Words()


def once_token() -> str:
    """Return a new token for a form that counts once."""
    return secrets.token_hex(16)


def sent_once() -> str:
    """Return the token that the form of a button brought, or a new one where it brought none."""
    return request.form.get("once", "")[:64] or once_token()


class OnceForm(Form):
    """Be a form that makes something: sent twice, it counts once (`store/once.py`)."""

    once = HiddenField(default=once_token)


class ActForm(Form):
    """Be the form of a button: nothing but its token."""


class LocalDateTimeField(DateTimeLocalField):
    """Take a time in the reader's zone, and hold it in UTC."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any):
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the local time that was typed; a text that was left as it was shown means the time that is stored."""
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if self.object_data and typed == self._shown(self.object_data):
            self.data = self.object_data
        elif typed:
            self.data = _moment(typed)

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return self._shown(self.data) if self.data else ""

    def _shown(self, moment: datetime) -> str:
        return moment.astimezone(ZoneInfo(reader_zone())).strftime("%Y-%m-%dT%H:%M")


_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?", re.ASCII)


def _moment(typed: str) -> datetime:
    """Return the moment that a text means in the reader's zone; raises `ValueError` with a sentence."""
    try:
        local = datetime.fromisoformat(typed) if _LOCAL.fullmatch(typed) else None
    except ValueError:  # such as the 31st of February
        local = None
    if local is None:
        raise ValueError(gettext("Write a date and a time, such as 2026-09-01 08:00."))
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise ValueError(translated(OTHER_YEAR))
    moment = local.replace(tzinfo=ZoneInfo(reader_zone())).astimezone(UTC)
    if moment.astimezone(ZoneInfo(reader_zone())).replace(tzinfo=None) != local:
        raise ValueError(
            gettext("This time does not exist, for the clocks are put forward then. Take one an hour later.")
        )
    return moment


class WholeNumberField(IntegerField):
    """Take a whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; an empty field holds None."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = int(text)
        except ValueError:
            raise ValueError(gettext("Write a whole number.")) from None


def needed() -> InputRequired:
    """Require a field to be filled."""
    return InputRequired(lazy_gettext("Please fill this in."))


def at_most(length: int) -> Length:
    """Limit the length of a text."""
    return Length(max=length, message=lazy_gettext("Use %(max)d characters at the most."))
