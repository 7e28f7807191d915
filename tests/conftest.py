"""One running stack for all tests that need one; people, documents and the invariants of money on top of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from local.people import Person
from local.stack import Stack
from tests.fixtures.invariants import check_audited, check_kept, check_money
from tests.fixtures.lines import check_lines
from tests.fixtures.past import carry_away
from tests.fixtures.system import System

# What is long, or is about everything that is stored, comes first; many short ones fill up the end.
_ORDER = ("tests/prove/", "tests/flows/test_reconcile.py", "tests/faults/", "tests/studio/", "tests/flows/", "", "tests/unit/")

settings.register_profile("the same each time", deadline=None, derandomize=True, database=None)
settings.load_profile("the same each time")  # a slow machine is no failure, and what fails once fails again


class _Shares(LoadFileScheduling):
    """A file is for one process; so are all that share a stack that is dear to start."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/prove" if nodeid.startswith("tests/prove/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    return _Shares(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return _ORDER.index(max((begin for begin in _ORDER if item.nodeid.startswith(begin)), key=len))

    items.sort(key=place)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole local stack, one for each pytest process: a test that moves its clock or kills a part of it has it alone."""
    with Stack(tmp_path_factory.mktemp("stack"), keep=False) as stack:
        yield stack


@pytest.fixture(scope="session")
def system(running: Stack) -> Iterator[System]:
    with System(dict(running.environment)) as system:
        system.schedule("reconcile", runs=False)  # nights pass quickly here, and each would have everything read
        yield system
        everybody = {job["user_id"] for job in system.ended.values()}
        check_money(system, *everybody)  # and nothing that came later has changed what had ended
    check_lines(running.folder / "logs")


@pytest.fixture(scope="module")
def met(system: System) -> Iterator[dict[str, str]]:
    """Everybody who signed up in this file's tests, and in which: at its end all are held to the invariants of money.

    What is right and over is carried away, but for the first test's: that stays until the session's end, which looks at it again.
    """
    met = dict[str, str]()
    yield met
    check_audited(system)
    try:
        books = check_money(system, *met)
        check_kept(system, *met)
    except AssertionError:
        for uid, test in met.items():  # whose it is says more than that it is somebody's
            try:
                check_money(system, uid)
                check_kept(system, uid)
            except AssertionError as wrong:
                wrong.add_note(f"{uid} signed up in {test}")
                raise
        raise
    first = next(iter(met.values()), "")
    carry_away(system, {uid: of for uid, of in books.items() if met[uid] != first})


@pytest.fixture
def people(system: System, met: dict[str, str], request: pytest.FixtureRequest) -> Iterator[System]:
    """The system, with everybody who signs up in this test held to the invariants of money at the end of its file."""
    before = set(system.uids)
    yield system
    met.update((uid, request.node.nodeid) for uid in set(system.uids) - before)


@pytest.fixture(scope="module")
def somebody(system: System, met: dict[str, str]) -> Person:
    """One person for all wishes of a file that are refused: who is refused changes nothing, and needs nobody of their own."""
    person = system.person()
    met[person.uid] = "all that are refused"
    return person
