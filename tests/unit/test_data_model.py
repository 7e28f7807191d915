"""docs/data-model.md names the fields that documents have, no more and no fewer."""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

from local.stack import time_to_live
from shared.account_deletion import model as deletion_model
from shared.account_deletion.model import Deletion
from shared.accounts import signup
from shared.accounts.ledger import Account, Entry, EntryType
from shared.accounts.usage import Usage
from shared.admin.batches import Batch as OperatorBatch
from shared.agent_keys.model import AgentKey
from shared.audit.acts import Act
from shared.canaries.model import Canary
from shared.catalog.wish import Wish
from shared.comparisons.model import Comparison
from shared.config.history import ConfigChange
from shared.dead_letters import commands as dead_letter_commands
from shared.edits import worker as edit_worker
from shared.exports.model import Export
from shared.figures import results as figure_results
from shared.figures.model import Day
from shared.films.model import Film
from shared.films.requests import FilmWish
from shared.images.model import Collection, Image
from shared.lifecycle import outbox, trash
from shared.lifecycle.listeners import Listeners
from shared.notices import mailing
from shared.payments import commands as payment_commands
from shared.payments.books import Books
from shared.payments.model import Purchase
from shared.people.model import Note
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import OUR_MARKS, Document
from shared.platform.sealed_secrets import Sealed
from shared.platform.web.refused_calls import RefusedCalls
from shared.prompts import admission as prompt_admission
from shared.prompts import history as prompt_history
from shared.prompts import templates
from shared.prompts.model import Batch, Variant
from shared.provider_keys import model as key_model
from shared.provider_keys.model import Key
from shared.reconcile import worker as reconcile_worker
from shared.reconcile.model import Run
from shared.reports import counts as report_counts
from shared.reports.model import STATES, Case, Report
from shared.shares import counts
from shared.shares.counts import Visit
from shared.shares.model import Share
from shared.storyboards.commands import fields_of
from shared.storyboards.model import Storyboard
from shared.takedowns.model import Takedown
from shared.videos import admission, evidence, provider_worker, steps, sweep, transitions
from shared.videos.model import Job
from shared.webhooks.model import Delivery, Endpoint
from tests.fixtures.fakes import NOON

ROOT = Path(__file__).parents[2]
_ATTEMPT = {"began_at", "lease_until", "digest"}  # of one try, in `attempts`


def names(*classes: Any) -> set[str]:
    return {field.name for each in classes for field in fields(each)} - {"id"}


def literal_keys(module: ModuleType, *functions: str) -> set[str]:
    """The keys of the dicts that these write down, less those of dicts within them; of a path its first part."""
    trees = [ast.parse(textwrap.dedent(inspect.getsource(getattr(module, each)))) for each in functions]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    dicts = [node for node in nodes if isinstance(node, ast.Dict)]
    placed = [node for node in nodes if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)]
    values = [value for each in dicts for key, value in zip(each.keys, each.values, strict=True) if key]  # not what is spread
    inner = {id(node) for value in [*values, *(each.value for each in placed)] for node in ast.walk(value)}
    keys: list[ast.expr | None] = [key for each in dicts if id(each) not in inner for key in each.keys]
    keys += [target.slice for each in placed for target in each.targets if isinstance(target, ast.Subscript)]
    return {name.split(".")[0] for key in keys if (name := _beginning(key))}


def created(module: ModuleType | type, function: str, name: str = "") -> set[str]:
    """The keys of the dict that it writes down under this name, or in the call that makes a document; less what is spread."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(getattr(module, function))))):
        value = None
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            value = node.value
        elif isinstance(node, ast.Call) and not name and ast.unparse(node.func) == "Create":
            value = node.args[1]
        if isinstance(value, ast.Dict):
            return {_beginning(key) for key in value.keys if key}
    raise AssertionError(f"{function} writes no document of its own")


def _beginning(key: ast.expr | None) -> str:
    first = key.values[0] if isinstance(key, ast.JoinedStr) else key
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def edited_ops() -> set[str]:
    """What the worker of edits adds."""
    return set(re.findall(r'ops=\{f?"(\w+)', inspect.getsource(edit_worker)))


def ops() -> set[str]:
    """What admission writes, and what steps add."""
    added = literal_keys(provider_worker, "start", "record_operation", "_refused") | literal_keys(evidence, "begin_storing")
    added |= literal_keys(steps, "_ops_fields") | literal_keys(transitions, "re_arm")
    added |= edited_ops()
    assert sweep.CARE.counter
    added.add(sweep.CARE.counter(Document("video_jobs/id", None))[1])
    counted = set(re.findall(r'count="(\w+)"', inspect.getsource(sweep)))
    return literal_keys(admission, "ops_of") | counted | (added - names(Job) - _ATTEMPT)


def documents() -> dict[str, set[str]]:
    board = Storyboard("0" * 24, "uid", "name", NOON, NOON)
    model = {
        "accounts/{uid}": set(Account("uid", NOON, NOON).fields()),
        "credit_transactions/{id}": set(Entry("id", "uid", EntryType.CHARGE, -1, 0, 1, "", NOON).fields()),
        "usage/{uid}": names(Usage),
        "signup_grants/{hash}": created(signup, "_settle_signup"),
        "idempotency/{uid}.{hash of the key}": literal_keys(idempotency, "remember"),
        "video_jobs/{id}": names(Job, Wish) - {"wish"} | {trash.MARK},
        "video_jobs/{id}/private/ops": ops(),
        "late_results/{job}.{attempt}": literal_keys(evidence, "_put_aside"),
        "collections/{id}": names(Collection) | {trash.MARK},
        "images/{id}": names(Image) | {"reason", trash.MARK},
        "video_prompts/{id}": names(Variant) | {"error_code", "error_message", trash.MARK},
        "video_prompts/{id}/versions/{version}": created(prompt_history, "replaced", "kept"),
        "prompt_batches/{id}": set(Batch("id", "uid", "c", NOON, NOON, 1).fields())
        | created(prompt_admission, "write_all", "progress"),
        "prompt_templates/{id}": created(templates, "save", "fields"),
        "template_names/{uid}.{hash}": created(templates, "save", "holder"),
        "storyboards/{id}": set(fields_of(board)) | {trash.MARK, trash.PURGE},
        "films/{id}": names(Film, FilmWish) - {"wish"} | {trash.MARK},
        "comparisons/{id}": names(Comparison),
        "shares/{token}": names(Share),
        "share_days/{token}.{day}.{number}": literal_keys(counts, "count") | {*Visit},
        "reports/{id}": names(Report),
        "report_cases/{kind}.{work}": names(Case),
        "report_days/{day}": literal_keys(report_counts, "count") | {"filed", *STATES.values()},
        "purchases/{id}": names(Purchase),
        "stripe_customers/{uid}": created(payment_commands, "_customer"),
        "stripe_books/events": names(Books),
        "agent_keys/{id}": names(AgentKey),
        "exports/{id}": names(Export),
        "account_deletions/{uid}": names(Deletion),
        "erasures/{pseudonym}": {*deletion_model.noted(NOON)},
        "provider_keys/{uid}.{provider}": (names(Key) - {"sealed"}) | set(Sealed._fields) | created(key_model, "superseded"),
        "user_notes/{id}": names(Note),
        "audit_log/{id}": created(Act, "audit"),
        "config_versions/{section}v{version}": names(ConfigChange),
        "takedowns/{id of the work}": names(Takedown),
        "operator_batches/{id}": names(OperatorBatch),
        "events/{work}.{event}": literal_keys(outbox, "_row")
        | literal_keys(mailing, "waits", "claim")
        | {"mailed_at", "pushed_at"},
        "listeners/{uid}": names(Listeners),
        "webhook_endpoints/{id}": names(Endpoint) | {"wrapped_by"},
        "webhook_deliveries/{id}": names(Delivery),
        "dead_letters/{id}": literal_keys(dead_letter_commands, "record"),
        "reconcile_runs/{id}": names(Run),
        "figures/{day}": names(Day),
        "canaries/{surface}~{model}": names(Canary),
        "figure_users/{day}.{rank}.{place}": created(figure_results, "user_documents", "fields"),
        "refused_calls/{day}.{uid}": created(RefusedCalls, "count", "kept") | {"calls"},
        "reconcile_runs/latest": created(reconcile_worker, "_points", "fields"),
    }
    in_trash = ("video_jobs", "films", "images", "collections", "video_prompts", "storyboards")
    return {where: found | ({trash.MARK} if where.removesuffix("/{id}") in in_trash else set()) for where, found in model.items()}


def told() -> dict[str, set[str]]:
    """By document, the names in the first column of its table."""
    page = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    parts = re.findall(r"^## `(.+?)`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return {where: set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|([^|]+)\|", part, re.MULTILINE)))) for where, part in parts}


def test_every_field_of_every_document_is_explained() -> None:
    """Q4: a field that is added, renamed or dropped is so in the page too."""
    page = told()
    for where, found in documents().items():
        assert page.get(where) == found, where
    assert {where for where in page if where not in documents()} == {
        "storyboards/{id}/versions/{version}",
        "system_configs/{section}",
    }


def test_whatever_rules_and_indexes_name_is_a_field() -> None:
    """Q4, N2, A6: neither asks for what no document has."""
    everything = set[str]().union(*told().values(), OUR_MARKS)
    rules = (ROOT / "firestore.rules").read_text(encoding="utf-8")
    asked = set(re.findall(r"\.data\.(?:get\('(\w+)'|(\w+)\b(?!\())", rules))
    assert {name for pair in asked for name in pair if name} - everything == {"variants_per_image"}  # of a configuration
    for group, name in indexed():
        homes = [named for where, named in told().items() if group in where.split("/")]
        assert any(name.split(".")[0] in named for named in homes) or group == "versions", (group, name)


def test_whatever_expires_is_deleted_by_firestore_and_is_said_to_be() -> None:
    """Q4, N2: by the field that Terraform and the local stack are told of, one for a collection."""
    page = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    said = re.findall(r"^## `([^`]+)`\n(?:.+\n)*?.*Firestore deletes it by `expires_at`", page, re.MULTILINE)
    expiring = sorted(where.split("/")[-2] for where, named in documents().items() if "expires_at" in named)
    assert sorted({where.split("/")[-2] for where in said}) == expiring
    assert sorted(time_to_live.declared()) == [(collection, "expires_at") for collection in expiring]


def indexed() -> Iterator[tuple[str, str]]:
    declared = json.loads((ROOT / "infra" / "firestore.indexes.json").read_text(encoding="utf-8"))
    for index in declared["indexes"]:
        yield from (
            (index["collectionGroup"], field["fieldPath"]) for field in index["fields"] if field["fieldPath"] != "__name__"
        )
    yield from ((each["collectionGroup"], each["fieldPath"]) for each in declared["fieldOverrides"])
