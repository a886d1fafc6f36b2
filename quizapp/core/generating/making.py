"""Share what all forms of generated questions need: lots, wording, tempting distractors, difficulty, identity."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quizapp.core.banks import Heading
from quizapp.core.claims import Claim, Quotation, Unsaid, Voice
from quizapp.core.difficulty import Corrected, Correction, difficulty_of, estimate_of
from quizapp.core.drawing import Lots
from quizapp.core.generating import phrases, wordings
from quizapp.core.generating.knowing import Knowing
from quizapp.core.questions import KINDS, MOST_EVIDENCE, Asks, Common, Difficulty, Evidence, Option, Stance
from quizapp.core.registers import AGAINST, FOR
from quizapp.core.values import ID_LENGTH, TEXT_LENGTH

FEWEST_DISTRACTORS, MOST_DISTRACTORS = 2, 3


@dataclass(frozen=True)
class Generated:
    """Hold one generated question, its form, what it was made from, and what its difficulty was estimated from.

    `demand` (of the form) and `closeness` (of the distractors to the key) go from 0 to 1. Where answers to it, or to
    others of its form, have `corrected` the estimate, the question's difficulty is that.
    """

    question: Common
    form: str
    claims: tuple[str, ...]
    demand: float
    closeness: float
    corrected: Corrected | None = None

    @property
    def estimate(self) -> float:
        """Return how difficult the question is taken to be before anybody answers it, from 0 to 1."""
        return estimate_of(self.demand, self.closeness)

    @property
    def estimated(self) -> Difficulty:
        """Return the name of the estimate."""
        return difficulty_of(self.estimate)

    def corrected_by(self, correction: Correction) -> "Generated":
        """Return the question as difficult as answers have shown."""
        found = correction.of(self.form, self.question.id, self.estimate)
        question = self.question.model_copy(update={"difficulty": difficulty_of(found.estimate)})
        return replace(self, question=question, corrected=found)


# What each form shows that somebody knows: what is claimed, or who claims it.
_ASKS: dict[str, Asks] = {
    **dict.fromkeys(("who_says", "who_denies", "attribution", "match", "relation", "disputed"), "who"),
    **dict.fromkeys(("what_says", "which_group", "standing", "says_so", "which_passage", "point_at", "order"), "what"),
}
Made = Callable[["Maker"], Iterator[Generated]]


class Maker(Knowing):
    """Make questions from the register of a bank, each from lots of its own."""

    def __init__(self, bank: Heading, seed: str):
        super().__init__(bank)
        self.seed = seed
        self.source, self._gives = ("the source", "gives") if len(bank.sources) < 2 else ("the sources", "give")

    def lots(self, form: str, *subject: str) -> Lots:
        """Return the lots of one question, which no other question moves."""
        return Lots(self.seed, form, *subject)

    def stem(self, name: str, lots: Lots, statement: str = "", *notes: str, **values: str) -> str:
        """Word a stem, with what is to be noted, and the statement set apart."""
        choices = wordings.STEMS[name]
        words = choices[lots.below(len(choices))].format(source=self.source, gives=self._gives, **values)
        return " ".join((words, *filter(None, notes))) + (wordings.quoted(statement) if statement else "")

    def tempting(self, things: Iterable[str], closeness: Callable[[str], float], lots: Lots) -> list[str]:
        """Return things, the most tempting first; among those that are equally so lots decide, a little stirred."""
        weighed = [(closeness(thing) + 0.25 * lots.below(1000) / 1000, thing) for thing in things]
        return [thing for _, thing in sorted(weighed, key=lambda pair: (-pair[0], pair[1]))]

    # Feedback, always with its evidence.

    def stand_of(self, speaker: str, claim: Claim, denying: bool = False) -> str:
        """Tell how a speaker stands to a claim: by its own voice, through another, by what it says against it, or not.

        What is told last is what the speaker says instead; a speaker without any voice has nothing to be told.
        """
        known = self.register.speakers
        if voice := claim.voice_of(speaker):
            return wordings.voiced(known[speaker], voice)
        if told := self._through(speaker, claim) or self.passed_on(speaker, claim, AGAINST if denying else FOR):
            return told
        own = self.voices[speaker]
        if not own:
            return ""
        against, kin = self.register.against[claim.id], self.register.overlaps[claim.id]
        nearest = min(
            own,
            key=lambda pair: (
                pair[0].id not in against, pair[0].id not in kin, pair[1].stance not in FOR,
                pair[0].topic != claim.topic, -self.statement_closeness(pair[0], claim), pair[0].id,
            ),
        )  # fmt: skip
        lacking = "deny or doubt this" if denying else "say this"
        return (
            f"No passage has {wordings.within(known[speaker])} {lacking}."
            f" {wordings.elsewhere(known[speaker], *nearest)}"
        )

    def _through(self, speaker: str, claim: Claim) -> str:
        """Tell how one stands to a claim who speaks for a speaker, or for whom it speaks, with nobody between."""
        known = self.register.speakers
        for name in sorted(self.register.bound(speaker) - {speaker}):
            ours, voice = name in known[speaker].speaks_for, claim.voice_of(name)
            if voice and (ours or speaker in known[name].speaks_for):
                one, other = (speaker, name) if ours else (name, speaker)
                verb = "speak" if known[one].plural else "speaks"
                bond = f"{wordings.opening(known[one])} {verb} for {wordings.within(known[other])}."
                return f"{bond} {wordings.voiced(known[name], voice)}"
        return ""

    def passed_on(self, reporter: str, claim: Claim, stances: Iterable[Stance]) -> str:
        """Tell that a reporting voice has a claim as the words of another; "" where it has not."""
        known = self.register.speakers
        for voice in claim.voices if known[reporter].kind == "reporting" else ():
            for part in voice.evidence if voice.stance in stances else ():
                if voice.speaker in known and self.reporter_of.get(part.passage) == reporter:
                    return phrases.passed_on(known[reporter], known[voice.speaker], voice, part)
        return ""

    def shown(self, claim: Claim, stances: Iterable[str] | None = None, first: str = "") -> str:
        """Tell all that the register holds of a claim: each voice with its evidence, that of one speaker first."""
        voices = [voice for voice in claim.voices if stances is None or voice.stance in stances]
        voices.sort(key=lambda voice: voice.speaker != first)
        return " ".join(wordings.voiced(self.register.speakers[voice.speaker], voice) for voice in voices)

    def listed(self, claims: Iterable[Claim], stances: Iterable[str] | None = None) -> str:
        """Tell of several claims, each in a line of its own, all that the register holds of it."""
        return "\n".join(f"- {claim.text} – {self.shown(claim, stances)}" for claim in claims)

    def why_not(self, statement: Claim | Unsaid) -> str:
        """Tell who does say a statement, or that nobody does, with the evidence."""
        if isinstance(statement, Claim):
            return self.shown(statement)
        note = f" {statement.note}" if statement.note else ""
        nearest = "What stands there instead is" if statement.contradicts else "The nearest is"
        return f"Nobody says this in {self.source}.{note} {nearest} {wordings.shown(statement.near[0])}."

    def evidence(self, *pairs: tuple[Claim, Voice]) -> tuple[Evidence, ...]:
        """Return the evidence of voices, once each."""
        found = {
            (part.passage, part.quote, voice.speaker): Evidence(
                passage=part.passage, speaker=voice.speaker, stance=voice.stance, quote=part.quote
            )
            for _, voice in pairs
            for part in voice.evidence
        }
        return tuple(found.values())[:MOST_EVIDENCE]

    def nearest_evidence(self, statement: Unsaid) -> tuple[Evidence, ...]:
        """Return what comes nearest to a statement that nobody makes, with whose voice stands there."""
        found = []
        for part in statement.near:
            if (voice := self._voice_at(part)) is not None:
                found.append(Evidence(passage=part.passage, speaker=voice[0], stance=voice[1], quote=part.quote))
        return tuple(found)

    def _voice_at(self, part: Quotation) -> tuple[str, Stance] | None:
        """Return whose words a quotation shows, and how they are said: where no claim tells, the reporting voice's."""
        words = set(part.quote.split())
        near = [
            (len(words & set(other.quote.split())), voice)
            for pairs in self.voices.values() for _, voice in pairs for other in voice.evidence
            if other.passage == part.passage
        ]  # fmt: skip
        most, voice = max(near, key=lambda one: one[0], default=(0, None))
        reporter = self.reporter_of.get(part.passage)
        if voice is not None and (most > len(words) / 3 or reporter is None):
            return voice.speaker, voice.stance
        return (reporter, "reports") if reporter else None

    # The question itself.

    def made(
        self, form: str, subject: Sequence[str], kind: str, *, demand: float, closeness: float, claims: Sequence[str],
        topic: str, **fields,
    ) -> Generated:  # fmt: skip
        """Build a question of a kind; what is told about it is cut to what it may hold."""
        for name in ("explanation", "feedback_if_true", "feedback_if_false"):
            if name in fields:
                fields[name] = wordings.cut(fields[name], TEXT_LENGTH)
        question = KINDS[kind](
            id=_identifier(form, *subject), kind=kind, topic=topic,
            difficulty=difficulty_of(estimate_of(demand, closeness)), asks=_ASKS[form], **fields,
        )  # fmt: skip
        return Generated(question, form, tuple(claims), demand, closeness)


def option(text: str, feedback: str, **fields: Any) -> Option:
    """Return an option whose feedback is cut to what an option may hold."""
    return Option(text=text, feedback=wordings.cut(feedback, TEXT_LENGTH), **fields)


class Teller:
    """Collect the options of a question: the key, then distractors, none of which may overlap another."""

    def __init__(self, key: Option):
        self.options = [key]

    def add(self, text: str, feedback: str, speaker: str | None = None, unsaid: bool = False) -> None:
        """Add a distractor."""
        self.options.append(option(text, feedback, speaker=speaker, unsaid=unsaid))

    @property
    def is_full(self) -> bool:
        """Tell whether no more are wanted."""
        return len(self.options) > MOST_DISTRACTORS

    @property
    def is_enough(self) -> bool:
        """Tell whether there are enough to ask."""
        return len(self.options) > FEWEST_DISTRACTORS


def mean(values: Sequence[float]) -> float:
    """Return the mean of numbers, 0 of none."""
    return sum(values) / len(values) if values else 0.0


def _identifier(*parts: str) -> str:
    """Return an id from what the question asks: the same for the same, whatever the seed, and no other's.

    What is no id of the bank begins with a hyphen, which no id does. Where a part has a point in it, or the whole is
    too long, a digest keeps apart what would look the same.
    """
    name = ".".join(parts)
    if len(name) <= ID_LENGTH and not any("." in part for part in parts):
        return name
    return f"{name[: ID_LENGTH - 11]}.{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:10]}"
