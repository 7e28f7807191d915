"""Blocks that are neither run nor compiled: data by their parsers, queries by the rules, commands by their options."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from local.tools import ROOT
from rushes.cli.app import app
from tests.docs import blocks
from tests.docs.blocks import Block
from tests.rules.table import TABLE

_COMMANDS = re.compile(r"^(curl|make|pip|npm|npx|gcloud|rushes|python3?|eval|export|git) ", re.MULTILINE)
_API = json.loads((ROOT / "shared" / "catalog" / "openapi.json").read_text(encoding="utf-8"))
_DECLARED = json.loads((ROOT / "infra" / "firestore.indexes.json").read_text(encoding="utf-8"))["indexes"]
_LISTS = {  # how each language says: this collection, equal to this, in this order
    "ts": (
        r"collection\([^,]+, '(\w+)'\)(.*?)\);",
        r"where\('(\w+)', '==', ([^)]+)\)",
        r"orderBy\('(\w+)'(?:, '(desc)')?\)",
    ),
    "kotlin": (
        r'\.collection\("(\w+)"\)\n(.*?)(?:\n\n|\n\Z|\Z)',
        r'\.whereEqualTo\("(\w+)", ([^)]+)\)',
        r'\.orderBy\("(\w+)"(?:, Query\.Direction\.(DESC)ENDING)?\)',
    ),
    "swift": (
        r'\.collection\("(\w+)"\)\n(.*?)(?:\n\n|\n\Z|\Z)',
        r'\.whereField\("(\w+)", isEqualTo: (NSNull\(\)|[^)]+)\)',
        r'\.order\(by: "(\w+)"(?:, (desc)ending: true)?\)',
    ),
}
_NULL = {"null", "NSNull()"}


def test_every_block_is_of_a_language_that_is_looked_at() -> None:
    """E4: and one without a language shows no commands."""
    assert all(blocks.fate(block) for block in blocks.blocks())
    assert [block.name for block in blocks.of("") if _COMMANDS.search(block.code)] == []


@pytest.mark.parametrize("block", blocks.of("json"), ids=lambda block: block.name)
def test_json_is_json(block: Block) -> None:
    """E4: an error that is shown has the fields of every error, a row of the catalog those of a row."""
    shown = json.loads(block.code)
    if "error" in shown and "requestId" in shown:
        assert {*shown} == {*_API["components"]["schemas"]["Error"]["properties"]}
    if "surface" in shown:
        rows = json.loads((ROOT / "shared" / "catalog" / "models.json").read_text(encoding="utf-8"))["models"]
        assert {*shown} <= {name for row in rows for name in row}


_ASKED = [
    (block, collection, asked)
    for block in blocks.of(*_LISTS)
    for collection, asked in re.findall(_LISTS[block.language][0], block.code, re.DOTALL)
]


@pytest.mark.parametrize(("block", "collection", "asked"), _ASKED, ids=[f"{block.name} {name}" for block, name, _ in _ASKED])
def test_every_query_of_an_app_names_what_the_rules_want_and_has_its_index(block: Block, collection: str, asked: str) -> None:
    """E4 A6: whatever cannot be compiled here is held against the table that the rules are tried by."""
    _, equal, order = _LISTS[block.language]
    named = dict(re.findall(equal, asked))
    lists = [row for row in TABLE if row.collection == collection and not row.under and "list own" in row.allowed]
    assert lists, f"no app lists {collection}"
    assert named.pop("user_id").endswith("uid")
    assert {where.field for row in lists for where in row.where} <= {
        name for name, value in named.items() if value in _NULL or name != "deleted_at"
    }
    if "deleted_at" in named:
        assert named["deleted_at"] in _NULL
    for field, falling in re.findall(order, asked):
        wanted = {"user_id", *named}
        assert any(_serves(index, collection, wanted, field, "DESCENDING" if falling else "ASCENDING") for index in _DECLARED)


def _serves(index: Mapping[str, Any], collection: str, equal: set[str], field: str, way: str) -> bool:
    *first, last = index["fields"]
    return (
        index["collectionGroup"] == collection
        and {each["fieldPath"] for each in first} == equal
        and (last["fieldPath"], last.get("order")) == (field, way)
    )


def test_every_code_that_a_page_names_is_one_of_the_errors_with_its_status() -> None:
    """E4: a guide that says 429 `TOO_MANY_ACTIVE` is right about both."""
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    known = dict[str, str]()
    for status, part in re.findall(r"^## (\d{3}) [^\n]*\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL):
        known |= dict.fromkeys(re.findall(r"^### `([A-Z_]+)`", part, re.MULTILINE), status)
    wrong = [
        f"{file.name}: {status} {code}"
        for file in [
            *(ROOT / "docs").glob("*.md"),
            *(ROOT / "docs" / "concepts").iterdir(),
            *(ROOT / "docs" / "guides").iterdir(),
        ]
        for status, code in re.findall(r"\b([45]\d\d) `([A-Z][A-Z_]+)`", file.read_text(encoding="utf-8"))
        if known.get(code) != status
    ]
    assert wrong == []


_NAMED = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE) (/[\w/{}.-]*[\w}])")
_OF_WORKERS = {"functions.md", "architecture.md"}  # which name what queues and schedules call, below its function


_BY_APPS = re.compile(r'call\(\s*"([A-Z]+)", "(/[^?\n]*?)"[,)]')
_FILLED_IN = re.compile(r"\$\{.*?\}|\\\([\w.]+\)")  # by Kotlin, by Swift


def test_every_call_that_a_page_names_is_one_of_the_api() -> None:
    """E4 Q4: method and path, whatever a page calls the id in it."""
    pages = [page for page in blocks.PAGES if "decisions" not in page.parts and page.name not in _OF_WORKERS]
    named = {(page.name, *found) for page in pages for found in _NAMED.findall(page.read_text(encoding="utf-8"))}
    assert [each for each in sorted(named) if not _is_called(*each[1:])] == []


def test_every_call_of_an_app_that_is_not_compiled_is_one_of_the_api() -> None:
    """E4: and its page says that nobody has compiled it."""
    found = blocks.of("kotlin", "swift")
    calls = [(block.name, how, _FILLED_IN.sub("{}", path)) for block in found for how, path in _BY_APPS.findall(block.code)]
    assert [call for call in calls if not _is_called(*call[1:])] == []
    assert {block.page for block in found} == {name.partition(":")[0] for name, _, _ in calls}
    assert [page for page in {block.page for block in found} if "Not compiled here" not in (ROOT / page).read_text()] == []


def _is_called(method: str, path: str) -> bool:
    """An id may be shown by an example, as `/admin/config/credits` is."""
    known = [re.sub(r"{[^}]*}", "[^/]+", known) for known, methods in _API["paths"].items() if method.lower() in methods]
    return any(re.fullmatch(each, path) for each in known)


_COMMAND_LINES = [
    (block, line)
    for block in blocks.of("sh")
    for line in re.split(r" && |\n", re.sub(r" #.*", "", block.code))
    if line.strip().startswith("rushes ")
]


@pytest.mark.parametrize(("block", "line"), _COMMAND_LINES, ids=[line for _, line in _COMMAND_LINES])
def test_every_command_that_a_page_names_is_there(
    block: Block, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E4 E2: the command line takes each with these options; what it does has its own tests."""
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)[1:]
    for name in words:
        if re.fullmatch(r"[\w./]+\.\w+", name):
            (tmp_path / name).touch()
    (tmp_path / "pictures").mkdir()
    command: click.Command = app
    context = click.Context(app, info_name="rushes")
    while words[0].startswith("--"):  # of all commands, with its value
        assert words[0] in {option for each in app.params for option in each.opts}
        words = words[2:]
    while isinstance(command, click.Group) and not (command.invoke_without_command and "".join(words[:1]).startswith("-")):
        _, found, words = command.resolve_command(context, words)
        assert found is not None, line
        command, context = found, click.Context(found, parent=context, info_name=found.name)
    command.make_context(command.name, words, parent=context.parent)
