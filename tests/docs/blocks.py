"""Every block of code that a page shows, and which of them are not run: those alone that not_run.toml names, with the reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from local.tools import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("clients/*/README.md")])
LISTENERS = "docs/concepts/direct-clients.md"
NOT_RUN = Path(__file__).with_name("not_run.toml")
_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    page: str
    line: int
    language: str
    code: str

    @property
    def name(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def first(self) -> str:
        """What it is known by where pages change."""
        return next((line.strip() for line in self.code.splitlines() if line.strip() and not line.lstrip().startswith("#")), "")


@cache
def blocks() -> tuple[Block, ...]:
    return tuple(_found())


def _found() -> Iterator[Block]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in _FENCE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Block(str(page.relative_to(ROOT)), line, found[1].strip(), found[2])


def of_pages() -> list[str]:
    return list(dict.fromkeys(block.page for block in blocks()))


@cache
def told() -> Mapping[str, Any]:
    return tomllib.loads(NOT_RUN.read_text(encoding="utf-8"))


@cache
def left_out() -> Mapping[tuple[str, str], str]:
    """By page and first line: why."""
    return {(entry["page"], first): entry["why"] for entry in told()["block"] for first in entry["begins"]}


def elsewhere() -> Mapping[str, str]:
    """Pages whose commands another test runs."""
    return {entry["page"]: entry["test"] for entry in told()["elsewhere"]}


def to_run(page: str) -> list[Block]:
    """What a reader of the page would type, and programs that need nothing but it."""
    if page in elsewhere():
        return []
    found = [block for block in blocks() if block.page == page and block.language in ("sh", "python")]
    return [block for block in found if (page, block.first) not in left_out() and (block.language == "sh" or is_whole(block))]


def is_whole(block: Block) -> bool:
    """A program by itself, that takes where and as whom from its environment."""
    return "Rushes(language=" in block.code


def of(*languages: str) -> list[Block]:
    return [block for block in blocks() if block.language in languages]


def fate(block: Block) -> str:
    """How it is held to be true."""
    if (block.page, block.first) in left_out():
        return f"not run: {left_out()[block.page, block.first]}"
    if block.language == "sh" and block.page in elsewhere():
        return f"run by {elsewhere()[block.page]}"
    if block in to_run(block.page):
        return "run on the stack"
    if block.language == "ts" and block.page == LISTENERS:
        return "compiled, and run on the stack"
    return {
        "ts": "compiled by tsc",
        "python": "typed by pyright",
        "json": "parsed, its fields known",
        "kotlin": "not compiled: its calls held against the API, its queries against rules and indexes",
        "swift": "not compiled: its calls held against the API, its queries against rules and indexes",
        "": "a drawing or a table, no code",
    }[block.language]
