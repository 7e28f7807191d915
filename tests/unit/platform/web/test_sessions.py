"""What a look at a user's sessions costs, and that nothing happens before it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import flask
import pytest
from pydantic import Field
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Create, Document, Plan, Query, Store, Write
from shared.platform.web import presence, sessions
from shared.platform.web.async_door import AsyncDoor
from shared.platform.web.callers import Caller
from shared.platform.web.door import Call, Reply
from shared.platform.web.flask_door import FlaskDoor
from shared.platform.web.sessions import Memory, Session
from shared.platform.web.tokens import TokenRefused, User
from shared.platform.web.validation import Strict
from tests.fixtures.fakes import NOON, FakeClock, Unasked

ADA = User("ada", NOON - timedelta(minutes=5), "password")
ACCOUNT, JOB = "accounts/ada", "video_jobs/x"
ENDED: list[dict[str, Any]] = [{"tokens_valid_after": NOON - timedelta(minutes=1)}, {"disabled": True}]


@dataclass
class Counting(Unasked):
    """Documents in memory: each round trip with what was asked in it, and what was written."""

    account: dict[str, Any] | None = None
    trips: list[list[str]] = field(default_factory=list[list[str]])
    written: list[str] = field(default_factory=list[str])
    together: threading.Barrier | None = None

    def read(self, paths: Sequence[str]) -> list[Document]:
        self.trips.append(list(paths))
        if self.together:
            self.together.wait(timeout=5)
        return [Document(path, self.account if path == ACCOUNT else {"state": "queued"}) for path in paths]

    read_to_write = read

    def find(self, query: Query) -> list[Document]:
        self.trips.append([query.collection])
        if self.together:
            self.together.wait(timeout=5)
        return [Document(JOB, {"state": "queued"})]

    def commit(self, writes: Sequence[Write]) -> None:
        self.written += [write.path for write in writes]


@dataclass
class World:
    database: Counting
    store: Store
    clock: FakeClock

    def call(self, act: Callable[[], object], *, at_once: bool = False, by_commit: bool = False) -> list[list[str]]:
        """The round trips of one call."""
        self.database.trips.clear()
        session = Session(ADA)
        with session.owes_look(at_once=at_once, by_commit=by_commit):
            act()
            session.look()
        return list(self.database.trips)

    def status(self) -> None:
        self.store.get(JOB)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    clock, database, memory = FakeClock(), Counting(), Memory()
    store = Store(database, clock)
    monkeypatch.setattr(sessions, "memory", lambda: memory)
    monkeypatch.setattr(sessions, "clock", lambda: clock)
    monkeypatch.setattr(sessions, "store", lambda: store)
    return World(database, store, clock)


def test_a_status_costs_one_document_more_once_a_minute_and_no_round_trip(world: World) -> None:
    """A1: the account rides in the read that is made anyway, and is remembered for a minute."""
    assert world.call(world.status) == [[JOB, ACCOUNT]]
    world.clock.move(59)
    assert world.call(world.status) == [[JOB]]
    world.clock.move(1)
    assert world.call(world.status) == [[JOB, ACCOUNT]]
    assert world.call(world.status, at_once=True) == [[JOB, ACCOUNT]]
    world.clock.move(-3600)
    assert world.call(world.status) == [[JOB, ACCOUNT]]  # a memory from the future is none


def test_what_was_read_along_is_not_told(world: World) -> None:
    """A1: whoever reads documents gets those they asked for."""
    seen = dict[str, Document]()
    world.call(lambda: seen.update(world.store.read([JOB])))
    assert list(seen) == [JOB]
    world.clock.move(61)
    world.call(lambda: seen.update(world.store.read([ACCOUNT, JOB])))
    assert set(seen) == {ACCOUNT, JOB}


def test_a_list_is_read_while_the_account_is(world: World) -> None:
    """A1: a query has it read beside itself: each of the two waits here until the other is under way."""
    world.database.together = threading.Barrier(2)
    assert sorted(world.call(lambda: world.store.find("video_jobs", limit=5))) == [[ACCOUNT], ["video_jobs"]]
    world.database.together = None
    assert world.call(lambda: world.store.find("video_jobs", limit=5)) == [["video_jobs"]]


def test_what_is_paid_reads_the_account_in_its_commit_alone(world: World) -> None:
    """A1: looking up what is asked for does not read it as well, and remembering does not spare it."""

    def pay() -> None:
        world.store.get("images/x")
        world.store.find("video_jobs", limit=1)
        world.store.settle([ACCOUNT, JOB], lambda _seen: Plan(None, [Create("credit_transactions/x", {})]))

    for _ in range(2):
        assert world.call(pay, at_once=True, by_commit=True) == [["images/x"], ["video_jobs"], [ACCOUNT, JOB]]


@pytest.mark.parametrize("ended", ENDED)
@pytest.mark.parametrize("by_commit", [False, True])
def test_nothing_is_decided_or_written_for_who_was_signed_out(world: World, ended: dict[str, Any], by_commit: bool) -> None:
    """A1: the look comes before the first decision of the call, though a moment ago all was well."""
    world.call(world.status)
    world.database.account, decided = ended, list[str]()

    def write() -> None:
        world.store.settle([JOB], lambda _seen: Plan(decided.append("decided"), [Create(JOB, {})]))

    with pytest.raises(TokenRefused) as refused:
        world.call(write, at_once=True, by_commit=by_commit)
    assert refused.value.details == {"reason": "disabled" if "disabled" in ended else "revoked"}
    assert (decided, world.database.written) == ([], [])


def test_what_an_instance_knows_of_an_end_needs_no_look(world: World) -> None:
    """A1: its own sign-outs count at once, also beside a read from before; who signs in again is looked at anew."""
    world.call(world.status)
    sessions.memory().end("ada", NOON)
    sessions.memory().keep("ada", None, NOON)  # a slow reader
    world.database.trips.clear()
    with pytest.raises(TokenRefused):
        Session(ADA)
    assert world.database.trips == []
    Session(ADA._replace(signed_in_at=NOON + timedelta(seconds=1)))


def test_who_was_shut_out_is_never_remembered_as_welcome(world: World) -> None:
    """A1 O1: each call of theirs looks again, so that they are let in as soon as they are enabled."""
    world.database.account = {"disabled": True}
    for _ in range(2):
        with pytest.raises(TokenRefused):
            world.call(world.status)
        assert world.database.trips == [[JOB, ACCOUNT]]
    world.database.account = {"disabled": False}
    assert world.call(world.status) == [[JOB, ACCOUNT]]


def test_who_was_shut_out_for_a_time_is_let_in_when_it_is_over(world: World) -> None:
    """A1 O1: refused with the moment until then; their first call after it takes the mark away."""
    until = NOON + timedelta(hours=1)
    world.database.account = {"disabled": True, "disabled_until": until}
    with pytest.raises(TokenRefused) as refused:
        world.call(world.status)
    assert refused.value.details == {"reason": "disabled", "until": until.isoformat(timespec="seconds")}
    world.database.account = {"disabled": True, "disabled_until": NOON - timedelta(seconds=1)}
    assert world.call(world.status) == [[JOB, ACCOUNT]]
    assert presence.marks(world.database.account, ADA, NOON).items() >= {"disabled": False, "disabled_until": None}.items()
    assert "disabled" not in presence.marks({"disabled": True, "disabled_until": until}, ADA, NOON)
    assert "disabled" not in presence.marks({"disabled": True}, ADA, NOON)


def test_the_memory_is_bounded_and_forgets_the_one_not_seen_for_longest() -> None:
    """A1: ten thousand users at most, whatever comes."""
    memory = Memory(remembered=3)
    for number, name in enumerate(["ada", "bob", "cyd", "ada", "dan"]):
        memory.keep(name, None, NOON + timedelta(seconds=number))
    known: list[datetime | str] = [
        name for name in ("ada", "bob", "cyd", "dan") if memory.is_fresh(name, NOON + timedelta(seconds=9))
    ]
    assert known == ["ada", "cyd", "dan"]


class Note(Strict):
    text: str = Field(min_length=2)


def of_ada(_door: str, _headers: object) -> Caller:
    return Caller("ada", user=ADA, session=Session(ADA))


quiet, waiting = FlaskDoor("quiet", caller=of_ada), AsyncDoor("waiting", caller=of_ada)


@quiet.get("/nothing")
def read_nothing(_call: Call) -> Reply:
    """Answer from memory."""
    return Reply(body={"secret": 1})


@quiet.get("/gone")
def find_nothing(_call: Call) -> Reply:
    """Find nothing without having looked."""
    raise NotFound(kind="note", id="x")


@quiet.route("POST", "/notes", body=Note)
def take_note(_call: Call) -> Reply:
    """Take a note."""
    return Reply(body={"secret": 1})


@quiet.route("POST", "/paid", spends=True)
def pay_nothing(_call: Call) -> Reply:
    """Answer what is paid without a commit."""
    return Reply(body={"secret": 1})


@waiting.get("/nothing")
async def wait_for_nothing(_call: Call) -> Reply:
    """Answer from memory, on the event loop."""
    return Reply(body={"secret": 1})


@waiting.get("/gone")
async def wait_in_vain(_call: Call) -> Reply:
    """Find nothing without having looked."""
    raise NotFound(kind="note", id="x")


@waiting.get("/threaded")
def answer_in_a_thread(_call: Call) -> Reply:
    """Answer from memory, beside the event loop."""
    return Reply(body={"secret": 1})


def under_flask(method: str, path: str, headers: dict[str, str]) -> tuple[int, Any]:
    with flask.Flask("quiet").test_request_context(path, method=method, headers=headers):
        answer = quiet.entry(flask.request)
        return answer.status_code, answer.get_json()


def under_starlette(method: str, path: str, headers: dict[str, str]) -> tuple[int, Any]:
    app = Starlette(routes=[Route("/{path:path}", waiting.entry)])
    answer = TestClient(app).request(method, path, headers=headers)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("ask", "method", "path", "otherwise"),
    [
        (under_flask, "GET", "/nothing", 200),
        (under_flask, "GET", "/gone", 404),
        (under_flask, "POST", "/notes", 400),
        (under_flask, "POST", "/paid", 200),
        (under_starlette, "GET", "/nothing", 200),
        (under_starlette, "GET", "/gone", 404),
        (under_starlette, "GET", "/threaded", 200),
    ],
)
def test_no_answer_leaves_before_the_look(
    world: World, ask: Callable[[str, str, dict[str, str]], tuple[int, Any]], method: str, path: str, otherwise: int
) -> None:
    """A1: whatever a route does, reads or refuses; who is signed out hears nothing else."""
    headers = {"Idempotency-Key": "a-key-of-ours"}
    assert ask(method, path, headers)[0] == otherwise
    assert world.database.trips == [[ACCOUNT]]
    world.database.account = ENDED[0]
    world.clock.move(61)
    status, told = ask(method, path, headers)
    assert (status, told["details"]) == (401, {"reason": "revoked"})
