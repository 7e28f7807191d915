"""One running stack for all tests that need one; people, documents and the invariants of money on top of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from local.stack import Stack
from tests.fixtures.invariants import check_kept, check_money
from tests.fixtures.system import System

settings.register_profile("the same each time", deadline=None, derandomize=True, database=None)
settings.load_profile("the same each time")  # a slow machine is no failure, and what fails once fails again


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole local stack, one for each pytest process: a test that moves the clock moves it for the whole stack."""
    with Stack(tmp_path_factory.mktemp("stack"), keep=False) as stack, System(dict(stack.environment)) as system:
        yield system
        for uid in {job["user_id"] for job in system.ended.values()}:
            check_money(system, uid)  # and nothing that came later has changed what had ended


@pytest.fixture
def people(system: System) -> Iterator[System]:
    """The system, with everybody who signs up in this test held to the invariants of money at its end."""
    before = set(system.uids)
    yield system
    for uid in set(system.uids) - before:
        check_money(system, uid)
        check_kept(system, uid)
