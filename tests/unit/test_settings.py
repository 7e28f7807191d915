from __future__ import annotations

import pytest

from shared.platform.settings import EMULATOR_VARIABLES, BadSettings, read_settings

GOOD = {
    "GOOGLE_CLOUD_PROJECT": "demo-unit",
    "RUSHES_FUNCTIONS_URL": "https://functions.example",
    "RUSHES_IDENTITY_KEY": "sixteen-characters-at-least",
    "RUSHES_BUCKET_UPLOADS": "uploads",
    "RUSHES_BUCKET_PROVIDER_OUT": "provider-out",
    "RUSHES_BUCKET_MEDIA": "media",
}


def test_a_complete_environment_is_read() -> None:
    """Q1: hosts and keys are all that the environment switches."""
    found = read_settings({**GOOD, "RUSHES_OPERATORS": "a@x.example, b@x.example"})
    assert found.operators == ("a@x.example", "b@x.example")
    assert found.function_url("admin") == "https://functions.example/admin"
    assert found.service_account("tasks") == "tasks@demo-unit.iam.gserviceaccount.com"
    assert found.signer == "signer@demo-unit.iam.gserviceaccount.com"
    assert found.accepts_unsigned_tokens is False


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_value_stops_the_start_with_its_name(name: str) -> None:
    """Q1: whoever deploys reads which variable is missing."""
    with pytest.raises(BadSettings, match=f"{name} is not set"):
        read_settings({**GOOD, name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOOGLE_CLOUD_PROJECT", "Not A Project"),
        ("RUSHES_FUNCTIONS_URL", "functions.example"),
        ("RUSHES_REGION", "middle-earth"),
        ("FIRESTORE_EMULATOR_HOST", "http://127.0.0.1:1"),
        ("STORAGE_EMULATOR_HOST", "127.0.0.1:1"),
        ("RUSHES_BUCKET_MEDIA", "Upper/Case"),
        ("RUSHES_SIGNER", "signer"),
        ("RUSHES_IDENTITY_KEY", "short"),
    ],
)
def test_a_bad_value_stops_the_start_with_its_name(name: str, value: str) -> None:
    """Q1: a value that cannot be right is not carried into the first request."""
    with pytest.raises(BadSettings, match=name):
        read_settings({**GOOD, name: value})


def test_a_bad_secret_is_not_repeated_in_the_message() -> None:
    """Q3: start errors land in logs."""
    with pytest.raises(BadSettings) as stopped:
        read_settings({**GOOD, "RUSHES_IDENTITY_KEY": "hush"})
    assert "hush" not in str(stopped.value)


@pytest.mark.parametrize("name", EMULATOR_VARIABLES)
def test_a_deployed_process_refuses_to_start_beside_an_emulator(name: str) -> None:
    """A1: an emulator variable in a deployed process would let unsigned tokens or a false clock in."""
    with pytest.raises(BadSettings, match=name):
        read_settings({**GOOD, "K_SERVICE": "account", name: "127.0.0.1:9099"})


def test_unsigned_tokens_pass_beside_the_auth_emulator_only() -> None:
    """A1: the switch is the emulator's host, and nothing else."""
    assert read_settings({**GOOD, "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099"}).accepts_unsigned_tokens
    assert not read_settings({**GOOD, "K_SERVICE": "account"}).accepts_unsigned_tokens


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:1"])
def test_a_deployed_process_refuses_to_start_beside_a_simulated_vertex(url: str) -> None:
    """M5: real orders must not end in a simulator."""
    assert read_settings({**GOOD, "GOOGLE_VERTEX_BASE_URL": url}).vertex_is_local
    with pytest.raises(BadSettings, match="GOOGLE_VERTEX_BASE_URL"):
        read_settings({**GOOD, "K_SERVICE": "work", "GOOGLE_VERTEX_BASE_URL": url})


def test_a_deployed_process_may_reach_vertex_by_another_address() -> None:
    """M2: a private endpoint is a real Vertex."""
    found = read_settings({**GOOD, "K_SERVICE": "work", "GOOGLE_VERTEX_BASE_URL": "https://vertex.example"})
    assert (found.vertex_url, found.vertex_is_local) == ("https://vertex.example", False)
