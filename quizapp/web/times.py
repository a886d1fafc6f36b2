"""Show times in the reader's zone."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import dates
from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup

from quizapp.web.access import now, who
from quizapp.web.words import gettext, ngettext


def reader_zone() -> str:
    """Return the zone of the person who asks, or the site's."""
    person = who()
    return (person and person.zone) or current_app.config["SETTINGS"].timezone


def when(moment: datetime | None, form: str = "medium") -> str:
    """Show a moment in the reader's zone, with the exact time for machines; nothing for None."""
    if moment is None:
        return ""
    there = moment.astimezone(ZoneInfo(reader_zone()))
    return _tagged(moment, f"{_day(there.date(), str(get_locale()))}, {there:{_TIMES[form]}}")


def clock(moment: datetime | None) -> str:
    """Show the time of day in the reader's zone, to the second; nothing for None."""
    return "" if moment is None else _tagged(moment, time_of_day(moment))


_TIMES = {"medium": "%H:%M", "exact": "%H:%M:%S"}


@lru_cache(maxsize=512)
def _day(day: date, locale: str) -> str:
    return dates.format_date(day, "d MMM y", locale)


def _tagged(moment: datetime, words: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(moment.astimezone(UTC).isoformat(), words)


def time_of_day(moment: datetime) -> str:
    """Write the time of day in the reader's zone, to the second, within a sentence."""
    there = moment.astimezone(ZoneInfo(reader_zone()))
    return f"{there.hour:02}:{there.minute:02}:{there.second:02}"


def duration(length: timedelta | int | float | None) -> str:
    """Tell a length of time (a number: in minutes) in words: “1 hour 30 minutes”."""
    if length is None:
        return gettext("no limit")
    seconds = length.total_seconds() if isinstance(length, timedelta) else length * 60
    minutes = round(seconds / 60)
    if minutes < 1:
        return ngettext("%(num)d second", "%(num)d seconds", max(0, round(seconds)))
    hours, minutes = divmod(minutes, 60)
    words = [ngettext("%(num)d hour", "%(num)d hours", hours)] if hours else []
    words += [ngettext("%(num)d minute", "%(num)d minutes", minutes)] if minutes or not hours else []
    return " ".join(words)


def until(moment: datetime) -> timedelta:
    """Return how long it is from this request to a moment, never below 0."""
    return max(timedelta(0), moment - now())


def moment_of(text: str) -> datetime | None:
    """Return the moment that a text in ISO 8601 with a zone names, or None where it names none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
