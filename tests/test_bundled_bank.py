"""Hold the bundled bank to its promises: whole, balanced, attributed, neutral, short in its quotations, and markable.

The guide beside it (`questions/README.md`) is held to one as well: every example in it can be read.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.core.answers import key_of, read_answer
from quizapp.core.documents import document_of, read_bank, write_yaml
from quizapp.core.errors import Invalid
from quizapp.core.marking import mark
from quizapp.core.options import Option, Sentence
from quizapp.core.questions import DIFFICULTIES, KINDS, Common
from quizapp.core.values import digest

QUESTIONS = Path(__file__).parent.parent / "questions"
BANK = read_bank((QUESTIONS / "belgorod-raid" / "bank.yaml").read_bytes())
GUIDE = (QUESTIONS / "README.md").read_text("utf-8")
EXAMPLES = [
    re.sub(rf"^{match[1]}", "", match[2], flags=re.MULTILINE)
    for match in re.finditer(r"^( *)```yaml\n(.*?)^ *```$", GUIDE, re.MULTILINE | re.DOTALL)
]
WHOLE = [example for example in EXAMPLES if example.startswith("format:")]
PARTS = [part for name in ("passages", "questions") for part in document_of(BANK)[name]]
SINGLE = [question for question in BANK.questions if question.kind == "single_choice"]

LONGEST_QUOTATION = 7
LABEL = re.compile(
    r"terroris|neo-?nazi|\bregime|militant|partisan|extremis|\bextreme\b|dictator|\bgang\b|patriot|swastika|die-hard",
    re.IGNORECASE,
)
ATTRIBUTION = re.compile(
    r"\b(?:says?|said|calls?|called|classing|classed|classification|tells?|told|speaks?|spoke|names?|reports?|reported|labels?"
    r"|words?|terms?|banned|adds|counts?|describes?|according|made of|mentions|attributes?|uses|view|puts)\b",
    re.IGNORECASE,
)
# “Ukraine” and “the Kremlin” are spoken of far more often than they speak, so they count only where they are the voice.
VOICELESS = {"Ukraine", "Kyiv", "Kiev", "Kremlin", "The Kremlin", "Washington"}
VOICES = re.compile(
    r"\b(?:"
    + "|".join(
        re.escape(name.strip("“”"))
        for speaker in BANK.speakers
        for name in (speaker.name, *speaker.aliases)
        if name not in VOICELESS
    )
    + r"|the (?:court|manifesto)|Ukraine (?:says|speaks|said)|Ukraine's term)\b",
    re.IGNORECASE,
)


def each_question(test):
    """Run a test once for every question of the bank."""
    return pytest.mark.parametrize("question", BANK.questions, ids=lambda question: question.id)(test)


def texts(value: object) -> Iterator[str]:
    """Yield every text within a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def sentences(text: str) -> list[str]:
    """Cut a text into its sentences; a remark in parentheses belongs to the sentence before it."""
    return re.split(r"(?<=[.?!])(?<!Mr\.)[”)]?\s+(?=[^(])", text)


def options_of(question: Common) -> list[Option | Sentence]:
    """List all options of a question, those of its gaps and the sentences of its reading as well."""
    gaps = getattr(question, "gaps", ())
    chosen_from = (*getattr(question, "options", ()), *getattr(question, "sentences", ()))
    return [*chosen_from, *(option for gap in gaps for option in gap.options)]


def told(question: Common) -> Iterator[str]:
    """Yield what a question says in the bank's own voice: all but the options, which are there to be judged."""
    yield from (question.stem, question.explanation, getattr(question, "text", ""))
    yield from (getattr(question, "feedback_if_true", ""), getattr(question, "feedback_if_false", ""))
    yield from (option.feedback for option in options_of(question))


def indented(example: str) -> str:
    """Move an example two spaces in, to stand under `questions:`."""
    return "".join(f"  {line}\n" for line in example.splitlines())


def unattributed(text: str) -> list[str]:
    """List the sentences that have a label but not the one who uses it."""
    return [
        sentence
        for sentence in sentences(text)
        if LABEL.search(sentence) and not (VOICES.search(sentence) and ATTRIBUTION.search(sentence))
    ]


def test_the_bank_has_its_three_topics_and_says_what_its_source_is():
    assert [topic.id for topic in BANK.topics] == ["groups", "goals", "ukraine"]
    (source,) = BANK.sources
    assert source.date == "2023-05"
    assert "machine translation" in source.note
    assert "missing" in source.note


def test_there_are_at_least_45_questions_and_15_for_each_topic():
    assert len(BANK.questions) >= 45
    assert min(Counter(question.topic for question in BANK.questions).values()) >= 15


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
@pytest.mark.parametrize("topic", BANK.topics, ids=lambda topic: topic.id)
def test_each_topic_has_at_least_four_questions_of_each_difficulty(topic, difficulty):
    counts = Counter((question.topic, question.difficulty) for question in BANK.questions)
    assert counts[topic.id, difficulty] >= 4


def test_every_kind_is_used_twice_at_least_and_none_for_more_than_two_fifths():
    counts = Counter(question.kind for question in BANK.questions)
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 2
    assert max(counts.values()) <= 0.4 * len(BANK.questions)


def test_the_passages_are_all_31_paragraphs_of_the_article_in_order():
    assert [passage.id for passage in BANK.passages] == [f"P{number}" for number in range(1, 32)]


@each_question
def test_every_question_has_an_explanation_and_evidence_that_it_cites(question):
    assert question.explanation
    assert question.evidence
    cited = set(re.findall(r"\bP\d+\b", question.explanation))
    assert cited, "the explanation names no passage"
    assert {evidence.passage for evidence in question.evidence} <= {passage.id for passage in BANK.passages}
    assert cited & {evidence.passage for evidence in question.evidence}


@each_question
def test_no_text_cites_a_passage_that_is_not_there(question):
    cited = {name for text in told(question) for name in re.findall(r"\bP\d+\b", text)}
    assert cited <= {passage.id for passage in BANK.passages}


@each_question
def test_the_id_of_a_question_tells_its_topic(question):
    assert re.fullmatch(rf"{question.topic}-\d\d", question.id)


@each_question
def test_every_question_says_whether_it_asks_what_is_claimed_or_who_claims_it(question):
    assert question.asks in ("what", "who")


@each_question
def test_every_wrong_answer_that_can_be_chosen_has_feedback(question):
    assert [option.text for option in options_of(question) if not option.right and not option.feedback] == []
    if question.kind == "true_false":
        assert question.feedback_if_false if question.right else question.feedback_if_true


@each_question
def test_every_stem_asks_or_states_and_ends_as_a_sentence(question):
    assert question.stem[-1] in ".?)"
    assert not question.stem.startswith(("He ", "She ", "They ", "It ", "This "))


def test_the_right_option_is_seldom_the_longest():
    lengths = [([len(option.text) for option in question.options], key_of(question)) for question in SINGLE]
    longest = [length for length, right in lengths if length[right] == max(length)]
    assert len(longest) <= 0.4 * len(SINGLE)


def test_the_right_option_is_not_mostly_the_first_nor_any_other_one_place():
    places = Counter(key_of(question) for question in SINGLE)
    assert max(places.values()) <= 0.5 * len(SINGLE)


def test_true_and_false_statements_are_in_balance():
    keys = [question.right for question in BANK.questions if question.kind == "true_false"]
    assert 0.3 <= sum(keys) / len(keys) <= 0.7


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part["id"])
def test_no_quotation_is_longer_than_seven_words(part):
    quotations = [found for text in texts(part) for found in re.findall(r"[“\"«]([^”\"»]+)[”\"»]", text)]
    assert [found for found in quotations if len(found.split()) > LONGEST_QUOTATION] == []


@each_question
def test_a_label_stands_only_beside_the_one_who_uses_it(question):
    assert [sentence for text in told(question) for sentence in unattributed(text)] == []


@pytest.mark.parametrize("passage", BANK.passages, ids=lambda passage: passage.id)
def test_a_label_in_a_passage_stands_only_beside_the_one_who_uses_it(passage):
    assert unattributed(passage.text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The militants crossed the border.",
        "Kapustin's neo-Nazi group crossed the border. The article says more.",
        "Putin's regime will fall.",
    ],
)
def test_a_label_in_the_banks_own_voice_would_be_noticed(text):
    assert unattributed(text)


@each_question
def test_the_key_of_every_question_earns_full_marks(question):
    answer = read_answer(question, key_of(question))
    earned = mark(question, answer)
    assert (earned.credit, earned.points, earned.verdict) == (1, question.points, "right")


def test_every_accepted_wording_of_a_short_answer_earns_full_marks():
    for question in BANK.questions:
        for words in getattr(question, "accepted", ()):
            assert mark(question, read_answer(question, words)).credit == 1, words


def test_the_whole_bank_survives_being_written_and_read_again():
    again = read_bank(write_yaml(document_of(BANK)).encode())
    assert [digest(question) for question in again.questions] == [digest(question) for question in BANK.questions]
    assert again == BANK


@pytest.mark.parametrize("example", WHOLE)
def test_every_whole_bank_in_the_guide_can_be_read(example):
    assert read_bank(example.encode()).questions


def test_the_guide_shows_every_kind_and_each_example_fits_its_bank():
    parts = [example for example in EXAMPLES if example.startswith("- id:")]
    bank = read_bank((WHOLE[0] + "".join(map(indented, parts))).encode())
    assert {question.kind for question in bank.questions} == set(KINDS)
    for question in bank.questions:
        assert question.explanation
        assert question.evidence
        assert mark(question, key_of(question)).credit == 1


@pytest.mark.parametrize(
    ("good", "bad", "sentence"),
    [
        ("stem: On which", "stem: Say: on which", "mapping values are not allowed in this context"),
        ("    stem: On", "\tstem: On", "found a tab character"),
        ("stem: On which", 'stem: "On" which', "did not find expected key"),
        ("text: On Sunday", "text: *On* Sunday", "did not find expected alphabetic or numeric character"),
        ("text: On Sunday", "text: 1877", "A text is needed here, not 1877."),
        ("stem: On which", "points: 1,5\n    stem: On which", "A number is needed here, not “1,5”."),
        ("text: On Sunday", "txt: On Sunday", "There is no field “txt” here. Did you mean “text”?"),
        ("text: On Sunday", "txt: On Sunday", "This field is missing; add it."),
        ("single_choice", "single_choise", "“single_choise” is not allowed here."),
        ("topic: opening", "topic: opneing", "The bank has no topic “opneing”. Did you mean “opening”?"),
        ("id: baker", "id: mayor", "is taken already"),
        ("right: true", "right: false", "Exactly one option must be right"),
        ("text: On Sunday", "text: on monday", "Two options say the same"),
    ],
)
def test_the_guide_tells_the_faults_in_the_words_of_the_site(good, bad, sentence):
    assert good in WHOLE[0]
    with pytest.raises(Invalid) as refused:
        read_bank(WHOLE[0].replace(good, bad).encode())
    assert sentence in str(refused.value)
    assert sentence in GUIDE
    assert "At least" not in str(refused.value), "a fault of an entry is told as if the entry were not there"


def test_a_gap_out_of_order_is_told_with_the_gaps_that_were_found():
    cloze = next(example for example in EXAMPLES if "kind: cloze" in example)
    with pytest.raises(Invalid, match=r"once and in order, \{1\} to \{2\}; it has \{1\}, \{3\}\."):
        read_bank((WHOLE[0] + indented(cloze.replace("{2}", "{3}"))).encode())
