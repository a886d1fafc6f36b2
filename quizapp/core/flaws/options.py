"""Find flaws of options: what gives the key away, what overlaps, how many there are."""

import re
from collections.abc import Iterator
from itertools import combinations

from quizapp.core.errors import say
from quizapp.core.flaws.finding import Flaw, Rule
from quizapp.core.flaws.reading import Choice, Reading, all_options
from quizapp.core.flaws.words import NUMBER_WORDS, unquoted, words_of
from quizapp.core.questions import Common, MultipleChoice, Option, SingleChoice

TIMES_LONGER, LETTERS_LONGER = 1.5, 20


def _longest_key(question: Common, reading: Reading) -> Iterator[Flaw]:
    if not isinstance(question, SingleChoice):
        return
    lengths = sorted((len(option.text), index) for index, option in enumerate(question.options))
    (second, _), (longest, index) = lengths[-2:]
    if _ABOVE.fullmatch(question.options[index].text):
        return
    if question.options[index].right and longest >= max(second * TIMES_LONGER, second + LETTERS_LONGER):
        reason = say("The key is by far the longest option (%(key)s letters, the next has %(next)s): length gives it "
                     "away.", key=longest, next=second)  # fmt: skip
        yield Flaw(
            f"options.{index}.text", reason, say("Shorten the key, and move what explains it to the explanation.")
        )


_ABOVE = re.compile(
    r"(?:all|none|both|neither|any|some)(?: of)? (?:the )?(?:above|these|them|those|options|answers)"
    r"(?: above)?|(?:all|none) of (?:the above|these|those)(?: \w+)? (?:is|are)(?: \w+){1,2}"
    r"|(?:all|none|both|neither)(?: of)? the (?:above|previous|other)\b.*"
    r"|(?:both |neither )?(?:answers? )?[a-h](?:, [a-h])*,? (?:and|or|nor|&) [a-h]",
    re.IGNORECASE,
)


def _all_or_none(question: Common, reading: Reading) -> Iterator[Flaw]:
    counts = re.match(r"how (?:many|much|often)\b", question.stem, re.IGNORECASE)
    for field, option in all_options(question) if not counts else ():
        if _ABOVE.fullmatch(option.text.rstrip(". ")):
            reason = say("“%(text)s” stands for other options: who knows one of them can guess, and options are mixed "
                         "for each student.", text=option.text)  # fmt: skip
            yield Flaw(f"{field}.text", reason, say("Write an option of its own, or ask to choose all that apply."))


_ARTICLE_LAST = re.compile(r"\b(a|an)\W*$")
_SOUNDS = re.compile(r"(?:[aeio]|u(?!ni|se|su|ti|r[aeio])|hour|hono|heir)(?<!^eu)", re.IGNORECASE)
_VERB_FIRST = re.compile(r"(?:is|are|was|were|has|have|had|can|will|does|did)\b")
_REASONS = {"why": ("because", "to", "so", "since"), "how": ("by",)}


def _grammar_cue(question: Common, reading: Reading) -> Iterator[Flaw]:
    if not isinstance(question, SingleChoice):
        return
    key = next(index for index, option in enumerate(question.options) if option.right)
    texts = [option.text for option in question.options]
    others = texts[:key] + texts[key + 1 :]
    stem = unquoted(question.stem)
    found = _ARTICLE_LAST.search(stem)
    if found and not any(text.lower().startswith(("a ", "an ")) for text in texts):
        fits = [_begins_with_vowel(text) == (found[1] == "an") for text in texts]
        if fits[key] and not all(fits):
            reason = say("The stem ends in “%(word)s”, which fits the key and not every other option.", word=found[1])
            yield Flaw("stem", reason, say("Move the article into the options."))
    for asks, fits_key in _cues(stem):
        if fits_key(texts[key]) and len(others) > 1 and not any(fits_key(text) for text in others):
            reason = say("The key alone is worded as “%(asks)s” asks.", asks=asks)
            yield Flaw(f"options.{key}.text", reason, say("Give all options the same form."))


def _cues(stem: str) -> Iterator:
    first = (words_of(stem) or [""])[0]
    if first in _REASONS:
        yield first, lambda text: (words_of(text) or [""])[0] in _REASONS[first]
    if re.match(r"(?:which|what) (?:are|were)\b", stem, re.IGNORECASE):
        yield "are", lambda text: " and " in text or text.endswith("s")
    if not stem.endswith(("?", ".", "…", ":")) and not _ARTICLE_LAST.search(stem):
        yield stem.rpartition(" ")[2], _VERB_FIRST.match
    if re.search(r"\b(?:which|what) two\b", stem, re.IGNORECASE):
        yield "two", lambda text: " and " in text


def _begins_with_vowel(text: str) -> bool:
    return bool(_SOUNDS.match(text))


LENGTH_OF_ROOT = 6
# Words of questions as such, and words that tell little.
_OF_TESTS = frozenset(
    words_of(
        "according answer answers article assessment assessments following option options passage question report "
        "reports source sources statement statements against always another because before between during number "
        "through together without within should people things"
    )
)


def _word_of_stem(question: Common, reading: Reading) -> Iterator[Flaw]:
    if not isinstance(question, SingleChoice):
        return
    stem = unquoted(question.stem)
    asked = {word[:LENGTH_OF_ROOT] for word in words_of(_without_names(stem)) if len(word) >= LENGTH_OF_ROOT}
    key = next(index for index, option in enumerate(question.options) if option.right)
    others = {
        word[:LENGTH_OF_ROOT] for option in question.options if not option.right for word in words_of(option.text)
    }
    for word in words_of(question.options[key].text) if not _ABOVE.fullmatch(question.options[key].text) else ():
        if word[:LENGTH_OF_ROOT] in asked - others and word not in reading.known | _OF_TESTS:
            reason = say("“%(word)s” stands in the stem and in the key, and in no other option.", word=word)
            yield Flaw(
                f"options.{key}.text", reason, say("Reword the stem or the key, or use the word in more options.")
            )
            return


def _without_names(stem: str) -> str:
    """Leave out words with a capital within a sentence."""
    return re.sub(r"(?<=[\w,;:)] )[A-ZÀ-Þ][\w'’-]*", "", stem)


_RANGE = re.compile(r"(\d+(?:\.\d+)?) ?(?:-|–|to) ?(\d+(?:\.\d+)?)( ?\D*)", re.IGNORECASE)
_BOUND = re.compile(
    r"(more than|over|at least|after|less than|under|at most|fewer than|up to|before) (\d+(?:\.\d+)?)( ?\D*)", re.I
)
_UP = ("more than", "over", "at least", "after")


def _overlapping(question: Common, reading: Reading) -> Iterator[Flaw]:
    if not isinstance(question, Choice):
        return
    single = isinstance(question, SingleChoice)
    for (_, one), (index, other) in combinations(enumerate(question.options), 2):
        if _same(one.text, other.text) or (single and (_cross(one.text, other.text) or _contain(one, other))):
            reason = say("“%(one)s” and “%(other)s” overlap: more than one could be right, or both must be wrong.",
                         one=one.text, other=other.text)  # fmt: skip
            yield Flaw(f"options.{index}.text", reason, say("Let each option exclude the others."))
            return


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other) != []


def _bare(text: str) -> list[str]:
    words = [word for word in words_of(text) if word not in ("a", "an", "the")]
    return [str(NUMBER_WORDS.index(word)) if word in NUMBER_WORDS else word for word in words]


def _cross(one: str, other: str) -> bool:
    a, b = _span(one), _span(other)
    return a is not None and b is not None and a[2] == b[2] and a[0] <= b[1] and b[0] <= a[1]


def _span(text: str) -> tuple[float, float, str] | None:
    if found := _RANGE.fullmatch(text):
        return float(found[1]), float(found[2]), found[3].strip()
    if found := _BOUND.fullmatch(text):
        number, up = float(found[2]), found[1].lower() in _UP
        return (number + 1e-9, float("inf"), found[3].strip()) if up else (0.0, number - 1e-9, found[3].strip())
    return None


def _contain(one: Option, other: Option) -> bool:
    short, long = sorted((_bare(one.text), _bare(other.text)), key=len)
    rest = long[len(short) :] if long[: len(short)] == short else long[: -len(short) or None]
    joined = rest[:1] if long[: len(short)] == short else rest[-1:]
    whole = long[: len(short)] == short or long[-len(short) :] == short
    return bool(short) and whole and joined in (["and"], ["or"]) and len(rest) > 1


FEWEST, MOST_SINGLE, MOST_SEVERAL = 3, 6, 10
_YES_NO = {"yes", "no", "true", "false", "right", "wrong", "agree", "disagree"}


def _number_of_options(question: Common, reading: Reading) -> Iterator[Flaw]:
    if not isinstance(question, Choice):
        return
    options, several = question.options, isinstance(question, MultipleChoice)
    yes_no = all((words_of(option.text) or [""])[0] in _YES_NO for option in options)
    if several and all(option.right for option in options):
        yield Flaw(
            "options", say("Every option is right: there is nothing to choose."), say("Add some that are wrong.")
        )
    elif len(options) < FEWEST and not yes_no:
        reason = say("With %(count)s options, one guess in two is right.", count=len(options))
        yield Flaw("options", reason, say("Add a plausible option, or ask for true or false."))
    elif len(options) > (MOST_SEVERAL if several else MOST_SINGLE):
        reason = say("%(count)s options take long to read, and seldom are all plausible.", count=len(options))
        yield Flaw("options", reason, say("Keep the three to five that people would really choose."))


RULES = (
    Rule("longest-key", "warning", say("The key is the longest option."), _longest_key, english=False),
    Rule("all-or-none-of-the-above", "warning", say("“All of the above” and its like."), _all_or_none),
    Rule("grammar-cue", "warning", say("The grammar gives the key away."), _grammar_cue),
    Rule("word-of-stem-in-key", "hint", say("A word of the stem stands in the key alone."), _word_of_stem),
    Rule("overlapping-options", "warning", say("Two options overlap or say the same."), _overlapping),
    Rule("number-of-options", "hint", say("Too few or too many options."), _number_of_options, english=False),
)
