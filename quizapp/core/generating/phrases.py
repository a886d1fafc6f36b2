"""Phrase what depends on a register's own words: a name left out, a date in words, whole sentences of a passage."""

import re

from quizapp.core.claims import Claim, Quotation, Speaker, Voice
from quizapp.core.generating.wordings import LEFT_OUT, STANDS_FOR, cut, does, forms_of, shown, within
from quizapp.core.quoting import span_of
from quizapp.core.values import LINE_LENGTH

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_REMARK = re.compile(r"\([^()]{30,}\)")
_TITLES = ("Mr", "Mrs", "Ms", "Dr", "Prof", "St")
_SENTENCE = re.compile(  # where one ends and another begins
    "".join(rf"(?<!\b{title})" for title in _TITLES) + r"(?<!\b[A-Z])[.?!][”’\")]*\s+(?=[^\W\d_a-zа-яіїєґ]|[\d“‘\"'(…])"
)
_THIS = re.compile(r"\bth(?:is|ese) \w+", re.IGNORECASE)
_THE = re.compile(r"the\s+", re.IGNORECASE)
_TITLE = re.compile(rf"\b({'|'.join(_TITLES)})\b\.?(?=\s)")


def left_out(claim: Claim, words: str) -> str:
    """Tell that a name is left out of a statement, and what stands for it; "" where none is."""
    if words == claim.text or words != claim.unnamed:
        return ""
    there = claim.text.casefold()
    found = next((one[0] for one in _THIS.finditer(words) if one[0].casefold() not in there), "")
    return STANDS_FOR.format(found[:1].upper() + found[1:]) if found else LEFT_OUT


def spellings(name: str) -> tuple[str, ...]:
    """Return a name, and how else it may be written: with or without its article, or the full stop of a title."""
    bare = _THE.sub("", name, count=1) if _THE.match(name) else name
    short, full = _TITLE.sub(r"\1", bare), _TITLE.sub(r"\1.", bare)
    return tuple(dict.fromkeys((name, bare, short, full)))


def when(date: str) -> str:
    """Return a date in words: 24 May 2023, May 2023, 2023, or from one to another."""
    first, _, last = date.partition("/")
    return f"{_day(first)} to {_day(last)}" if last else _day(first)


def _day(date: str) -> str:
    year, month, day = (*date.split("-"), "", "")[:3]
    return " ".join(part for part in (day.lstrip("0"), _MONTHS[int(month) - 1] if month else "", year) if part)


def excerpt(text: str, part: Quotation) -> str:
    """Return the sentences of a passage that hold a quotation, whole, or cut at the end where there is no more room."""
    flat = " ".join(text.split())
    short = _REMARK.sub("(…)", flat)  # without remarks on the translation and the like
    flat = short if span_of(short, part.quote) else flat
    first, last = span_of(flat, part.quote) or (0, 0)
    starts = [0, *(one.end() for one in _SENTENCE.finditer(flat))]
    ends = [*starts[1:], len(flat)]
    end = next((one for one in ends if one >= last), len(flat))
    start = max(one for one in starts if one <= first)
    told = f"{'… ' if start else ''}{flat[start:end].rstrip()}{' …' if end < len(flat) else ''}"
    return cut(f"{part.passage}: {told}", LINE_LENGTH)


def passed_on(reporter: Speaker, speaker: Speaker, voice: Voice, part: Quotation) -> str:
    """Tell in a sentence that a reporting voice has a statement from somebody else."""
    words, they = forms_of(reporter), "they" if reporter.plural else "it"
    told = f"{words['speaker_cap']} only {'report' if reporter.plural else 'reports'} that {within(speaker)}"
    verb = {"denies": "deny", "doubts": "doubt"}.get(voice.stance, "say")
    also = f"{they} {words['does']} not {verb} it in {words['own']} own voice"
    return f"{told} {does(speaker, voice.stance)}; {also} ({shown(part)})."
