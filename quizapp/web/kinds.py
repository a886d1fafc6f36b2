"""Name the kinds of questions, their difficulties, and the stances of speakers."""

from flask_babel import lazy_gettext

KIND_NAMES = {
    "single_choice": lazy_gettext("Single choice"),
    "multiple_choice": lazy_gettext("Multiple choice"),
    "true_false": lazy_gettext("True or false"),
    "short_answer": lazy_gettext("Short answer"),
    "numeric": lazy_gettext("Number"),
    "matching": lazy_gettext("Matching"),
    "ordering": lazy_gettext("Ordering"),
    "cloze": lazy_gettext("Gaps with lists"),
}
DIFFICULTY_NAMES = {"easy": lazy_gettext("easy"), "medium": lazy_gettext("medium"), "hard": lazy_gettext("hard")}
STANCE_NAMES = {
    "asserts": lazy_gettext("asserted it"),
    "denies": lazy_gettext("denied it"),
    "doubts": lazy_gettext("doubted it"),
    "reports": lazy_gettext("reported it"),
    "assesses": lazy_gettext("assessed it"),
}
