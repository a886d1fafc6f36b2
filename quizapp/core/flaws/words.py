"""Cut texts into sentences and words, and take out what is quoted: what all rules of the linter read with."""

import re
from collections.abc import Iterator
from functools import lru_cache

from quizapp.core.values import LOOKS_ALIKE

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_BLOCK = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_QUOTED = re.compile(r"“([^“”]*)”|«([^«»]*)»|„([^„“”]*)[“”]|\"([^\"\n]*)\"")
_CODE = re.compile(r"`[^`\n]*`")
_END = re.compile(r"(?<=[.!?])[\"”»)*_]*\s+(?=[\"“«(*_]*[A-ZÀ-ÞЀ-Я0-9])|\n\s*\n")
_ENDINGS = ("'", "ings", "ing", "ies", "ied", "ed", "es", "ly", "s", "y", "e")
SHORTEST_ROOT, MOST_ON_A_SHELF = 3, 200


def words_of(text: str) -> list[str]:
    """Return the words of a text, in small letters."""
    return _WORD.findall(text.translate(LOOKS_ALIKE).casefold())


# Words that do not tell what a sentence is about.
PLAIN_WORDS = frozenset(
    words_of(
        "a an the this that these those it its they them their he him his she her we our you your i my of in on at by "
        "to for from with as into onto and or but nor so than then there here is are was were be been being am do does "
        "did has have had can could may might must shall should will would who whom whose which what when where why "
        "how not no also each every any some own one if while about over under up out"
    )
)


NUMBER_WORDS = words_of("zero one two three four five six seven eight nine ten eleven twelve")


@lru_cache(maxsize=20_000)
def root_of(word: str) -> str:
    """Return a word without its ending, roughly: bees and bee, carried and carry are the same."""
    word = word.removesuffix("'s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_ROOT:
            return word[: -len(ending)]
    return word


NUMBERS = frozenset(map(root_of, (*NUMBER_WORDS, "hundred", "thousand", "million", *map(str, range(3000)))))


def roots_of(text: str) -> frozenset[str]:
    """Return the roots of all words of a text."""
    return frozenset(root_of(word) for word in words_of(text))


def content_of(text: str) -> frozenset[str]:
    """Return the roots of the words that tell what a text is about."""
    return frozenset(root_of(word) for word in words_of(text) if word not in PLAIN_WORDS)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that two sets have in common."""
    return len(one & other) / len(one | other) if one or other else 0.0


def unquoted(text: str) -> str:
    """Return what is said in our own voice: without quotations, quoted blocks and code."""
    return _QUOTED.sub("“”", _CODE.sub("``", _BLOCK.sub("", text))).strip()


def quotations_of(text: str) -> list[str]:
    """Return the quotations within a text, quoted blocks apart."""
    return [next(filter(None, found), "") for found in _QUOTED.findall(_BLOCK.sub("", text))]


def flat(text: str) -> str:
    """Return a text in which spaces, capitals and the look of quotation marks make no difference."""
    return " ".join(text.translate(LOOKS_ALIKE).replace('"', "'").casefold().split()).rstrip(" .,;:")


def sentences_of(text: str) -> list[str]:
    """Cut a text into sentences."""
    return [piece.strip() for piece in _END.split(text) if piece.strip()]


def any_of(*words: str) -> re.Pattern[str]:
    """Return a pattern for any of these words (patterns themselves) as whole words, in whatever case."""
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


def near_pairs(bags: list[frozenset[str]], least: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs of word bags that are at least so alike, each as (earlier, later).

    Two bags that are so alike share one of their rarest words, so only bags that do are compared; where very many share
    a word, with the last of them alone.
    """
    counts: dict[str, int] = {}
    for bag in bags:
        for word in bag:
            counts[word] = counts.get(word, 0) + 1
    shelves: dict[str, list[int]] = {}
    for later, bag in enumerate(bags):
        rarest = sorted(bag, key=lambda word: (counts[word], word))[: int(len(bag) * (1 - least)) + 1]
        met = {earlier for word in rarest for earlier in shelves.get(word, [])[-MOST_ON_A_SHELF:]}
        for earlier in sorted(met):
            if likeness(bags[earlier], bag) >= least:
                yield earlier, later
        for word in rarest:
            shelves.setdefault(word, []).append(later)
