"""Trouble that is over when its test is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.trouble import Trouble
from tests.fixtures.system import System


@pytest.fixture
def trouble(people: System) -> Iterator[Trouble]:
    made = Trouble(people)
    yield made
    made.end()
