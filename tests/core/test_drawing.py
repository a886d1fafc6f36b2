"""Drawing forms: the same seed the same form, unseen first, never short where a form exists."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.drawing import Lots, Shortage, Stratum, draw, gap_orders, shortages, shown_order
from quizapp.core.errors import NotNow
from quizapp.core.questions import question_of
from tests.builders import question

seeds = st.text(alphabet="0123456789abcdef", min_size=1, max_size=8)
# Small blueprints over few questions, so that strata overlap often and every form can be tried.
blueprints = st.lists(
    st.builds(
        lambda pool, count: Stratum(tuple(sorted(pool)), count),
        st.sets(st.integers(0, 6), max_size=6),
        st.integers(0, 3),
    ),
    max_size=4,
)


def forms(strata, left=frozenset(range(7))):
    """Yield every form that a blueprint has, as tuples."""
    if not strata:
        yield ()
        return
    first, *rest = strata
    for chosen in permutations([one for one in first.pool if one in left], first.count):
        for others in forms(rest, left - set(chosen)):
            yield (*chosen, *others)


def fits(strata, form):
    """Tell whether a form is one of a blueprint, place by place."""
    places = [stratum for stratum in strata for _ in range(stratum.count)]
    return len(form) == len(places) and all(one in place.pool for one, place in zip(form, places, strict=True))


@given(blueprints, st.sets(st.integers(0, 6)), seeds)
def test_a_form_is_found_wherever_there_is_one_with_as_few_seen_questions_as_can_be(strata, seen, seed):
    best = min((len(seen.intersection(form)) for form in forms(strata)), default=None)
    if best is None:
        with pytest.raises(NotNow):
            draw(strata, seen, seed)
        return
    form = draw(strata, seen, seed)
    assert fits(strata, form)
    assert len(set(form)) == len(form)
    assert len(seen.intersection(form)) == best


@given(blueprints)
def test_shortages_are_told_exactly_where_there_is_no_form(strata):
    short = shortages(strata)
    assert bool(short) == (next(forms(strata), None) is None)
    served = list(strata)
    for one in short:
        assert one.available == len(strata[one.number].pool)
        served[one.number] = Stratum(strata[one.number].pool, one.asked - one.missing)
    assert next(forms(served), None) is not None


@given(blueprints, st.sets(st.integers(0, 6)), seeds, st.booleans())
def test_the_same_seed_draws_the_same_form(strata, seen, seed, shuffle):
    if not shortages(strata):
        assert draw(strata, seen, seed, shuffle) == draw(strata, frozenset(seen), seed, shuffle)


def test_a_form_stays_the_same_on_every_machine_and_version():
    form = draw([Stratum(range(100), 5), Stratum(range(50, 60), 3)], frozenset(), "seed", True)
    assert form == (25, 57, 83, 93, 56, 77, 86, 58)


def test_a_shortage_names_its_stratum():
    strata = [Stratum((1, 2), 2, "Bees"), Stratum((1, 2, 3), 2, "Hives")]
    assert shortages(strata) == [Shortage(1, "Hives", 2, 3, 1)]
    with pytest.raises(NotNow, match="Hives"):
        draw(strata, frozenset(), "x")


def test_every_question_of_a_pool_is_drawn_about_as_often():
    drawn = Counter(one for seed in range(3000) for one in draw([Stratum(range(10), 3)], frozenset(), str(seed)))
    assert sum((count - 900) ** 2 / 900 for count in drawn.values()) < 27.9  # chi square, 9 degrees, one in a thousand


def test_every_order_comes_up_about_as_often():
    orders = Counter(tuple(Lots(seed, "order").shuffled("abc")) for seed in range(6000))
    assert len(orders) == 6
    assert sum((count - 1000) ** 2 / 1000 for count in orders.values()) < 20.5  # 5 degrees, one in a thousand


def test_a_mixed_form_has_the_same_questions_in_another_order():
    strata = [Stratum(range(20), 10)]
    plain, mixed = draw(strata, frozenset(), "s"), draw(strata, frozenset(), "s", shuffle=True)
    assert sorted(plain) == sorted(mixed)
    assert plain != mixed


def test_a_big_pool_costs_no_more_than_what_is_drawn():
    looked = 0

    class Pool:
        def __len__(self):
            return 1_000_000

        def __getitem__(self, index):
            nonlocal looked
            looked += 1
            return index

    assert len(draw([Stratum(Pool(), 100)], frozenset(), "x")) == 100
    assert looked < 1000


@given(st.sampled_from(["single_choice", "multiple_choice", "matching", "ordering"]), seeds, st.integers(1, 200))
def test_the_order_that_is_shown_holds_each_choice_once(kind, seed, position):
    shown = question_of(question(kind))
    size = {"single_choice": 3, "multiple_choice": 4, "matching": 3, "ordering": 4}[kind]
    assert sorted(shown_order(shown, seed, position)) == list(range(size))


@given(st.integers(2, 6), seeds, st.integers(1, 20))
def test_an_ordering_is_never_shown_in_its_right_order(size, seed, position):
    shown = question_of(question("ordering", items=[f"item {number}" for number in range(size)]))
    assert shown_order(shown, seed, position) != tuple(range(size))


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
def test_options_that_must_not_move_stay_as_they_are_written(kind):
    still = question_of(question(kind, shuffle=False))
    assert shown_order(still, "x", 1) == tuple(range(len(still.options)))


@given(seeds, st.integers(1, 200))
def test_the_options_of_each_gap_are_shown_once_in_an_order_of_their_own(seed, position):
    gap = {"options": [{"text": "six", "right": True}, {"text": "four"}, {"text": "two"}]}
    shown = question_of(question("cloze", gaps=[gap, gap]))
    assert [sorted(order) for order in gap_orders(shown, seed, position)] == [[0, 1, 2], [0, 1, 2]]
    still = question_of(question("cloze", gaps=[gap, gap], shuffle=False))
    assert gap_orders(still, seed, position) == ((0, 1, 2), (0, 1, 2))


def test_the_options_of_gaps_move_from_student_to_student():
    shown = question_of(question("cloze"))
    assert len({gap_orders(shown, f"seed {number}", 1) for number in range(50)}) == 4


@pytest.mark.parametrize("kind", ["true_false", "short_answer", "numeric", "cloze"])
def test_a_question_without_a_choice_has_no_order(kind):
    assert shown_order(question_of(question(kind)), "x", 1) == ()
