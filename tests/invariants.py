"""What must always hold, as an auditor would check it: read past all rules, from Firestore and the media bucket."""

from __future__ import annotations

from typing import Any

from shared.config.model import ConcurrencySection
from shared.platform.documents import Document
from shared.platform.ids import home_of
from shared.platform.stored import Stored
from shared.reconcile import objects, rules
from shared.reconcile.breaches import Breach
from shared.reconcile.ledger import ledger_of
from shared.reconcile.rules import Money
from shared.videos.states import ENDED, JobState
from tests.system import System
from tests.wishes import eventually

_ENDED = {state.value for state in ENDED}
_LOOKED_AT = 20  # jobs of one user, whose provider's copies are looked for


def check_money(system: System, uid: str) -> None:
    """Invariants 1 to 4, 6 and 7 for one user: ledger, charges and refunds, slots, files, orders, and that what ended stays."""
    account, entries, jobs, films = _at_one_moment(system, uid)
    if account is None:
        assert (entries, jobs, films) == ([], [], [])
        return
    _agree(ledger_of(account, {entry["id"]: entry for entry in entries}))
    for job in jobs:
        _check_job(system, job, entries)
    for film in films:
        _check_film(film, entries)
        if film["status"] == "completed":
            _check_stored(system, film["film"])
    _check_slots(account, jobs)
    _check_film_slots(account, films)
    _check_counts(system, account, jobs)
    _check_prompts(system, account)
    for job in jobs:
        if job["state"] == JobState.COMPLETED:
            _check_file(system, job)
        _check_orders(system, job)
        _check_unchanged(system, job)


def check_kept(system: System, uid: str) -> None:
    """Invariants 4 and 8 the other way round: each object of a user has an owner, each key serves works that live.

    The last step of a work, which clears up, may still be under way, or have to come again.
    """

    def cleared_up() -> bool:
        if not _left(system, uid):
            return True
        system.hurry(2)
        return False

    assert eventually(cleared_up), _left(system, uid)


def _left(system: System, uid: str) -> list[str]:
    media, made = system.environment["RUSHES_BUCKET_MEDIA"], system.environment["RUSHES_BUCKET_PROVIDER_OUT"]
    jobs = system.documents("video_jobs", "user_id", uid)
    left = [name for name in _names(system, media, f"{home_of(uid)}/") if not _has_owner(system, media, name)]
    for job in jobs[:_LOOKED_AT]:
        if job["state"] == JobState.COMPLETED:
            left += _names(system, made, f"{job['id']}/")
    live = {job["id"] for job in jobs if job["state"] not in _ENDED}
    for key in system.documents("provider_keys", "user_id", uid):
        prompts = (system.document(f"video_prompts/{each}") or {} for each in key["serves"] if each not in live)
        left += [f"provider_keys/{key['id']}" for prompt in prompts if prompt.get("status") != "pending"]
    return left


def _names(system: System, bucket: str, prefix: str) -> list[str]:
    address = f"{system.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{bucket}/o"
    return [
        each["name"] for each in system.http.get(address, params={"prefix": prefix}).raise_for_status().json().get("items", [])
    ]


def _has_owner(system: System, bucket: str, name: str) -> bool:
    """By the rule of the nightly reconciliation."""
    home = objects.home_in_media(name)
    if home.path is None:
        return False
    return objects.owned(home.owns, Document(home.path, system.document(home.path)), Stored(bucket, name, 1, 1, ""))


def _agree(found: list[Breach]) -> None:
    """The same rules as the nightly reconciliation's."""
    assert found == []


def _at_one_moment(
    system: System, uid: str
) -> tuple[dict[str, Any] | None, list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Jobs may still run: whatever moves a slot or credits goes through the account, so it must not change meanwhile."""
    while True:
        account = system.document(f"accounts/{uid}")
        entries = sorted(system.documents("credit_transactions", "user_id", uid), key=lambda entry: entry["seq"])
        jobs = system.documents("video_jobs", "user_id", uid)
        films = system.documents("films", "user_id", uid)
        if account == system.document(f"accounts/{uid}"):
            return account, entries, jobs, films


def _money(work: dict[str, Any], entries: list[dict[str, Any]]) -> Money:
    """Its charge and its refund, each once at most, and no other entry speaks of it."""
    own = {entry["id"]: entry for entry in entries if entry["job_id"] == work["id"]}
    charge, refund = f"{work['id']}.charge", f"{work['id']}.refund"
    assert set(own) <= {charge, refund}, work
    assert all(entry["type"] == entry_id.rsplit(".", 1)[-1] for entry_id, entry in own.items()), own
    return Money(own.get(charge), own.get(refund))


def _check_job(system: System, job: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """2, 6 and 7: charged once, refunded as the outcome asks, its end marked. Not 5, for tests move time."""
    path, money = f"video_jobs/{job['id']}", _money(job, entries)
    _agree(rules.job(path, job, money, job["created_at"]))
    if job["attempt"] > 1:
        _agree(rules.attempts(path, job["attempt"], system.document(f"{path}/private/ops") or {}))
    assert not money.refund or job["message"]["en"].endswith("You were not charged."), job


def _check_film(film: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """2 and 7, for films, most of which cost nothing."""
    _agree(rules.film(f"films/{film['id']}", film, _money(film, entries), film["created_at"]))
    said = f"{film['credits']} credit" if film["charged"] else "You were not charged."
    assert not film["ended_at"] or said in film["message"]["en"], film


def _check_slots(account: dict[str, Any], jobs: list[dict[str, Any]]) -> None:
    """3: as many slots as jobs that hold one; whoever waits beside a free one is on the sweep's list."""
    slots, now = account["overrides"].get("active_jobs") or ConcurrencySection().active_jobs, account["updated_at"]
    _agree(rules.slots(account, [job["state"] for job in jobs], slots, now, now))
    assert account["turn_due_at"] or not account["waiting_jobs"] or account["active_jobs"] >= slots


def _check_film_slots(account: dict[str, Any], films: list[dict[str, Any]]) -> None:
    """3: the same for films."""
    slots, now = account["overrides"].get("active_films") or ConcurrencySection().films, account["updated_at"]
    _agree(rules.film_slots(account, films, slots, now, now))
    waiting, active = account.get("waiting_films"), account.get("active_films", 0)
    assert account.get("films_turn_due_at") or not waiting or active >= slots


def _check_counts(system: System, account: dict[str, Any], jobs: list[dict[str, Any]]) -> None:
    """What the account counts beside its jobs, and `usage` of what its user keeps."""
    finished = (job["video"]["bytes"] for job in jobs if job["state"] == JobState.COMPLETED)
    _agree(rules.stored_bytes(account, sum(finished)))
    _agree(rules.live_batches(account, [job["batch_id"] for job in jobs if job["state"] not in _ENDED and job.get("batch_id")]))
    path = f"usage/{account['user_id']}"
    while True:
        usage, there = system.document(path), _there(system, account["user_id"])
        if usage == system.document(path):
            break
    assert usage or not (there["storyboards"] or there["templates"]), there  # tests plant pictures, but none of these
    _agree(rules.kept(path, usage or {}, there))


def _there(system: System, uid: str) -> dict[str, int]:
    pictures = system.documents("images", "user_id", uid)
    films = system.documents("films", "user_id", uid)
    return {
        "storyboards": len(system.documents("storyboards", "user_id", uid)),
        "templates": len(system.documents("prompt_templates", "user_id", uid)),
        "picture_bytes": sum(each["bytes"] for each in pictures if each["status"] == "ready"),
        "film_bytes": sum(each["film"]["bytes"] for each in films if each["status"] == "completed"),
    }


def _check_prompts(system: System, account: dict[str, Any]) -> None:
    """3: as many slots as groups of prompts hold, and in line whoever waits; each that is not over is what its batch says."""
    uid = account["user_id"]
    while True:  # whatever moves a slot or the line goes through the account
        before = system.document(f"accounts/{uid}") or {}
        batches = {each["id"]: each for each in system.documents("prompt_batches", "user_id", uid) if each.get("live")}
        prompts = system.documents("video_prompts", "user_id", uid) if batches else []
        if all(system.document(f"prompt_batches/{each}") == _bare(batch) for each, batch in batches.items()) and before == (
            system.document(f"accounts/{uid}") or {}
        ):
            break
    _agree(rules.prompt_slots(before, batches))
    for batch in batches.values():
        known = {*batch["running"], *batch["waiting"]}
        pending = {each["id"] for each in prompts if each["batch_id"] == batch["id"] and each["status"] == "pending"}
        assert {each for each in known if each in pending} == known, batch
        assert batch["completed"] + batch["failed"] + len(known) == batch["total"], batch
        assert len(batch["running"]) <= batch["held"], batch


def _bare(batch: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in batch.items() if name != "id"}


def _check_orders(system: System, job: dict[str, Any]) -> None:
    """6: of all that was sent for a job its provider accepted one at most."""
    address = f"{system.environment['GOOGLE_VERTEX_BASE_URL']}/_local/journal"
    entries = system.http.get(address, params={"job": job["id"]}).raise_for_status().json()["entries"]
    assert sum(entry["accepted"] and entry["billed"] for entry in entries) <= 1, entries


def _check_unchanged(system: System, job: dict[str, Any]) -> None:
    """7: an ended job is as it was when it was last looked at; a late poster is its only news."""
    if job["state"] not in _ENDED:
        return
    before = system.ended.setdefault(job["id"], job)
    late = {"poster": (job["video"] or {}).get("poster")}
    assert {**job, "commit_token": ""} == {
        **before,
        "video": before["video"] and {**before["video"], **({} if before["video"]["poster"] else late)},
        "commit_token": "",
    }


def _check_file(system: System, job: dict[str, Any]) -> None:
    """4: a completed job has its object, with the recorded size and checksum."""
    _check_stored(system, job["video"])


def _check_stored(system: System, facts: dict[str, Any]) -> None:
    bucket, name = system.environment["RUSHES_BUCKET_MEDIA"], facts["object"]
    found = system.http.get(
        f"{system.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{bucket}/o/{name.replace('/', '%2F')}"
    ).json()
    assert (int(found["size"]), found["crc32c"]) == (facts["bytes"], facts["crc32c"])
