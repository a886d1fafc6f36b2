"""Find what is told without who says so, and on what evidence."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from quizapp.core.errors import Text, say
from quizapp.core.flaws.finding import Flaw, Rule
from quizapp.core.flaws.reading import (
    SPEECH,
    Choice,
    Reading,
    all_options,
    calls,
    is_attributed,
    keys_of,
    own_sentences,
    own_words,
)  # fmt: skip
from quizapp.core.flaws.words import any_of, flat, quotations_of, unquoted, words_of
from quizapp.core.questions import Common, ShortAnswer, TrueFalse
from quizapp.core.quoting import span_of


def _told_as_fact(question: Common, reading: Reading) -> Iterator[Flaw]:
    yield from _contested(own_sentences(question), reading)
    stem = unquoted(question.stem)
    if isinstance(question, Choice | ShortAnswer) and not is_attributed(stem) and not reading.contested_in(stem):
        for key in keys_of(question):
            if claim := reading.contested_in(f"{stem} {key}"):
                yield _contested_claim("stem", claim)
                return


def _told_in_passages(reading: Reading) -> Iterator[Flaw]:
    yield from _contested(own_sentences(reading.heading), reading)


def _contested(sentences: Iterator[tuple[str, str]], reading: Reading) -> Iterator[Flaw]:
    told = set()
    for field, sentence in sentences:
        if field not in told and (claim := reading.contested_in(sentence)):
            told.add(field)
            yield _contested_claim(field, claim)


def _contested_claim(field: str, claim: str) -> Flaw:
    reason = say("It is told as a fact, though the register has it as contested: “%(claim)s”", claim=claim)
    return Flaw(field, reason, say("Say who says so, such as “according to ...”."))


FEWEST_WORDS = 3
_OF_WORDS = any_of(
    "mean(?:s|t|ing)?", "phrase", "expression", "titled?", "sentence", "translat(?:e|es|ed|ion)", "motto", "proverb",
    "whom?", "whose", "line", "inscription", "question", "answer", "option", "topic",
)  # fmt: skip


def _quotation_without_speaker(question: Common, reading: Reading) -> Iterator[Flaw]:
    if not reading.heading.speakers:
        return
    for field, text in own_words(question):
        around = unquoted(text)
        if is_attributed(around) or reading.names_speaker(around) or _OF_WORDS.search(around):
            continue
        for quotation in _long(quotations_of(text)):
            reason = say("“%(quotation)s” is quoted, and nobody is named who says it.", quotation=quotation)
            yield Flaw(
                field, reason, say("Name the speaker beside it, or use words of your own without quotation marks.")
            )
            break


def _long(quotations: list[str]) -> Iterator[str]:
    return (quotation for quotation in quotations if len(words_of(quotation)) >= FEWEST_WORDS)


_NAME = r"(?:[A-ZÀ-Þ][\w'’-]*\.? ){0,3}[A-ZÀ-Þ][\w'’-]+"
_ASKED = r"(?:say|deny|claim|report|write|state|tell|argue|announce|describe|call|think|believe)"
_NAMED = (
    re.compile(rf"(?P<name>{_NAME}) (?:also |has |had |never )?(?:{SPEECH})\b"),
    re.compile(rf"\b[Aa]ccording to (?P<name>{_NAME})"),
    re.compile(rf"\b(?:did|does|do) (?P<name>{_NAME}) {_ASKED}\b"),
)
_PARTS_OF_TEXTS = frozenset(words_of("answer appendix chapter figure option page part question section table unit"))
# What may begin a sentence with a capital and is no name.
_NO_NAMES = frozenset(
    words_of(
        "a an and as at after all also another anybody anyone before both but by each either every everybody everyone "
        "for from he her here his how if in it its later like many most my neither no nobody none now nothing of on "
        "one only or other others our she since so some somebody someone such than that the their then there these "
        "they this those though to until we what when where whereas which while who whoever whose with yes you"
    )
)


def _stranger(question: Common, reading: Reading) -> Iterator[Flaw]:
    texts = [(field, unquoted(text)) for field, text in own_words(question)]
    yield from _strangers(
        [*texts, *((f"{field}.text", unquoted(one.text)) for field, one in all_options(question))], reading
    )


def _stranger_in_passages(reading: Reading) -> Iterator[Flaw]:
    texts = [(f"passages.{index}.text", unquoted(one.text)) for index, one in enumerate(reading.heading.passages)]
    yield from _strangers(texts, reading)


def _strangers(texts: list[tuple[str, str]], reading: Reading) -> Iterator[Flaw]:
    for field, text in texts if reading.heading.speakers else ():
        for name in dict.fromkeys(_names_in(text)):
            if not any(word in reading.known for word in words_of(name)):
                reason = say("“%(name)s” speaks here, and is not in the register.", name=name)
                yield Flaw(field, reason, _instead(name, reading))


def _names_in(text: str) -> Iterator[str]:
    for pattern in _NAMED:
        for found in pattern.finditer(text):
            words = found["name"].split()
            begins = found.start("name") == 0 or text[: found.start("name")].rstrip()[-1:] in ".!?:\n"
            if words[0].casefold() in _PARTS_OF_TEXTS:
                continue
            while words and words[0].casefold() in _NO_NAMES:
                del words[0]
                begins = False
            if words and not (begins and len(words) == 1) and not words[-1].endswith(("'s", "’s")):
                yield " ".join(words)


def _instead(name: str, reading: Reading) -> Text:
    known = sorted({one for speaker in reading.heading.speakers for one in calls(speaker)})
    if near := get_close_matches(name, known, n=1, cutoff=0.75):
        return say("Write “%(near)s” if that is meant; else add the speaker.", near=near[0])
    return say("Add the speaker to the register, or give another name as an alias.")


def _missing_evidence(question: Common, reading: Reading) -> Iterator[Flaw]:
    if reading.heading.passages and not question.evidence:
        reason = say("No passage is named that shows the key, though the bank has passages.")
        yield Flaw("evidence", reason, say("Name the passage and its speaker under evidence."))


def _not_in_evidence(question: Common, reading: Reading) -> Iterator[Flaw]:
    for index, shown in enumerate(question.evidence):
        text = reading.passages.get(shown.passage)
        if shown.quote and text and not span_of(text, shown.quote):
            yield _elsewhere(f"evidence.{index}.quote", shown.quote, reading)
    if question.evidence and reading.passages:
        for field, text in own_words(question):
            if field != "stem" or not isinstance(question, TrueFalse) or question.right:
                quotations = list(_long(quotations_of(text)))
                texts = _quotable(question, field, text, reading) if quotations else []
                for quotation in quotations:
                    words = flat(quotation)
                    if not any(words in one for one in texts):
                        yield _elsewhere(field, quotation, reading)


_NAME = re.compile(r"[\w.-]+")


def _quotable(question: Common, field: str, text: str, reading: Reading) -> list[str]:
    """List the texts whose words may be quoted in a field: of passages, of claims, and of the question itself.

    In feedback, which tells about wrong answers too, that is any passage; else those of the evidence and those named.
    """
    shown = {evidence.passage for evidence in question.evidence}
    shown |= {name.strip(".-") for name in _NAME.findall(text)}
    passages = [words for name, words in reading.flat_passages.items() if "feedback" in field or name in shown]
    own = [option.text for _, option in all_options(question)] + keys_of(question)
    asked = [] if field == "stem" else [question.stem]
    return [*passages, *reading.flat_statements, *map(flat, own + asked)]


def _elsewhere(field: str, quotation: str, reading: Reading) -> Flaw:
    found = [name for name, text in reading.flat_passages.items() if flat(quotation) in text]
    if found:
        reason = say("“%(quotation)s” stands in %(passage)s, which is not among the evidence.",
                     quotation=quotation, passage=found[0])  # fmt: skip
        return Flaw(field, reason, say("Add that passage to the evidence, or name it beside the words."))
    reason = say("No passage that is named here holds the words “%(quotation)s”.", quotation=quotation)
    return Flaw(field, reason, say("Copy the words from the passage, or tell them without quotation marks."))


RULES = (
    Rule("told-as-fact", "warning", say("A contested claim is told as fact."), _told_as_fact, _told_in_passages),
    Rule("quotation-without-speaker", "warning", say("A quotation has no speaker."), _quotation_without_speaker),
    Rule("unknown-speaker", "warning", say("A speaker is not in the register."), _stranger, _stranger_in_passages),
    Rule("missing-evidence", "warning", say("The evidence is missing."), _missing_evidence, english=False),
    Rule("quotation-not-in-evidence", "warning", say("The evidence does not hold the quotation."), _not_in_evidence,
         english=False),
)  # fmt: skip
