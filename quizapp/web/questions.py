"""Show questions and take answers: for each kind, how its form fields become an answer, in one table.

The fields of the question at place 3 of a form are named `q3`, or `q3-0`, `q3-1` and so on where it has parts. Their
templates are `templates/questions/KIND.html`.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from quizapp.core.answers import Answer, Progress, is_complete, key_of, progress, remark
from quizapp.core.arrangements import Arrangement, arrangement_of
from quizapp.core.banks import Heading
from quizapp.core.marking import Mark
from quizapp.core.questions import GAP, Cloze, Common
from quizapp.web import fragments
from quizapp.web.answering import stand, whole
from quizapp.web.certainties import came_of, steps_chosen
from quizapp.web.choices import CHOICES, REVIEWS, parts_of, review_key
from quizapp.web.forms import translated
from quizapp.web.fragments import blank, filled
from quizapp.web.kinds import STANCE_NAMES


@dataclass(frozen=True)
class Shown:
    """Hold one question as a page shows it: to be answered, or (with its mark) to be reviewed."""

    question: Common
    heading: Heading
    position: int
    arrangement: Arrangement
    answer: Answer = None
    mark: Mark | None = None
    flagged: bool = False
    sequence: int = 0
    errors: list[str] = field(default_factory=list)
    own: bool = True
    """Whether it is the reader who answers it."""
    typed: MultiDict[str, str] | None = None
    """What was typed, where that could not be read as an answer."""
    asking: str = "off"
    """Whether it is asked how sure one is (`core.certainty`)."""
    certainty: int | None = None
    version: tuple[Any, ...] = ()
    """By what its version, and that of its bank, are known; empty where it is in no store."""

    @property
    def name(self) -> str:
        """Return the name of its form fields."""
        return f"q{self.position}"

    @property
    def template(self) -> str:
        """Return the template of its kind."""
        return f"questions/{self.question.kind}.html"

    def drawn(self, template: str, macro: str) -> Markup:
        """Return what a macro makes of it: a piece of pages (`fragments`), in which what differs is filled in."""
        if not self.version or self.errors:
            return fragments.part(template, macro, self)
        key = (template, macro, *self.version, self.flagged, self.own, self.mark is None, self.asking)
        text = fragments.kept(key, lambda: str(fragments.part(template, macro, Frame.of(self))))
        text = text.replace(_FIELDS, self._fields())
        return Markup(filled(text, self._asked() if self.mark is None else self._reviewed()))

    def _asked(self) -> dict[str, str]:
        return {
            "place": str(self.position), "turn": str(self.turn), "stands": escape(self.stands),
            "remark": escape(self.remark), "text": escape(self.text), **steps_chosen(self.certainty),
        }  # fmt: skip

    def _reviewed(self) -> dict[str, str]:
        return {"place": str(self.position), "came": self.came, "given": escape(self.given)}

    @property
    def fields(self) -> Markup:
        """Return the fields for its answer, or what came of the answer."""
        if not self.version or self.errors:
            return fragments.part(self.template, "asked" if self.mark is None else "reviewed", self)
        return Markup(filled(self._fields(), self._asked() if self.mark is None else self._reviewed()))

    def _fields(self) -> str:
        """Return the fields, with blanks for what is said of the whole question."""
        macro = "asked" if self.mark is None else "reviewed"
        key: tuple[Any, ...] = (self.template, macro, *self.version)
        if self.mark is not None:
            key = (*key, self.own, *review_key(self))
        text = fragments.kept(key, lambda: str(fragments.part(self.template, macro, Frame.of(self))))
        if self.mark is not None:
            return text.replace(Frame.reviews, self._reviews())
        for part in range(parts_of(self.question)):
            text = text.replace(_choices_of(part), self._choices(part))
        return text

    def choices(self, part: int = 0) -> Markup:
        """Return that from which one chooses in a part of it, in the order in which it is shown."""
        return Markup(filled(self._choices(part), {"place": str(self.position)}))

    def _choices(self, part: int) -> str:
        of = part if isinstance(self.question, Cloze) else 0
        key = (self.template, "choices", self.version, of)
        texts = fragments.kept(key, lambda: self._texts(of)) if self.version else self._texts(of)
        return "".join([choice.filled(texts[choice.index]) for choice in CHOICES[type(self.question)](self, part)])

    def _texts(self, part: int) -> list[str]:
        """Return each choice of a part, as the document has them."""
        made = fragments.part(self.template, "choices", Frame.of(self), part)
        return str(made).split(blank("cut"))[:-1]

    @property
    def reviews(self) -> Markup:
        """Return what came of each choice (of each part) of it."""
        return Markup(filled(self._reviews(), {"place": str(self.position)}))

    def _reviews(self) -> str:
        listed = REVIEWS.get(type(self.question))
        hows = [tuple(how) for how in listed(self)] if listed else []
        if not self.version:
            return "".join([self._review(*how) for how in hows])
        return "".join(fragments.each_kept((self.template, *self.version, self.own), hows, self._review))

    def _review(self, *how: Any) -> str:
        return str(fragments.part(self.template, "reviewed_choice", Frame.of(self), *how))

    @property
    def given(self) -> str:
        """Return the words that were given as its answer."""
        return self.answer if isinstance(self.answer, str) else ""

    @property
    def came(self) -> Markup:
        """Return what its answer earned, in words."""
        earned = came_of(self) if self.mark else ()
        template = "questions/question.html"
        return Markup(fragments.kept(("came", *earned), lambda: fragments.part(template, "came", *earned)))

    @property
    def turn(self) -> Any:
        """Return the number of its next save."""
        return self.sequence + 1

    @property
    def described(self) -> Markup:
        """Return what joins its fields to the sentences that say what is wrong with it."""
        return Markup(' aria-describedby="{}-error"').format(self.name) if self.errors else Markup("")

    @property
    def key(self) -> Answer:
        """Return the answer that earns full marks."""
        return key_of(self.question)

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing of it is left open."""
        return is_complete(self.question, self.answer)

    @property
    def progress(self) -> Progress:
        """Tell whether it is answered, partly answered, or open."""
        return progress(self.answer)

    @property
    def stands(self) -> str:
        """Return what the page shows of the answer in one string, by which a later change is told from none."""
        return stand(self.question, self.arrangement, self.answer, self.flagged, self.certainty)

    @property
    def text(self) -> str:
        """Return the words that a text field holds."""
        typed = self.typed.get(self.name) if self.typed else None
        return typed if typed is not None else self.given

    @property
    def seats(self) -> list[tuple[int, int, int | None]]:
        """List what is shown of an ordering: the number of its field, the index of the item, its place (from 1).

        Those with a place come first, in the order of their places.
        """
        placed = {index: place for place, index in enumerate(self.answer or (), 1) if index is not None}
        seats = [(number, index, placed.get(index)) for number, index in enumerate(self.arrangement.order)]
        if self.typed is not None:
            typed = {number: whole(self.typed.get(f"{self.name}-{number}")) for number, *_ in seats}
            seats = [
                (number, index, at if isinstance(at := typed[number], int) else None) for number, index, _ in seats
            ]
        return sorted(seats, key=lambda seat: len(seats) + 1 if seat[2] is None else seat[2])

    @property
    def remark(self) -> str:
        """Return what to tell about the answer as it stands."""
        told = remark(self.question, self.answer)
        return translated(told) if told else ""

    @property
    def pieces(self) -> list[dict[str, Any]]:
        """Cut the text of a cloze at its gaps: pieces of text (`gap` None) and numbers of gaps, from 0."""
        cut = GAP.split(self.question.text)
        return [
            {"text": piece, "gap": None} if place % 2 == 0 else {"text": "", "gap": int(piece) - 1}
            for place, piece in enumerate(cut)
        ]

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """List the passages that show the key, once each, with who says so in it and how, once each."""
        found: dict[str, dict[str, Any]] = {}
        for evidence in self.question.evidence:
            passage, speaker = self.heading.passage(evidence.passage), self.heading.speaker(evidence.speaker)
            if passage and speaker:
                told = found.setdefault(passage.id, {"passage": passage, "voices": {}, "quotes": []})
                told["voices"][speaker.id, evidence.stance] = speaker, STANCE_NAMES[evidence.stance]
                told["quotes"].append(evidence.quote)
        return list(found.values())


class Frame(Shown):
    """Be a question wherever it stands and whatever was answered: blanks stand for what differs (`fragments`)."""

    fields, stands, remark, turn, came, text, given, reviews = map(
        blank, ("fields", "stands", "remark", "turn", "came", "text", "given", "reviews")
    )

    @classmethod
    def of(cls, shown: Shown) -> "Frame":
        """Return the frame of a question."""
        return cls(**{**shown.__dict__, "position": blank("place")})

    def choices(self, part: int = 0) -> Markup:
        """Return what stands for that from which one chooses."""
        return _choices_of(part)


_FIELDS = blank("fields")


@lru_cache(maxsize=256)
def _choices_of(part: int) -> Markup:
    return blank(f"choices{part}")


def shown(question: Common, heading: Heading, position: int, seed: str, **state: Any) -> Shown:
    """Return a question as the student of this seed sees it."""
    return Shown(question, heading, position, arrangement_of(question, seed, position), **state)
