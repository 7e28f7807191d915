"""What operators are told to do: every alert and every line that calls somebody has its place, and every command is one."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from local.infra import topology
from tests.fixtures.sources import parsed
from tests.unit.infra.gcloud_lint import unknown

ROOT = Path(__file__).parents[3]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
ALERTS = json.loads((ROOT / "infra" / "monitoring.json").read_text(encoding="utf-8"))["alerts"]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", *(ROOT / "clients").glob("*/README.md")])


class Call(NamedTuple):
    method: str
    path: str
    body: Any


def commands(program: str) -> Iterator[str]:
    """Every line of a page that begins with it, in a block or between backticks, joined where it goes on."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        yield from (line.strip() for line in text.splitlines() if line.startswith(f"{program} "))
        yield from re.findall(rf"`({program} [^`]+)`", text)
        yield from re.findall(rf"\$\(({program} [^)]+)\)", text)


def calls() -> list[Call]:
    """What the runbook has an operator send."""
    found: list[Call] = []
    for line in commands("curl"):
        if where := re.search(r"\$URL(/admin/[^\s\"?]+)", line):
            method, body = re.search(r"-X (\w+)", line), re.search(r"-d '(.*)'", line)
            found.append(Call(method[1] if method else "GET", where[1], json.loads(body[1]) if body else None))
    return found


def test_every_alert_has_its_place() -> None:
    """O4: by the name that its mail leads to; what it means, where to look, what to do."""
    places = re.split(r"^### ", RUNBOOK, flags=re.MULTILINE)[1:]
    told = {place.partition("\n")[0]: place for place in places}
    assert set(ALERTS) <= set(told)
    for name in ALERTS:
        assert "- **Look at** " in told[name], name
        assert "- **Do** " in told[name], name


def test_every_line_that_calls_somebody_says_what_to_do() -> None:
    """O4: neither a line without advice nor advice for a line that nobody writes."""
    files = [path for folder in ("shared", "functions") for path in (ROOT / folder).rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    written = set(re.findall(r'logs\.alert\(\s*"([^"]+)"', code))
    table = RUNBOOK.partition("## Lines that call somebody")[2].partition("\n## ")[0]
    advised = {row[0] for row in re.findall(r"^\| (.+?) \| (.+) \|$", table, re.MULTILINE)} - {"line", "---"}
    assert advised == written


def test_every_secret_says_how_it_is_changed() -> None:
    """N1: those that there are, and no other."""
    table = RUNBOOK.partition("## Rotate without downtime")[2].partition("\n## ")[0]
    rows = {name for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE) for name in re.findall(r"`([a-z-]+)`", row)}
    assert rows == set(topology.read()["secrets"])


@pytest.mark.parametrize("call", calls(), ids=lambda call: f"{call.method} {call.path}")
def test_every_call_is_one_that_admin_takes(call: Call) -> None:
    """O4: method, path and body, as the door would check them."""
    door = importlib.import_module("functions.admin").door
    route, _ = door.find(call.method, call.path.removeprefix("/admin"))
    if route.body:
        form = door.form(route.body)
        form.model_validate(call.body)


def test_every_operation_has_its_line() -> None:
    """O1, O4: whatever `admin` can do is done by `curl` as the runbook has it, which tests/flows/test_runbook.py types."""
    door = importlib.import_module("functions.admin").door
    typed = [door.find(call.method, call.path.removeprefix("/admin"))[0] for call in calls()]
    assert [f"{each.method} {each.path}" for each in door.routes if each not in typed] == []


def test_a_token_for_admin_is_made_for_its_own_address() -> None:
    """A3: as the door checks it; one for the host of all doors would be refused."""
    told = [each for each in commands("gcloud") if "print-identity-token " in each]
    assert len(told) > 2
    for each in told:
        assert re.search(r"--audiences=(\$ADMIN|https://admin-NUMBER\.[\w-]+\.run\.app)$", each), each


def advised() -> Iterator[str]:
    """What our own programs tell somebody to type, whatever name stands in it."""
    for path in (ROOT / "local").rglob("*.py"):
        for text in _texts(parsed(path)):
            yield from re.findall(r"gcloud (?:[a-z][a-z-]+ ?)+(?:(?:PROJECT|a-name|\d+) ?)?(?:--[a-z-]+=[\w-]+ ?)*", text)


def _texts(node: ast.AST) -> Iterator[str]:
    """Those that are no documentation."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(each.value) if isinstance(each, ast.Constant) else "a-name" for each in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        for each in ast.iter_child_nodes(node):
            yield from _texts(each)


def test_gcloud_knows_every_command_that_a_page_or_a_program_names(tmp_path: Path) -> None:
    """O4: a misspelt flag is found here, not at night; so is the one that is given to it here, and no other."""
    typed = {each.strip() for each in advised()}
    assert {"gcloud auth login", "gcloud billing projects link a-name --billing-account=ACCOUNT"} <= typed
    named = sorted({each.replace("PROJECT", "my-project") for each in (*commands("gcloud"), *typed) if "…" not in each})
    assert len(named) > 10
    (wrong,) = unknown([*named, "gcloud tasks queues update q --location=us-central1 --max-retries=7"], tmp_path)
    assert wrong.startswith("gcloud tasks queues update q ")
    assert "--max-retries" in wrong
