"""Comparing banks: what is new, changed, the same and gone, and how two wordings differ."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.banks import heading_of
from quizapp.core.comparing import (
    MOST_WORDS,
    Budget,
    compare,
    compared,
    differences,
    heading_changes,
    heading_differences,
)
from quizapp.core.documents import read_bank, write_json
from quizapp.core.questions import KINDS, question_of
from tests.builders import WAX, bank, question


def heading(**changes):
    """Return the heading of a bank."""
    return heading_of(read_bank(write_json(bank(question(), **changes)).encode()))


def sides(difference):
    """Write a difference down: [what only one side has]."""
    return tuple(
        "".join(piece.text if piece.kept else f"[{piece.text}]" for piece in pieces)
        for pieces in (difference.old, difference.new)
    )


def test_questions_are_told_apart_by_id_and_words():
    before = [question_of(question(name=name)) for name in "abc"]
    after = [question_of(question(name="b", points=2)), question_of(question(name="d")), before[2]]
    found = compare(before, after)
    assert [one.id for one in found.new] == ["d"]
    assert [(was.points, now.points) for was, now in found.changed] == [(1, 2)]
    assert [one.id for one in found.same] == ["c"]
    assert [one.id for one in found.gone] == ["a"]
    assert found.any
    assert not compare(before, before[::-1]).any


def test_a_default_written_out_changes_nothing():
    assert not compare([question_of(question())], [question_of(question(points=1, shuffle=True))]).any


def test_a_difference_names_its_field_and_marks_its_words():
    was = question_of(question(stem="Who says that it rains?"))
    now = question_of(question(stem="Who denies that it rains now?"))
    (found,) = differences(was, now)
    assert (found.field, *sides(found)) == ("stem", "Who [says] that it rains?", "Who [denies] that it rains[ now]?")


def test_options_are_shown_a_line_each_with_their_key():
    was = question_of(question())
    now = question_of(question(options=[{"text": "Wax"}, {"text": "Iron", "right": True}, {"text": "Sand"}]))
    (found,) = differences(was, now)
    assert (
        sides(found) == ("[✓] Wax\n✗ Iron [(Not iron.)]\n✗ Sand", "[✗] Wax\n[✓] Iron\n✗ Sand")
        or found.field == "options"
    )
    assert "".join(piece.text for piece in found.new) == "✗ Wax\n✓ Iron\n✗ Sand"


def test_every_kind_can_be_compared_with_every_other():
    for one in KINDS:
        for other in KINDS:
            found = differences(question_of(question(one)), question_of(question(other)))
            assert bool(found) == (one != other)
            assert not found or "kind" in {difference.field for difference in found}


def test_a_sentence_is_told_with_its_passage_whether_it_is_the_evidence_and_its_feedback():
    sentences = question("hot_text")["sentences"]
    was, now = (question_of(question("hot_text", sentences=told)) for told in (sentences, sentences[1:]))
    (found,) = differences(was, now)
    assert sides(found) == (
        "[✓ P1: The keeper says that bees build with wax.\n]✓ P1: He shows a comb.\n"
        "✗ P1: The neighbour says that they buy it. (Not so.)\n✗ P1: A child laughs.",
        "✓ P1: He shows a comb.\n✗ P1: The neighbour says that they buy it. (Not so.)\n✗ P1: A child laughs.",
    )


def test_headings_are_compared_by_the_ids_within_them():
    was, now = heading(), heading(title="Bees and wasps", passages=[
        {"id": "P1", "source": "leaflet", "text": WAX.replace("bees", "wasps")},
        {"id": "P2", "source": "leaflet", "text": "More."},
    ], topics=[{"id": "hives", "title": "Hives"}, {"id": "bees", "title": "Bees"}])  # fmt: skip
    found = heading_differences(was, now)
    assert [(one.field, one.part) for one in found] == [
        ("title", ""), ("passages", "P1"), ("passages", "P2"), ("topics", ""),
    ]  # fmt: skip
    assert sides(found[0]) == ("Bees", "Bees[ and wasps]")
    assert sides(found[2]) == ("", "[leaflet: More.]")
    assert sides(found[3])[1].replace("[", "").replace("]", "") == "hives, bees"
    assert heading_differences(was, was) == []


_texts = st.text(st.sampled_from("ab \n.ä"), max_size=40)


@given(_texts, _texts)
def test_the_pieces_of_each_side_make_up_its_text(old, new):
    olds, news = compared(old, new)
    assert ("".join(piece.text for piece in olds), "".join(piece.text for piece in news)) == (old, new)
    assert old != new or all(piece.kept for piece in olds + news)


def test_very_long_texts_are_shown_whole():
    olds, news = compared("a " * MOST_WORDS, "b " * MOST_WORDS)
    assert [piece.kept for piece in olds + news] == [False, False]


def test_a_page_compares_only_so_many_words_and_shows_the_other_texts_whole():
    budget = Budget(10)
    olds, _ = compared("a b c", "a x c", budget)
    assert [piece.kept for piece in olds] == [True, False, True]
    assert [piece.kept for piece in compared("a b c", "a x c", budget)[0]] == [False]
    texts = {word: f"{word} " + "and so on " * 100 for word in ("Old", "New")}
    was, now = (
        heading(
            passages=[{"id": f"P{n}", "source": "leaflet", "text": texts[word]} for n in range(99)],
        )
        for word in texts
    )
    whole = [len(one.old) == 1 for one in heading_differences(was, now)]
    assert whole == sorted(whole)
    assert 0 < whole.index(True) < 40


def test_a_few_changes_of_a_heading_are_told_as_among_all():
    was, now = heading(), heading(title="Wasps", topics=[{"id": "bees", "title": "Wasps"}])
    changes = heading_changes(was, now)
    assert changes == [("title", ""), ("topics", "bees"), ("topics", "hives")]
    assert [heading_differences(was, now, [one])[0] for one in changes] == heading_differences(was, now)
