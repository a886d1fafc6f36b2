"""Read a bank as its linter does: what is said in our own voice, whose names are known, which claims are contested."""

import re
from collections.abc import Iterator
from functools import cached_property

from quizapp.core.banks import Heading
from quizapp.core.claims import Claim, Speaker
from quizapp.core.flaws.words import NUMBERS, any_of, content_of, flat, sentences_of, unquoted, words_of
from quizapp.core.questions import (
    Cloze,
    Common,
    HotText,
    MultipleChoice,
    Option,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)  # fmt: skip
from quizapp.core.registers import Register
from quizapp.core.values import LOOKS_ALIKE

Choice = SingleChoice | MultipleChoice
CONTESTED = ("disputed", "open")

# Words by which a sentence tells that somebody else speaks, or that words are talked about.
ATTRIBUTING = any_of(
    "according to", "says?", "(?<!be )said", "saying", "states", "stated", "tells?", "told", "den(?:y|ies|ied)",
    "doubt(?:s|ed)?", "claim(?:s|ed)?", "assert(?:s|ed)?", "calls?", "(?<!-)called", "calling",
    "describ(?:e[sd]?|ing)", "names?", "named", "words?", "report(?:s|ed)?", "writes?", "wrote", "written",
    "announc(?:es|ed)", "argu(?:e|es|ed)", "assess(?:es|ed|ment)?", "attribut(?:e|es|ed)", "view", "opinion",
    "account", "quot(?:e|es|ed|ation)", "mention(?:s|ed)?", "label(?:s|led)?", "class(?:es|ed|ing|ification)?",
    "thinks?", "thought", "believ(?:e|es|ed)", "regards?", "present(?:s|ed)", "statements?", "sources?", "article",
    "passages?", "speak(?:s|ing)? of", "spoke of", "admit(?:s|ted)?", "insist(?:s|ed)?", "alleg(?:e|es|ed)",
    "boast(?:s|ed)?", "promis(?:es|ed)", "vow(?:s|ed)?", "reads", "denounc(?:es|ed)", "terms?", "whether", "disputed",
    "contested", "unclear", r"P\d+",
)  # fmt: skip
SPEECH = (
    "says?|said|states|stated|den(?:y|ies|ied)|claims?|claimed|asserts?|asserted|tells?|told|reports?|reported|writes?|"
    "wrote|announces|announced|argues?|argued|insists?|insisted|doubts?|doubted|thinks?|thought|believes?|believed|adds|added|"
    "describes|described|explains?|explained|warns?|warned"
)  # fmt: skip


class Reading:
    """Hold a heading as the rules read it; what takes time is worked out once, when it is first asked for."""

    def __init__(self, heading: Heading):
        self.heading = heading

    @cached_property
    def english(self) -> bool:
        """Tell whether word lists for English fit."""
        return not self.heading.language or self.heading.language.casefold().startswith("en")

    @cached_property
    def register(self) -> Register:
        """Return who says what."""
        return Register(self.heading.speakers, self.heading.claims, self.heading.unsaid)

    @cached_property
    def passages(self) -> dict[str, str]:
        """Return the text of each passage."""
        return {passage.id: passage.text for passage in self.heading.passages}

    @cached_property
    def flat_passages(self) -> dict[str, str]:
        """Return the text of each passage, to find quotations in."""
        return {name: flat(text) for name, text in self.passages.items()}

    @cached_property
    def flat_statements(self) -> list[str]:
        """Return what may be quoted beside passages: the texts of all claims, and titles."""
        statements = (one.text for one in (*self.heading.claims, *self.heading.unsaid))
        return [*map(flat, statements), *(flat(one.title) for one in (*self.heading.topics, *self.heading.sources))]

    @cached_property
    def known(self) -> frozenset[str]:
        """Return every word by which a speaker, a source or a passage is known."""
        texts = [
            text for speaker in self.heading.speakers for text in (*calls(speaker), speaker.role, speaker.affiliation)
        ]
        texts += [text for source in self.heading.sources for text in (source.title, source.publisher)]
        return frozenset(word for text in (*texts, *self.passages) for word in words_of(text))

    @cached_property
    def speaking(self) -> re.Pattern[str]:
        """Return a pattern for the names of all speakers."""
        names = {name.translate(LOOKS_ALIKE) for speaker in self.heading.speakers for name in calls(speaker)}
        return (
            any_of(*(re.escape(name) for name in sorted(names, key=len, reverse=True))) if names else re.compile("(?!)")
        )

    @cached_property
    def _contested(self) -> dict[str, list[tuple[Claim, frozenset[str]]]]:
        """Return each claim that is disputed or left open with its words, by so many of these that a text which tells
        the claim must have one of them.
        """
        shelves: dict[str, list[tuple[Claim, frozenset[str]]]] = {}
        for claim in self.heading.claims:
            words = content_of(claim.text)
            if len(words) >= FEWEST_WORDS and self.register.standing(claim.id) in CONTESTED:
                for word in sorted(words, key=len)[-int(MOST_MISSING * len(words)) - 1 :]:
                    shelves.setdefault(word, []).append((claim, words))
        return shelves

    def contested_in(self, text: str) -> str:
        """Return the contested claim that a text tells without a word on who says so, or ""."""
        if not self._contested or is_attributed(text):
            return ""
        words = content_of(text)
        for claim, told in (one for word in sorted(words) for one in self._contested.get(word, ())):
            missing = told - words
            told_so = len(missing) <= MOST_MISSING * len(told) and not missing & NUMBERS
            if told_so and not self._voices_named(claim, text):
                return claim.text
        return ""

    def _voices_named(self, claim: Claim, text: str) -> bool:
        """Tell whether a text names somebody who speaks about a claim, and whom it is not about."""
        voices = {name for voice in claim.voices for name in self.register.bound(voice.speaker)}
        return bool(self.named_in(text) & (voices - frozenset(claim.about)))

    def matter_of(self, text: str) -> frozenset[str]:
        """Return the words that tell what a statement is about, without the names of speakers."""
        return content_of(self.speaking.sub(" ", text.translate(LOOKS_ALIKE)))

    def named_in(self, text: str) -> frozenset[str]:
        """Return the speakers whom a text names."""
        names = {found[0].casefold() for found in self.speaking.finditer(text.translate(LOOKS_ALIKE))}
        return frozenset(self._owners[name] for name in names if name in self._owners)

    @cached_property
    def _owners(self) -> dict[str, str]:
        """Tell whose each name is."""
        return {
            name.translate(LOOKS_ALIKE).casefold(): speaker.id
            for speaker in self.heading.speakers
            for name in calls(speaker)
        }

    def names_speaker(self, text: str) -> bool:
        """Tell whether a text names one of the speakers."""
        return bool(self.speaking.search(text.translate(LOOKS_ALIKE)))


FEWEST_WORDS, MOST_MISSING = 3, 0.2


def calls(speaker: Speaker) -> tuple[str, ...]:
    """Return all names of a speaker."""
    return (speaker.name, *speaker.aliases)


def is_attributed(text: str) -> bool:
    """Tell whether a text says that somebody else speaks in it."""
    return bool(ATTRIBUTING.search(text))


def own_words(question: Common) -> Iterator[tuple[str, str]]:
    """Yield the field and text of everything that a question says in our own voice, its options and reading apart."""
    yield "stem", question.stem
    if isinstance(question, Cloze):
        yield "text", question.text
    if isinstance(question, TrueFalse):
        yield "feedback_if_true", question.feedback_if_true
        yield "feedback_if_false", question.feedback_if_false
    for field, option in all_options(question):
        yield f"{field}.feedback", option.feedback
    if isinstance(question, HotText):
        yield from ((f"sentences.{index}.feedback", one.feedback) for index, one in enumerate(question.sentences))
    yield "explanation", question.explanation


def all_options(question: Common) -> Iterator[tuple[str, Option]]:
    """Yield the field and value of each option of a question, those of gaps as well."""
    if isinstance(question, Choice):
        yield from ((f"options.{index}", option) for index, option in enumerate(question.options))
    elif isinstance(question, Cloze):
        for number, gap in enumerate(question.gaps):
            yield from ((f"gaps.{number}.options.{index}", option) for index, option in enumerate(gap.options))


def keys_of(question: Common) -> list[str]:
    """Return the texts of the key."""
    if isinstance(question, Choice):
        return [option.text for option in question.options if option.right]
    if isinstance(question, HotText):
        return [sentence.text for sentence in question.sentences if sentence.right]
    return [question.accepted[0]] if isinstance(question, ShortAnswer) else []


def own_sentences(heading_or_question: Heading | Common) -> Iterator[tuple[str, str]]:
    """Yield the field and text of each sentence in our own voice: of a question, or of the passages of a bank."""
    if isinstance(heading_or_question, Heading):
        texts = _own_words_of_heading(heading_or_question)
    else:
        texts = own_words(heading_or_question)
    for field, text in texts:
        yield from ((field, sentence) for sentence in sentences_of(unquoted(text)))


def _own_words_of_heading(heading: Heading) -> Iterator[tuple[str, str]]:
    yield "description", heading.description
    for part, field in (("sources", "note"), ("passages", "text"), ("unsaid", "note")):
        yield from (
            (f"{part}.{index}.{field}", getattr(one, field)) for index, one in enumerate(getattr(heading, part))
        )
