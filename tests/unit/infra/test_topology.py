"""infra/topology.json against the code that is deployed by it."""

from __future__ import annotations

import copy
import importlib
from collections.abc import Callable
from typing import Any

import pytest

import main
from local.infra.topology import NAMES, environment_of, problems, read
from shared.platform.settings import BadSettings, Settings, read_settings
from shared.platform.web.async_door import AsyncDoor
from shared.platform.web.task_attempts import LONGEST_S
from tests.unit.infra.reach import asked, reached, sent, settings_read

TOPOLOGY = read()
FUNCTIONS: dict[str, dict[str, Any]] = TOPOLOGY["functions"]
DEPLOYED = [name.replace("_", "-") for name in main.FUNCTIONS]
A_VALUE = {
    **dict.fromkeys(NAMES, ""),
    "project": "rushes-example",
    "region": "us-central1",
    "version": "1",
    "functions_url": "https://functions.example.com",
    "signer": "rushes-signer@rushes-example.iam.gserviceaccount.com",
    "kms_key": "projects/rushes-example/locations/us-central1/keyRings/rushes/cryptoKeys/provider-keys",
}
WRITES = {"settle", "change", "erase", "copy", "compose", "write_stream", "delete"}  # of documents, of objects
# Who opens what an address in a document leads to, whatever bucket that names.
BY_ADDRESS = {("shared.providers.pictures", "read"): "media", ("shared.videos.storage_worker", "store_video"): "provider-out"}
A_SECRET = {
    **dict.fromkeys(("hook-secrets-gemini", "hook-secrets-openai", "hook-secrets-stripe"), "whsec_" + "c2lnbmVk" * 4),
    "stripe-api-key": "rk_live_" + "c2lnbmVk" * 4,
}


def test_the_topology_has_no_fault() -> None:
    """N1: what Terraform, the stack and the tests read is whole."""
    assert problems(TOPOLOGY) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda t: t.update(function={}), "function is not known"),
        (lambda t: t.pop("secrets"), "secrets is missing"),
        (lambda t: t["accounts"].update(tasks="tasks"), "accounts.tasks: 'tasks' is no account id"),
        (lambda t: t["buckets"]["media"].pop("softDeletePolicy"), "buckets.media: softDeletePolicy keeps what is deleted"),
        (lambda t: t["functions"]["videos"].update(memmory="1Gi"), "functions.videos: memmory is not known"),
        (lambda t: t["functions"]["videos"].pop("needs"), "functions.videos: needs is missing"),
        (
            lambda t: t["functions"]["video-tasks"].update(ingress="all"),
            "functions.video-tasks: a door 'task' has not the ingress 'all'",
        ),
        (
            lambda t: t["functions"]["film-tasks"].update(memory="1Gi"),
            "functions.film-tasks: Cloud Run has no instance of 4 cpu with 1Gi",
        ),
        (lambda t: t["functions"]["videos"].update(threads=8), "functions.videos: threads must be the concurrency"),
        (lambda t: t["functions"]["videos"]["needs"].append("vertex"), "functions.videos: there is no need 'vertex'"),
        (lambda t: t["functions"]["hooks"]["environment"].update(A={"secret": "b"}), "functions.hooks: A: there is no secret"),
        (lambda t: t["environment"].update(A="{projct}"), "environment.A: {projct} stands for nothing"),
        (lambda t: t["queues"]["check"].pop("max_attempts"), "queues.check: max_attempts"),
        (
            lambda t: t["notifications"]["uploads-finalized"].update(function="videos"),
            "notifications.uploads-finalized: videos is no door for a event",
        ),
        (lambda t: t["schedules"]["sweep"].update(function="swep"), "schedules.sweep: there is no function swep"),
    ],
)
def test_a_fault_of_the_topology_is_told_with_its_place(spoil: Callable[[Any], Any], told: str) -> None:
    """N1: before anything is planned."""
    spoiled = copy.deepcopy(TOPOLOGY)
    spoil(spoiled)
    assert [each for each in problems(spoiled) if each.startswith(told)]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda t: t["functions"]["film-tasks"].update(timeout_s=1800), "functions.film-tasks: ends after 1800 s"),
        (lambda t: t["functions"]["reconcile"].update(timeout_s=300), "functions.reconcile: ends after 300 s"),
        (
            lambda t: t["functions"]["upload-events"].update(timeout_s=600),
            "notifications.uploads-finalized: upload-events ends after 600 s",
        ),
        (
            lambda t: t["notifications"]["provider-out-finalized"].update(ack_deadline_s=600),
            "notifications.provider-out-finalized: output-events ends after 60 s",
        ),
        (lambda t: t["schedules"]["sweep"].update(attempt_deadline_s=130), "schedules.sweep: sweep ends after 130 s"),
        (lambda t: t["functions"]["sweep"].update(timeout_s=60), "schedules.sweep: sweep ends after 60 s"),
    ],
    ids=["a task", "a task of its own", "a push", "a push's deadline", "a schedule's deadline", "a schedule"],
)
def test_a_function_that_ends_before_its_caller_stops_waiting_is_told(spoil: Callable[[Any], Any], told: str) -> None:
    """N1: for each kind of caller, from either side: what is still awaited is not cut off."""
    spoiled = copy.deepcopy(TOPOLOGY)
    spoil(spoiled)
    assert [each for each in problems(spoiled) if each.startswith(f"{told}, before its caller stops waiting")]


def test_a_worker_is_awaited_as_long_as_the_longest_of_its_tasks() -> None:
    """N1, O2: what a letter that is sent again has, and what no timeout may cut off."""
    workers = {name for name in DEPLOYED if FUNCTIONS[name]["door"] == "task"} | {"upload-events", "sweep", "reconcile"}
    assert {name: max(each.seconds for each in sent() if each.function == name) for name in workers} == LONGEST_S
    assert {each.function for each in sent()} == workers


@pytest.mark.parametrize("name", DEPLOYED)
def test_a_function_is_given_as_many_calls_as_it_has_threads(name: str) -> None:
    """N1: for Flask's doors, whose server would else hide a line; those that wait in a loop have no threads to count."""
    waits = isinstance(importlib.import_module(f"functions.{name.replace('-', '_')}").door, AsyncDoor)
    assert FUNCTIONS[name].get("threads") == (None if waits else FUNCTIONS[name]["concurrency"])


@pytest.mark.parametrize("name", DEPLOYED)
def test_a_function_has_the_rights_that_its_code_asks_for_and_no_others(name: str) -> None:
    """A4: by all that its door leads to; who only reads may not write."""
    clients = {unit for module, unit in reached(name) if module == "shared.platform.clients"}
    providers = {unit for module, unit in reached(name) if module.startswith("shared.providers")}
    reads = asked(name, "auth_users") <= {"find", "find_all", "known_as"}
    of_client = {
        "queue": "tasks",
        "signer": "signer",
        "vault": "kms",
        "auth_users": "auth-read" if reads else "auth",
        "push": "push",
    }
    wanted = {need for client, need in of_client.items() if client in clients}
    wanted |= {"queues", "tasks-read"} if "queue_desk" in clients else set()
    wanted |= {"providers"} if providers & {"provider_for", "writer_for"} else set()
    writes = asked(name, "store") & WRITES or "tally" in clients
    wanted |= {"firestore" if writes else "firestore-read"} if "store" in clients else set()
    needs: list[str] = FUNCTIONS[name]["needs"]
    assert {need for need in needs if ":" not in need} == wanted
    buckets = {bucket: right for bucket, _, right in (need.partition(":") for need in needs if ":" in need)}
    named = {each.removeprefix("bucket_").replace("_", "-") for each in settings_read(name) if each.startswith("bucket_")}
    named |= {bucket for unit, bucket in BY_ADDRESS.items() if unit in reached(name)}
    assert set(buckets) <= (named if "files" in clients else set())
    assert bool(buckets) == ("files" in clients)
    assert ("write" in buckets.values()) == bool(asked(name, "files") & WRITES)


@pytest.mark.parametrize("name", DEPLOYED)
def test_a_deployed_function_starts_with_the_variables_that_it_is_given(name: str) -> None:
    """N1: each that it requires is set, each that is set is one that settings know."""
    told = environment_of(name, TOPOLOGY)
    values = {
        each: value.format_map(A_VALUE) if isinstance(value, str) else A_SECRET.get(value["secret"], "x" * 32)
        for each, value in told.items()
    }
    assert set(told) <= {each.name for each in Settings._field_defaults.values()}
    assert read_settings({**values, "K_SERVICE": name, "THREADS": str(FUNCTIONS[name].get("threads", ""))}).project
    with pytest.raises(BadSettings, match="PROJECT"):
        read_settings({each: value for each, value in values.items() if "PROJECT" not in each})


@pytest.mark.parametrize("name", DEPLOYED)
def test_a_secret_is_given_to_whoever_reads_it_alone(name: str) -> None:
    """A4: the identity key is asked for by settings at every start; each other one by the code that uses it."""
    of_secret = {
        "gemini-api-key": "gemini_key",
        "openai-videos-key": "openai_videos_key",
        "hook-secrets-gemini": "hook_secrets_gemini",
        "hook-secrets-openai": "hook_secrets_openai",
        "smtp-password": "smtp_password",
        "hook-secrets-stripe": "hook_secrets_stripe",
        "stripe-api-key": "stripe_key",
    }
    given = {value["secret"] for value in environment_of(name, TOPOLOGY).values() if not isinstance(value, str)}
    assert given - {"identity-key"} == {secret for secret, read in of_secret.items() if read in settings_read(name)}


def test_a_function_that_a_new_project_has_less_of_names_its_queues() -> None:
    """N1: those that send to it, so that they send less."""
    named = {name: set(told["queues"]) for name, told in FUNCTIONS.items() if "queues" in told}
    assert named == {name: {queue for each in sent() if each.function == name for queue in each.queues} for name in named}
    spoiled = copy.deepcopy(TOPOLOGY)
    spoiled["functions"]["film-tasks"].pop("queues")
    assert any(each.startswith("functions.film-tasks: queues must be named") for each in problems(spoiled))


def test_workers_have_room_for_all_that_their_queues_send() -> None:
    """M7: a task that finds no instance is a failed try."""
    queues: dict[str, set[str]] = {}
    for each in sent():
        queues.setdefault(each.function, set()).update(
            queue for queue in TOPOLOGY["queues"] if any(queue == name or name == "start-" == queue[:6] for name in each.queues)
        )
    for name, its in queues.items():
        at_once = sum(TOPOLOGY["queues"][queue]["max_concurrent_dispatches"] for queue in its)
        assert FUNCTIONS[name]["instances"]["max"] * FUNCTIONS[name]["concurrency"] >= at_once, name
