"""One stand-in for the whole session; every test has buckets of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Generator
from itertools import count
from typing import Any

import google.auth
import pytest
from cryptography.hazmat.primitives import serialization
from google.cloud import storage
from google.oauth2 import service_account

from standins.common.clock import MovableClock
from standins.storage.tests.kms_rest import KmsRest
from standins.storage.tests.receiver import Receiver
from standins.storage.tests.signing import Signing
from standins.storage.tests.stand import Stand

REAL_PROJECT = os.environ.get("CONFORMANCE_PROJECT")
SIGNER = "rushes-signer@demo-rushes.iam.gserviceaccount.com"
WATCHED = [f"watched-{number}" for number in range(16)]
_KINDS = ("OBJECT_FINALIZE", "OBJECT_DELETE", "OBJECT_METADATA_UPDATE")
_numbers = count()


@pytest.fixture(scope="package")
def receiver() -> Generator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def subscriptions_of(bucket: str, url: str) -> list[dict[str, Any]]:
    return [
        {
            "name": f"projects/demo-rushes/subscriptions/{bucket}",
            "bucket": bucket,
            "event": kind,
            "url": url,
            "audience": f"{url}#audience",
            "service_account": "rushes-events@demo-rushes.iam.gserviceaccount.com",
            "ack_deadline_s": 600,
            "max_delivery_attempts": 7,
        }
        for kind in _KINDS
    ]


@pytest.fixture(scope="package")
def _stand(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Generator[Stand]:
    told = [entry for name in WATCHED for entry in subscriptions_of(name, f"{receiver.base}/{name}")]
    stand = Stand(tmp_path_factory.mktemp("stand"), {name: {} for name in WATCHED}, told)
    yield stand
    stand.stop()


@pytest.fixture
def stand(request: pytest.FixtureRequest) -> Generator[Stand]:
    """For tests that need the stand-in's own powers: its controls, its clock, its key."""
    if REAL_PROJECT:
        pytest.skip("needs the controls of the local stand-in")
    stand: Stand = request.getfixturevalue("_stand")
    yield stand
    stand.clear_faults()


@pytest.fixture
def clock(stand: Stand) -> Generator[MovableClock]:
    """Time may be moved; afterwards it is as it was, for the tests that sign with the real one."""
    before = stand.clock.offset
    yield stand.clock
    stand.clock.move((before - stand.clock.offset).total_seconds())


@pytest.fixture(scope="package")
def client(request: pytest.FixtureRequest) -> storage.Client:
    if REAL_PROJECT:
        return storage.Client(project=REAL_PROJECT)
    stand: Stand = request.getfixturevalue("_stand")
    return stand.client()


@pytest.fixture
def make_bucket(client: storage.Client) -> Generator[Callable[..., storage.Bucket]]:
    made: list[storage.Bucket] = []

    def make(**properties: Any) -> storage.Bucket:
        bucket = client.bucket(f"conformance-{secrets.token_hex(6)}")
        for name, value in properties.items():
            setattr(bucket, name, value)
        made.append(client.create_bucket(bucket))
        return made[-1]

    yield make
    for bucket in made:
        if bucket.exists():
            bucket.delete_blobs(list(bucket.list_blobs()), on_error=lambda _: None)
            bucket.delete()


@pytest.fixture
def bucket(make_bucket: Callable[..., storage.Bucket]) -> storage.Bucket:
    return make_bucket()


@pytest.fixture
def watched(stand: Stand, client: storage.Client) -> storage.Bucket:
    """A bucket whose events arrive at the receiver, used by this test alone."""
    return client.bucket(WATCHED[next(_numbers)])


@pytest.fixture(scope="package")
def signer(request: pytest.FixtureRequest) -> Any:
    """Whoever signs URLs: the stand-in's key, or the credentials of the real project."""
    if REAL_PROJECT:
        return google.auth.default()[0]
    stand: Stand = request.getfixturevalue("_stand")
    key = stand.identity.key
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return service_account.Credentials.from_service_account_info(
        {"client_email": SIGNER, "private_key": pem.decode(), "token_uri": "https://oauth2.googleapis.com/token"}
    )


@pytest.fixture
def signing(bucket: storage.Bucket, signer: Any) -> Signing:
    return Signing(bucket, signer)


@pytest.fixture(scope="package")
def kms(request: pytest.FixtureRequest) -> KmsRest:
    if REAL_PROJECT:
        return KmsRest.real(REAL_PROJECT)
    stand: Stand = request.getfixturevalue("_stand")
    return KmsRest.local(stand.url, "demo-rushes")


@pytest.fixture
def key(kms: KmsRest) -> str:
    """The full name of a fresh key."""
    name = f"k-{secrets.token_hex(6)}"
    made = kms.post(f"{kms.ring}/cryptoKeys?cryptoKeyId={name}", {"purpose": "ENCRYPT_DECRYPT"})
    assert made.status_code == 200, made.text
    return made.json()["name"]
