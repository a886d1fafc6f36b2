"""Word what is generated: stems, options and feedback, each form in several wordings.

Everything here is told in the application's own voice, so it only ever says who says what: nothing is called true.
Statements of speakers are told in our words, and set apart as such; in quotation marks stands only what a passage says.
"""

from quizapp.core.claims import Claim, Quotation, Speaker, Voice
from quizapp.core.questions import Stance
from quizapp.core.registers import Standing
from quizapp.core.values import LINE_LENGTH

MOST_SHOWN = 2  # quotations of one voice

# What a speaker does, for one and for several, to a statement: “Kapustin denies this”, “the experts deny this”.
VERBS: dict[Stance, tuple[str, str]] = {
    "asserts": ("says {}", "say {}"),
    "reports": ("reports {}", "report {}"),
    "assesses": ("gives {} as an assessment", "give {} as an assessment"),
    "denies": ("denies {}", "deny {}"),
    "doubts": ("doubts {}", "doubt {}"),
}

# None tells of what kind the key is: which wording is drawn depends on lots alone.
STEMS: dict[str, tuple[str, ...]] = {
    "who_says": (
        "Who makes this statement, according to {source}?",
        "Whose statement is this, according to {source}?",
        "From whom does this statement come, according to {source}?",
    ),
    "who_says_all": (
        "Who makes this statement, according to {source}? Choose everyone who does.",
        "Whose statement is this in {source}? Choose all that apply.",
    ),
    "who_says_name": (
        "Who makes this statement, according to {source}? Write the name.",
        "Write down whose statement this is, according to {source}.",
    ),
    "who_denies": (
        "Who denies this statement or doubts it, according to {source}?",
        "According to {source}, who denies this statement or casts doubt on it?",
    ),
    "attribution": (
        "In {source}, this statement comes from {speaker}.",
        "According to {source}, this statement is made by {speaker}.",
    ),
    "attribution_own": (
        "{speaker_cap} {makes} this statement in {own} own voice, and {does} not only pass it on.",
        "In {source}, {speaker} {makes} this statement in {own} own voice, whoever else may make it there.",
    ),
    "what_says_own": (
        "Which of these {does} {speaker} state in {own} own voice, and not only pass on?",
        "According to {source}, which of these {does} {speaker} state in {own} own voice, whoever else may say it?",
    ),
    "what_says": (
        "Which of these {does} {speaker} say, according to {source}?",
        "Which of these statements comes from {speaker} in {source}?",
        "According to {source}, which of these comes from {speaker}?",
    ),
    "what_says_all": (
        "Which of these {does} {speaker} say, according to {source}? Choose all that apply.",
        "According to {source}, which of these come from {speaker}? Choose every one that does.",
    ),
    "which_group": (
        "Who is meant in this statement, according to {source}?",
        "About whom is this statement made in {source}?",
        "Whom is this statement about, according to {source}?",
    ),
    "match": (
        "Match each statement with whoever makes it, according to {source}.",
        "Who says what in {source}? Find the speaker of each statement.",
    ),
    "standing": (
        "How is this statement presented in {source}?",
        "What standing does this statement have in {source}?",
        "How does this statement stand in {source}?",
    ),
    "relation": (
        "How do {first} and {second} stand to this statement, according to {source}?",
        "In {source}, both {first} and {second} speak of this statement. Do they agree?",
    ),
    "relation_pair": (
        "The first of these statements comes from {first}, the second from {second}. They contradict each other.",
        "In {source}, the first of these statements comes from {first}, the second from {second}. "
        "What the one says contradicts what the other says.",
    ),
    "disputed": (
        "Which of these is disputed in {source}, and between whom?",
        "About which of these do two voices in {source} differ, and which two?",
    ),
    "says_so": (
        "Is this statement made anywhere in {source}?",
        "Is this said in {source}, by anyone at all?",
        "Does this statement stand anywhere in {source}, whoever makes it?",
    ),
    "which_passage": (
        "Which passage shows that {speaker} {verb}?",
        "Which of these passages shows that {speaker} {verb}?",
    ),
    "point_at": (
        "Which sentence shows that {speaker} {verb}?",
        "Which sentence of the text shows that {speaker} {verb}?",
        "Point at the sentence that shows that {speaker} {verb}.",
    ),
    "order": (
        "In which order are these said to have happened, by the times that {source} {gives}? Begin with the earliest.",
        "Put what is told here in order, by the times that are given in {source}; the earliest first.",
    ),
}

# What is said beside a stem: where a reporting voice can be chosen, and where a statement has a name left out.
PASSED_ON = "(A source counts only for what it says in its own voice.)"
LEFT_OUT = "(Whom it is about is left out of the statement.)"
STANDS_FOR = "(“{}” stands for a name that is left out.)"

STANDINGS: dict[Standing, str] = {
    "fact": "As reported in a source's own voice",
    "self": "As what those concerned say of themselves",
    "one_side": "As the statement of one side, about others or about events, which nobody else confirms or disputes",
    "disputed": "As disputed: other voices deny it, doubt it, or say what cannot be true together with it",
    "outside": "As the assessment of an observer from outside",
    "open": "As something that the source itself calls unclear or unknown",
}

# Why a standing is the right one; it is told with every option.
REASONS: dict[Standing, str] = {
    "fact": "It is reported in the source's own voice.",
    "self": "Whoever says it is among those whom it is about, or speaks for them.",
    "one_side": "One side says it, about others or about events, and nobody else confirms or disputes it.",
    "disputed": "Somebody says it; somebody else denies it, doubts it, or says what cannot be true together with it.",
    "outside": "Whoever says it gives it as an assessment, from outside.",
    "open": "The source itself calls it unclear or unknown.",
}

# What is wrong with a standing that is not the right one.
NOT_STANDING: dict[Standing, str] = {
    "fact": "The source does not say this in its own voice.",
    "self": "It is not those concerned who say this of themselves.",
    "one_side": "It does not stand there as the statement of one side alone.",
    "disputed": "No voice stands against it.",
    "outside": "No observer from outside gives this as an assessment.",
    "open": "The source does not call it unclear.",
}

RELATIONS = {
    "agree": "They agree: both say so",
    "denied": "They differ: one says so, the other denies it",
    "doubted": "They differ: one says so, the other doubts it or calls it uncertain",
}

# What is wrong with an option, where the key is another: (the option, the key).
NOT_SO = {
    ("agree", "denied"): "The two do not both say it.",
    ("agree", "doubted"): "The two do not both say it.",
    ("denied", "agree"): "Neither of the two denies it.",
    ("denied", "doubted"): "To doubt a statement is less than to deny it.",
    ("doubted", "agree"): "Neither of the two doubts it.",
    ("doubted", "denied"): "It is not only doubted; it is denied.",
}
# What two statements are to each other.
BOTH = {
    "differ": "What the one says does not fit together with what the other says.",
    "past": "What the one says neither supports nor excludes what the other says.",
}

SAYS_SO = {
    "yes": "Yes, it is said there",
    "no": "No, it is not said there, and what is said excludes it",
    "unsaid": "No, it is not said there, but nothing that is said excludes it",
}

# What is wrong with an option, where the key is another: (the option, the key).
NOT_SAID = {
    ("yes", "no"): "It is not said.",
    ("yes", "unsaid"): "",
    ("no", "yes"): "It is said.",
    ("no", "unsaid"): "Nothing that is said excludes it.",
    ("unsaid", "yes"): "It is said.",
    ("unsaid", "no"): "Something is said that excludes it.",
}


def within(speaker: Speaker) -> str:
    """Return a speaker's name as it stands within a sentence."""
    return speaker.name[:1].lower() + speaker.name[1:] if speaker.name.startswith(("The ", "A ")) else speaker.name


def does(speaker: Speaker, stance: Stance, what: str = "this") -> str:
    """Return what a speaker does to a statement, as a verb with its object."""
    if speaker.kind == "reporting" and stance == "doubts":
        return f"{'call' if speaker.plural else 'calls'} {what} uncertain"
    return VERBS[stance][speaker.plural].format(what)


def forms_of(speaker: Speaker) -> dict[str, str]:
    """Return the words that depend on a speaker's name being one or several."""
    return {
        "speaker": within(speaker), "speaker_cap": opening(speaker), "does": auxiliary(speaker),
        "makes": "make" if speaker.plural else "makes", "own": "their" if speaker.plural else "its",
    }  # fmt: skip


def auxiliary(speaker: Speaker) -> str:
    """Return the verb with which a question about a speaker begins."""
    return "do" if speaker.plural else "does"


def opening(speaker: Speaker) -> str:
    """Return a speaker's name as it begins a sentence."""
    return speaker.name[:1].upper() + speaker.name[1:]


def shown(quotation: Quotation) -> str:
    """Return where something stands, with its words."""
    return f"{quotation.passage}: {in_quotes(quotation.quote)}"


def voiced(speaker: Speaker, voice: Voice, what: str = "this") -> str:
    """Tell in a sentence how a speaker stands to the statement at hand, with the evidence."""
    return f"{opening(speaker)} {does(speaker, voice.stance, what)} ({_evidence(voice)})."


def elsewhere(speaker: Speaker, claim: Claim, voice: Voice) -> str:
    """Tell in a sentence what a speaker says about another statement, which is in our words, with the evidence."""
    said = does(speaker, voice.stance, "the following")
    return f"{opening(speaker)} {said}, in our words: {claim.text} ({_evidence(voice)})"


def _evidence(voice: Voice) -> str:
    return "; ".join(shown(part) for part in voice.evidence[:MOST_SHOWN])


_INNER = str.maketrans("“”", "‘’")


def in_quotes(text: str) -> str:
    """Put a text into quotation marks; those within it become single ones."""
    return f"“{text.translate(_INNER)}”"


def quoted(text: str) -> str:
    """Set a statement apart from our own words."""
    return f"\n\n> {text}"


def cut(text: str, length: int = LINE_LENGTH) -> str:
    """Cut a text at a word, so that it fits into a line."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(None, 1)[0].rstrip(" ,;:.–") + "…"
