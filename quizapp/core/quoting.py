"""Find the words of a quotation in a passage, whatever the look of quotes, dashes and line breaks; or the nearest."""

from difflib import SequenceMatcher

from quizapp.core.values import LOOKS_ALIKE


def span_of(text: str, quote: str) -> tuple[int, int] | None:
    """Return where the words of a quotation begin and end in a text, as offsets into it; None where they are not."""
    flat, places = _flat(text)
    words = _flat(quote)[0]
    start = flat.find(words) if words else -1
    if start < 0:
        return None
    return places[start], places[start + len(words) - 1] + 1


def nearest(text: str, quote: str) -> str:
    """Return the words of a text that are nearest to a quotation; "" where nothing is near."""
    words = text.split()
    count = len(quote.split())
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(_flat(quote)[0].casefold())
    best, found = 0.5, ""
    for start in range(max(1, len(words) - count + 1)):
        piece = " ".join(words[start : start + count])
        matcher.set_seq1(_flat(piece)[0].casefold())
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, found = ratio, piece
    return found


def _flat(text: str) -> tuple[str, list[int]]:
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
    return "".join(letters), places
