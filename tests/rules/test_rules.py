"""Every collection × operation × actor, against the real emulator, from one table."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from local.people import Person
from tests.rules.client import OPERATIONS, Operation, RulesClient
from tests.system import System

Actor = Literal["anonymous", "guest", "owner", "unverified owner", "signed-out owner", "other", "admin"]
ACTORS: tuple[Actor, ...] = ("anonymous", "guest", "owner", "unverified owner", "signed-out owner", "other", "admin")

# What is allowed; everything else is refused. {uid} stands for the owner.
ALLOWED: dict[str, dict[Actor, set[Operation]]] = {
    "accounts/{uid}": {"owner": {"get"}, "unverified owner": {"get"}},
    "credit_transactions/{uid}-1": {"owner": {"get", "list"}, "unverified owner": {"get", "list"}},
    "video_jobs/{uid}-1": {"owner": {"get", "list"}, "unverified owner": {"get", "list"}},
    "video_jobs/{uid}-1/private/ops": {},
    "idempotency/{uid}.1": {},
    "provider_keys/{uid}.gemini-api": {},
    "late_results/{uid}.1": {},
    "dead_letters/{uid}": {},
    "system_configs/{uid}": {},
    "signup_grants/{uid}": {},
    "audit_log/{uid}": {},
    "anything_else/{uid}": {},
}


@pytest.fixture(scope="module")
def actors(system: System) -> dict[Actor, Person | None]:
    people: dict[Actor, Person | None] = {
        "anonymous": None,
        "guest": system.guest(),
        "owner": system.person(),
        "unverified owner": system.person(verified=False),
        "signed-out owner": system.person(),
        "other": system.person(),
        "admin": system.admin,
    }
    ended = people["signed-out owner"]
    assert ended
    assert system.call("GET", "/account", ended).status_code == 200
    system.clock.move(2)
    assert system.call("POST", "/account/sign-out", ended).status_code == 200
    return people


def owner_for(actor: Actor, actors: dict[Actor, Person | None]) -> str:
    person = actors[actor] if "owner" in actor else actors["owner"]
    assert person
    return person.uid


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("pattern", ALLOWED)
def test_only_what_the_table_allows_is_possible(
    system: System, actors: dict[Actor, Person | None], pattern: str, actor: Actor, operation: Operation
) -> None:
    """A6: rules repeat for direct reads what the functions enforce; nobody writes, admins have no more rights than users."""
    uid = owner_for(actor, actors)
    path = pattern.format(uid=uid)
    made_here = system.document(path) is None and operation != "create"
    if made_here:
        system.firestore.document(path).set({"user_id": uid, "balance": 5}, timeout=10)
    target = path if operation != "create" else f"{path}-{secrets.token_hex(4)}"
    may = RulesClient(system, actors[actor]).may(operation, target, {"user_id": uid, "balance": 999}, {"user_id": uid})
    if made_here:
        system.firestore.document(path).delete(timeout=10)
    assert may is (operation in ALLOWED[pattern].get(actor, set()))


def test_a_list_must_be_limited_to_ones_own(system: System, actors: dict[Actor, Person | None]) -> None:
    """A6: a query that could return another's entries is refused as a whole."""
    owner, other = actors["owner"], actors["other"]
    assert owner
    assert other
    client = RulesClient(system, owner)
    assert client.may("list", "credit_transactions/x", {}, {"user_id": owner.uid})
    assert not client.may("list", "credit_transactions/x", {}, {})
    assert not client.may("list", "credit_transactions/x", {}, {"user_id": other.uid})
    assert client.may("list", "video_jobs/x", {}, {"user_id": owner.uid})
    assert client.may("list", "video_jobs/x", {}, {"user_id": owner.uid, "state": "queued"})
    assert not client.may("list", "video_jobs/x", {}, {})
    assert not client.may("list", "video_jobs/x", {}, {"state": "queued"})
    assert not client.may("list", "video_jobs/x", {}, {"user_id": other.uid})
    assert not client.may("list", "video_jobs/x/private/ops", {}, {"user_id": owner.uid})
    assert not client.may("list", "accounts/x", {}, {"user_id": owner.uid})


def test_a_forged_owner_helps_nobody_to_write(system: System, actors: dict[Actor, Person | None]) -> None:
    """A6: credits are not made by naming oneself as their owner."""
    owner = actors["owner"]
    assert owner
    client = RulesClient(system, owner)
    fields = {"user_id": owner.uid, "type": "admin_grant", "amount": 1000, "seq": 99}
    assert not client.may("create", f"credit_transactions/{secrets.token_hex(4)}", fields, {})
    assert not client.may("update", f"accounts/{owner.uid}", {"balance": 1000}, {})


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "completed"},
        {"state": "cancelled", "charged": 0},
        {"credits": 0},
        {"user_id": "{other}"},
        {"favourite": 1},
        {"outcome": "ended_by_operator"},
    ],
    ids=lambda fields: "+".join(fields),
)
def test_nobody_changes_a_job(system: System, actors: dict[Actor, Person | None], fields: dict[str, Any]) -> None:
    """A6: neither its owner, nor who claims to be, nor an admin; not its state, its price, nor a field beside them."""
    owner, other = actors["owner"], actors["other"]
    assert owner
    assert other
    path = f"video_jobs/{secrets.token_hex(12)}"
    stored = {"user_id": owner.uid, "state": "processing", "credits": 40}
    given = {name: other.uid if value == "{other}" else value for name, value in fields.items()}
    system.firestore.document(path).set(stored, timeout=10)
    for actor in ACTORS:
        client = RulesClient(system, actors[actor])
        person = actors[actor]
        assert not client.may("update", path, given, {})
        assert not client.may("update", f"{path}/private/ops", given, {})
        forged = {**stored, **given, "user_id": person.uid if person else owner.uid}
        assert not client.may("create", f"video_jobs/{secrets.token_hex(12)}", forged, {})
        assert not client.may("delete", path, {}, {})
    assert system.document(path) == stored
    system.firestore.document(path).delete(timeout=10)


def expressions(report: Any) -> Iterator[dict[str, Any]]:
    for node in report:
        yield node
        yield from expressions(node.get("children", []))


def test_every_line_of_the_rules_was_tried(system: System) -> None:
    """A6: the emulator's coverage of firestore.rules is complete; the report is kept."""
    host = system.environment["FIRESTORE_EMULATOR_HOST"]
    answer = system.http.get(f"http://{host}/emulator/v1/projects/{system.project}:ruleCoverage")
    answer.raise_for_status()
    report = answer.json()
    kept = Path(".local/reports")
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "rule-coverage.json").write_text(json.dumps(report, indent=1))
    source = Path("firestore.rules").read_text().splitlines()
    untried = [
        f"{node['sourcePosition'].get('line')}: {source[node['sourcePosition'].get('line', 1) - 1].strip()}"
        for node in expressions(report["report"])
        if not node.get("values") and not node.get("children")
    ]
    assert untried == []
