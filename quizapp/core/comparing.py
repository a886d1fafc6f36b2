"""Compare a bank with the bank as it stands: what is new, changed, the same, and gone, and how wordings differ."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import singledispatch
from typing import Any

from quizapp.core.banks import Heading, Topic
from quizapp.core.claims import Claim, Passage, Quotation, Source, Speaker, Unsaid, Voice
from quizapp.core.options import Gap, Option, Pair, Sentence
from quizapp.core.questions import Common, Evidence
from quizapp.core.values import Value, digest

MOST_WORDS = 1500  # comparing takes the square of this; longer texts are shown whole
MOST_WORDS_OF_A_PAGE = 10_000


@dataclass(frozen=True)
class Changes:
    """Hold the questions of a new bank by what they do to the old one; `changed` pairs each with its old wording."""

    new: tuple[Common, ...]
    changed: tuple[tuple[Common, Common], ...]
    same: tuple[Common, ...]
    gone: tuple[Common, ...]

    @property
    def any(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.new or self.changed or self.gone)


def compare(before: Iterable[Common], after: Iterable[Common]) -> Changes:
    """Compare two lists of questions by their ids and digests."""
    old = {question.id: question for question in before}
    new = {question.id: question for question in after}
    pairs = [(old[name], question) for name, question in new.items() if name in old]
    differ = {now.id for was, now in pairs if was is not now and digest(was) != digest(now)}
    return Changes(
        new=tuple(question for name, question in new.items() if name not in old),
        changed=tuple((was, now) for was, now in pairs if now.id in differ),
        same=tuple(now for _, now in pairs if now.id not in differ),
        gone=tuple(question for name, question in old.items() if name not in new),
    )


@dataclass(frozen=True)
class Piece:
    """Hold some words of one side of a difference, and whether the other side has them too."""

    text: str
    kept: bool


@dataclass(frozen=True)
class Difference:
    """Tell how one field differs: its name, where in it (an id within a list, or ""), and both wordings in pieces."""

    field: str
    part: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


class Budget:
    """Hold how many words may still be compared one by one for a page; what exceeds it is shown whole."""

    def __init__(self, words: int | None = None):
        self.words = MOST_WORDS_OF_A_PAGE if words is None else words

    def allows(self, words: int) -> bool:
        """Tell whether so many words may be compared, and spend them."""
        if words > min(MOST_WORDS, self.words):
            return False
        self.words -= words
        return True


def differences(was: Common, now: Common, budget: Budget | None = None) -> list[Difference]:
    """List the fields in which two wordings of a question differ, in the order of its document."""
    names, budget = dict.fromkeys((*type(now).model_fields, *type(was).model_fields)), budget or Budget()
    return [
        _difference(name, "", getattr(was, name, None), getattr(now, name, None), budget)
        for name in names
        if getattr(was, name, None) != getattr(now, name, None)
    ]


def heading_changes(was: Heading, now: Heading) -> list[tuple[str, str]]:
    """List what differs between two headings as (field, id of its part or ""), for `heading_differences`."""
    found = []
    for name in Heading.model_fields:
        old, new = getattr(was, name), getattr(now, name)
        if not isinstance(new, tuple):
            found += [(name, "")] if old != new else []
            continue
        olds, news = _by_id(old), _by_id(new)
        changed = [(name, part) for part in dict.fromkeys((*news, *olds)) if olds.get(part) != news.get(part)]
        found += changed or ([(name, "")] if old != new else [])
    return found


def heading_differences(
    was: Heading, now: Heading, changes: Iterable[tuple[str, str]] | None = None, budget: Budget | None = None
) -> list[Difference]:
    """Tell how two headings of a bank differ (in these `changes`); what has an id (topics ...) is compared by it."""
    found, budget = [], budget or Budget()
    parts: dict[str, tuple[dict, dict]] = {}
    for name, part in heading_changes(was, now) if changes is None else changes:
        old, new = getattr(was, name), getattr(now, name)
        if isinstance(new, tuple):
            olds, news = parts.setdefault(name, (_by_id(old), _by_id(new)))
            old, new = (olds.get(part), news.get(part)) if part else (", ".join(olds), ", ".join(news))
        found.append(_difference(name, part, old, new, budget))
    return found


def _by_id(things: tuple) -> dict[str, Any]:
    """Return things by the first of their fields, which names them."""
    return {getattr(thing, next(iter(type(thing).model_fields))): thing for thing in things}


def _difference(field: str, part: str, old: object, new: object, budget: Budget) -> Difference:
    return Difference(field, part, *compared("\n".join(lines_of(old)), "\n".join(lines_of(new)), budget))


@singledispatch
def lines_of(value: object) -> list[str]:
    """Tell the value of a field in lines of text, as a person reads it."""
    return [str(value)]


lines_of.register(type(None), lambda value: [])
lines_of.register(bool, lambda value: ["true" if value else "false"])
lines_of.register(float, lambda value: [repr(value).removesuffix(".0")])
lines_of.register(tuple, lambda value: [line for thing in value for line in lines_of(thing)])
lines_of.register(Pair, lambda pair: [f"{pair.left} → {pair.right}"])
lines_of.register(Quotation, lambda part: [f"{part.passage}: “{part.quote}”"])
lines_of.register(Voice, lambda voice: [f"{voice.speaker} {voice.stance}: {'; '.join(lines_of(voice.evidence))}"])
lines_of.register(Gap, lambda gap: ["–", *lines_of(gap.options)])
lines_of.register(Topic, lambda topic: [topic.title])
lines_of.register(Passage, lambda passage: [f"{passage.source}: {passage.text}"])


@lines_of.register(Option)
def _lines_of_option(option: Option) -> list[str]:
    return [f"{'✓' if option.right else '✗'} {option.text}{f' ({option.feedback})' if option.feedback else ''}"]


@lines_of.register(Sentence)
def _lines_of_sentence(sentence: Sentence) -> list[str]:
    feedback = f" ({sentence.feedback})" if sentence.feedback else ""
    return [f"{'✓' if sentence.right else '✗'} {sentence.passage}: {sentence.text}{feedback}"]


@lines_of.register(Evidence)
def _lines_of_evidence(evidence: Evidence) -> list[str]:
    quote = f": “{evidence.quote}”" if evidence.quote else ""
    return [f"{evidence.passage}: {evidence.speaker}, {evidence.stance}{quote}"]


@lines_of.register(Source)
@lines_of.register(Speaker)
@lines_of.register(Claim)
@lines_of.register(Unsaid)
def _lines_of_fields(thing: Value) -> list[str]:
    told = {name: getattr(thing, name) for name in list(type(thing).model_fields)[1:]}
    return [_told(name, value) for name, value in told.items() if value]


def _told(name: str, value: object) -> str:
    """Tell a field of a part: a text as it stands, what is true by its name, and a list with its name."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return name
    lines = lines_of(value)
    return ", ".join(lines) if name == "aliases" else "\n".join((f"{name}:", *(f"  {line}" for line in lines)))


_WORD = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")


def compared(old: str, new: str, budget: Budget | None = None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Compare two texts word by word, where the budget allows it; returns the pieces of each."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if before and after and not (budget or Budget()).allows(len(before) + len(after)):
        return _pieces([(old, False)]), _pieces([(new, False)])
    olds: list[tuple[str, bool]] = []
    news: list[tuple[str, bool]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        olds.append(("".join(before[a:b]), tag == "equal"))
        news.append(("".join(after[c:d]), tag == "equal"))
    return _pieces(_joined(olds)), _pieces(_joined(news))


def _joined(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Join changed pieces that only a space parts, so that the marks do not flicker."""
    found: list[tuple[str, bool]] = []
    for index, (text, kept) in enumerate(pieces):
        between = kept and text.isspace() and "\n" not in text and 0 < index < len(pieces) - 1
        kept = kept and not (between and pieces[index - 1][0] and pieces[index + 1][0])
        if found and found[-1][1] == kept:
            found[-1] = (found[-1][0] + text, kept)
        else:
            found.append((text, kept))
    return found


def _pieces(pieces: list[tuple[str, bool]]) -> tuple[Piece, ...]:
    return tuple(Piece(text, kept) for text, kept in pieces if text)
