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
    assert found.service_account("tasks") == "rushes-tasks@demo-unit.iam.gserviceaccount.com"
    assert found.signer == "rushes-signer@demo-unit.iam.gserviceaccount.com"
    assert found.accepts_unsigned_tokens is False
    assert found.cors_origins == ()


def test_functions_may_have_a_host_each() -> None:
    """N1: Cloud Run gives every service one, Hosting and a load balancer have all of them behind one."""
    found = read_settings({**GOOD, "RUSHES_FUNCTIONS_URL": "https://{function}-123456789012.us-central1.run.app"})
    assert found.function_url("video-tasks") == "https://video-tasks-123456789012.us-central1.run.app"


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
        ("RUSHES_BODY_SECONDS", "0"),
        ("THREADS", "many"),
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


@pytest.mark.parametrize(
    ("name", "value"),
    [("RUSHES_WEBHOOKS_LOOPBACK", "yes"), ("RUSHES_SMTP_HOST", "localhost:2525"), ("RUSHES_SMTP_HOST", "[::1]:25")],
)
def test_a_deployed_process_sends_nothing_to_its_own_machine(name: str, value: str) -> None:
    """W2, W3, A4: where users' webhooks and mail would find what only this machine reaches; locally it is what is wanted."""
    told = {**GOOD, name: value, "RUSHES_MAIL_FROM": "us@example.com"}
    assert read_settings(told)
    with pytest.raises(BadSettings, match=name):
        read_settings({**told, "K_SERVICE": "webhook-tasks"})


def test_mail_needs_somebody_whom_it_comes_from() -> None:
    """W3: and none is sent where nobody was named who takes it."""
    with pytest.raises(BadSettings, match="RUSHES_MAIL_FROM"):
        read_settings({**GOOD, "RUSHES_SMTP_HOST": "smtp.example.com:587"})
    assert read_settings(GOOD).smtp_host is None


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


def test_the_openai_wire_is_spoken_wherever_the_settings_say() -> None:
    """M2: a base URL, a key where the server wants one, and the other hosts where its videos may lie."""
    none = read_settings(GOOD)
    assert (none.openai_videos_url, none.openai_videos_key, none.openai_videos_redirect_hosts) == (None, None, ())
    assert none.openai_videos_delete_aborts
    found = read_settings(
        {
            **GOOD,
            "RUSHES_OPENAI_VIDEOS_URL": "http://10.0.0.5:8091/v1",
            "RUSHES_OPENAI_VIDEOS_KEY": "sk-own",
            "RUSHES_OPENAI_VIDEOS_REDIRECT_HOSTS": "a.example, b.example:8443",
            "RUSHES_OPENAI_VIDEOS_DELETE_ABORTS": "no",
        }
    )
    assert (found.openai_videos_url, found.openai_videos_key) == ("http://10.0.0.5:8091/v1", "sk-own")
    assert found.openai_videos_redirect_hosts == ("a.example", "b.example:8443")
    assert not found.openai_videos_delete_aborts
    with pytest.raises(BadSettings, match="RUSHES_OPENAI_VIDEOS_DELETE_ABORTS"):
        read_settings({**GOOD, "RUSHES_OPENAI_VIDEOS_DELETE_ABORTS": "maybe"})


def test_surfaces_of_ours_are_named_as_the_catalog_names_them() -> None:
    """M1: a misspelt one would take its models out of the offer, and nobody would know why."""
    assert read_settings(GOOD).our_surfaces == ()
    assert read_settings({**GOOD, "RUSHES_OUR_SURFACES": "openai-videos, gemini-api"}).our_surfaces == (
        "openai-videos",
        "gemini-api",
    )
    with pytest.raises(BadSettings, match="RUSHES_OUR_SURFACES must be some of gemini-api, openai-videos, not 'gemini'"):
        read_settings({**GOOD, "RUSHES_OUR_SURFACES": "gemini"})


@pytest.mark.parametrize("key", ["with space", "with\nline", "ü", "x" * 513])
def test_a_key_that_no_header_can_carry_stops_the_start_and_is_not_repeated(key: str) -> None:
    """Q3, K1: start errors land in logs."""
    with pytest.raises(BadSettings, match="RUSHES_OPENAI_VIDEOS_KEY") as stopped:
        read_settings({**GOOD, "RUSHES_OPENAI_VIDEOS_KEY": key})
    assert key not in str(stopped.value)


def test_a_deployed_process_refuses_to_start_beside_a_simulated_openai_wire() -> None:
    """M5: real orders must not end in a simulator."""
    with pytest.raises(BadSettings, match="RUSHES_OPENAI_VIDEOS_URL"):
        read_settings({**GOOD, "K_SERVICE": "work", "RUSHES_OPENAI_VIDEOS_URL": "http://127.0.0.1:8080/openai/v1"})


def test_a_deployed_process_refuses_to_start_beside_a_simulated_gemini() -> None:
    """M5: the simulator is never shown a real key, and never takes a real order."""
    local = {**GOOD, "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:8080", "GEMINI_API_KEY": "AIza-real"}
    found = read_settings(local)
    assert (found.gemini_is_local, found.gemini_key) == (True, "AIza-real")
    assert "AIza-real" not in repr(found)
    with pytest.raises(BadSettings, match="GOOGLE_GEMINI_BASE_URL"):
        read_settings({**local, "K_SERVICE": "work"})
    assert not read_settings({**GOOD, "K_SERVICE": "work", "GEMINI_API_KEY": "AIza-real"}).gemini_is_local
