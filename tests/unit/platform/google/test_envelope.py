"""The vault against the local key service, and what is kept of an opened secret."""

from __future__ import annotations

import base64
import copy
import json
import logging
import pickle
import threading
import weakref
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import google_crc32c
import pytest

from shared.platform.errors import Unavailable
from shared.platform.google.envelope import CannotOpen, KeyServiceRefused, Vault
from shared.platform.sealed_secrets import Secret
from shared.provider_keys.secret_cache import Memory
from standins.storage.tests.stand import Stand
from standins.testing import eventually, http
from tests.fixtures.fakes import FakeClock
from tests.unit.platform.test_imports import run

RING = "projects/demo-unit/locations/us-central1/keyRings/vault"
KEY = f"{RING}/cryptoKeys/provider-keys"
TEXT = "AIza-not-a-real-key-0123456789"
ADA = ("provider_keys", "ada", "gemini-api")
_TOKEN = {"authorization": "Bearer local"}


@pytest.fixture(scope="module")
def _stand(tmp_path_factory: pytest.TempPathFactory) -> Generator[Stand]:
    stand = Stand(tmp_path_factory.mktemp("kms"))
    parent = RING.rpartition("/keyRings/")[0]
    for path, body in (
        (f"{parent}/keyRings?keyRingId=vault", {}),
        (f"{RING}/cryptoKeys?cryptoKeyId=provider-keys", {"purpose": "ENCRYPT_DECRYPT"}),
    ):
        assert http.post(f"{stand.url}/v1/{path}", json=body, headers=_TOKEN).status_code == 200
    yield stand
    stand.stop()


@pytest.fixture
def stand(_stand: Stand) -> Generator[Stand]:
    yield _stand
    _stand.clear_faults()


@pytest.fixture
def vault(stand: Stand) -> Vault:
    return Vault(KEY, stand.url)


def ask(stand: Stand, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    return http.post(f"{stand.url}/v1/{path}", json=body or {}, headers=_TOKEN).raise_for_status().json()


def test_what_was_sealed_opens_again(vault: Vault) -> None:
    """K1: and nothing of it can be read in what is stored."""
    sealed = vault.seal(Secret(TEXT), *ADA)
    assert vault.open(sealed, *ADA).reveal() == TEXT
    assert TEXT.encode() not in sealed.ciphertext + sealed.wrapped_key
    assert vault.seal(Secret(TEXT), *ADA).ciphertext != sealed.ciphertext


@pytest.mark.parametrize(
    "other",
    [
        ("provider_keys", "eve", "gemini-api"),
        ("provider_keys", "ada", "openai-videos"),
        ("provider_keys", "ada"),
        ("provider_keys", 'ada","gemini-api'),
        ("provider_keys", "gemini-api", "ada"),
        (),
    ],
)
def test_a_copied_record_does_not_open(vault: Vault, other: tuple[str, ...]) -> None:
    """K1: bound to user and provider, by whatever names they have."""
    with pytest.raises(CannotOpen):
        vault.open(vault.seal(Secret(TEXT), *ADA), *other)


def test_no_part_of_a_record_can_be_exchanged(vault: Vault) -> None:
    """K1: neither the secret under another data key, nor a changed byte of either."""
    one, two = vault.seal(Secret(TEXT), *ADA), vault.seal(Secret("another secret"), *ADA)
    flipped = bytes([one.ciphertext[20] ^ 1])
    for forged in (
        one._replace(ciphertext=two.ciphertext),
        one._replace(ciphertext=one.ciphertext[:20] + flipped + one.ciphertext[21:]),
        one._replace(ciphertext=b""),
        one._replace(wrapped_key=one.wrapped_key[:-1]),
    ):
        with pytest.raises(CannotOpen):
            vault.open(forged, *ADA)


def test_rewrapping_changes_the_wrapping_and_not_the_secret(stand: Stand, vault: Vault) -> None:
    """K1: after a rotation the old version of the wrapping key may be destroyed."""
    before = vault.seal(Secret(TEXT), *ADA)
    fresh = ask(stand, f"{KEY}/cryptoKeyVersions")["name"]
    ask(stand, f"{KEY}:updatePrimaryVersion", {"cryptoKeyVersionId": fresh.rpartition("/")[2]})
    after = vault.rewrap(before, *ADA)
    assert (after.ciphertext, after.wrapped_by) == (before.ciphertext, fresh)
    assert before.wrapped_by != fresh

    ask(stand, f"{before.wrapped_by}:destroy")
    assert vault.open(after, *ADA).reveal() == TEXT
    with pytest.raises(KeyServiceRefused, match="FAILED_PRECONDITION"):
        vault.open(before, *ADA)


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429}, {"drop": "before"}, {"drop": "after"}])
def test_two_failures_of_the_key_service_are_survived(stand: Stand, vault: Vault, fault: dict[str, Any]) -> None:
    """K1: it is asked three times, and then the caller hears that we cannot answer."""
    stand.fault(fault, times=2, path_prefix="/v1/projects/")
    sealed = vault.seal(Secret(TEXT), *ADA)
    stand.fault(fault, times=3, path_prefix="/v1/projects/")
    with pytest.raises(Unavailable, match="key service"):
        vault.open(sealed, *ADA)
    assert stand.faults_left() == 0


def test_a_refusal_is_not_an_outage(stand: Stand, vault: Vault) -> None:
    """K1: a missing role is ours to mend; it is neither retried nor called unavailable, nor the record's fault."""
    stand.fault({"status": 403}, times=2, path_prefix="/v1/projects/")
    with pytest.raises(KeyServiceRefused, match="403"):
        vault.seal(Secret(TEXT), *ADA)
    assert stand.faults_left() == 1


Answer = Callable[[dict[str, Any]], dict[str, Any]]


@contextmanager
def kms_that_says(answer: Answer) -> Generator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.dumps(answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


_VERIFIED = {"verifiedPlaintextCrc32c": True, "verifiedAdditionalAuthenticatedDataCrc32c": True}
_WRAPPED = {"ciphertext": base64.b64encode(b"wrapped").decode(), "ciphertextCrc32c": str(google_crc32c.value(b"wrapped"))}
_GOOD = {**_VERIFIED, **_WRAPPED, "name": f"{KEY}/cryptoKeyVersions/1"}


@pytest.mark.parametrize(
    "garbled",
    [
        {"ciphertextCrc32c": "1"},
        {"ciphertextCrc32c": None},
        {"ciphertext": "***"},
        {"verifiedPlaintextCrc32c": False},
        {"verifiedAdditionalAuthenticatedDataCrc32c": None},
        {"name": f"{KEY}-2/cryptoKeyVersions/1"},
    ],
)
def test_an_answer_that_does_not_fit_its_checksums_is_not_kept(garbled: dict[str, Any]) -> None:
    """K1: a data key that nobody can unwrap would be a lost secret."""
    with kms_that_says(lambda _: _GOOD) as url:
        assert Vault(KEY, url).seal(Secret(TEXT), *ADA).wrapped_key == b"wrapped"
    with kms_that_says(lambda _: {**_GOOD, **garbled}) as url, pytest.raises(Unavailable):
        Vault(KEY, url).seal(Secret(TEXT), *ADA)


def test_a_garbled_data_key_is_asked_for_again(vault: Vault) -> None:
    """K1: the plain data key has a checksum as well."""
    sealed = vault.seal(Secret(TEXT), *ADA)
    asked: list[dict[str, Any]] = []

    def answer(body: dict[str, Any]) -> dict[str, Any]:
        asked.append(body)
        return {"plaintext": base64.b64encode(bytes(32)).decode(), "plaintextCrc32c": "1"}

    with kms_that_says(answer) as url, pytest.raises(Unavailable):
        Vault(KEY, url).open(sealed, *ADA)
    assert len(asked) == 3
    assert all(TEXT not in json.dumps(body) for body in asked)


def test_a_secret_shows_itself_to_nobody_by_accident(caplog: pytest.LogCaptureFixture) -> None:
    """K1: not in a log, an error, a format, a dump or a copy."""
    secret = Secret(TEXT)
    logging.getLogger("unit").warning("%s %r", secret, [secret])
    shown = [str(secret), repr(secret), f"{secret}", f"{secret!r}", str({"key": secret}), str(ValueError(secret)), caplog.text]
    shown += [json.dumps(secret, default=str), str(dir(secret)), str(getattr(secret, "__dict__", ""))]
    assert TEXT not in "".join(shown)
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            copied(secret)


def test_an_opened_key_is_gone_after_a_minute_of_our_clock() -> None:
    """K1: not only no longer given out: nothing holds it."""
    clock = FakeClock()
    memory, secret = Memory(clock), Secret(TEXT)
    gone = weakref.ref(secret)
    memory.keep(("ada",), secret)
    del secret
    clock.move(59.9)
    assert memory.find(("ada",)) is gone()
    clock.move(0.1)
    assert memory.find(("another",)) is None
    assert gone() is None


def test_an_opened_key_is_gone_though_nobody_asks_again() -> None:
    """K1: a worker that has nothing to do keeps no key."""
    memory, secret = Memory(FakeClock(), timedelta(milliseconds=30)), Secret(TEXT)
    gone = weakref.ref(secret)
    memory.keep(("ada",), secret)
    del secret
    eventually(lambda: gone() is None, "the key is let go")
    assert memory.find(("ada",)) is None


def test_a_later_key_of_the_same_name_keeps_its_own_minute() -> None:
    """K1: the end of the first does not take the second along."""
    clock = FakeClock()
    memory, second = Memory(clock), Secret("second")
    memory.keep(("ada",), Secret("first"))
    clock.move(40)
    memory.keep(("ada",), second)
    clock.move(40)
    assert memory.find(("ada",)) is second


def test_the_account_starts_without_anything_of_own_keys() -> None:
    """Q1: a cold start pays for them with the first call that needs them."""
    script = """
import sys
from functions_framework import create_app
create_app("account", "main.py")
late = "shared.provider_keys.model shared.platform.google.envelope shared.providers httpx2 google_crc32c".split()
print([m for m in late if m in sys.modules])
"""
    assert run(script) == "[]"
