"""One stack with faults for all proofs that a test run samples."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.prove.stage import Stage, staged


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("prove")) as stage:
        yield stage
