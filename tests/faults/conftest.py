"""Trouble that is over when its test is; and a stack apart, for what nobody beside it should suffer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.stack import Stack
from tests.faults.trouble import Trouble
from tests.fixtures.system import System


@pytest.fixture
def trouble(people: System) -> Iterator[Trouble]:
    made = Trouble(people)
    yield made
    made.end()


@pytest.fixture(scope="package")
def stack_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("apart"), keep=False) as stack:
        yield stack


@pytest.fixture(scope="package")
def apart(stack_apart: Stack) -> Iterator[System]:
    with System(dict(stack_apart.environment)) as system:
        yield system
