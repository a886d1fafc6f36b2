"""Every text that a person reads is marked for translation: in templates, in forms, and in what is refused."""

import ast
import re
from html.parser import HTMLParser

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from jinja2 import Environment
from wtforms import FloatField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from quizapp.web.forms import Form
from tests.modules import MODULES, ROOT, tree_of

TEMPLATES = ROOT / "quizapp" / "web" / "templates"
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
READ_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "data-confirm", "label", "content"}

# Words that are the same in every language, and a name that is not translated.
SAME = {"CSV", "XLSX", "JSON", "YAML", "JSON Lines", "UTF-8"}


# A block that fills a class attribute of the base.
CLASS_BLOCK = re.compile(r"{% block (main|body)_class %}.*?{% endblock %}")


class Words(HTMLParser):
    """Collect what a person would read of a template once everything marked is taken out."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag, attributes):
        """Look at the attributes that are read."""
        self._silent += tag in ("code", "script", "style")
        for name, value in attributes:
            if name in READ_ATTRIBUTES and tag != "meta":
                self.handle_data(value or "")

    def handle_endtag(self, tag):
        """Leave what is not read."""
        self._silent -= tag in ("code", "script", "style")

    def handle_data(self, words):
        """Keep what has letters."""
        tidy = " ".join(words.split()).strip(" .,:;·–()")
        if re.search(r"[^\W\d_]{2,}", tidy) and tidy not in SAME and not self._silent:
            self.found.append(tidy)


def test_the_reader_of_templates_finds_what_is_not_marked():
    words = Words()
    words.feed('<p title="Look">Hello</p><img alt="A bee"><code>x = yes</code>')
    assert words.found == ["Look", "Hello", "A bee"]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_word_of_a_template_is_marked(path):
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=True)
    kept = [text for _, kind, text in environment.lex(CLASS_BLOCK.sub("", path.read_text("utf-8"))) if kind == "data"]
    words = Words()
    words.feed("".join(kept))
    assert not words.found, f"not marked for translation: {words.found}"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_says_something_in_a_plain_string(path):
    """A string in an expression that reads like a word or a sentence must be within `_()`."""
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=True)
    tokens = [(kind, text) for _, kind, text in environment.lex(path.read_text("utf-8")) if kind != "whitespace"]
    unmarked = []
    for place, (kind, text) in enumerate(tokens):
        if kind != "string" or not re.search(r"^.[A-Z][a-z]+(?!\w*(Field|Rows)\b)|^.[a-z]+ [a-z]+ [a-z]+", text):
            continue
        before = [word for _, word in tokens[max(0, place - 8) : place]]
        if not ({"_", "ngettext", "gettext"} & set(before)):
            unmarked.append(text)
    assert not unmarked, f"not marked for translation: {unmarked}"


# What marks a text; where people read a text: what is called with it first, by these names, or under these keys.
MARKS = {"gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "say", "_"}
SAID_FIRST = re.compile(r"(Field|Required|flash|ValidationError|ValueError)$")
SAID_BY_NAME = {"label", "description", "message", "words", "title", "placeholder", "aria-label", "lead"}


def read_by_people(tree: ast.Module):
    """Yield each expression that people will read: of a form, a choice, a message, or an answer for a script."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            yield from node.args[:1] if SAID_FIRST.search(name) else []
            yield from node.args[1:2] if name.endswith("SelectChoice") else []
            yield from (word.value for word in node.keywords if word.arg in SAID_BY_NAME)
            for word in node.keywords:
                if word.arg == "choices" and isinstance(word.value, ast.List | ast.Tuple):
                    yield from (pair.elts[-1] for pair in word.value.elts if isinstance(pair, ast.Tuple))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in SAID_BY_NAME:
                    yield value


def unmarked(tree: ast.Module) -> list[str]:
    """List the words that people read, and that are written as they are."""
    return [
        f"line {words.lineno}: {ast.unparse(words)}"
        for words in read_by_people(tree)
        for part in (words.values if isinstance(words, ast.JoinedStr) else [words])
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and re.search(r"[^\W\d_]", part.value)
    ]


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("quizapp.web")])
def test_every_word_of_a_form_a_choice_or_an_answer_is_marked(module):
    assert not unmarked(tree_of(module))


@pytest.mark.parametrize(
    "text",
    [
        "StringField('Name')", "wtforms.SelectField(lazy_gettext('A'), choices=[('a', 'All')])", "flash('Saved')",
        "SelectChoice('a', 'All')", "jsonify(message='Gone')", "x = {'message': f'{a} gone'}", "raise ValueError('No')",
        "StringField(lazy_gettext('A'), description='So')", "render_kw={'placeholder': 'Type'}",
    ],
)  # fmt: skip
def test_an_unmarked_word_is_found(text):
    assert unmarked(ast.parse(text))


@pytest.mark.parametrize("module", [name for name in MODULES if "cli" not in name])
def test_every_refusal_is_marked(module):
    unmarked = []
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
            "Fault", "NotNow", "Missing", "Busy", "Refusal", "invalid"
        ):  # fmt: skip
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant | ast.JoinedStr):
                unmarked.append(f"line {first.lineno}: {ast.unparse(first)}")
    assert not unmarked, "\n".join(unmarked)


def test_what_the_library_of_forms_says_is_said_in_our_words(app):
    class Sample(Form):
        number = IntegerField()
        one = SelectField(choices=[SelectChoice("a", "A")])
        several = SelectMultipleField(choices=[SelectChoice("a", "A")])
        real = FloatField()

    with app.test_request_context(method="POST", data={"number": "x", "one": "b", "several": "b", "real": "x"}):
        form = Sample(meta={"csrf": False})
        assert not form.validate()
        assert form.errors == {
            "number": ["Write a whole number."],
            "one": ["This choice is not offered here (any more). Choose again."],
            "several": ["This choice is not offered here (any more). Choose again."],
            "real": ["This cannot be taken as it is. Please change it."],
        }


def marked_in(tree: ast.Module):
    """Yield each call that marks a text, with its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func).split(".")[-1]) in MARKS and node.args:
            yield name, node


def test_every_marked_text_is_whole_and_its_places_are_named():
    """A marked text is one literal, else it cannot be found for translation; what is marked elsewhere is a template."""
    faults = []
    for module in MODULES:
        for _, node in marked_in(tree_of(module)):
            text = node.args[0]
            if isinstance(text, ast.Constant):
                if re.search(r"(?<!%)(%%)*%[sd]", str(text.value)):
                    faults.append(f"{module}:{node.lineno} has a place without a name: {text.value}")
            elif not ast.unparse(text).endswith(".template") and module != "quizapp.core.errors":
                faults.append(f"{module}:{node.lineno} is no literal: {ast.unparse(text)}")
    assert not faults, "\n".join(faults)


def texts_of_modules() -> set[tuple[str, ...]]:
    """Return every text that the program marks: (text,), or (one, many) where it counts."""
    return {
        tuple(word.value for word in node.args[: 2 if "ngettext" in name else 1])
        for module in MODULES
        for name, node in marked_in(tree_of(module))
        if isinstance(node.args[0], ast.Constant)
    }


def texts_of_templates() -> set[tuple[str, ...]]:
    """Return every text that the templates mark, read from their words alone."""
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        tokens = [(kind, text) for _, kind, text in Environment().lex(path.read_text("utf-8")) if kind != "whitespace"]
        for place, (kind, text) in enumerate(tokens[:-2]):
            if kind == "name" and text in MARKS and tokens[place + 1] == ("operator", "("):
                strings = [tokens[place + 2], *([tokens[place + 4]] if text == "ngettext" else [])]
                assert {kind for kind, _ in strings} == {"string"}, f"{path.name}: {text}({strings})"
                found.add(tuple(ast.literal_eval(word) for _, word in strings))
    return found


def test_make_texts_finds_every_marked_text(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    (line,) = re.findall(r"/bin/(pybabel .*) --output-file texts\.pot (\w+)$", MAKEFILE, re.MULTILINE)
    CommandLineInterface().run([*line[0].split(), "--output-file", str(tmp_path / "texts.pot"), line[1]])
    with (tmp_path / "texts.pot").open("rb") as file:
        found = {one.id if isinstance(one.id, tuple) else (one.id,) for one in read_po(file) if one.id}
    assert len(found) > 500
    assert found == texts_of_modules() | texts_of_templates()
