"""What the first page of each of the operators' lists reads, beside however many works that have ended."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.admin import door
from shared.config import sections
from shared.platform import clients
from shared.platform.errors import NotFound
from shared.platform.firestore.client import Firestore
from shared.platform.firestore.documents import Store
from shared.platform.google.auth_users import Person
from shared.platform.web.callers import Caller
from shared.platform.web.door import Call, Route
from tests.fixtures.fakes import FakeClock
from tests.unit.indexes.queries import ASKED_BY
from tests.unit.indexes.recorder import Recorder

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
MOST = 600  # documents of one page of one user's everything, with what stands beside it
_IN_PATH = {"section": "limits", "user_id": "ada", "kind": "jobs", "kinds": "videos", "run_id": "20260131-0a1b2c3d"}
_ASKED: Mapping[str, list[dict[str, Any]]] = {
    "/users": [{"find": "lovelace"}, *({"filter": each} for each in ("new", "active", "spending", "disabled", "guest"))],
    "/jobs": [{}, {"state": "live"}, {"user_id": "ada", "outcome": "completed"}, {"provider": "vertex"}],
    "/films": [{}, {"outcome": "timed_out", "user_id": "ada"}],
    "/prompts": [{}, {"user_id": "ada"}],
    "/audit": [{}, {"user_id": "ada"}, {"actor": "ops"}],
}


class Limits(Recorder):
    """Finds nothing, and keeps how much each query may bring at most: None where it may bring all that there is."""

    def __init__(self) -> None:
        super().__init__({})
        self.limits: list[tuple[str, int | None]] = []

    def run_query(self, request: Mapping[str, Any], **rest: Any) -> Any:
        query: Any = request["structured_query"]
        (source,) = query.from_
        self.limits.append((source.collection_id, query.limit or None))
        return super().run_query(request, **rest)


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[Limits]:
    recorder = Limits()
    recording = Store(Firestore(recorder.client()), FakeClock())
    for name in ASKED_BY:
        importlib.import_module(name.partition(":")[0])
    fakes: dict[str, Any] = {"store": recording, "auth_users": Nobody(), "queue_desk": Nobody()}
    known = {each: getattr(clients, each) for each in fakes}
    for name, module in list(sys.modules.items()):
        for each, fake in fakes.items():
            if name.startswith("shared.") and vars(module).get(each) is known[each]:
                monkeypatch.setattr(module, each, lambda fake=fake: fake)
    sections.forget()
    yield recorder
    sections.forget()


class Nobody:
    """In the place of Auth and of the queues: everybody is there, and nothing waits."""

    def find(self, user_id: str) -> Person:
        return Person(user_id, None, False, False, False, NOW)

    def find_all(self, _user_ids: Any) -> dict[str, Person]:
        return {}

    def known_as(self, _sought: str) -> list[Person]:
        return []

    def __getattr__(self, _name: str) -> Any:
        return lambda *_args, **_kwargs: []


_WHOLE = ("/stats", "/users/{user_id}/reconcile")  # are asked about all of a day, and all of one user
LISTS = [route for route in door.routes if route.method == "GET" and route.path not in (*_WHOLE, "/audit/export")]
CALLS = [(route, asked) for route in LISTS for asked in _ASKED.get(route.path, [{}])]


@pytest.mark.parametrize(("route", "asked"), CALLS, ids=[f"{route.path} {asked or ''}" for route, asked in CALLS])
def test_a_first_page_reads_no_more_beside_any_number_of_works(limits: Limits, route: Route, asked: dict[str, Any]) -> None:
    """O1, N2: each query says how much it may bring at most, so two thousand works cost what twenty thousand do, or millions."""
    assert route.query
    query = door.form(route.query)(reason="growth", **asked)
    path = {name: _IN_PATH.get(name, "0" * 24) for name in route.pattern.groupindex}
    caller = Caller("ops")
    call = Call("admin", "request", "en", "en", NOW, NOW, caller, path, {}, query=query)
    try:
        route.handler(call)
    except NotFound:
        assert "{" in route.path
    assert [collection for collection, most in limits.limits if most is None] == []
    assert sum(most or 0 for _, most in limits.limits) <= MOST
