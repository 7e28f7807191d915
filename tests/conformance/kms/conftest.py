"""A key of its own for each test, in a stand-in or, with CONFORMANCE_PROJECT, in a real project's key ring `conformance`."""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator

import pytest

from tests.conformance.kms.rest import KmsRest
from tests.conformance.storage.stand import Stand

REAL_PROJECT = os.environ.get("CONFORMANCE_PROJECT")


@pytest.fixture(scope="package")
def _stand(tmp_path_factory: pytest.TempPathFactory) -> Generator[Stand]:
    stand = Stand(tmp_path_factory.mktemp("kms"))
    yield stand
    stand.stop()


@pytest.fixture
def stand(request: pytest.FixtureRequest) -> Generator[Stand]:
    """For tests that need the stand-in's own powers: its clock, its faults, its file."""
    if REAL_PROJECT:
        pytest.skip("needs the controls of the local stand-in")
    stand: Stand = request.getfixturevalue("_stand")
    before = stand.clock.offset
    yield stand
    stand.clear_faults()
    stand.clock.move((before - stand.clock.offset).total_seconds())


@pytest.fixture(scope="package")
def kms(request: pytest.FixtureRequest) -> KmsRest:
    if REAL_PROJECT:
        return KmsRest.real(REAL_PROJECT)
    stand: Stand = request.getfixturevalue("_stand")
    return KmsRest.local(stand.base, "demo-rushes")


@pytest.fixture
def key(kms: KmsRest) -> str:
    """The full name of a fresh key."""
    name = f"k-{secrets.token_hex(6)}"
    made = kms.post(f"{kms.ring}/cryptoKeys?cryptoKeyId={name}", {"purpose": "ENCRYPT_DECRYPT"})
    assert made.status_code == 200, made.text
    return made.json()["name"]
