"""List every act of the site (every address that takes a form): what it takes when all is well, and where it leads.

Words in angles stand for what the role has at that place (`tests/world.py`); `<new>` is an id that nobody knows before.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from tests import forms
from tests.builders import PASSWORD
from tests.world import World

NEW_PASSWORD = "another good long secret"
ONCE = "0123456789abcdef" * 2
LIST = "username,name\nthird-one,Third One\n"
BANK_FILE = (
    "format: quizapp-bank/1\nid: wasps\ntitle: Wasps\ntopics:\n- {id: wasps, title: Wasps}\nquestions:\n"
    "- {id: w1, kind: true_false, topic: wasps, difficulty: easy, stem: Wasps sting., right: true}\n"
)

RECEIPT = '{"format": "quizapp-receipt-1"}'


@dataclass(frozen=True)
class Act:
    """Say where an act leads (nowhere: it is answered at once), what it takes, and whether it changes anything.

    `form` names a form by its page and its id: what that would send as it stands is sent along.
    """

    leads: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    form: tuple[str, str] | None = None
    changes: bool = True

    @property
    def status(self) -> int:
        """Return the status of the answer."""
        return 302 if self.leads else 200


_PERSON, _CLASS, _QUIZ = "/admin/people/<person_id>", "/teach/classes/<class_id>", "/teach/quizzes/<quiz_id>"
_BANK, _PAPER = "/teach/banks/<bank_id>", "/attempts/<attempt_id>/pages/1"
_NEW_PASSWORDS = {"new": NEW_PASSWORD, "again": NEW_PASSWORD}
_PLAN = {
    "title": "Wasps, who says what", "lines-0-source": "<bank_id>:", "lines-0-difficulty": "", "lines-0-count": "2",
    "attempts": "1", "counting": "best", "per_page": "1", "feedback": "at_once", "classes": "<class_id>",
    "grace_seconds": "5", "late": "teacher", "late_minutes": "60",
}  # fmt: skip
_HEADING = {
    "id": "wasps", "title": "Wasps", "language": "en", "topics-0-id": "wasps", "topics-0-title": "Wasps",
}  # fmt: skip
_QUESTION = {
    "id": "brand-new", "topic": "bees", "difficulty": "easy", "points": "1", "stem": "What is it?",
    "options-0-text": "Wax", "options-1-text": "Sand", "options-right": "0",
}  # fmt: skip
STRANDED = (
    '{"format": "quizapp-stranded-1", "site": "http://localhost", "attempts": [{"attempt": <attempt_id>, "entries": '
    '[{"position": 1, "sequence": 7, "content": "sequence-1=7"}]}]}'
)

ACTS: dict[str, Act] = {
    "public.sign_in": Act("/", {"username": "<username>", "password": PASSWORD}),
    "public.register": Act("/", {"code": "<code>", "name": "Bea", "username": "bea", "password": NEW_PASSWORD}),
    "public.join": Act("/quizzes", changes=False),  # the student is in that class already
    "public.reset": Act("/sign-in", _NEW_PASSWORDS),
    "receipts.check": Act("", {"pasted": RECEIPT}, changes=False),
    "account.change_password": Act("/account", {"current": PASSWORD, **_NEW_PASSWORDS}),
    "account.settings": Act("/account", {"name": "Another Name", "zone": "Europe/Paris"}),
    "account.sign_out": Act("/sign-in"),
    "account.end_browser": Act("/account"),
    "student.join_class": Act("/quizzes", {"code": "<code_of_another>"}),
    "student.start": Act("/attempts/<new>/pages/1"),
    "student.save_page": Act(
        "/attempts/<attempt_id>/pages/2#question-5", {"go": "next", "flagged-1": "1"}, (_PAPER, "paper")
    ),
    "student.save_response": Act("", {"flagged-1": "1"}, (_PAPER, "paper")),
    "student.submit": Act("/attempts/<attempt_id>/result"),
    "teacher.new_class": Act("/teach/classes/<new>", {"name": "8c"}),
    "teacher.edit_class": Act(_CLASS, {"name": "8c"}),
    "teacher.archive_class": Act(_CLASS),
    "teacher.restore_class": Act(_CLASS),
    "teacher.renew_class_code": Act(f"{_CLASS}/code"),
    "teacher.withdraw_class_code": Act(f"{_CLASS}/code"),
    "teacher.new_enrolments": Act("", {"pasted": LIST}, changes=False),
    "teacher.enrol_list": Act(f"{_CLASS}/first-passwords/<new>", {"pasted": LIST}),
    "teacher.renew_first_passwords": Act(f"{_CLASS}/first-passwords/<new>"),
    "teacher.make_password_link": Act(f"{_CLASS}/students/<person_id>/password-link"),
    "teacher.remove_student": Act(_CLASS),
    "teacher.new_bank": Act("/teach/banks/<new>", _HEADING),
    "teacher.edit_heading": Act(_BANK, {"title": "Bees and more"}, (f"{_BANK}/heading", "editing")),
    "teacher.copy_bank": Act("/teach/banks/<new>"),
    "teacher.new_upload": Act("/teach/banks/uploads/<new>", {"file": (BANK_FILE, "wasps.yaml")}),
    "teacher.import_upload": Act(_BANK, {"compared_with": "2"}),
    "teacher.discard_upload": Act("/teach/banks"),
    "teacher.write_question": Act(f"{_BANK}/questions/brand-new", _QUESTION),
    "teacher.edit_question": Act(
        f"{_BANK}/questions/<name>", {"stem": "What else?"}, (f"{_BANK}/questions/<name>/edit", "editing")
    ),
    "teacher.remove_question": Act(_BANK),
    "teacher.take_generated": Act(f"{_BANK}/generated", {"form": "who_says", "seed": "1", "names": "who_says.red.ann"}),
    "teacher.reject_generated": Act(f"{_BANK}/generated", {"reason": "Too easy"}),
    "teacher.restore_generated": Act(f"{_BANK}/generated"),
    "teacher.new_quiz": Act("/teach/quizzes/<new>", _PLAN),
    "teacher.edit_quiz": Act(_QUIZ, _PLAN),
    "teacher.publish_quiz": Act(_QUIZ),
    "teacher.withdraw_quiz": Act(_QUIZ),
    "teacher.delete_quiz": Act("/teach/quizzes"),
    "teacher.download_results": Act(),
    "teacher.new_allowance": Act(
        f"{_QUIZ}#allowances", {"person": "<person_id>", "minutes": "5", "attempts": "0", "reason": "Illness"}
    ),
    "teacher.new_stranded": Act("", {"file": (STRANDED, "stranded.json")}, changes=False),
    "teacher.keep_stranded": Act(f"{_QUIZ}/attempts/<attempt_id>#late", {"stranded": STRANDED}),
    "teacher.decide_late": Act(
        f"{_QUIZ}/attempts/<attempt_id>#late",
        {"answers": "<late_id>", "decision": "accepted", "reason": "The network was down"},
    ),
    "teacher.take_back_allowance": Act(f"{_QUIZ}#allowances"),
    "admin.new_person": Act(
        "/admin/people/<new>", {"name": "Carol", "username": "carol", "role": "student", "way": "password"}
    ),
    "admin.import_people": Act("/admin/people/imports/<new>", {"file": (LIST, "people.csv"), "way": "password"}),
    # Only the session that asked for first entries can have them; `tests/web/test_admin_people.py` takes the file.
    "admin.slips": Act("/admin/people/imports/<entry_id>", {"way": "password", "nonce": "another"}, changes=False),
    "admin.rename": Act(_PERSON, {"name": "Another Name"}),
    "admin.set_role": Act(_PERSON, {"role": "teacher"}),
    "admin.suspend": Act(_PERSON),
    "admin.enable": Act(_PERSON),
    "admin.end_sessions": Act(_PERSON),
    "admin.make_link": Act(_PERSON),
    "admin.make_backup": Act("/admin/health"),
    "admin.download_backup": Act(),
    "admin.export_audit": Act(),
    "admin.export_results": Act(),
}


def fields_for(world: World, endpoint: str, role: str) -> dict[str, Any]:
    """Return valid fields for an act of a role (of “visitor”: as a student would fill them in)."""
    has = "student" if role == "visitor" else role
    if (endpoint, has) not in world.filled:
        world.filled[endpoint, has] = _fields_for(world, ACTS[endpoint], endpoint, has)
    return dict(world.filled[endpoint, has])


def _fields_for(world: World, act: Act, endpoint: str, role: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"once": ONCE}
    if act.form is not None:
        page, name = act.form
        fields |= forms.fields_of(world.client(role).get(world.address(page, role, "own", endpoint)).text, name)
    return fields | {name: _filled(world, endpoint, role, value) for name, value in act.fields.items()}


def place_led_to(world: World, endpoint: str, role: str) -> re.Pattern[str]:
    """Return a pattern of the address to which an act of a role leads."""
    marked = world.address(ACTS[endpoint].leads, role, "own", endpoint, new="NEW")
    return re.compile(re.escape(marked).replace("NEW", r"\d+"))


def _filled(world: World, endpoint: str, role: str, value: Any) -> Any:
    if isinstance(value, tuple):
        content, name = value
        return _filled(world, endpoint, role, content).encode(), name
    others = {"username": world.person(role, "own").username, "code_of_another": world.place(role, "other", "code")}
    return world.address(value, role, "own", endpoint, **others)
