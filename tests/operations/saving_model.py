"""Say in a few lines how saving behaves: the model against which the real operations are held."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quizapp.core.errors import TooLate
from quizapp.core.quizzes import GRACE_SECONDS

QUESTIONS, MINUTES = 3, 10
GRACE = timedelta(seconds=GRACE_SECONDS)
Given = tuple[int | None, int | None]  # an answer, and how sure its student is
OPEN: Given = (None, None)
LATE = TooLate  # what comes of a save that arrives too late: this refusal, and no slot changes


@dataclass(frozen=True)
class Message:
    """Hold a save on its way: a place, the sequence of the change, and the answer with its certainty."""

    position: int
    sequence: int
    answer: Given


@dataclass
class Model:
    """Be an attempt on the server."""

    started_at: datetime
    minutes: int = MINUTES
    slots: dict[int, tuple[int, Given]] = field(
        default_factory=lambda: dict.fromkeys(range(1, QUESTIONS + 1), (0, OPEN))
    )
    submitted: tuple[datetime, str] | None = None
    acknowledged: dict[int, Message] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ends_at = self.started_at + timedelta(minutes=self.minutes)

    def save(self, now: datetime, one: Message) -> object:
        """Take a save that arrives: late, saved (again), or stale."""
        if self.submitted or now >= self.ends_at + GRACE:
            return LATE
        stands = self.slots[one.position]
        if one.sequence > stands[0]:
            self.slots[one.position] = (one.sequence, one.answer)
        elif stands != (one.sequence, one.answer):
            return "stale"
        self.acknowledged[one.position] = one
        return "saved"

    def hand_in(self, now: datetime) -> None:
        """Be handed in, once: by the student, or by the time where it is over."""
        if self.submitted is None:
            self.submitted = (self.ends_at, "time") if now >= self.ends_at else (now, "student")

    def sweep(self, now: datetime) -> None:
        """Be handed in by the server, where the time and the grace are over."""
        if now >= self.ends_at + GRACE:
            self.hand_in(now)

    def allow(self, now: datetime, minutes: int) -> None:
        """Be given more time, while it runs; where the new end has passed already too, it stays over."""
        self.minutes += minutes
        if self.submitted is None and (end := self.started_at + timedelta(minutes=self.minutes)) >= now:
            self.ends_at = end


@dataclass
class Tab:
    """Be a tab or a device: what it has typed and not heard of stands in a journal, and outlives a crash."""

    sequences: dict[int, int] = field(default_factory=dict)  # the last it knows of each slot; lost in a crash
    journal: dict[int, Message] = field(default_factory=dict)

    def type(self, position: int, answer: Given) -> Message:
        """Change an answer: it is in the journal before it is sent."""
        known = max(self.sequences.get(position, 0), self.journal[position].sequence if position in self.journal else 0)
        self.journal[position] = Message(position, known + 1, answer)
        return self.journal[position]

    def hear(self, one: Message, status: object, stands: int) -> Message | None:
        """Hear what came of a save; returns what is to be sent instead, where a newer answer stood there."""
        self.sequences[one.position] = max(stands, self.sequences.get(one.position, 0))
        if self.journal.get(one.position) != one:
            return None
        if status == "stale":
            self.journal[one.position] = Message(one.position, stands + 1, one.answer)
            return self.journal[one.position]
        del self.journal[one.position]
        return None
