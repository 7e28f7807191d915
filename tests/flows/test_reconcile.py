"""The reconciliation over a running stack: planted breaches are found by name, what is as it must be stays clean."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from shared.platform.firestore.documents import Document
from shared.platform.storage.objects import Stored
from shared.platform.user_ids import media_home_of
from shared.reconcile import mending, objects
from shared.reconcile.breaches import BreachKind
from shared.reconcile.model import LATEST, Run, RunStatus, run_path
from standins.testing import eventually
from tests.fixtures import films, http_client, images
from tests.fixtures.invariant_data import Planted
from tests.fixtures.system import System
from tests.fixtures.videos import rich

ONE_OF_EACH = {kind.invariant: kind for kind in BreachKind}.values()  # all kinds: tests/unit/reconcile/test_reads.py
WHY = {"reason": "a look at the books"}


def write(system: System, documents: Mapping[str, Mapping[str, Any]]) -> None:
    paths = list(documents)
    for start in range(0, len(paths), 400):
        batch = system.firestore.batch()
        for path in paths[start : start + 400]:
            batch.set(system.firestore.document(path), dict(documents[path]))
        batch.commit(timeout=20)


def remove(system: System, paths: list[str]) -> None:
    for start in range(0, len(paths), 400):
        batch = system.firestore.batch()
        for path in paths[start : start + 400]:
            batch.delete(system.firestore.document(path))
        batch.commit(timeout=20)


def left_in(system: System, bucket: str, name: str) -> dict[str, Any]:
    """An object that somebody leaves in the bucket of this word."""
    address = (
        f"{system.environment['STORAGE_EMULATOR_HOST']}/upload/storage/v1/b/{system.environment[f'RUSHES_BUCKET_{bucket}']}/o"
    )
    return system.http.post(address, params={"uploadType": "media", "name": name}, content=b"fox").raise_for_status().json()


@pytest.fixture(scope="module")
def file(system: System) -> Iterator[dict[str, Any]]:
    """A real object, which the planted videos and films share."""
    name = f"users/planted/videos/{secrets.token_hex(12)}.mp4"
    kept = left_in(system, "MEDIA", name)
    yield {"object": name, "bytes": int(kept["size"]), "crc32c": kept["crc32c"]}
    bucket, storage = system.environment["RUSHES_BUCKET_MEDIA"], system.environment["STORAGE_EMULATOR_HOST"]
    system.http.delete(f"{storage}/storage/v1/b/{bucket}/o/{name.replace('/', '%2F')}")


@pytest.fixture(scope="module")
def spoilt(system: System, file: dict[str, Any]) -> Iterator[dict[BreachKind, tuple[Planted, str]]]:
    """For each kind of breach a user of its own, and the path where it is."""
    found: dict[BreachKind, tuple[Planted, str]] = {}
    later = system.clock.now() + timedelta(hours=25)  # by then the objects are old
    for kind in BreachKind:
        user = Planted(later, file)
        found[kind] = (user, user.spoilt(kind))
        for name in user.objects:
            left_in(system, "MEDIA", name)
    system.clock.move(25 * 3600)
    documents = {path: fields for user, _ in found.values() for path, fields in user.documents.items()}
    write(system, documents)
    yield found
    remove(system, list(documents))


@pytest.fixture(scope="module")
def whole(system: System, spoilt: dict[BreachKind, tuple[Planted, str]]) -> tuple[dict[str, Any], str]:
    """A run over all data as its report has it, and the path of a run that was too old by then."""
    old = system.clock.now() - timedelta(days=91)
    left = Run(f"{old:%Y%m%d}-{secrets.token_hex(4)}", old, "schedule", old)
    write(system, {left.path: left.fields()})
    return over(system, started(system)["id"]), left.path


def looked_at(system: System, uid: str) -> dict[str, Any]:
    return system.call("GET", f"/admin/users/{uid}/reconcile", system.admin, params=WHY).raise_for_status().json()


def started(system: System) -> dict[str, Any]:
    answer = system.call("POST", "/admin/reconcile", system.admin, json=WHY)
    assert answer.status_code == 202, answer.text
    return answer.json()


def shown(system: System, run_id: str) -> dict[str, Any]:
    return system.call("GET", f"/admin/reconcile/{run_id}", system.admin, params=WHY).raise_for_status().json()


def over(system: System, run_id: str, move: float = 0) -> dict[str, Any]:
    def look() -> bool:
        if move:
            system.hurry(move)
        return (system.document(run_path(run_id)) or {})["ended_at"] is not None

    eventually(look, lambda: shown(system, run_id))
    return shown(system, run_id)


def alerts(system: System, run_id: str) -> list[dict[str, Any]]:
    log = Path(system.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{") and run_id in line]
    return [line for line in lines if line.get("alert") is True]


def planted_run(system: System, **marks: Any) -> Run:
    """A run that a worker left half way, at the last part of the data."""
    eventually(lambda: not (system.document(LATEST) or {}).get("running") or system.hurry(2))
    now = system.clock.now()
    place: dict[str, Any] = {"part": "films", "after": [], "ledger": None}
    run = Run(
        f"{now:%Y%m%d}-{secrets.token_hex(4)}", now, "schedule", now, place=place, pages=7, read={"accounts": 1000}, **marks
    )
    write(system, {run.path: run.fields(), LATEST: {"run_id": run.id, "running": True}})
    return run


def as_task(system: System) -> dict[str, str]:
    email = f"rushes-tasks@{system.project}.iam.gserviceaccount.com"
    return {"Authorization": f"Bearer {system.identity.oidc_token(email, f'{system.url}/reconcile', system.clock.now())}"}


def test_a_run_clears_what_has_belonged_to_nobody_for_days(people: System) -> None:
    """O3, 4, 8: objects without an owner after two days, a key from works that have ended; what has an owner stays.

    The first of this file: what the others plant would be looked after for two days too.
    """
    ada = rich(people)
    kept, lost = films.video(people, ada), secrets.token_hex(12)
    names = {
        "MEDIA": f"{media_home_of(ada.uid)}/videos/{lost}.mp4",
        "PROVIDER_OUT": f"{kept}/1/7/sample_0.mp4",
        "UPLOADS": f"users/x/{lost}",
    }
    clear_what_tests_left(people)
    for bucket, name in names.items():
        left_in(people, bucket, name)
    made = people.call("POST", "/account/keys", ada, json={"provider": "gemini-api", "key": secrets.token_hex(20)})
    assert made.status_code == 201, made.text
    where = f"provider_keys/{ada.uid}.gemini-api"
    fields = people.document(where) or {}
    write(people, {where: {**fields, "serves": [kept]}, f"{where}.old": {**fields, "version": "old", "serves": [kept, lost]}})
    people.clock.move(49 * 3600)
    eventually(lambda: not (people.document(LATEST) or {}).get("running") or people.hurry(2))
    over(people, started(people)["id"])
    # uploads are let go by their bucket, which looks by itself
    assert eventually(lambda: not any(there(people, bucket, name) for bucket, name in names.items()))
    assert there(people, "MEDIA", f"{media_home_of(ada.uid)}/videos/{kept}.mp4")
    assert (people.document(where) or {})["serves"] == []
    assert people.document(f"{where}.old") is None
    assert looked_at(people, ada.uid)["breaches"] == 0


def clear_what_tests_left(system: System) -> None:
    """Of many objects without an owner a run deletes none: others' must not be what this one is about."""
    for bucket in ("MEDIA", "PROVIDER_OUT", "UPLOADS"):
        where = system.environment[f"RUSHES_BUCKET_{bucket}"]
        for name in images.objects(system, where, ""):
            home = objects.home_in_media(name) if bucket == "MEDIA" else None
            path, stored = home.path if home else None, Stored(where, name, 1, 1, "")
            if not (home and path and objects.owned(home.owns, Document(path, system.document(path)), stored)):
                address = f"{system.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{where}/o/{quote(name, safe='')}"
                http_client.delete(address).raise_for_status()


def there(system: System, bucket: str, name: str) -> bool:
    return name in images.objects(system, system.environment[f"RUSHES_BUCKET_{bucket}"], name)


def test_what_is_as_it_must_be_is_clean(system: System, file: dict[str, Any]) -> None:
    """O3, C3: a user with jobs and films that run, wait and have ended one way or another."""
    user = Planted(system.clock.now(), file)
    write(system, user.documents)
    try:
        found = looked_at(system, user.uid)
    finally:
        remove(system, list(user.documents))
    assert (found["complete"], found["first"], found["busy"]) == (True, [], []), found
    assert found["read"] == {
        "accounts": 1,
        "entries": 7,
        "jobs": 4,
        "films": 4,
        "purchases": 0,
        "images": 0,
        "batches": 2,
        "keys": 0,
        "agent_keys": 0,
        "deletions": 0,
        "exports": 0,
        "shares": 0,
        "webhooks": 0,
        "takedowns": 0,
        "reports": 0,
        "cases": 0,
        "objects": 0,
    }
    checked = {name: each["checked"] for name, each in found["invariants"].items() if each["checked"]}
    assert checked == {"1": 1, "2": 8, "3": 1, "4": 3, "5": 6, "6": 1, "7": 4, "counts": 1}


@pytest.mark.parametrize("kind", [*ONE_OF_EACH, BreachKind.JOB_WITHOUT_ACCOUNT])
def test_a_planted_breach_is_found_and_named(
    system: System, spoilt: dict[BreachKind, tuple[Planted, str]], kind: BreachKind
) -> None:
    """O3: one against each invariant, with its place, in words, and nothing else that is not so."""
    user, path = spoilt[kind]
    found = looked_at(system, user.uid)
    assert (kind.value, path) in [(each["kind"], each["path"]) for each in found["first"]], found["first"]
    of_nobody = {BreachKind.JOB_WITHOUT_ACCOUNT, BreachKind.ENTRY_WITHOUT_ACCOUNT}
    assert set(found["kinds"]) <= {kind, *(of_nobody if kind in of_nobody else ())}
    (row, *_) = [each for each in found["first"] if each["kind"] == kind]
    assert (row["invariant"], row["words"]) == (kind.invariant, kind.words.en)


def test_a_run_over_all_data_finds_each_of_them(
    system: System, spoilt: dict[BreachKind, tuple[Planted, str]], whole: tuple[dict[str, Any], str]
) -> None:
    """O3: page by page, in a task; the report counts every breach, and is listed."""
    run, _ = whole
    assert run["status"] == "breached"
    assert {kind for kind, count in run["kinds"].items() if count} == set(BreachKind)
    assert run["breaches"] == sum(run["kinds"].values()) >= len(spoilt)
    (told,) = alerts(system, run["id"])
    assert (told["breaches"], told["kinds"], told["severity"]) == (run["breaches"], run["kinds"], "CRITICAL")
    assert (run["pages"] >= 3, len(run["first"]) >= 30, run["ended_at"] is not None) == (True, True, True)
    listed = system.call("GET", "/admin/reconcile", system.admin, params=WHY).json()["runs"]
    assert run["id"] in [each["id"] for each in listed]
    german = system.call("GET", f"/admin/reconcile/{run['id']}", system.admin, params=WHY, headers={"Accept-Language": "de"})
    assert german.json()["first"][0]["words"] == BreachKind(run["first"][0]["kind"]).words.de


def test_a_page_that_is_delivered_many_times_counts_once(system: System, whole: tuple[dict[str, Any], str]) -> None:
    """O3: by one worker at a time, whatever the queue delivers."""
    (first, _), left = whole, planted_run(system)
    system.firestore.document(left.path).update({"place": None, "pages": 0, "read": None}, timeout=10)
    headers, body = as_task(system), {"run_id": left.id}
    with ThreadPoolExecutor(6) as queue:
        calls = [queue.submit(system.call, "POST", "/reconcile/pages", json=body, headers=headers) for _ in range(6)]
        assert {call.result().status_code for call in calls} == {204}
    again = over(system, left.id)
    assert (again["read"], again["pages"]) == (first["read"], first["pages"])
    assert {**again["kinds"], "key_held": 0} == {**first["kinds"], "key_held": 0}  # the first one let that key go
    late = system.call("POST", "/reconcile/pages", json={"run_id": left.id}, headers=as_task(system))
    assert (late.status_code, shown(system, left.id)["pages"]) == (204, again["pages"])


def test_old_runs_are_forgotten(system: System, whole: tuple[dict[str, Any], str]) -> None:
    """O3: after 90 days, by the run itself."""
    run, forgotten = whole
    eventually(lambda: system.document(forgotten) is None)
    assert system.document(run_path(run["id"])) is not None


def test_a_ledger_of_many_pages_adds_up(system: System, file: dict[str, Any]) -> None:
    """O3: a user with more entries than a page holds is read in several, and is no breach; one amount too many is."""
    user = Planted(system.clock.now(), file)
    for number in range(650):
        user.post(f"grant.{user.uid}-{number}", "admin_grant", 1)
    write(system, user.documents)
    try:
        found = looked_at(system, user.uid)
        assert (found["breaches"], found["read"]["entries"]) == (0, 657)
        spoilt = f"credit_transactions/grant.{user.uid}-500"
        write(system, {spoilt: {**user.documents[spoilt], "amount": 2}})
        kinds = looked_at(system, user.uid)["kinds"]
        assert (kinds["balance"], kinds["balance_after"]) == (1, 150)
    finally:
        remove(system, list(user.documents))


def test_a_run_whose_worker_died_goes_on_where_it_stood(system: System) -> None:
    """O3: not before the dead one's lease is over, and not from the beginning; a start meanwhile is no second run."""
    left = planted_run(system, turn="deadbeef", lease_until=system.clock.now() + timedelta(minutes=5))
    assert started(system)["id"] == left.id
    assert shown(system, left.id)["status"] == "running"
    run = over(system, left.id, move=20)
    assert (run["read"]["accounts"], run["pages"] >= 8, run["started_by"]) == (1000, True, "schedule")


def test_a_run_whose_task_is_given_up_is_stopped(system: System) -> None:
    """O3, O2: it is kept as a dead letter, and the next start begins afresh."""
    left = planted_run(system)
    system.firestore.document(left.path).update({"place": {"part": "films", "after": 5, "ledger": None}}, timeout=10)
    marks = {"X-CloudTasks-QueueName": "sweep", "X-CloudTasks-TaskName": "t-1", "X-CloudTasks-TaskRetryCount": "2"}
    answer = system.call("POST", "/reconcile/pages", json={"run_id": left.id}, headers={**as_task(system), **marks})
    assert (answer.status_code, shown(system, left.id)["status"]) == (204, "stopped")
    letters = system.documents("dead_letters", "function", "reconcile")
    (letter,) = [row for row in letters if (row["payload"] or {}).get("run_id") == left.id]
    assert letter["attempts"] == 3
    assert started(system)["id"] != left.id


def test_only_operators_and_the_schedule_may_ask(system: System) -> None:
    """A3, A4: each call is audited; nobody else's is done."""
    ada = system.person()
    for method, path in (("POST", ""), ("GET", ""), ("GET", "/20260101-00000000")):
        options: dict[str, Any] = {"json": WHY} if method == "POST" else {"params": WHY}
        assert system.call(method, f"/admin/reconcile{path}", ada, **options).status_code == 403
    assert system.call("GET", f"/admin/users/{ada.uid}/reconcile", ada, params=WHY).status_code == 403
    assert system.call("POST", "/reconcile", ada).status_code == 401
    assert system.call("POST", "/admin/reconcile", system.admin, json={}).status_code == 400
    assert system.call("GET", "/admin/reconcile/latest", system.admin, params=WHY).status_code == 404
    assert looked_at(system, ada.uid)["breaches"] == 0
    (row,) = system.documents("audit_log", "on", ada.uid)
    assert (row["action"], row["actor"], row["reason"]) == ("reconcile_user", system.admin.uid, WHY["reason"])
    email = f"rushes-scheduler@{system.project}.iam.gserviceaccount.com"
    token = system.identity.oidc_token(email, f"{system.url}/reconcile", system.clock.now())
    answer = system.call("POST", "/reconcile", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 202
    assert shown(system, answer.json()["run_id"])["started_by"] in ("schedule", system.admin.uid)


def test_counts_are_mended_on_an_operators_word(
    system: System, spoilt: dict[BreachKind, tuple[Planted, str]], file: dict[str, Any]
) -> None:
    """O3: a dry run first; each mend is audited, makes its breach go and no other; nothing else is touched."""
    found = [(kind, *spoilt[kind]) for kind in sorted(mending.MENDABLE)]
    first = [{"kind": kind.value, "path": path, "expected": None, "found": None} for kind, _, path in found]
    money = BreachKind.BALANCE, *spoilt[BreachKind.BALANCE]
    first.append({"kind": money[0].value, "path": money[2], "expected": None, "found": None})
    now = system.clock.now()
    counted = {str(each["kind"]): 1 for each in first}
    run = Run(f"{now:%Y%m%d}-{secrets.token_hex(4)}", now, "a test", now, RunStatus.BREACHED, ended_at=now, found=counted)
    write(system, {run.path: {**run.fields(), "first": first}})

    def mend(**wish: Any) -> dict[str, Any]:
        answer = system.call("POST", f"/admin/reconcile/{run.id}/mend", system.admin, json={**WHY, **wish})
        return answer.raise_for_status().json()

    before = {path: system.document(path) for _, _, path in found}
    dry = mend()
    assert (dry["dry_run"], dry["left"]) == (True, {"balance": 1})
    assert {each["path"] for each in dry["mends"]} == {path for _, _, path in found}
    assert {path: system.document(path) for _, _, path in found} == before
    done = mend(dry_run=False)["mends"]
    assert all(each["mended"] for each in done), done
    assert [each["after"] for each in mend(dry_run=False)["mends"]] == [{}] * len(done)
    for kind, user, path in found:
        told = looked_at(system, user.uid)
        assert kind.value not in told["kinds"], told
        assert set(told["kinds"]) <= {"idle_slot", "idle_film_slot"}, told
        actions = [row for row in system.documents("audit_log", "on", path) if row["action"] == "mend"]
        assert [row["details"]["run"] for row in actions] == [run.id]
    assert looked_at(system, money[1].uid)["kinds"] == {"balance": 1}
    missing = system.call("POST", "/admin/reconcile/20260101-00000000/mend", system.admin, json=WHY)
    assert missing.status_code == 404
