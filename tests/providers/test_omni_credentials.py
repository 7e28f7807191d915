"""What an order to Omni needs before it leaves: a key or a token, and pictures that can be read."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from google.auth.exceptions import RefreshError, TransportError
from google.oauth2.credentials import Credentials

from shared.platform.errors import Unavailable
from shared.platform.storage.objects import Gone
from shared.providers.interface import OrderRefused, Picture
from shared.providers.outcomes import Code, Outcome
from tests.providers.conftest import Simulator
from tests.providers.omni_stage import MODEL, at_the_simulator, omni, order

A = Picture("gs://demo/a.jpg", "image/jpeg")


@pytest.mark.parametrize("key", [None, "", "invalid-key-of-a-user", "broken\nkey", "schlüssel"])
def test_a_key_that_is_not_accepted_is_refused(simulator: Simulator, key: str | None) -> None:
    """M4, K1: INVALID_API_KEY, and the key is in no message; without one nothing is sent."""
    with pytest.raises(OrderRefused) as refused:
        omni(simulator, "gemini-api", key=key).submit(order(simulator))
    assert refused.value.rule.code is Code.INVALID_API_KEY
    assert not key or key not in str(refused.value)
    assert simulator.accepted == 0


@pytest.mark.parametrize(
    ("error", "code"), [(RefreshError("no"), Code.INVALID_API_KEY), (TransportError("no route"), Code.NETWORK)]
)
def test_an_order_without_a_token_is_not_sent(simulator: Simulator, error: Exception, code: Code) -> None:
    """V4: our own credentials fail before anything leaves."""

    class Failing(Credentials):
        def refresh(self, request: Any) -> None:  # noqa: ARG002
            raise error

    with pytest.raises(OrderRefused) as refused:
        omni(simulator, "vertex-global", credentials=Failing(None)).submit(order(simulator))
    assert refused.value.rule.code is code
    assert simulator.journal() == []


@pytest.mark.parametrize(
    ("error", "outcome", "retried"),
    [(Gone("gs://demo/a.jpg"), Outcome.REJECTED, False), (Unavailable(part="storage"), Outcome.PROVIDER_ERROR, True)],
    ids=lambda value: type(value).__name__,
)
def test_an_order_whose_picture_cannot_be_read_is_not_sent(
    simulator: Simulator, error: Exception, outcome: Outcome, retried: bool
) -> None:
    """V4: refused for certain; trouble with storage is worth another try."""

    def read(_: Picture) -> bytes:
        raise error

    with pytest.raises(OrderRefused) as refused:
        omni(simulator, "gemini-api", read=read).submit(order(simulator, first_frame=A))
    assert (refused.value.outcome, refused.value.rule.we_retry) == (outcome, retried)
    assert simulator.journal() == []


def test_more_pictures_than_the_api_takes_are_not_sent(simulator: Simulator) -> None:
    """V4: refused for certain, before anything is built of them."""
    provider = omni(simulator, read=lambda _: bytes(25 * 1024 * 1024))
    with pytest.raises(OrderRefused) as refused:
        provider.submit(order(simulator, references=(A, A, A)))
    assert refused.value.outcome is Outcome.REJECTED
    assert simulator.journal() == []


def test_a_picture_in_our_bucket_travels_with_the_order(simulator: Simulator) -> None:
    """M2: the provider that the catalog leads to reads it there; one that is not there is no order."""
    content = simulator.system.http.get(f"{simulator.url}/_local/picture.jpg", params={"text": "a", "w": 64, "h": 64}).content
    environment = at_the_simulator(simulator)
    bucket, _, folder = simulator.prefix.removeprefix("gs://").partition("/")
    storage = f"{environment['STORAGE_EMULATOR_HOST']}/upload/storage/v1/b/{bucket}/o"
    query = {"uploadType": "media", "name": f"{folder}a.jpg"}
    simulator.system.http.post(storage, params=query, content=content, headers={"content-type": "image/jpeg"}).raise_for_status()
    script = f"""
from shared.providers.registry import provider_for
from shared.providers.interface import Order, Picture, OrderRefused
def ask(name):
    picture = Picture("{simulator.prefix}" + name, "image/jpeg")
    order = Order("{simulator.job}", 1, "{MODEL}", "A boat", 3, "16:9", "360p", True, "", first_frame=picture)
    try:
        return provider_for("gemini-api").submit(order).surface
    except OrderRefused as refused:
        return refused.outcome
print(ask("a.jpg"), ask("none.jpg"))
"""
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["gemini-api", "rejected"]
    assert simulator.accepted == 1
