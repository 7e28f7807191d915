"""What the vault builds on, held to Cloud KMS as it is documented."""

from __future__ import annotations

import base64
import stat

import google_crc32c
import pytest

from standins.common.clock import MovableClock
from standins.storage.tests.kms_rest import KmsRest, b64, checked, reason
from standins.storage.tests.stand import Stand

ABOUT = b"whose it is"


def test_what_was_encrypted_comes_back(kms: KmsRest, key: str) -> None:
    """K1: the answer names the version, and says which checksums it has verified."""
    sent = {**checked("plaintext", b"a data key"), **checked("additionalAuthenticatedData", ABOUT)}
    closed = kms.post(f"{key}:encrypt", sent).json()
    assert closed["name"] == f"{key}/cryptoKeyVersions/1"
    assert closed["verifiedPlaintextCrc32c"] is closed["verifiedAdditionalAuthenticatedDataCrc32c"] is True
    ciphertext = base64.b64decode(closed["ciphertext"])
    assert closed["ciphertextCrc32c"] == str(google_crc32c.value(ciphertext))

    told = {**checked("ciphertext", ciphertext), **checked("additionalAuthenticatedData", ABOUT)}
    opened = kms.post(f"{key}:decrypt", told).json()
    assert (base64.b64decode(opened["plaintext"]), opened["usedPrimary"]) == (b"a data key", True)
    assert opened["plaintextCrc32c"] == str(google_crc32c.value(b"a data key"))


def test_the_same_text_is_never_encrypted_alike(kms: KmsRest, key: str) -> None:
    """K1: nobody sees that two users have the same key."""
    assert kms.encrypt(key, b"text")["ciphertext"] != kms.encrypt(key, b"text")["ciphertext"]


def test_without_checksums_none_are_confirmed(kms: KmsRest, key: str) -> None:
    """K1: "verified" is said of what was sent only."""
    assert not {"verifiedPlaintextCrc32c", "verifiedAdditionalAuthenticatedDataCrc32c"} & set(kms.encrypt(key, b"text"))


@pytest.mark.parametrize("field", ["plaintext", "additionalAuthenticatedData"])
def test_a_checksum_that_does_not_fit_is_refused(kms: KmsRest, key: str, field: str) -> None:
    """K1: what was garbled on the way is not encrypted."""
    sent = {"plaintext": b64(b"text"), "additionalAuthenticatedData": b64(ABOUT), f"{field}Crc32c": "1"}
    assert reason(kms.post(f"{key}:encrypt", sent)) == (400, "INVALID_ARGUMENT")


def test_it_opens_only_with_the_same_data_beside_it(kms: KmsRest, key: str) -> None:
    """K1: a record that was copied to another user does not decrypt."""
    ciphertext = kms.encrypt(key, b"text", ABOUT)["ciphertext"]
    assert kms.decrypt(key, ciphertext, ABOUT).status_code == 200
    for other in (b"", b"somebody else"):
        assert reason(kms.decrypt(key, ciphertext, other)) == (400, "INVALID_ARGUMENT")


def test_no_other_key_opens_it_and_no_changed_text_is_opened(kms: KmsRest, key: str) -> None:
    """K1: authenticated encryption."""
    ring = kms.ring
    made = kms.post(f"{ring}/cryptoKeys?cryptoKeyId={key.rpartition('/')[2]}-2", {"purpose": "ENCRYPT_DECRYPT"}).json()
    raw = base64.b64decode(kms.encrypt(key, b"text")["ciphertext"])
    assert reason(kms.decrypt(made["name"], b64(raw))) == (400, "INVALID_ARGUMENT")
    for changed in (raw[:-1] + bytes([raw[-1] ^ 1]), raw[:9], b"nonsense"):
        assert reason(kms.decrypt(key, b64(changed))) == (400, "INVALID_ARGUMENT")


def test_rotation_changes_what_encrypts_and_not_what_decrypts(kms: KmsRest, key: str) -> None:
    """K1: a new version serves once it is the primary one; older ones open what they have closed."""
    before = kms.encrypt(key, b"text")
    made = kms.post(f"{key}/cryptoKeyVersions").json()
    assert (made["name"], made["state"]) == (f"{key}/cryptoKeyVersions/2", "ENABLED")
    assert kms.encrypt(key, b"text")["name"].endswith("/1")

    assert kms.post(f"{key}:updatePrimaryVersion", {"cryptoKeyVersionId": "2"}).json()["primary"]["name"] == made["name"]
    assert kms.get(key).json()["primary"]["name"] == made["name"]
    assert kms.encrypt(key, b"text")["name"] == made["name"]
    opened = kms.decrypt(key, before["ciphertext"]).json()
    assert (base64.b64decode(opened["plaintext"]), opened.get("usedPrimary", False)) == (b"text", False)
    assert len(kms.get(f"{key}/cryptoKeyVersions").json()["cryptoKeyVersions"]) == 2


def test_a_version_that_is_to_be_destroyed_opens_nothing(kms: KmsRest, key: str) -> None:
    """K1: it may be restored, and is then switched off."""
    ciphertext, version = kms.encrypt(key, b"text")["ciphertext"], f"{key}/cryptoKeyVersions/1"
    assert kms.post(f"{version}:destroy").json()["state"] == "DESTROY_SCHEDULED"
    assert reason(kms.decrypt(key, ciphertext)) == (400, "FAILED_PRECONDITION")
    assert reason(kms.post(f"{key}:encrypt", {"plaintext": b64(b"text")})) == (400, "FAILED_PRECONDITION")
    assert kms.post(f"{version}:restore").json()["state"] == "DISABLED"
    assert kms.get(version).json()["state"] == "DISABLED"


def test_who_asks_for_what_is_not_there_or_says_nonsense_hears_so(kms: KmsRest, key: str) -> None:
    """K1: the refusals that a client must tell apart."""
    assert reason(kms.get(f"{key}-not-there")) == (404, "NOT_FOUND")
    assert reason(kms.post(f"{key}-not-there:encrypt", {"plaintext": b64(b"text")})) == (404, "NOT_FOUND")
    assert reason(kms.post(f"{key}:encrypt", {"plaintext": "***"})) == (400, "INVALID_ARGUMENT")
    assert reason(kms.post(f"{key}:encrypt", {"plaintext": b64(bytes(64 * 1024 + 1))})) == (400, "INVALID_ARGUMENT")
    assert reason(kms.post(f"{key}:encrypt", {"plain": b64(b"text")})) == (400, "INVALID_ARGUMENT")
    again = kms.post(f"{kms.ring}/cryptoKeys?cryptoKeyId={key.rpartition('/')[2]}", {"purpose": "ENCRYPT_DECRYPT"})
    assert reason(again) == (409, "ALREADY_EXISTS")
    nobody = kms.http.post(f"{kms.base}/v1/{key}:encrypt", json={"plaintext": b64(b"text")})
    assert reason(nobody) == (401, "UNAUTHENTICATED")


def test_a_destroyed_version_is_gone_after_its_thirty_days(clock: MovableClock, kms: KmsRest, key: str) -> None:
    """K1: then nobody can restore it, and its material is no longer in the file."""
    version = f"{key}/cryptoKeyVersions/1"
    kms.post(f"{version}:destroy")
    clock.move(30 * 86_400 + 1)
    assert kms.get(version).json()["state"] == "DESTROYED"
    assert reason(kms.post(f"{version}:restore")) == (400, "FAILED_PRECONDITION")


def test_keys_survive_a_crash_in_a_file_for_their_owner_alone(stand: Stand, kms: KmsRest, key: str) -> None:
    """K1: what was acknowledged is on the disk, readable by nobody else."""
    ciphertext = kms.encrypt(key, b"text")["ciphertext"]
    kms.post(f"{key}/cryptoKeyVersions")
    stand.kill()
    stand.start()
    assert base64.b64decode(kms.decrypt(key, ciphertext).json()["plaintext"]) == b"text"
    assert kms.get(f"{key}/cryptoKeyVersions/2").json()["state"] == "ENABLED"
    assert stat.S_IMODE((stand.folder / "data" / "kms.json").stat().st_mode) == 0o600
