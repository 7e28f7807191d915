"""What the pages say of the code is there."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local.openapi import TARGET, environment_page, errors
from tests.fixtures.sources import parsed

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("clients/*/*.md"), *ROOT.glob("examples/*/*.md")])

# who calls the API reads these; decisions and the changelog tell of their time, docs/functions.md of paths within a function
FOR_CALLERS = [page for page in PAGES if page.parent.name != "decisions" and page.name not in ("CHANGELOG.md", "functions.md")]


@cache
def anchors(page: Path) -> set[str]:
    """As they are made of headings."""
    heads = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links(text: str) -> list[tuple[str, str]]:
    """The words and the target of each."""
    return re.findall(r"\[([^\]]+)\]\(([^)\s]+)\)", text)


@cache
def defined(module: Path) -> set[str]:
    """Functions and classes wherever they stand, and what is assigned at the top."""
    tree = parsed(module)
    made = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    top = [node for each in tree.body if isinstance(each, ast.Assign | ast.AnnAssign) for node in ast.walk(each)]
    return made | {node.id for node in top if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    """Q4: to a file that is there, to a heading in it, and where the link is a name, to where that is defined."""
    for words, link in links(page.read_text(encoding="utf-8")):
        found = urlsplit(link)
        if not found.scheme:
            target = page if not found.path else (page.parent / found.path).resolve()
            assert target.exists(), link
            assert not found.fragment or found.fragment in anchors(target), link
            name = re.fullmatch(r"`(\w+)`", words)
            assert not name or target.suffix != ".py" or name[1] in defined(target), (words, link)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_status_of_a_page_is_that_of_its_code(page: Path) -> None:
    """Q4, E4: where a page names both, an app that was written by it meets what it waits for."""
    statuses = {each.code: str(each.status) for each in errors.refusals()}
    told = re.findall(r"\b([45]\d\d) `([A-Z][A-Z_]+)`", page.read_text(encoding="utf-8"))
    assert [(status, code) for status, code in told if statuses.get(code) != status] == []


@cache
def calls() -> list[tuple[str, re.Pattern[str]]]:
    """Of the API: how, and where with anything in place of its pieces."""
    paths = json.loads(TARGET.read_text(encoding="utf-8"))["paths"]
    return [
        (method.upper(), re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))))
        for path, methods in paths.items()
        for method in methods
    ]


@pytest.mark.parametrize("page", FOR_CALLERS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_call_that_a_page_names_is_there(page: Path) -> None:
    """Q4, E4: by its method and path; `…` stands for what the words before have named."""
    told = re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?\s…]+)[`?]", page.read_text(encoding="utf-8"))
    assert [f"{how} {where}" for how, where in told if not any(how == of and at.fullmatch(where) for of, at in calls())] == []


def test_a_newcomers_questions_are_answered_by_a_name_in_the_code() -> None:
    """Q4: money, a field, a picture, a lost task: each within a minute, by a link that leads to it."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    answers = dict(re.findall(r"^### (Wh[^\n]+\?)\n(.+?)(?=\n#|\Z)", page, re.MULTILINE | re.DOTALL))
    assert {
        "Where is a film's refund decided?",
        "Where do I add a field to a video request?",
        "Which function makes thumbnails?",
        "What happens to a prompt whose task is lost?",
    } <= answers.keys()
    for question, answer in answers.items():
        assert any(re.fullmatch(r"`\w+`", words) and link.endswith(".py") for words, link in links(answer)), question


def test_each_variable_of_a_command_is_read_by_somebody() -> None:
    """Q4: docs/environment.md tells of no variable that nobody reads."""
    folders = ("local", "tests", "standins")
    readers = [ROOT / "Makefile", *(path for folder in folders for path in (ROOT / folder).rglob("*.py"))]
    texts = "\n".join(
        path.read_text(encoding="utf-8") for path in readers if path.stem != environment_page.__name__.split(".")[-1]
    )
    assert [name for name in environment_page.FOR_PEOPLE if not re.search(rf"""["'(]{name}["')]""", texts)] == []
