"""The linter: what each rule sees and passes over, where it says so, how a bank switches it off, and how good it is."""

import json
import time

import pytest

from quizapp.core.banks import Bank
from quizapp.core.comparing import heading_changes, heading_differences
from quizapp.core.documents import document_of, place_in, read_question, write_yaml
from quizapp.core.flaws import GRADES, RULES, findings, findings_of_question
from quizapp.core.plaintext import read_plain
from tests.builders import bank, question
from tests.core.measure_flaws import HELD_OUT, MEASURED, bank_of, items, measure, table

ITEMS = items()
PUBLISHED = json.loads(MEASURED.read_text("utf-8"))


def named(item):
    """Return a short name of an item for the report of a test."""
    return f"{item['file'].removesuffix('.yaml')}-{item['number']}-{item['for']}"


def first_of(file, rule):
    """Return the first item of a file that has the flaw of a rule, and no other."""
    return next(item for item in ITEMS if item["file"] == file and item["expected"] == [rule])


def linted(*questions, **changes):
    """Return what the rules find in a bank with these questions, as (rule, field)."""
    document = bank(*questions, **{"passages": [], "speakers": [], "sources": [], **changes})
    return [(finding.rule, finding.field) for finding in findings(Bank.model_validate(document))]


def choice(stem, *options, name="q1", **changes):
    """Return the document of a question of choice; the first option is the key."""
    listed = [{"text": text, "right": index == 0} for index, text in enumerate(options)]
    return question(name=name, stem=stem, options=listed, **changes)


def judged(statement, right=False, name="q1", **changes):
    """Return the document of a statement to be judged."""
    return question("true_false", name, stem=statement, right=right, **changes)


# ------------------------------------------------------------------------------------------------ How good they are


def test_the_published_measure_is_what_the_rules_reach():
    """Run `python -m tests.core.measure_flaws` after a change of rules or items."""
    assert measure() == PUBLISHED


def test_every_rule_is_measured_on_items_that_have_its_flaw_and_on_near_misses():
    assert len(ITEMS) >= 120
    for rule in RULES:
        has = [rule in item["expected"] for item in ITEMS if item["for"] == rule]
        assert has.count(True) >= 4, rule
        assert has.count(False) >= 3, rule
        assert any(item["file"] == HELD_OUT for item in ITEMS if item["for"] == rule), rule


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_raises_something_is_nearly_always_right(rule):
    assert PUBLISHED[rule]["all"]["precision"] >= 0.85


def test_what_was_never_used_for_tuning_is_found_as_well():
    unseen = [told["held_out"] for told in PUBLISHED.values()]
    found, right, have = (sum(told[key] for told in unseen) for key in ("found", "right", "have"))
    assert right / found >= 0.85
    assert right / have >= 0.85


def test_the_table_has_a_line_for_each_rule_and_one_for_all():
    lines = table(PUBLISHED).splitlines()
    assert len(lines) == 2 + len(RULES) + 1
    assert len({line.count("|") for line in lines}) == 1


def test_the_labels_name_rules():
    for item in ITEMS:
        assert {item["for"], *item["expected"]} <= RULES.keys(), named(item)


# ----------------------------------------------------------------------------------------------- What they say, where


@pytest.mark.parametrize("item", ITEMS, ids=named)
def test_each_finding_is_a_sentence_with_its_place(item):
    document = bank_of(item)
    places = read_plain(write_yaml(document_of(document)))
    for finding in findings(document):
        assert finding.grade in GRADES
        assert str(finding.reason).rstrip("”").endswith((".", "?", "!")), finding
        assert str(finding.suggestion).endswith((".", "?")), finding
        assert "%(" not in f"{finding.reason}{finding.suggestion}"
        line, column = place_in(places, finding.field)
        assert line > 1 or column > 1 or finding.field == "questions", finding


def test_findings_come_in_the_order_of_the_document():
    found = linted(judged("Bees always bark.", name="q1"), choice("Which bird is not black?", "Swan", "Crow", "Rook"),
                   choice("Bees:", "fly", "walk", name="q3"))  # fmt: skip
    assert [field for _, field in found] == ["questions.0.stem", "questions.1.stem", "questions.2.stem",
                                             "questions.2.options"]  # fmt: skip


def test_more_than_ten_questions_are_told_in_their_order():
    found = linted(*(judged(f"Bees always see {number} suns.", name=f"q{number}", right=False) for number in range(12)))
    told = [int(field.split(".")[1]) for rule, field in found if rule == "absolute-word"]
    assert told == list(range(12))


def test_one_question_is_read_for_the_editor_with_fields_of_its_own():
    heading = Bank.model_validate(bank())
    asked = read_question(choice("Which bird is not black?", "Swan", "All of the above", "Rook"), heading)
    found = [(one.rule, one.field) for one in findings_of_question(asked, heading)]
    assert found == [("negative-stem", "stem"), ("all-or-none-of-the-above", "options.1.text"),
                     ("missing-evidence", "evidence")]  # fmt: skip


def test_two_claims_that_clash_are_both_told():
    found = findings(bank_of(first_of("register.yaml", "clashing-claims")))[0]
    assert "(warned)" in str(found.reason)
    assert "(beams)" in str(found.reason)
    assert found.field == "claims.4"


def test_who_says_two_things_that_exclude_each_other_is_named():
    (found,) = findings(bank_of(first_of("register.yaml", "says-both")))
    assert found.grade == "fault"
    assert str(found.reason).startswith("Ada Moll says “")


# --------------------------------------------------------------------------------------------------- Switching them off


def test_a_bank_switches_a_rule_off_with_a_reason():
    asked = choice("Which bird is not black?", "Swan", "Crow", "Rook")
    assert linted(asked) == [("negative-stem", "questions.0.stem")]
    assert linted(asked, exempt=[{"rule": "negative-stem", "reason": "We train careful reading."}]) == []


def test_a_rule_that_there_is_not_is_told_with_the_nearest():
    document = bank(passages=[], exempt=[{"rule": "negative-stems", "reason": "No."}])
    found = [one for one in findings(Bank.model_validate(document)) if one.rule == "unknown-exemption"]
    assert [str(one.suggestion) for one in found] == ["Did you mean “negative-stem”?"]
    assert found[0].field == "exempt.0.rule"


def test_an_exemption_needs_a_reason():
    with pytest.raises(ValueError, match="reason"):
        Bank.model_validate(bank(exempt=[{"rule": "long-stem", "reason": ""}]))


def test_an_exemption_is_kept_with_its_bank_and_told_among_its_changes():
    was, now = (
        Bank.model_validate(bank(exempt=exempt)) for exempt in ([], [{"rule": "long-stem", "reason": "Cases."}])
    )
    assert heading_changes(was, now) == [("exempt", "long-stem")]
    assert document_of(now)["exempt"] == [{"rule": "long-stem", "reason": "Cases."}]
    (told,) = heading_differences(was, now)
    assert "".join(piece.text for piece in told.new) == "long-stem: Cases."


@pytest.mark.parametrize(("language", "count"), [("en", 1), ("en-GB", 1), ("", 1), ("de", 0), ("ru", 0)])
def test_lists_of_english_words_are_for_english_alone(language, count):
    assert len(linted(judged("Bees always bark."), language=language)) == count


def test_what_needs_no_words_is_found_in_any_language():
    asked = choice("Welches Tier lebt im Stock?", "Die Biene, die dort mit vielen Tausenden zusammenlebt", "Der Fuchs",
                   "Der Hase")  # fmt: skip
    assert linted(asked, language="de") == [("longest-key", "questions.0.options.0.text")]


# -------------------------------------------------------------------------------------------------------- Some rules


@pytest.mark.parametrize("emphasised", ["**not**", "*not*", "__not__", "NOT"])
def test_a_negation_that_is_emphasised_is_passed_over(emphasised):
    assert linted(choice(f"Which bird is {emphasised} black?", "Swan", "Crow", "Rook")) == []


@pytest.mark.parametrize(
    "quoted", ["“The regime always lies, and it often boasts.”", "> The regime always lies, and it often boasts."]
)
def test_what_a_speaker_says_is_the_speakers(quoted):
    assert linted(judged(f"The queen says this.\n\n{quoted}")) == []


def test_options_that_are_mixed_have_no_place():
    asked = [choice(f"What is {number} and {number}?", str(2 * number), "a bee", "a hive", name=f"q{number}")
             for number in range(20, 30)]  # fmt: skip
    assert "key-in-one-place" not in {rule for rule, _ in linted(*asked)}
    fixed = [{**one, "shuffle": False} for one in asked]
    assert ("key-in-one-place", "questions") in linted(*fixed)


def test_the_later_of_two_like_questions_is_told_and_names_the_earlier():
    stems = {"a": "With what do bees build their combs?", "b": "What do bees build their combs with?"}
    twins = [question("short_answer", name, stem=stem, accepted=["wax"]) for name, stem in stems.items()]
    found = findings(Bank.model_validate(bank(*twins, passages=[])))
    assert [(one.rule, one.field) for one in found] == [("near-duplicate", "questions.1.stem")]
    assert "“a”" in str(found[0].reason)


def test_what_is_asked_twice_by_pointing_is_told_and_a_key_that_is_long_or_alone_is_not():
    sentences = question("hot_text")["sentences"][1:]
    stem = "In which sentence does somebody show a comb?"
    found = linted(*(question("hot_text", name, stem=stem, sentences=sentences) for name in "ab"))
    assert found == [("near-duplicate", "questions.1.stem")]


def test_the_feedback_of_a_sentence_is_read_as_our_own_voice_and_the_sentence_is_not():
    words = "The queen, who is not unloved, is not unhappy, “and never was she”, nor idle, " + "and so on " * 15
    told = {"passage": "P1", "text": "A child laughs.", "feedback": f"{words}."}
    said = {"passage": "P1", "text": f"{words}!", "right": True}
    assert linted(question("hot_text", sentences=[said, told])) == [
        ("long-sentence", "questions.0.sentences.1.feedback")
    ]


@pytest.mark.parametrize("words", ["is ", "no ", "and A is ", "“", "A ", "the regime ", "Which of these about ", "a, "])
def test_no_text_however_strange_is_read_for_long(words):
    text = (words * 4000)[:3990]
    start = time.perf_counter()
    linted(judged(text, explanation=text), choice(text, "Wax", "Honey", "Clay", name="q2", explanation=text))
    assert time.perf_counter() - start < 5


def test_a_thousand_questions_are_read_in_seconds():
    words = [f"{one}{two}" for one in ("bo", "ka", "li", "mu", "ne", "po", "ra", "su") for two in ("ta", "ren", "vik")]
    asked = [
        choice(f"Which {words[n % 24]} of the {words[n * 7 % 23]} hive {words[n * 5 % 19]} {n} times a day?",
               f"{words[n % 24]} {n}", f"{words[n % 11]} {n + 1}", f"{words[n % 13]} {n + 2}", name=f"q{n}")
        for n in range(1000)
    ]  # fmt: skip
    document = Bank.model_validate(bank(*asked, passages=[]))
    start = time.perf_counter()
    findings(document)
    assert time.perf_counter() - start < 20
