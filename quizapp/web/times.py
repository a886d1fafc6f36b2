"""Show times in the reader's zone."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import dates
from flask import current_app
from flask_babel import get_locale, get_timezone
from markupsafe import Markup

from quizapp.web.access import now, who
from quizapp.web.words import gettext, ngettext


def reader_zone() -> str:
    """Return the zone of the person who asks, or the site's."""
    person = who()
    return (person and person.zone) or current_app.config["SETTINGS"].timezone


def when(moment: datetime | None, form: str = "medium") -> str:
    """Show a moment in the reader's zone, with the exact time for machines; nothing for None."""
    return "" if moment is None else _shown(moment, _PATTERNS[form], str(get_timezone()), str(get_locale()))


def clock(moment: datetime | None) -> str:
    """Show the time of day in the reader's zone, to the second; nothing for None."""
    return "" if moment is None else _shown(moment, "HH:mm:ss", str(get_timezone()), str(get_locale()))


_PATTERNS = {"medium": "d MMM y, HH:mm", "exact": "d MMM y, HH:mm:ss"}


@lru_cache(maxsize=2048)
def _shown(moment: datetime, pattern: str, zone: str, locale: str) -> str:
    shown = dates.format_datetime(moment, pattern, dates.get_timezone(zone), locale)
    return Markup('<time datetime="{}">{}</time>').format(moment.astimezone(UTC).isoformat(), shown)


def time_of_day(moment: datetime) -> str:
    """Write the time of day in the reader's zone, to the second, within a sentence."""
    return f"{moment.astimezone(ZoneInfo(reader_zone())):%H:%M:%S}"


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
