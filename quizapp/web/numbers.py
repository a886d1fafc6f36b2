"""Show numbers in words of the reader's language: points, shares, sizes."""

from functools import lru_cache

from flask_babel import format_decimal, get_locale, gettext, ngettext

from quizapp.core.errors import Text, say
from quizapp.web.forms import translated


def points(number: float | None) -> str:
    """Show points with two decimals at the most; a dash for none."""
    return "–" if number is None else _points(number, str(get_locale()))


@lru_cache(maxsize=1024)
def _points(number: float, locale: str) -> str:
    return format_decimal(number, "0.##")


def percent(share: float | None) -> str:
    """Show a share in percent with one decimal at the most; a dash for none."""
    return "–" if share is None else gettext("%(number)s %%", number=_one_decimal(share * 100, str(get_locale())))


@lru_cache(maxsize=1024)
def _one_decimal(number: float, locale: str) -> str:
    return format_decimal(number, "0.#")


def size(count: float) -> str:
    """Show a number of bytes in the largest unit of which there is a whole one, with one decimal at the most."""
    if count < 1024:
        return ngettext("%(num)d byte", "%(num)d bytes", int(count))
    power = min(len(_UNITS), (int(count).bit_length() - 1) // 10)
    return translated(Text(_UNITS[power - 1].template, {"number": format_decimal(count / 1024**power, "0.#")}))


_UNITS = (say("%(number)s KiB"), say("%(number)s MiB"), say("%(number)s GiB"), say("%(number)s TiB"))
