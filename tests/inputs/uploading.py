"""Hostile files on the way that a user's files take: a signed address, an event, a reason. And what the functions weigh."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from local.people import Person
from local.stack import record
from shared.media.rejections import Rejection
from standins.testing import eventually
from tests.fixtures.images import album, kept, place, put, uploads
from tests.fixtures.system import System

_AT_ONCE = 4
_MOST_MB = 400  # that the functions may grow by meanwhile
_PATIENCE_S = 90.0


def upload_hostile(system: System, corpus: Mapping[str, tuple[Rejection, bytes]]) -> int:
    """How many of these files were dealt with: all, or an AssertionError says which not."""
    somebody, before = system.person(), functions_memory(system)
    collection = album(system, somebody)
    with ThreadPoolExecutor(_AT_ONCE) as crowd:
        sent = list(crowd.map(lambda each: _sent(system, somebody, collection, each[1]), corpus.values()))
    ids = {name: image_id for name, (image_id, status) in zip(corpus, sent, strict=True) if status == 200}
    at_once = {name: corpus[name] for name in corpus if name not in ids}
    assert all(not content or reason is Rejection.TOO_LARGE for reason, content in at_once.values()), list(at_once)
    until = time.monotonic() + _PATIENCE_S
    while "" in (found := _reasons(system, somebody, ids)).values() and time.monotonic() < until:
        time.sleep(0.1)
    assert found == {name: corpus[name][0].value for name in ids}
    assert kept(system, somebody.uid) == []
    eventually(lambda: uploads(system, somebody.uid) == [])
    grown = functions_memory(system) - before
    assert grown < _MOST_MB, f"the functions grew by {grown:.0f} MB"
    return len(corpus)


def functions_memory(system: System) -> float:
    """Megabytes of the process that all functions run in."""
    pid = record.read(Path(system.environment["CLOCK_FILE"]).parent)["processes"]["functions"]["pid"]
    return psutil.Process(pid).memory_info().rss / 1e6


def _sent(system: System, person: Person, collection: str, content: bytes) -> tuple[str, int]:
    image_id, where = place(system, person, collection)
    return image_id, put(where, content).status_code


def _reasons(system: System, person: Person, ids: Mapping[str, str]) -> dict[str, str]:
    rows = {row["id"]: row for row in system.documents("images", "user_id", person.uid)}
    assert "ready" not in {row["status"] for row in rows.values()}
    return {name: (rows[image_id]["reason"] or {}).get("code", "") for name, image_id in ids.items()}
