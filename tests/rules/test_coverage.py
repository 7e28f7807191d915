"""Every expression of firestore.rules was seen to be true and to be false; the report is kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fixtures.system import System
from tests.rules.actors import Actor, visitors
from tests.rules.client import delete, equal, put, set_up
from tests.rules.commits import HONEST, REFUSED
from tests.rules.stage import staged
from tests.rules.table import LONG_AGO, TABLE, Operation
from tests.rules.trying import opened

_EVERYWHERE: tuple[Actor, ...] = ("newcomer", "other", "anonymous")  # let in, nobody's owner, not even signed in
_ONCE: tuple[Actor, ...] = (
    "owner",
    "guest",
    "returned",
    "signed out",
    "shut out",
    "service account",
)  # one function asks
_CONDITIONAL: tuple[Operation, ...] = ("get", "get absent", "list own", "create", "update", "delete")
REPORT = Path(".local/reports/rule-coverage.json")


@dataclass(frozen=True)
class Expression:
    line: int
    text: str
    seen: frozenset[str]  # of true, false, error, other

    @property
    def is_question(self) -> bool:
        return bool(self.seen & {"true", "false"})

    @property
    def lacks(self) -> set[str]:
        return {"true", "false"} - self.seen if self.is_question else set()


def begin_afresh(system: System) -> None:
    """The same rules once more, which no request has tried yet: of what a whole run did, the emulator cannot always report."""
    host = system.environment["FIRESTORE_EMULATOR_HOST"]
    content = Path("firestore.rules").read_text()
    rules = {"rules": {"files": [{"name": "firestore.rules", "content": content}]}}
    system.http.put(f"http://{host}/emulator/v1/projects/{system.project}:securityRules", json=rules).raise_for_status()


def expressions(system: System) -> list[Expression]:
    host = system.environment["FIRESTORE_EMULATOR_HOST"]
    answer = system.http.get(f"http://{host}/emulator/v1/projects/{system.project}:ruleCoverage")
    answer.raise_for_status()
    told = answer.json()
    source = told["rules"]["files"][0]["content"]
    return [_expression(node, source) for node in _all(told["report"])]


def _all(nodes: Any) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from _all(node.get("children", []))


def _expression(node: Mapping[str, Any], source: str) -> Expression:
    place = node["sourcePosition"]
    text = source[place.get("currentOffset", 0) : place.get("endOffset", 0) + 1]
    seen = frozenset(_kind(each["value"]) for each in node.get("values", []))
    return Expression(place.get("line", 0), " ".join(text.split()), seen)


def _kind(value: Mapping[str, Any]) -> str:
    if "boolValue" in value:
        return "true" if value["boolValue"] else "false"
    return "error" if "undefined" in value else "other"


def try_all_conditions(system: System) -> None:
    with opened(system) as door:
        allowed = [row for row in TABLE if row.allowed]  # what is refused to all has no conditions
        for number, row in enumerate(allowed):
            for actor in _EVERYWHERE if number else (*_EVERYWHERE, *_ONCE):
                for operation in _CONDITIONAL:
                    door.may(actor, row, operation)
        owner = door.people["owner"]
        for collection in ("video_jobs", "films", "collections", "images", "video_prompts", "storyboards"):
            owner.client.may_list(collection, equal(user_id=owner.uid, deleted_at=LONG_AGO))
    people = visitors(system, secrets.token_hex(4))
    client = people["owner"].client
    set_up(system, put("system_configs/advanced", {"variants_per_image": 10}))
    for case in HONEST.values():
        with staged(system, people) as stage:
            client.may(*case(stage))
    set_up(system, delete("system_configs/advanced"))
    with staged(system, people) as stage:
        for case in REFUSED.values():
            client.may(*case(stage))
    for hours, visitor in ((-1, people["returned"]), (1, people["other"])):  # shut out until then
        until = datetime.now(UTC) + timedelta(hours=hours)
        set_up(system, put(f"accounts/{visitor.uid}", {"user_id": visitor.uid, "disabled": True, "disabled_until": until}))
        visitor.client.may_get(f"accounts/{visitor.uid}")


def test_every_expression_of_the_rules_was_true_and_false(system: System) -> None:
    """A6: nothing in the rules stands untried, and no condition is one that cannot fail; the report is kept."""
    begin_afresh(system)
    try_all_conditions(system)
    found = expressions(system)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    shown = [{"line": each.line, "expression": each.text, "seen": sorted(each.seen)} for each in found]
    REPORT.write_text(json.dumps(shown, indent=1))
    lines = Path("firestore.rules").read_text().splitlines()
    conditions = {number for number, line in enumerate(lines, 1) if "allow" in line and " if " in line and "if false" not in line}
    assert conditions
    assert conditions <= {each.line for each in found if each.is_question}
    assert [f"{each.line}: {each.text}" for each in found if not each.seen] == []
    assert [f"{each.line}: {each.text} was never {each.lacks}" for each in found if each.lacks] == []
