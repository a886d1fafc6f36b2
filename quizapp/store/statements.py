"""Compile statements once, for the driver itself: their text, and how values go in and come out.

SQLAlchemy's own execution costs ten times what SQLite needs for a small statement.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ClauseElement, Dialect, Select
from sqlalchemy.types import TypeEngine

from quizapp.store.base import UtcDateTime


class Compiled:
    """Hold a statement as SQLite takes it, and how its values go in and its columns come out."""

    def __init__(self, wanted: ClauseElement, dialect: Dialect, names: tuple[str, ...]):
        compiled: Any = wanted.compile(dialect=dialect, column_keys=list(names) or None)
        self._text = str(compiled)
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._fixed = {name: value for name, value in fixed.items() if name not in names}
        self._names = list(compiled.positiontup or [])
        self._places = [(name, _binding(compiled, name)) for name in self._names]
        self._is_plain = "__[POSTCOMPILE_" not in self._text and not any(process for _, process in self._places)
        columns = wanted.selected_columns if isinstance(wanted, Select) else ()
        processors = [(place, _processor(column.type, dialect)) for place, column in enumerate(columns)]
        self._out: list[tuple[int, Callable[[Any], Any]]] = [(place, out) for place, out in processors if out]

    def asked(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return the text of the statement, with a place for each value of a list, and the values in their order."""
        text, given = self._text, self._fixed | values if self._fixed else values
        if self._is_plain:
            return text, [given[name] for name in self._names]
        bound: list[Any] = []
        for name, process in self._places:
            value = given[name]
            if process is not None:
                bound.append(process(value))
            elif isinstance(value, list):
                text = text.replace(f"__[POSTCOMPILE_{name}]", ", ".join("?" * len(value)) or "NULL")
                bound += value
            else:
                bound.append(value)
        return text, bound

    def shaped(self, found: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Return rows with their columns as the tables' types have them."""
        return [self._row(one) for one in found] if self._out else found

    def _row(self, one: Sequence[Any]) -> list[Any]:
        row = list(one)
        for place, out in self._out:
            if (value := row[place]) is not None:
                row[place] = out(value)
        return row


def _binding(compiled: Any, name: str) -> Callable[[Any], Any] | None:
    """Return what turns a value into what stands in its place, or None; for a time, faster than SQLAlchemy."""
    return _stored if isinstance(compiled.binds[name].type, UtcDateTime) else compiled._bind_processors.get(name)


def _stored(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment}")
    there = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return there.replace(tzinfo=None).isoformat(" ", "microseconds")


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what turns a column's content into its value; where it is a document or a time, faster than SQLAlchemy."""
    if isinstance(kind, UtcDateTime):
        return _moment
    return _document if isinstance(kind, JSON) else kind.dialect_impl(dialect).result_processor(dialect, None)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


def _document(text: str | float) -> Any:
    return _scan(text, 0)[0] if isinstance(text, str) else text  # a mere number SQLite keeps as one


_scan = json.JSONDecoder().scan_once


MOST_COMPILED = 256
_compiled: dict[tuple[ClauseElement, str, tuple[str, ...]], Compiled] = {}


def compiled(wanted: ClauseElement, dialect: Dialect, names: tuple[str, ...] = ()) -> Compiled:
    """Return a statement that stands in a module for good; `names` are the columns that an insert is given."""
    key = wanted, dialect.name, names  # a statement is the same only as itself
    found = _compiled.get(key)
    if found is None:
        if len(_compiled) >= MOST_COMPILED:
            _compiled.clear()
        found = _compiled[key] = Compiled(wanted, dialect, names)
    return found
