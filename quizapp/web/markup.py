"""Turn Markdown that people bring into a safe subset of HTML."""

import html
import re
from collections.abc import Iterable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from quizapp.core.quoting import span_of

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": False, "typographer": False}).enable("table")
_TAGS = {
    "p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th",
    "td", "hr", "sub", "sup", "a",
}  # fmt: skip
_SIGNS = re.compile(r"[*_`\[\]<>\n\\|]")
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}


@lru_cache(maxsize=2048)
def markdown(text: str) -> Markup:
    """Return the HTML of a Markdown text: no scripts, pictures, headings or styles, links to the web only."""
    return Markup(nh3.clean(_markdown.render(text), tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}))


@lru_cache(maxsize=2048)
def inline_markdown(text: str) -> Markup:
    """Return the HTML of one line of Markdown, without a paragraph around it."""
    return Markup(nh3.clean(_markdown.renderInline(text), tags={"em", "strong", "code", "sub", "sup"}, attributes={}))


@lru_cache(maxsize=2048)
def plain_text(text: str) -> str:
    """Return the words of a Markdown text alone, for titles, tables and exports."""
    return html.unescape(" ".join(nh3.clean(str(markdown(text)), tags=set()).split()))


# What stands for the tags until the text is cleaned: of the words that are marked, and of a name.
_MARK, _END_MARK, _NAME, _END_NAME = _SIGNS_OF_TAGS = "\ue000\ue001\ue002\ue003"
_TAGS_OF = {_MARK: "<mark>", _END_MARK: "</mark>", _NAME: '<b class="speaker">', _END_NAME: "</b>"}
_UNSAFE = re.compile(r"[\[`<]")  # before what has these, a name may stand in an address or in code


def marked(text: str, quotes: Iterable[str], names: Iterable[tuple[int, int]] = ()) -> Markup:
    """Return the HTML of a Markdown text in which these words and names (as offsets) are marked.

    What would cut through its Markdown, or through another mark, is not.
    """
    if any(sign in text for sign in _SIGNS_OF_TAGS):
        return markdown(text)
    found = [span for quote in quotes if quote and (span := span_of(text, quote))]
    quoted = [span for span in _joined(found) if not _SIGNS.search(text[slice(*span)])]
    named = [] if _UNSAFE.search(text) else [span for span in names if not any(_cross(span, one) for one in quoted)]
    signs = [sign for span in quoted for sign in ((span[0], 2, _MARK), (span[1], 1, _END_MARK))]
    signs += [sign for span in named for sign in ((span[0], 3, _NAME), (span[1], 0, _END_NAME))]
    pieces, done = [], 0
    for place, _, sign in sorted(signs):
        pieces += [text[done:place], sign]
        done = place
    shown = str(markdown("".join((*pieces, text[done:]))))
    for sign, tag in _TAGS_OF.items():
        shown = shown.replace(sign, tag)
    return Markup(shown)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans, in their order, in which those that overlap are one."""
    found: list[tuple[int, int]] = []
    for begins, ends in sorted(spans):
        if found and begins < found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return found


def _cross(name: tuple[int, int], quote: tuple[int, int]) -> bool:
    """Tell whether a name lies neither within a quote nor apart from it, nor wholly around it."""
    apart = name[1] <= quote[0] or quote[1] <= name[0]
    within = quote[0] <= name[0] and name[1] <= quote[1]
    around = name[0] < quote[0] and quote[1] < name[1]
    return not (apart or within or around)
