"""One running stack for all tests that need one; people, documents and the invariants of money on top of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.stack import Stack
from tests.invariants import check_money
from tests.system import System

STACK_RECORD = "RUSHES_TEST_STACK"  # the record of a stack that somebody started for several pytest processes


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole local stack: the one that is named in the environment, or one of this process."""
    named = os.environ.get(STACK_RECORD)
    if named:
        with System(json.loads(Path(named).read_text())["environment"]) as system:
            yield system
        return
    with Stack(tmp_path_factory.mktemp("stack"), keep=False) as stack, System(dict(stack.environment)) as system:
        yield system


@pytest.fixture
def people(system: System) -> Iterator[System]:
    """The system, with everybody who signs up in this test held to the invariants of money at its end."""
    before = set(system.uids)
    yield system
    for uid in set(system.uids) - before:
        check_money(system, uid)
