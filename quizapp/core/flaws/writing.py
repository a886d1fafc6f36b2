"""Find flaws of stems and statements: what is asked in a way that hides what is known."""

import re
from collections.abc import Iterator

from quizapp.core.errors import say
from quizapp.core.flaws.finding import Flaw, Rule
from quizapp.core.flaws.reading import Choice, Reading, is_attributed
from quizapp.core.flaws.words import any_of, sentences_of, unquoted, words_of
from quizapp.core.questions import Common, TrueFalse

_SELECTING = any_of("which", "what", "who", "whom", "whose", "where", "when", "choose", "all", "each")
_CLAUSE = re.compile(r"(?<=\w)[ ,]+(?:that|because|although|if|whether|who|when|where|why|since|while|as)\b", re.I)
# A negation as it is written without emphasis: in small letters, with no marks around it.
_NEGATION = re.compile(
    r"(?<![*_])\b(?:(?<!or )(?<!and )not(?! \w+ing\b)|never|cannot|\w+n['’]t|except|(?<!at )least)\b(?![*_])"
)

_TURNING = re.compile(
    r"(?<![*_])\b(?:except(?= *:?$)|(?<=one that you )(?:would|should|could|do) not)\b(?![*_])", re.MULTILINE
)


def _negative_stem(question: Common, reading: Reading) -> Iterator[Flaw]:
    if not isinstance(question, Choice):
        return
    for sentence in sentences_of(unquoted(question.stem)):
        asked = _CLAUSE.split(sentence)[0]
        open_ended = asked == sentence and not sentence.endswith(("?", "."))
        found = _NEGATION.search(asked) if _SELECTING.match(asked) or open_ended else None
        if found := found or _TURNING.search(sentence):
            reason = say("“%(word)s” turns the question round, and is easily read over.", word=found[0])
            yield Flaw("stem", reason, say("Ask for what is so, or set it in bold: **%(word)s**.", word=found[0]))
            return


_TIMES = r"(?:\d+|two|few|other|hour|day|week|month|year|morning|evening|night|minute|second|time|spring|autumn)"
_EVERY = rf"every(?! {_TIMES}s?\b)"
_ABSOLUTE = any_of("always", "never", _EVERY, "everyone", "everybody", "everything", "everywhere", "nobody", "no one",
                   "invariably", "without exception", "under no circumstances", "completely", "totally")  # fmt: skip
_ABSOLUTE_START = re.compile(r"(?:all|no|only) [a-z]")


def _absolute_word(question: Common, reading: Reading) -> Iterator[Flaw]:
    stem = unquoted(question.stem)
    if is_attributed(stem):
        return
    if isinstance(question, TrueFalse):
        found = _ABSOLUTE.search(stem) or _ABSOLUTE_START.match(stem.lower())
        if found and not question.right:
            reason = say("“%(word)s” tells that the statement is false: little is without exception.", word=found[0])
            yield Flaw("stem", reason, say("State it so that only those who know can tell."))
    elif isinstance(question, Choice) and not _ABSOLUTE.search(stem):
        found_in = [
            (index, option, _ABSOLUTE.search(unquoted(option.text))) for index, option in enumerate(question.options)
        ]
        if any(found and option.right for _, option, found in found_in):
            return
        for index, _, found in found_in:
            if found:
                reason = say("“%(word)s” gives this away as wrong: the key has no such word.", word=found[0])
                yield Flaw(f"options.{index}.text", reason, say("Leave the word out, or use its like in all options."))
                return


_BE = r"(?:is|are|was|were|has|have|had|can|will)"
_SECOND = re.compile(
    r"[,;]? (?:and|but) (?:it|they|he|she) [a-z]+"
    rf"|\b{_BE}\b.{{0,150}} (?:and|but) [A-ZÀ-Þ]\w+ {_BE}\b"
    rf"|[,;]? (?:and|but) (?:does|did|{_BE})\b"
    r"|, (?:whereas|while) | because |; (?=[a-z])"
)


def _two_assertions(question: Common, reading: Reading) -> Iterator[Flaw]:
    if not isinstance(question, TrueFalse):
        return
    statement = re.sub(r"\([^()]*\)", "", unquoted(question.stem))
    if _SECOND.search(statement) or sum(bool(words_of(one)) for one in sentences_of(statement)) > 1:
        reason = say("The statement makes two assertions; who thinks one right and one wrong cannot answer.")
        yield Flaw("stem", reason, say("Make two questions of it, or keep the assertion that matters."))


_THING = r"(?:statements?|sentences?|answers?|options?|assertions?|claims?)"
_TRUE = r"(?:true|correct|right|false|wrong|incorrect|not true)"
_ANY_TRUTH = re.compile(
    rf"(?:which|what)(?: one)?(?: of (?:these|the following|them))?(?: (?:following )?{_THING})?"
    rf"(?: (?:about|on|regarding) .{{1,60}})? (?:is|are) {_TRUE}\b.*"
    rf"|(?:choose|select|mark|tick|find) (?:all )?(?:the )?(?:correct|right|true|best) {_THING}\W*",
    re.IGNORECASE | re.DOTALL,
)
FEWEST_WORDS, FEWEST_WORDS_OF_A_QUESTION = 4, 2


def _unfocused_stem(question: Common, reading: Reading) -> Iterator[Flaw]:
    if not isinstance(question, Choice):
        return
    stem = unquoted(question.stem)
    bare = stem == question.stem.strip() and not re.search(r"\d", stem)
    least = FEWEST_WORDS_OF_A_QUESTION if "?" in stem else FEWEST_WORDS
    if (bare and len(words_of(stem)) < least) or (_ANY_TRUTH.fullmatch(stem) and not is_attributed_by_name(stem)):
        reason = say("The stem asks nothing that could be answered before the options are read.")
        yield Flaw("stem", reason, say("Ask one question, such as what, when or why, that the key answers."))


def is_attributed_by_name(stem: str) -> bool:
    """Tell whether a stem asks what is right according to somebody."""
    return "according to" in stem.lower()


_VAGUE = any_of("often", "usually", "sometimes", "frequently", "occasionally", "rarely", "seldom", "generally",
                "typically", "considerabl[ey]", "fairly", "relatively", "quite",
                "(?<!statistically )significant(?:ly)?")  # fmt: skip
_AMOUNT = re.compile(
    r"(?:very |quite |rather |only )?(?:many|several|few|some|a few|a lot|little|a little|much)\W*", re.I
)


def _vague_term(question: Common, reading: Reading) -> Iterator[Flaw]:
    stem = unquoted(question.stem)
    if is_attributed(stem):
        return
    texts = [("stem", stem)] if isinstance(question, TrueFalse) else []
    if isinstance(question, Choice):
        texts = [(f"options.{index}.text", unquoted(option.text)) for index, option in enumerate(question.options)]
    for field, text in texts:
        if found := _VAGUE.search(text) or _AMOUNT.fullmatch(text):
            reason = say("“%(word)s” means more to one reader than to another.", word=found[0])
            yield Flaw(field, reason, say("Give a number, a time, or who says so."))
            return


RULES = (
    Rule("negative-stem", "warning", say("A negation in the stem is not emphasised."), _negative_stem),
    Rule("absolute-word", "hint", say("A word such as “always” gives away what is wrong."), _absolute_word),
    Rule("two-assertions", "warning", say("A statement to be judged makes two assertions."), _two_assertions),
    Rule("unfocused-stem", "warning", say("The stem does not ask a question."), _unfocused_stem),
    Rule("vague-term", "hint", say("A vague word decides what is right."), _vague_term),
)
