"""How many documents the first page of each list of operators reads, beside few and beside many."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from shared.accounts import model as account_model
from shared.accounts import reads as account_reads
from shared.audit import reads as audit
from shared.audit.acts import Act
from shared.dead_letters import commands as dead_letters
from shared.films import admin as films
from shared.lifecycle import overview
from shared.people import belongings
from shared.people import reads as people
from shared.platform.firestore.documents import Document
from shared.prompts import admin as prompts
from shared.reports import reads as reports
from shared.takedowns import reads as takedowns
from shared.takedowns.model import Takedown
from shared.videos import admin as videos
from tests.fixtures.fakes import NOON
from tests.fixtures.invariant_data import Planted

LIMIT = 20
_ADA = Planted(NOON, uid="planted-000000000001")
_ADA.of_report()
_JOB = {**_ADA.of("lost"), "outcome": "provider_error"}
_PROMPT = next(fields for path, fields in _ADA.documents.items() if path.startswith("video_prompts/") and path.count("/") == 1)
_REPORT = next(fields for path, fields in _ADA.documents.items() if path.startswith("reports/"))
_ACCOUNT = replace(account_model.new_account("", NOON), spent_today={"date": NOON.date().isoformat(), "credits": 8}).fields()
_ENTRY = {"actor": "eve", "action": "look", "on": _ADA.uid, "reason": "?", "details": {"user_id": _ADA.uid}, "request_id": "r"}
_LETTER = {
    "queue": "check",
    "function": "video-tasks",
    "path": "/check",
    "payload": {},
    "error": "NoSuchProvider: x",
} | dict.fromkeys(("job_id", "user_id", "replayed_at", "replayed_by", "first_at", "attempts", "times"))


class List(NamedTuple):
    collection: str
    by: str
    fields: Mapping[str, Any]
    first: Callable[[], object]
    most: int = LIMIT


_ACT = Act("eve", "a look", "r", NOON)
_MINE: Any = {"user_id": _ADA.uid}
_SINCE: Any = {"since": NOON - timedelta(days=9)}

LISTS: Mapping[str, List] = {
    "jobs": List("video_jobs", "created_at", _JOB, lambda: videos.jobs(limit=LIMIT)),
    "jobs by all": List(
        "video_jobs",
        "created_at",
        _JOB,
        lambda: videos.jobs(limit=LIMIT, state="failed", outcome="provider_error", provider="vertex", **_MINE, **_SINCE),
    ),
    "jobs that live": List(
        "video_jobs", "created_at", {**_JOB, "state": "processing"}, lambda: videos.jobs(limit=LIMIT, state="live")
    ),
    "films": List("films", "created_at", _ADA.of("film"), lambda: films.films(limit=LIMIT, status="completed", **_SINCE)),
    "prompts": List("video_prompts", "created_at", _PROMPT, lambda: prompts.prompts(limit=LIMIT, **_MINE)),
    "takedowns": List(
        "takedowns",
        "created_at",
        Takedown("0" * 24, "video", _ADA.uid, "eve", "?", NOON).fields(),
        lambda: takedowns.listed(limit=LIMIT, cursor=None, kind="video"),
    ),
    "reports": List(
        "reports", "created_at", _REPORT, lambda: reports.listed(reports.Asked(state="open"), limit=LIMIT, cursor=None)
    ),
    "audit": List("audit_log", "at", _ENTRY, lambda: audit.found(audit.Asked(action="look"), limit=LIMIT, cursor=None)),
    "audit of a user": List(  # who it is about stands in either of two fields
        "audit_log", "at", _ENTRY, lambda: audit.found(audit.Asked(**_MINE), limit=LIMIT, cursor=None), 2 * LIMIT
    ),
    "dead letters": List(
        "dead_letters", "last_at", _LETTER, lambda: dead_letters.found(dead_letters.LetterKind(queue="check"), limit=LIMIT)
    ),
    "users": List("accounts", "created_at", _ACCOUNT, lambda: people.listed(_ACT, "new", limit=LIMIT, cursor=None)),
    "users by words": List(
        "accounts",
        "created_at",
        {**_ACCOUNT, "terms": ["ada"]},
        lambda: people.sought_by(_ACT, "Ada", limit=LIMIT, cursor=None),
        200,
    ),
    "a user's jobs": List("video_jobs", "created_at", _JOB, lambda: belongings.listed("jobs", _ADA.uid, limit=LIMIT)),
    "a user's ledger": List(
        "credit_transactions",
        "seq",
        _ADA.entry("done"),
        lambda: account_reads.transactions(_ADA.uid, limit=LIMIT, before=None),
    ),
}


class Shelf:
    """In the place of the store: so many documents, the newest first, and how many of them were handed out."""

    def __init__(self, asked: List, count: int) -> None:
        self.read_, self._by = 0, asked.by
        self._rows = [
            Document(
                f"{asked.collection}/{number:024x}",
                {**asked.fields, asked.by: count - number if asked.by == "seq" else NOON - timedelta(seconds=number)},
                NOON,
            )
            for number in range(count)
        ]

    def find(self, collection: str, *, where: Sequence[Any] = (), order: Any, limit: int, **_more: Any) -> list[Document]:
        assert self._rows[0].path.startswith(f"{collection}/"), collection
        assert order[0][0] == self._by
        found = [row for row in self._rows if all(_holds(row.fields or {}, *each) for each in where)][:limit]
        self.read_ += len(found)
        return found

    def read(self, paths: Sequence[str]) -> dict[str, Document]:
        self.read_ += len(paths)
        return {path: Document(path, None, None) for path in paths}


def _holds(fields: Mapping[str, Any], name: str, sign: str, value: Any) -> bool:
    ways = {"==": operator.eq, ">=": operator.ge, "<": operator.lt, "in": lambda one, all_: one in all_}
    found: Any = fields
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return value in found if sign == "array_contains" else bool(ways[sign](found, value))


class Nobody:
    """In the place of Auth: it knows no one of them."""

    def known_as(self, _sought: str) -> list[Any]:
        return []

    def find_all(self, _ids: Sequence[str]) -> dict[str, Any]:
        return {}


@pytest.mark.parametrize("name", LISTS)
def test_a_first_page_reads_as_much_of_twenty_thousand_as_of_two_thousand(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """O1, N1: a page is one query of its own length; who is looked for by words is sought among two hundred a call."""
    asked, read = LISTS[name], list[int]()
    monkeypatch.setattr(people, "write_down", lambda _audit: None)
    monkeypatch.setattr(Act, "audit", lambda *_args, **_details: None)
    monkeypatch.setattr(people, "auth_users", Nobody)
    for count in (2_000, 20_000):
        shelf = Shelf(asked, count)
        for module in (overview, takedowns, reports, audit, dead_letters, people, belongings, account_reads):
            monkeypatch.setattr(module, "store", lambda shelf=shelf: shelf)
        asked.first()
        read.append(shelf.read_)
    assert read == [asked.most, asked.most]
