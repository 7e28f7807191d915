"""Users' own provider keys over HTTP, in Firestore, and in all that a run leaves behind."""

from __future__ import annotations

import base64
import secrets
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.people import Person
from local.stack import snapshot
from shared.platform.firestore.client import Firestore
from shared.platform.firestore.documents import Plan, Seen, Store, Write
from shared.platform.google.envelope import CannotOpen, Vault
from shared.platform.sealed_secrets import Sealed
from shared.provider_keys import commands as provider_key_commands
from shared.provider_keys import model as provider_key_model
from shared.provider_keys.secret_cache import Memory
from tests.fixtures.system import System

GEMINI, OPENAI = "gemini-api", "openai-videos"


def a_key(begin: str = "Zq") -> str:
    """None that the log would hide by its looks."""
    return f"{begin}{secrets.token_hex(20)}"


def add(people: System, person: Person, key: str, provider: str = GEMINI, **more: Any) -> httpx.Response:
    return people.call("POST", "/account/keys", person, json={"provider": provider, "key": key, **more})


def listed(people: System, person: Person) -> list[dict[str, Any]]:
    return people.call("GET", "/account/keys", person).json()["keys"]


def records(people: System, person: Person) -> list[dict[str, Any]]:
    return people.documents("provider_keys", "user_id", person.uid)


class Jobs:
    """Jobs that live on own keys: the commits that admit and end them, at the running Firestore."""

    def __init__(self, people: System) -> None:
        self._store = Store(Firestore(people.firestore), people.clock)
        self._clock = people.clock
        self._begun: list[tuple[Person, str, str]] = []

    def begin(self, person: Person, *job_ids: str) -> provider_key_model.Held:
        def decide(seen: Seen) -> Plan[provider_key_model.Held]:
            held = provider_key_model.hold(seen, person.uid, GEMINI, job_ids, self._clock.now())
            return Plan(held, held.writes)

        held = self._store.settle([provider_key_model.key_path(person.uid, GEMINI)], decide)
        self._begun += [(person, held.version, job_id) for job_id in job_ids]
        return held

    def end_all(self) -> None:
        for person, version, job_id in self._begun:
            self.end(person, version, job_id)

    def end(self, person: Person, version: str, *job_ids: str) -> None:
        def decide(seen: Seen) -> Plan[None]:
            writes: Sequence[Write] = provider_key_model.release(seen, person.uid, GEMINI, version, job_ids)
            return Plan(None, writes)

        self._store.settle(provider_key_model.places(person.uid, GEMINI, version), decide)


@pytest.fixture
def jobs(people: System) -> Iterator[Jobs]:
    jobs = Jobs(people)
    yield jobs
    jobs.end_all()


@pytest.fixture
def worker(people: System, monkeypatch: pytest.MonkeyPatch) -> Callable[[Person, str], str]:
    """What a worker of this stack would get to speak to the provider with."""
    store, memory = Store(Firestore(people.firestore), people.clock), Memory(people.clock)
    vault = Vault(people.environment["RUSHES_KMS_KEY"], people.environment["CLOUD_KMS_EMULATOR_HOST"])
    monkeypatch.setattr(provider_key_commands, "store", lambda: store)
    monkeypatch.setattr(provider_key_commands, "clock", lambda: people.clock)
    monkeypatch.setattr(provider_key_commands, "vault", lambda: vault)
    monkeypatch.setattr(provider_key_commands, "_memory", lambda: memory)
    return lambda person, version: provider_key_commands.secret_for(person.uid, GEMINI, version).reveal()


@pytest.fixture
def kms_fault(people: System) -> Generator[Callable[..., None]]:
    faults = f"{people.environment['CLOUD_KMS_EMULATOR_HOST']}/_local/faults"

    def order(status: int, times: int) -> None:
        fault = {"match": {"path_prefix": "/v1/projects/"}, "times": times, "do": {"status": status}}
        people.http.post(faults, json=fault).raise_for_status()

    yield order
    people.http.delete(faults).raise_for_status()


def test_a_key_is_stored_listed_switched_and_deleted(people: System) -> None:
    """K1: its owner sees its last four characters and what became of it, never more."""
    ada, key = people.person(), a_key()
    made = add(people, ada, f"  {key}\n")
    assert made.status_code == 201
    shown = made.json()
    assert (shown["provider"], shown["last_four"], shown["active"], shown["valid"]) == (GEMINI, key[-4:], True, None)
    assert shown["last_used_at"] is shown["verified_at"] is shown["project"] is None
    assert listed(people, ada) == [shown]

    assert people.call("POST", f"/account/keys/{GEMINI}/deactivate", ada).json() == {**shown, "active": False}
    assert people.call("POST", f"/account/keys/{GEMINI}/activate", ada).json() == shown
    assert people.call("DELETE", f"/account/keys/{GEMINI}", ada).json() == {"deleted": True, "serving_jobs": 0}
    assert listed(people, ada) == records(people, ada) == []


def test_what_is_stored_is_sealed_for_this_user_and_provider(people: System) -> None:
    """K1: a record copied to somebody else's place does not decrypt."""
    ada, key = people.person(), a_key()
    add(people, ada, key)
    (stored,) = records(people, ada)
    vault = Vault(people.environment["RUSHES_KMS_KEY"], people.environment["CLOUD_KMS_EMULATOR_HOST"])
    sealed = Sealed.read(stored)
    assert vault.open(sealed, "provider_keys", ada.uid, GEMINI).reveal() == key
    for bound in (("provider_keys", "eve", GEMINI), ("provider_keys", ada.uid, OPENAI)):
        with pytest.raises(CannotOpen):
            vault.open(sealed, *bound)


def test_nobody_reads_a_record_past_the_functions(people: System) -> None:
    """K1: not even its owner, and nobody writes one."""
    ada = people.person()
    add(people, ada, a_key())
    where = provider_key_model.key_path(ada.uid, GEMINI)
    for person in (ada, people.person(), None):
        assert people.read_as(person, where) == 403
        assert people.write_as(person, where, {"active": 1}) == 403


def test_each_user_has_their_own_keys(people: System) -> None:
    """A2: another's key is as if it did not exist."""
    ada, eve = people.person(), people.person()
    add(people, ada, a_key())
    assert listed(people, eve) == []
    for method, path in (("DELETE", ""), ("POST", "/verify"), ("POST", "/deactivate"), ("POST", "/activate")):
        refused = people.call(method, f"/account/keys/{GEMINI}{path}", eve)
        assert (refused.status_code, refused.json()["error"]) == (404, "NOT_FOUND")
    assert people.call("PUT", f"/account/keys/{GEMINI}", eve, json={"key": a_key()}).status_code == 404


@pytest.mark.parametrize(
    ("provider", "begin", "result", "valid"),
    [
        (GEMINI, "Zq", "valid", True),
        (GEMINI, "invalid-", "invalid", False),
        (OPENAI, "Zq", "valid", True),
        (OPENAI, "invalid-", "invalid", False),
    ],
)
def test_a_key_is_verified_at_its_provider(people: System, provider: str, begin: str, result: str, valid: bool) -> None:
    """K1: by a free call; what it said stays with the key."""
    ada = people.person()
    add(people, ada, a_key(begin), provider)
    told = people.call("POST", f"/account/keys/{provider}/verify", ada).json()
    assert (told["result"], told["key"]["valid"]) == (result, valid)
    assert told["key"]["verified_at"] is not None
    assert listed(people, ada) == [told["key"]]


def test_a_second_key_replaces_only_when_it_is_asked_to(people: System) -> None:
    """K1: storing does not overwrite; replacing begins afresh."""
    ada, first, second = people.person(), a_key("invalid-"), a_key()
    add(people, ada, first)
    people.call("POST", f"/account/keys/{GEMINI}/verify", ada)
    refused = add(people, ada, second)
    assert (refused.status_code, refused.json()["error"]) == (409, "KEY_EXISTS")
    shown = people.call("PUT", f"/account/keys/{GEMINI}", ada, json={"key": second}).json()
    assert (shown["last_four"], shown["valid"], shown["verified_at"]) == (second[-4:], None, None)
    assert len(records(people, ada)) == 1


@pytest.mark.parametrize("end", ["PUT", "DELETE"])
def test_a_superseded_key_serves_its_live_jobs_until_they_end(
    people: System, jobs: Jobs, worker: Callable[[Person, str], str], end: str
) -> None:
    """K1: replaced or deleted, it is destroyed with the last of them, and no new job gets it."""
    ada, key, later = people.person(), a_key(), a_key()
    add(people, ada, key)
    held = jobs.begin(ada, "a", "b")
    assert listed(people, ada)[0]["last_used_at"] is not None
    done = people.call(end, f"/account/keys/{GEMINI}", ada, **({"json": {"key": later}} if end == "PUT" else {}))
    assert done.status_code == 200
    assert end == "PUT" or done.json()["serving_jobs"] == 2
    assert worker(ada, held.version) == key
    assert [shown["last_four"] for shown in listed(people, ada)] == ([later[-4:]] if end == "PUT" else [])

    jobs.end(ada, held.version, "a")
    jobs.end(ada, held.version, "a")
    people.clock.move(61)
    assert worker(ada, held.version) == key
    jobs.end(ada, held.version, "b")
    people.clock.move(61)
    with pytest.raises(provider_key_model.KeyGone):
        worker(ada, held.version)
    assert len(records(people, ada)) == (1 if end == "PUT" else 0)
    if end == "PUT":
        assert worker(ada, jobs.begin(ada, "c").version) == later


@pytest.mark.parametrize("gone", [False, True])
def test_a_superseded_key_serves_nobody_past_its_time(
    people: System, jobs: Jobs, worker: Callable[[Person, str], str], gone: bool
) -> None:
    """K1, N2: whether Firestore has deleted it or comes to it later; the job's end finds nothing to do, or deletes it."""
    ada, key = people.person(), a_key()
    add(people, ada, key)
    held = jobs.begin(ada, "a")
    assert people.call("DELETE", f"/account/keys/{GEMINI}", ada).status_code == 200
    assert worker(ada, held.version) == key
    people.expire(provider_key_model.superseded_path(ada.uid, GEMINI, held.version), gone=gone)
    people.clock.move(61)
    with pytest.raises(provider_key_model.KeyGone):
        worker(ada, held.version)
    jobs.end(ada, held.version, "a")
    assert records(people, ada) == []


def test_a_worker_keeps_an_opened_key_for_a_minute(people: System, jobs: Jobs, worker: Callable[[Person, str], str]) -> None:
    """K1: for so long neither Firestore nor the key service is asked again."""
    ada, key = people.person(), a_key()
    add(people, ada, key)
    version = jobs.begin(ada, "a").version
    assert worker(ada, version) == key
    people.firestore.document(provider_key_model.key_path(ada.uid, GEMINI)).delete()
    people.clock.move(50)
    assert worker(ada, version) == key
    people.clock.move(11)
    with pytest.raises(provider_key_model.KeyGone):
        worker(ada, version)


def test_keys_move_to_a_new_version_of_the_wrapping_key(people: System, worker: Callable[[Person, str], str], jobs: Jobs) -> None:
    """K1, O1: after a rotation an operator moves them; nothing hangs on the old version, and every key still opens."""
    ada, key = people.person(), a_key()
    add(people, ada, key)
    (before,) = records(people, ada)
    kms, name = people.environment["CLOUD_KMS_EMULATOR_HOST"], people.environment["RUSHES_KMS_KEY"]
    token = {"authorization": "Bearer local"}

    def rewrapped() -> int:
        body = {"version": before["wrapped_by"], "reason": "the key was rotated"}
        return people.call("POST", "/admin/keys/rewrap", people.admin, json=body).raise_for_status().json()["rewrapped"]

    assert rewrapped() == 0  # there is no newer one yet
    fresh = people.http.post(f"{kms}/v1/{name}/cryptoKeyVersions", json={}, headers=token).json()["name"]
    number = {"cryptoKeyVersionId": fresh.rpartition("/")[2]}
    people.http.post(f"{kms}/v1/{name}:updatePrimaryVersion", json=number, headers=token).raise_for_status()

    assert rewrapped() >= 1
    assert rewrapped() == 0
    (after,) = records(people, ada)
    assert (after["wrapped_by"], after["ciphertext"]) == (fresh, before["ciphertext"])
    people.http.post(f"{kms}/v1/{before['wrapped_by']}:destroy", json={}, headers=token).raise_for_status()
    assert worker(ada, jobs.begin(ada, "a").version) == key


def test_twenty_calls_a_minute_whatever_comes_at_once(people: System) -> None:
    """L1: counted in the account, so exactly, over all instances."""
    ada = people.person()
    began = people.clock.now()
    add(people, ada, a_key())
    answers = people.at_once(24, "POST", f"/account/keys/{GEMINI}/activate", ada)
    slack = timedelta(seconds=1.5)  # half of what one call takes, for clocks that differ
    came_back = (people.clock.now() - began + slack) // timedelta(seconds=3)  # on a slow machine
    codes = Counter(answer.status_code for answer in answers)
    assert set(codes) == {200, 429}
    assert 19 <= codes[200] <= min(23, 19 + came_back)
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert (refused.json()["details"]["limit"], int(refused.headers["Retry-After"]) >= 1) == (20, True)
    assert add(people, ada, a_key(), OPENAI).status_code == 429
    people.clock.move(61)
    assert add(people, ada, a_key(), OPENAI).status_code == 201


def test_twelve_first_keys_at_once_leave_one(people: System) -> None:
    """K1: one is stored, the others hear that there is one."""
    ada = people.person()
    answers = people.at_once(12, "POST", "/account/keys", ada, json={"provider": GEMINI, "key": a_key()})
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 11
    assert len(records(people, ada)) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"provider": GEMINI, "key": "too-short"}, 400, "INVALID_REQUEST"),
        ({"provider": GEMINI, "key": "x" * 501}, 400, "INVALID_REQUEST"),
        ({"provider": GEMINI, "key": "with\u0007a-bell-inside"}, 400, "INVALID_REQUEST"),
        ({"provider": "elsewhere", "key": "long-enough-key"}, 400, "INVALID_REQUEST"),
        ({"provider": GEMINI, "key": "long-enough-key", "project": "p-123"}, 400, "PROJECT_NOT_TAKEN"),
        ({"provider": GEMINI}, 400, "INVALID_REQUEST"),
    ],
)
def test_what_cannot_be_stored_is_refused_in_both_languages(people: System, body: dict[str, str], status: int, code: str) -> None:
    """K1: said in words, without the key in them."""
    ada = people.person()
    messages: set[str] = set()
    for language in ("de", "en"):
        refused = people.call("POST", "/account/keys", ada, json=body, headers={"Accept-Language": language})
        assert (refused.status_code, refused.json()["error"]) == (status, code)
        assert "key" not in body or body["key"] not in refused.text
        messages.add(refused.json()["message"])
    assert len(messages) == 2
    assert records(people, ada) == []


def test_a_key_service_that_is_down_stores_nothing(people: System, kms_fault: Callable[..., None]) -> None:
    """K1: 503 and another try; never a key that is not sealed."""
    ada, key = people.person(), a_key()
    people.call("GET", "/account", ada)
    kms_fault(503, 3)
    refused = add(people, ada, key)
    assert (refused.status_code, refused.json()["details"]) == (503, {"part": "key service"})
    assert records(people, ada) == []
    assert add(people, ada, key).status_code == 201


def test_a_run_leaves_no_trace_of_a_key_behind(people: System, jobs: Jobs, kms_fault: Callable[..., None]) -> None:
    """K1: not in logs, traces of errors, tasks, exports or the simulator, whatever was done with it."""
    ada, keys = people.person(), [a_key() for _ in range(4)]
    first, second, third, never = keys
    add(people, ada, first)
    held = jobs.begin(ada, "a")
    people.call("POST", f"/account/keys/{GEMINI}/verify", ada)
    people.call("PUT", f"/account/keys/{GEMINI}", ada, json={"key": second})
    add(people, ada, third, OPENAI, project="proj_1")
    people.call("POST", f"/account/keys/{OPENAI}/verify", ada)
    kms_fault(403, 1)
    assert people.call("PUT", f"/account/keys/{GEMINI}", ada, json={"key": never}).status_code == 500  # and its trace is logged
    add(people, ada, f"{never} {never}")
    people.call("POST", "/account/keys", ada, content=f'{{"key": "{never}"', headers={"Content-Type": "application/json"})
    jobs.end(ada, held.version, "a")

    folder, seen = Path(people.environment["CLOCK_FILE"]).parent, secrets.token_hex(20)
    people.firestore.document(f"anything/{ada.uid}").set({"seen": seen})
    snapshot.save(people.environment["FIRESTORE_EMULATOR_HOST"], people.project, folder / "firestore")
    left = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert [path for path, content in left.items() if seen.encode() in content], "an export shows what is not sealed"
    assert any(b"KeyServiceRefused" in content for path, content in left.items() if path.suffix == ".log")
    for key in keys:
        forms = (key.encode(), base64.b64encode(key.encode()).rstrip(b"="), key.encode().hex().encode())
        assert [path.name for path, content in left.items() for form in forms if form in content] == []
