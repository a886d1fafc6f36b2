"""Any interleaving of saves, losses, repeats, crashes, handing in and time ends as a small model says (see there)."""

import os
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import event, select

from quizapp.core.certainty import CERTAINTIES, Earned, score_of
from quizapp.core.errors import Refusal
from quizapp.core.marking import mark
from quizapp.operations import attempts, quizzes
from quizapp.operations.attempts import Save
from quizapp.store.db import db
from quizapp.store.models import Attempt, AuditEntry, Response
from quizapp.store.queries.banks import parsed
from quizapp.store.troubles import sqlite
from tests.builders import NOW, question
from tests.operations.saving_model import MINUTES, QUESTIONS, Message, Model, Tab

POSITIONS, TABS = st.integers(1, QUESTIONS), st.integers(0, 1)
ANSWERS = st.tuples(st.none() | st.integers(0, 2), st.none() | st.sampled_from(CERTAINTIES))
ANY = st.integers(0, 50)
EXAMPLES = {"short": 20, "long": 500}.get(os.environ.get("FAULTS", ""), 8)  # `make faults` sets it, and `.ci/run`


COMMITS = 22  # SQLITE_TRANSACTION, what SQLite asks its authorizer before a BEGIN, a COMMIT or a ROLLBACK


class Crash(Exception):
    """End the server in the middle."""


def test_any_interleaving_ends_as_the_model_says(site):
    teacher, student = site.person("teacher"), site.person("student")
    bank = site.bank(*[question(name=f"q{number}") for number in range(QUESTIONS)], owner=teacher)
    school_class = site.school_class(teacher, student)

    def machine() -> Protocol:
        quiz = site.quiz(school_class, bank=bank, count=QUESTIONS, minutes=MINUTES, certainty="counted")
        return Protocol(site, teacher, student, quiz)

    run_state_machine_as_test(machine, settings=settings(deadline=None, stateful_step_count=30, max_examples=EXAMPLES))


class Protocol(RuleBasedStateMachine):
    """Do to the real operations and to the model what may happen between browsers, the network and the server."""

    def __init__(self, site, teacher, student, quiz):
        super().__init__()
        self.site, self.teacher, self.student, self.quiz_id = site, teacher, student, quiz.id
        self.now = NOW
        self.attempt_id = attempts.start(site.actor(student, NOW), quiz.id)
        self.model = Model(NOW)
        self.tabs = [Tab(), Tab()]
        self.requests: list[tuple[int, Message]] = []  # on their way to the server, from a tab
        self.answers: list[tuple[int, Message, object, int]] = []  # on their way back

    # The browsers.

    @rule(tab=TABS, position=POSITIONS, answer=ANSWERS)
    def type(self, tab, position, answer):
        self.requests.append((tab, self.tabs[tab].type(position, answer)))

    @rule(tab=TABS)
    def send_the_journal_again(self, tab):
        self.requests += [(tab, one) for one in self.tabs[tab].journal.values()]

    @rule(tab=TABS)
    def crash_and_load_the_page_anew(self, tab):
        self.tabs[tab].sequences = {place: sequence for place, (sequence, _) in self.model.slots.items()}
        self.send_the_journal_again(tab)

    # The network: requests and answers overtake one another, are lost, and come twice.

    @precondition(lambda self: self.requests)
    @rule(which=ANY, comes_again=st.booleans())
    def arrive(self, which, comes_again):
        tab, one = self.take(self.requests, which, comes_again)
        expected = self.model.save(self.now, one)
        status = self.save(one)
        assert status == expected
        self.answers.append((tab, one, status, self.model.slots[one.position][0]))

    @precondition(lambda self: self.requests)
    @rule(which=ANY)
    def arrive_and_crash_before_the_commit(self, which):
        _, one = self.take(self.requests, which, False)
        with crashing():
            self.save(one)

    @precondition(lambda self: self.requests)
    @rule(which=ANY)
    def lose_a_request(self, which):
        self.take(self.requests, which, False)

    @precondition(lambda self: self.answers)
    @rule(which=ANY, comes_again=st.booleans())
    def hear(self, which, comes_again):
        tab, *told = self.take(self.answers, which, comes_again)
        if (instead := self.tabs[tab].hear(*told)) is not None:
            self.requests.append((tab, instead))

    @precondition(lambda self: self.answers)
    @rule(which=ANY)
    def lose_an_answer(self, which):
        self.take(self.answers, which, False)

    # The end.

    @rule()
    def hand_in(self):
        attempts.submit(self.site.actor(self.student, self.now), self.attempt_id)
        self.model.hand_in(self.now)

    @rule()
    def hand_in_and_crash_before_the_commit(self):
        with crashing():
            attempts.submit(self.site.actor(self.student, self.now), self.attempt_id)

    @rule()
    def sweep(self):
        attempts.submit_overdue(self.now)
        self.model.sweep(self.now)

    @rule(minutes=st.integers(1, 5))
    def give_more_time(self, minutes):
        quizzes.allow(self.site.actor(self.teacher, self.now), self.quiz_id, self.student.id, minutes, 0, "ill")
        self.model.allow(self.now, minutes)

    @rule(seconds=st.sampled_from([1, 60, MINUTES * 60]))
    def let_time_pass(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(seconds=st.sampled_from([-1, 0, 4, 5]), tab=TABS, position=POSITIONS, answer=ANSWERS)
    def type_about_the_end(self, seconds, tab, position, answer):
        self.now = max(self.now, self.model.ends_at + timedelta(seconds=seconds))
        self.type(tab, position, answer)
        self.arrive(-1, False)

    # What must hold.

    @invariant()
    def the_database_says_what_the_model_says(self):
        db.session.rollback()
        attempt, slots = db.session.get_one(Attempt, self.attempt_id), self.slots()
        assert {slot.position: (slot.sequence, (slot.answer, slot.certainty)) for slot in slots} == self.model.slots
        assert attempt.ends_at == self.model.ends_at
        submitted = attempt.submitted_at and (attempt.submitted_at, attempt.submitted_how)
        assert submitted == self.model.submitted

    @invariant()
    def nothing_acknowledged_is_lost(self):
        for position, one in self.model.acknowledged.items():
            sequence, answer = self.model.slots[position]
            assert (sequence, answer) == (one.sequence, one.answer) or sequence > one.sequence

    @invariant()
    def no_attempt_is_half_handed_in(self):
        attempt, slots = db.session.get_one(Attempt, self.attempt_id), self.slots()
        marked = [mark(parsed(slot.question), slot.answer).points for slot in slots]
        is_in = attempt.submitted_at is not None
        assert [slot.points for slot in slots] == (marked if is_in else [None] * QUESTIONS)
        given = [
            Earned(points, 1, slot.certainty, slot.answer is None) for points, slot in zip(marked, slots, strict=True)
        ]
        assert attempt.score == (score_of(given, "counted") if is_in else None)
        noted = select(AuditEntry).where(
            AuditEntry.action == "attempt.submitted", AuditEntry.subject_id == self.attempt_id
        )
        assert len(db.session.scalars(noted).all()) == is_in

    def teardown(self):
        attempts.submit(self.site.actor(self.student, self.now), self.attempt_id)

    # What the rules have in common.

    def take(self, queue, which, comes_again):
        """Take something out of a queue, wherever it stands; or leave it there too, to come again."""
        which %= len(queue)
        return queue[which] if comes_again else queue.pop(which)

    def save(self, one: Message):
        """Save for real; returns what came of it, as the model says it."""
        answer, certainty = one.answer
        actor = self.site.actor(self.student, self.now)
        save = Save(one.position, one.sequence, answer, certainty=certainty)
        try:
            (saved,) = attempts.save(actor, self.attempt_id, [save])
        except Refusal as refusal:
            return type(refusal)
        return saved.status

    def slots(self):
        """Return the slots as they stand."""
        return list(db.session.scalars(select(Response).where(Response.attempt_id == self.attempt_id)))


class crashing:
    """Crash the server when a transaction comes to its commit: a context manager, which expects that or a refusal.

    SQLite itself is told to refuse the commit, whoever asks for it.
    """

    def __init__(self):
        self.is_on = True
        self.name, self.act = ("checkout", self.guard) if db.engine.dialect.name == "sqlite" else ("commit", self.crash)

    def __enter__(self):
        if db.engine.dialect.name == "sqlite":
            db.session.rollback()
            db.engine.dispose()  # what a writer holds would not be checked out again
        event.listen(db.engine, self.name, self.act)

    def __exit__(self, kind, error, trace):
        self.is_on = False
        event.remove(db.engine, self.name, self.act)
        db.session.rollback()
        return kind is Crash or (kind is not None and "not authorized" in str(error))

    def guard(self, connection, record, proxy):
        connection.set_authorizer(self.judge)

    def judge(self, action, what, *others):
        return sqlite.SQLITE_DENY if self.is_on and (action, what) == (COMMITS, "COMMIT") else sqlite.SQLITE_OK

    def crash(self, connection):
        raise Crash
