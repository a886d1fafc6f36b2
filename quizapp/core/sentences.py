"""Cut the prose of a passage into its sentences, word for word, and tell which of them a quotation falls into.

A full stop ends no sentence behind an abbreviation (“Mr.”, “e.g.”, “U.S.”) or an initial, within a number or an
ellipsis; and no sign does within quotation marks or parentheses. Paragraphs, the points of a list and headings end
sentences as well. Signs of Markdown stay with the words that they belong to.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from quizapp.core.quoting import span_of
from quizapp.core.values import LINE_LENGTH, fold

Span = tuple[int, int]


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text in its order, each on one line; `span_of` finds every one of them in the text."""
    return [_in_one_line(text, span) for span in _spans(text)]


def shown_by(text: str, quotes: Iterable[str]) -> list[tuple[str, bool]]:
    """Return the sentences of a text, each with whether words of one of these quotations stand in it."""
    spans = [(span_of(text, quote), quote) for quote in quotes if quote]
    return [
        (sentence, any((at and at[0] < ends and begins < at[1]) or span_of(sentence, quote) for at, quote in spans))
        for begins, ends in _spans(text)
        for sentence in [_in_one_line(text, (begins, ends))]
    ]


def spelled_out(
    rows: Iterable[dict[str, Any]], texts: Mapping[str, str], evidence: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Write out each row that names a passage and has no text: one row for each of its sentences that has none yet.

    Its other fields go to each of these; those into which a quotation of the evidence falls are right.
    """
    rows, quotes = list(rows), [(one.get("passage"), one.get("quote", "")) for one in evidence]
    seen = {fold(row["text"]) for row in rows if row.get("text")}
    written: list[dict[str, Any]] = []
    for row in rows:
        passage = row.get("passage", "")
        if row.get("text") or not texts.get(passage):
            written.append(row)
            continue
        for sentence, right in shown_by(texts[passage], [quote for name, quote in quotes if name == passage]):
            if fold(sentence) not in seen:
                seen.add(fold(sentence))
                written.append({**row, "text": sentence, "right": right or row.get("right", False)})
    return written


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Abbreviations by what may follow their full stop: always more of the sentence; a number; or a new sentence as well.
_GOES_ON = _words(
    "mr mrs ms mx dr prof st messrs mme mlle gen col lt sgt capt maj cpl adm gov sen rep rev hon fr e.g i.e cf viz vs "
    "approx ca resp incl excl"
)
_NUMBERED = _words(
    "no nos nr p pp fig figs eq eqs vol vols ch chap sec art para par jan feb mar apr jun jul aug sep sept oct nov dec"
)
_MAY_END = _words("etc al sr jr inc ltd co corp dept univ est bros esq")
_LETTERS = re.compile(r"(?:[^\W\d_]{1,2}\.)*[^\W\d_]")  # of an initial, or U.S, a.m, Ph.D
# Words with a capital that begin a sentence rather than a name.
_BEGINNINGS = _words(
    "a all also although an and as at because before both but by each even every everybody few for from he her here "
    "his how however i if in is it its many most my neither no nobody none nothing now of on one only or our she "
    "since so some such that the their then there these they this those though to we what when where which while who "
    "why with yes you"
)
_END = re.compile(r"[.!?…]+[\"'”’»›)\]*_`]*(?=\s)|[。！？]+[”’」』）]*")
_NEXT = re.compile(r"\s+[\"'“‘«‹„(\[*_`]*(\w+)(\.?)")
_OPENING = "\"'“‘«‹„([*_`"
_BLOCK = re.compile(r"\n[ \t]*(?=\n)|\n(?=[ \t]*(?:(?:[-*+]|\d{1,3}[.)]|#{1,6})[ \t]|\|))")
_MARKER = re.compile(r"\s*(?:(?:(?:[-*+]|\d{1,3}[.)]|#{1,6})(?=\s)|>|\|)\s*)*")
_ENCLOSED = re.compile(r"“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|\"[^\"]*\"|\([^()]*\)")
_EMPHASIS = ("**", "*", "__", "_", "`")


@lru_cache(maxsize=512)
def _spans(text: str) -> tuple[Span, ...]:
    """Return where each sentence begins and ends."""
    edges = (0, *(found.start() for found in _BLOCK.finditer(text)), len(text))
    return tuple(span for begins, end in pairwise(edges) for span in _in_block(text, begins, end))


def _in_block(text: str, begins: int, end: int) -> Iterator[Span]:
    """Yield where each sentence of a paragraph (or of a point of a list) begins and ends."""
    if marker := _MARKER.match(text, begins, end):
        begins = marker.end()
    enclosed = [one.span() for one in _ENCLOSED.finditer(text, begins, end) if len(one[0]) <= LINE_LENGTH]
    for sign in _END.finditer(text, begins, end):
        inside = any(first < sign.end() < last for first, last in enclosed)
        if not inside and _ends(text[begins : sign.start()][-LINE_LENGTH:], sign[0], _NEXT.match(text, sign.end())):
            yield from _tidy(text, begins, sign.end())
            begins = sign.end()
    yield from _tidy(text, begins, end)


def _ends(before: str, sign: str, following: re.Match[str] | None) -> bool:
    """Tell whether a sign ends a sentence, by what stands before it and which word follows."""
    if following is None or sign[0] in "。！？":
        return True
    if following[1][0].islower() or "…" in sign or ".." in sign:
        return False
    if not sign.startswith("."):
        return True
    word = (before.split() or [""])[-1].lstrip(_OPENING).casefold()
    if word in _GOES_ON or (word in _NUMBERED and following[1][0].isdigit()):
        return False
    if word in _MAY_END or _LETTERS.fullmatch(word):
        return following[1].casefold() in _BEGINNINGS and not following[2]
    return True


def _tidy(text: str, begins: int, ends: int) -> Iterator[Span]:
    """Yield what stands between two places, if it has words, without spaces and halves of emphasis around it."""
    piece = text[begins:ends]
    begins, ends = begins + len(piece) - len(piece.lstrip()), ends - len(piece) + len(piece.rstrip())
    for mark in _EMPHASIS:
        if text.count(mark, begins, ends) % 2:
            if text.startswith(mark, begins, ends):
                begins += len(mark)
            elif text.endswith(mark, begins, ends):
                ends -= len(mark)
    if any(map(str.isalnum, text[begins:ends])):
        yield begins, ends


def _in_one_line(text: str, span: Span) -> str:
    return " ".join(text[slice(*span)].split())
