"""Find the words of a quotation in a passage, whatever the look of quotes, dashes and line breaks; or the nearest."""

from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nlargest

from quizapp.core.values import LOOKS_ALIKE

MOST_COMPARED = 5  # pieces of a text that are compared letter by letter


def span_of(text: str, quote: str) -> tuple[int, int] | None:
    """Return where the words of a quotation begin and end in a text, as offsets into it; None where they are not."""
    flat, places = _flat(text)
    words = _flat(quote)[0]
    start = flat.find(words) if words else -1
    if start < 0:
        return None
    return places[start], places[start + len(words) - 1] + 1


def nearest(text: str, quote: str) -> str:
    """Return the words of a text that are nearest to a quotation; "" where nothing is near.

    Of all pieces as long as the quotation, those that share the most words with it are compared letter by letter.
    """
    words, wanted = text.split(), quote.split()
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(_flat(quote)[0].casefold())
    best, found = 0.5, ""
    for start in nlargest(MOST_COMPARED, *_shared(words, wanted)):
        piece = " ".join(words[start : start + len(wanted)])
        matcher.set_seq1(_flat(piece)[0].casefold())
        if (ratio := matcher.ratio()) > best:
            best, found = ratio, piece
    return found


def _shared(words: list[str], wanted: list[str]) -> tuple[dict[int, int], Callable[[int], int]]:
    """Return where pieces as long as what is wanted can begin, and what tells how many words each shares with it."""
    plain, need = [_plain(word) for word in words], Counter(map(_plain, wanted))
    size = len(wanted)
    counts: dict[int, int] = {}
    window = Counter(plain[:size])
    for start in range(max(1, len(words) - size + 1)):
        counts[start] = sum((window & need).values())
        if start + size < len(words):
            window[plain[start]] -= 1
            window[plain[start + size]] += 1
    return counts, counts.__getitem__


def _plain(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


@lru_cache(maxsize=4096)
def _flat(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a text with its spaces and signs made alike, and where each of its characters stands in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text.translate(LOOKS_ALIKE)):
        if letter.isspace():
            if not letters or letters[-1] == " ":
                continue
            letter = " "
        letters.append(letter)
        places.append(place)
    while letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return "".join(letters), tuple(places)
