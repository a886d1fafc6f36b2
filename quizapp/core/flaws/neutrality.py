"""Find loaded words in our own voice; what stands between quotation marks, or is said to be said, is a speaker's."""

import re
from collections.abc import Iterator

from quizapp.core.errors import say
from quizapp.core.flaws.finding import Flaw, Rule
from quizapp.core.flaws.reading import Reading, all_options, is_attributed, own_sentences
from quizapp.core.flaws.words import any_of, unquoted, words_of
from quizapp.core.questions import Common

_PEOPLE = (r"(?:experts?|leaders?|governments?|presidents?|scientists?|doctors?|republics?|elections?|referendums?|"
           r"volunteers?|patriots?|reform(?:s|ers?)?|activists?|journalists?)")  # fmt: skip
_LOADED = r"(?:corrupt|brutal|criminal|evil|cruel|bloody|hated|murderous)"
_LABELS = (
    any_of("terrorists?", "neo-nazis?", "thugs?", "stooges?", "henchm[ae]n", "junta", "cronies", "goons", "fanatics",
           "zealots", "warlords?", "traitors?", "freedom fighters?", "extremists?", "hardliners?", "lackeys?",
           "butcher of"),
    any_of(rf"so-called {_PEOPLE}", "puppets? of", "puppet (?:states?|regimes?|governments?|councils?|rulers?)"),
    re.compile(
        r"\b(?:(?:[Tt]he|[Tt]his|[Tt]hat|ruling|[Ii]ts|[Hh]is|[Tt]heir) |[A-ZÀ-Þ]\w+ |\w+['’]s )regimes?\b"
        rf"|\b{_LOADED} regimes?\b"
    ),
)  # fmt: skip


def _loaded_label(question: Common, reading: Reading) -> Iterator[Flaw]:
    yield from _labels(own_sentences(question))
    if not is_attributed(unquoted(question.stem)):
        yield from _labels((f"{field}.text", unquoted(option.text)) for field, option in all_options(question))


def _label_in_passages(reading: Reading) -> Iterator[Flaw]:
    yield from _labels(own_sentences(reading.heading))


def _labels(sentences: Iterator[tuple[str, str]]) -> Iterator[Flaw]:
    for field, sentence in sentences:
        found = next(filter(None, (label.search(sentence) for label in _LABELS)), None)
        if found and not is_attributed(sentence):
            reason = say("“%(label)s” judges, and stands here in our own voice.", label=found[0])
            yield Flaw(field, reason, say("Name who says so, put it between quotation marks, or say what it is."))


_SAYING = any_of(
    "claim(?:s|ed)? (?:that|to)", "alleg(?:es|ed) (?:that|to)", "insist(?:s|ed)? that", "boast(?:s|ed)? (?:that|of)",
    "admit(?:s|ted)? (?:that|to)", "conced(?:es|ed) that", "confess(?:es|ed)? (?:that|to)",
    "refus(?:es|ed) to (?:admit|acknowledge)",
    "(?:did|does|do) [a-z ]{1,30}? (?:claim|insist|admit|boast) (?:that|about|to)",
    "(?:slam(?:s|med)|blast(?:s|ed)) (?:the|a|his|her|its|their) (?!doors?|gates?|windows?|lids?|brakes?|rocks?)",
)  # fmt: skip
_LAST_WORD = re.compile(r"([\w'’-]+) $")
# What stands before a noun (“these claims that ...”), or is no one.
_NO_SUBJECT = frozenset(
    words_of(
        "a an any all both each her his its my no of on or our such the their these this those to two three which "
        "whose study studies data results"
    )
)


def _loaded_verb(question: Common, reading: Reading) -> Iterator[Flaw]:
    yield from _verbs(own_sentences(question))


def _verb_in_passages(reading: Reading) -> Iterator[Flaw]:
    yield from _verbs(own_sentences(reading.heading))


def _verbs(sentences: Iterator[tuple[str, str]]) -> Iterator[Flaw]:
    told = set()
    for field, sentence in sentences:
        for found in _SAYING.finditer(sentence):
            before = _LAST_WORD.search(sentence[: found.start()])
            word = before[1].casefold().replace("’", "'") if before else ""
            if field not in told and word not in _NO_SUBJECT and not word.endswith(("'s", "s'")):
                told.add(field)
                reason = say("“%(word)s” tells what we think of what is said.", word=found[0].split()[0])
                yield Flaw(field, reason, say("Write “says”, or “denies” where something is denied."))


RULES = (
    Rule("loaded-label", "warning", say("A label judges in our own voice."), _loaded_label, _label_in_passages),
    Rule("loaded-verb", "hint", say("A verb of saying judges what is said."), _loaded_verb, _verb_in_passages),
)
