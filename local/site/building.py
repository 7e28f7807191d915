"""Each file of the site, from docs/navigation.toml, the pages that it names and the API document."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pygments.formatters import HtmlFormatter

from local.site import SITE, held, navigation, reference
from local.site.navigation import Section
from local.site.texts import Shown, Texts

_THEME = Path(__file__).with_name("theme")
_FILES = ("site.js", "icon.svg")
_ABOUT = "A serverless backend for AI video on Firebase and Google Cloud: accounts, credits, prompts, videos, storyboards, films."
_NOT_FOR_READERS = ("Decisions",)  # of llms-full.txt, which is for who builds on it
_LETTERS = 1200  # of a part, that the search looks through


def build(into: Path = SITE) -> int:
    """All of it, whole or not at all; how many pages."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix="site-") as folder:
        fresh = Path(folder) / "fresh"
        files = written()
        for name, content in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_text(content, encoding="utf-8")
        with held(into, fcntl.LOCK_EX):
            if into.exists():
                os.replace(into, Path(folder) / "old")
            os.replace(fresh, into)
    return sum(name.endswith(".html") for name in files)


def written() -> dict[str, str]:
    """Each file of the site by its name."""
    sections = navigation.read(reference.pages())
    pages = [page for section in sections for page in section.pages]
    texts = Texts(pages)
    shown = {page.slug: texts.shown(page) for page in pages}
    jinja = Environment(loader=FileSystemLoader(_THEME), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = jinja.get_template("page.html")
    files: dict[str, str] = {f"docs/{name}": (_THEME / name).read_text(encoding="utf-8") for name in _FILES}
    files["docs/site.css"] = (_THEME / "site.css").read_text(encoding="utf-8") + _colours()
    files["docs/openapi.json"] = reference.DOCUMENT.read_text(encoding="utf-8")
    files["docs/search.json"] = json.dumps(list(_index(sections, shown)), ensure_ascii=False, separators=(",", ":"))
    for at, page in enumerate(pages):
        beside = {"before": pages[at - 1] if at else None, "after": pages[at + 1] if at + 1 < len(pages) else None}
        told = shown[page.slug]
        files[f"docs/{page.slug}.html"] = template.render(page=page, shown=told, sections=sections, about=_ABOUT, **beside)
        files[f"docs/{page.slug}.md"] = texts.twin(page)
    files["llms.txt"] = "\n".join(_llms(sections)) + "\n"
    files["llms-full.txt"] = "\n\n".join(
        files[f"docs/{page.slug}.md"].strip()
        for section in sections
        if section.title not in _NOT_FOR_READERS
        for page in section.pages
    )
    return files


def _index(sections: list[Section], shown: Mapping[str, Shown]) -> Iterator[Mapping[str, str]]:
    """What the search looks through: each part of each page."""
    for section in sections:
        for page in section.pages:
            for heading, words in shown[page.slug].parts:
                part = "" if heading.level == 1 else f"#{heading.anchor}"
                yield {
                    "u": page.address + part,
                    "s": section.title,
                    "p": page.title,
                    "h": "" if heading.level == 1 else heading.text,
                    "t": " ".join(words.split())[:_LETTERS],
                }


def _llms(sections: list[Section]) -> Iterator[str]:
    """https://llmstxt.org: what there is, for a reader that is a program."""
    yield f"# Rushes\n\n> {_ABOUT}\n"
    yield "Everything in one file: [llms-full.txt](/llms-full.txt). Every call, machine-readable: [OpenAPI](/docs/openapi.json)."
    for section in sections:
        yield f"\n## {section.title if section.title != 'Decisions' else 'Optional'}\n"
        for page in section.pages:
            yield f"- [{page.title}]({page.twin}){f': {page.summary}' if page.summary else ''}"


def _colours() -> str:
    """Of code, by day and by night."""
    day, night = (HtmlFormatter(style=style).get_style_defs(".code") for style in ("default", "github-dark"))
    rules = [line for line in night.splitlines() if line.startswith(".code .")]
    light = [line for line in day.splitlines() if line.startswith(".code .")]
    return "\n".join([*light, "@media (prefers-color-scheme: dark) {", *rules, "}", ""])
