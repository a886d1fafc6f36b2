"""Name the fields of banks and questions, and how a version came to be, for people."""

from flask_babel import lazy_gettext

FIELD_NAMES = {
    "id": lazy_gettext("Id"),
    "kind": lazy_gettext("Kind"),
    "topic": lazy_gettext("Topic"),
    "difficulty": lazy_gettext("Difficulty"),
    "points": lazy_gettext("Points"),
    "stem": lazy_gettext("Question"),
    "explanation": lazy_gettext("Explanation"),
    "evidence": lazy_gettext("Evidence"),
    "options": lazy_gettext("Options"),
    "shuffle": lazy_gettext("Shuffled for each student"),
    "right": lazy_gettext("The statement is"),
    "feedback_if_true": lazy_gettext("Feedback for “true”"),
    "feedback_if_false": lazy_gettext("Feedback for “false”"),
    "accepted": lazy_gettext("Accepted wordings"),
    "case_matters": lazy_gettext("Capital and small letters matter"),
    "value": lazy_gettext("Right number"),
    "tolerance": lazy_gettext("Tolerance"),
    "unit": lazy_gettext("Unit"),
    "pairs": lazy_gettext("Pairs"),
    "distractors": lazy_gettext("Distractors"),
    "items": lazy_gettext("Items"),
    "text": lazy_gettext("Text with gaps"),
    "gaps": lazy_gettext("Gaps"),
    "title": lazy_gettext("Title"),
    "description": lazy_gettext("Description"),
    "language": lazy_gettext("Language"),
    "sources": lazy_gettext("Source"),
    "passages": lazy_gettext("Passage"),
    "speakers": lazy_gettext("Speaker"),
    "topics": lazy_gettext("Topic"),
}
MADE_HOW = {
    "import": lazy_gettext("from a file"),
    "edit": lazy_gettext("in the browser"),
    "copy": lazy_gettext("as a copy"),
    "removal": lazy_gettext("by a removal"),
}
