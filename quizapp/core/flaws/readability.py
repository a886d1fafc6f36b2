"""Find what is hard to read: long sentences, long stems, a negation of a negation."""

import re
from collections.abc import Iterator

from quizapp.core.errors import say
from quizapp.core.flaws.finding import Flaw, Rule
from quizapp.core.flaws.reading import Reading, own_sentences
from quizapp.core.flaws.words import sentences_of, unquoted, words_of
from quizapp.core.questions import Common

MOST_WORDS, MOST_WORDS_OF_A_STEM = 40, 100

_REFERENCE = re.compile(r"\([A-Z]\w*(?:, [A-Z]\w*)*\)")  # (P2, P5)


def _long_sentence(question: Common, reading: Reading) -> Iterator[Flaw]:
    yield from _long(own_sentences(question))


def _long_in_passages(reading: Reading) -> Iterator[Flaw]:
    yield from _long(own_sentences(reading.heading))


def _long(sentences: Iterator[tuple[str, str]]) -> Iterator[Flaw]:
    for field, sentence in sentences:
        if (count := len(words_of(_REFERENCE.sub("", sentence)))) > MOST_WORDS:
            reason = say(
                "A sentence has %(count)s words; more than %(most)s are hard to follow.", count=count, most=MOST_WORDS
            )
            yield Flaw(field, reason, say("Make two or three sentences of it."))


def _long_stem(question: Common, reading: Reading) -> Iterator[Flaw]:
    count = len(words_of(unquoted(question.stem)))
    if count > MOST_WORDS_OF_A_STEM:
        reason = say("The stem has %(count)s words: reading is tested more than what it asks.", count=count)
        yield Flaw("stem", reason, say("Leave out what is not needed for the answer, or make a passage of it."))


_NOT = r"(?:not|no|never|nobody|none|nothing|neither|without|\w+n['’]t|den(?:y|ies|ied))"
_IN = r"in(?:valid|visible|soluble|complete|active|capable|frequent|significant|correct)"
_UN = rf"(?:un(?!der|it|iq|ion|if|iv|til|less|cle)[a-z]{{3,}}|{_IN}|impossible)"
_BETWEEN = (
    r"(?:(?!,|;|\b(?:and|or|nor|but|(?:kn[eo]ws?|saw|sees?|noticed|thought|thinks?|said|says?) that)\b).){0,100}?"
)
_TWICE = re.compile(
    rf"\b(?:not|\w+n['’]t) {_UN}\b|\b{_NOT}\b{_BETWEEN}\b(?:not|never|nobody|none|nothing|\w+n['’]t)\b", re.IGNORECASE
)


def _double_negative(question: Common, reading: Reading) -> Iterator[Flaw]:
    for sentence in sentences_of(unquoted(question.stem)):
        if found := _TWICE.search(sentence):
            reason = say("“%(words)s” negates twice; readers lose count.", words=found[0])
            yield Flaw("stem", reason, say("Say it without a negation, or with one."))
            return


RULES = (
    Rule("long-sentence", "hint", say("A sentence is long."), _long_sentence, _long_in_passages, english=False),
    Rule("long-stem", "hint", say("The stem is long."), _long_stem, english=False),
    Rule("double-negative", "warning", say("A negation is negated."), _double_negative),
)
