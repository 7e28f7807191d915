"""Markdown as the site shows it: headings that can be linked, code that can be read and copied, links that lead to pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, cast
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.util import ClassNotFound

from local.site.navigation import Page

_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_FENCE = re.compile(r"(^```.*?^```|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
_NAMES = {"sh": "bash", "ts": "typescript", "tsx": "typescript", "hcl": "terraform", "": "text"}


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    anchor: str


@dataclass
class Shown:
    html: Markup
    outline: list[Heading]
    parts: list[tuple[Heading, str]] = field(default_factory=list[tuple[Heading, str]])  # the words under each


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


class Texts:
    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = {page.source: page for page in pages}
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
        self._formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
        rules: Mapping[str, Any] = {
            "fence": self._code,
            "code_block": self._code,
            "table_open": lambda *_: '<div class="table"><table>',
            "table_close": lambda *_: "</table></div>\n",
        }
        for name, rule in rules.items():
            self._markdown.add_render_rule(name, lambda _self, *given, rule=rule: rule(*given))

    def shown(self, page: Page) -> Shown:
        text = re.sub(r"^<!--.*?-->\n?", "", page.text, flags=re.MULTILINE | re.DOTALL)
        tokens = self._markdown.parse(text)
        outline, parts = list[Heading](), list[tuple[Heading, list[str]]]()
        for at, token in enumerate(tokens):
            for child in token.children or ():
                self._link(page, child)
            if token.type == "heading_open":
                words = _words(tokens[at + 1])
                heading = Heading(int(token.tag[1]), words, anchor(words))
                token.attrSet("id", heading.anchor)
                if heading.level > 1:
                    _with_own_link(tokens[at + 1], heading)
                    outline.append(heading)
                parts.append((heading, []))
            elif token.type in ("th_open", "td_open"):
                token.attrs.pop("style", None)  # what the policy of the pages refuses
            elif (
                parts
                and (token.type == "inline" or (token.type == "fence" and token.info != "json"))
                and tokens[at - 1].type != "heading_open"
            ):
                parts[-1][1].append(_words(token))
        html = self._markdown.renderer.render(tokens, self._markdown.options, {})
        return Shown(Markup(html), outline, [(heading, " ".join(words)) for heading, words in parts])  # noqa: S704 - it escapes

    def twin(self, page: Page) -> str:
        """The same page as Markdown, whose links lead to the twins of other pages."""

        def led(found: re.Match[str]) -> str:
            where = self.target(page, found[2])
            return found[1] if where is None else f"[{found[1]}]({_twin_of(where, self._pages)})"

        pieces = _FENCE.split(page.text)
        return "".join(piece if at % 2 else _LINK.sub(led, piece) for at, piece in enumerate(pieces))

    def target(self, page: Page, link: str) -> str | None:
        """Where a link leads on the site; None for a file of the project that is no page."""
        told = urlsplit(link)
        if told.scheme or link.startswith("/"):
            return link
        if not told.path:
            return link
        source = posixpath.normpath(posixpath.join(posixpath.dirname(page.source), told.path))
        found = self._pages.get(source)
        return None if found is None else found.address + (f"#{told.fragment}" if told.fragment else "")

    def _link(self, page: Page, token: Token) -> None:
        if token.type == "link_open":
            where = self.target(page, str(token.attrGet("href")))
            if where is None:  # a file of ours: said, where it lies
                source = posixpath.normpath(posixpath.join(posixpath.dirname(page.source), str(token.attrGet("href"))))
                token.tag, token.attrs = "span", {"class": "source", "title": f"{source} in the project"}
            else:
                token.attrSet("href", where)
                if urlsplit(where).scheme:
                    token.attrSet("rel", "noopener noreferrer")

    def _code(self, tokens: Sequence[Token], at: int, _options: Any, _environment: Any) -> str:
        token = tokens[at]
        language = token.info.split()[0] if token.info.strip() else ""
        try:
            lexer = get_lexer_by_name(_NAMES.get(language, language))
        except ClassNotFound:
            lexer = TextLexer()
        code = highlight(token.content.rstrip("\n"), lexer, cast("Any", self._formatter))
        return f'<div class="code"><pre tabindex="0"><code data-language="{escape(language)}">{code}</code></pre></div>\n'


def _words(token: Token) -> str:
    if token.type == "fence":
        return token.content
    return "".join(child.content if child.type != "softbreak" else " " for child in token.children or ())


def _with_own_link(inline: Token, heading: Heading) -> None:
    opened = Token(
        "link_open", "a", 1, attrs={"class": "anchor", "href": f"#{heading.anchor}", "aria-label": "Link to this part"}
    )
    mark = Token("text", "", 0, content="#")
    inline.children = [*(inline.children or ()), opened, mark, Token("link_close", "a", -1)]


def _twin_of(where: str, pages: Mapping[str, Page]) -> str:
    address, _, fragment = where.partition("#")
    twin = next((page.twin for page in pages.values() if page.address == address), address)
    return twin + (f"#{fragment}" if fragment else "")
