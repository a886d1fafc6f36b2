"""What answers show beside their points: what is known, who is known, over-claiming, and who is taken for whom."""

from quizapp.core.generating import generate
from quizapp.core.insights import Tally, insight_of
from tests.core.test_generating import example

MADE = {made.question.id: made.question for made in generate(example(), "1")}
NAMES = {"ann": "Ann", "bob": "Bob"}


def option(question, **wanted):
    """Return the index of the first option that is as wanted."""
    return next(
        index for index, one in enumerate(question.options)
        if all(getattr(one, name) == value for name, value in wanted.items())
    )  # fmt: skip


def test_who_claims_it_and_what_is_claimed_are_counted_apart_and_an_open_answer_is_not_known():
    who, what = MADE["who_says.red.ann"], MADE["says_so.green"]
    found = insight_of([
        (who, option(who, right=True), NAMES), (who, option(who, right=False), NAMES), (who, None, NAMES),
        (what, option(what, right=True), NAMES),
    ])  # fmt: skip
    assert (found.who, found.what) == (Tally(1.0, 3), Tally(1.0, 1))
    assert found.who.share == 1 / 3


def test_over_claiming_is_to_say_that_the_source_says_what_it_does_not():
    unsaid, said = MADE["says_so.u1"], MADE["says_so.green"]
    yes, no = option(unsaid, unsaid=True), option(unsaid, right=True)
    assert insight_of([(unsaid, yes, {}), (unsaid, no, {}), (unsaid, None, {})]).over == Tally(1, 2)
    assert insight_of([(said, 0, {})]).over == Tally(0, 0)


def test_a_distractor_that_nobody_says_counts_as_over_claiming_too():
    question = MADE["what_says.red.ann"]
    assert insight_of([(question, option(question, unsaid=True), {})]).over == Tally(1, 1)


def test_confusions_count_who_was_named_where_whom_was_right():
    who = MADE["who_says.red.ann"]
    key, bob = option(who, speaker="ann"), option(who, speaker="bob")
    found = insight_of([(who, key, NAMES), (who, bob, NAMES), (who, bob, NAMES)])
    assert found.confusions == {("Ann", "Ann"): 1, ("Ann", "Bob"): 2}
    assert (found.speakers, found.most) == (["Ann", "Bob"], 2)


def test_questions_that_show_nothing_of_it_leave_it_empty():
    plain = MADE["who_says.red.ann"].model_copy(update={"asks": ""})
    assert insight_of([(plain, None, {})]).is_empty
    assert insight_of([]).is_empty
