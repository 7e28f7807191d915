"""What must always hold, as an auditor would check it: read past all rules, from Firestore and the media bucket."""

from __future__ import annotations

from typing import Any

from shared.config.model import ConcurrencySection
from shared.videos.states import ENDED, HOLDS_SLOT, JobState
from tests.system import System

_SLOTS = {state.value for state in HOLDS_SLOT}
_ENDED = {state.value for state in ENDED}


def check_money(system: System, uid: str) -> None:
    """Invariants 1 to 4, 6 and 7 for one user: ledger, charges and refunds, slots, files, orders, and that what ended stays."""
    account, entries, jobs, films = _at_one_moment(system, uid)
    if account is None:
        assert (entries, jobs, films) == ([], [], [])
        return
    _check_ledger(account, entries)
    for job in jobs:
        _check_job(job, entries)
    for film in films:
        _check_film(film, entries)
        if film["status"] == "completed":
            _check_stored(system, film["film"])
    _check_slots(account, jobs)
    for job in jobs:
        if job["state"] == JobState.COMPLETED:
            _check_file(system, job)
        _check_orders(system, job)
        _check_unchanged(system, job)


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


def _check_ledger(account: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """1: the balance is the sum of the entries, which continue each other by `seq` without a gap."""
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    balance = 0
    for entry in entries:
        balance += entry["amount"]
        assert entry["balance_after"] == balance, entry
        assert balance >= 0 or entry["type"] == "chargeback", entry
    assert (account["balance"], account["seq"]) == (balance, len(entries))


def _check_job(job: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """2: exactly one charge, at most one refund of the same amount, and the refund that the outcome asks for."""
    own = [entry for entry in entries if entry["job_id"] == job["id"]]
    charges = [entry["amount"] for entry in own if entry["type"] == "charge"]
    refunds = [entry["amount"] for entry in own if entry["type"] == "refund"]
    assert charges == [-job["credits"]], job
    assert job["charged"] is (refunds == [] and job["credits"] > 0), job
    assert refunds in ([], [job["credits"]]), job
    if job["state"] == JobState.COMPLETED:
        assert refunds == [], job
    elif job["state"] in (JobState.FAILED, JobState.CANCELLED) and job["credits"]:  # on an own key there may be no fee
        assert refunds == [job["credits"]] or job["outcome"] == "ended_by_operator", job
        assert job["message"]["en"].endswith("You were not charged.") or not refunds, job


def _check_film(film: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """2, for films, most of which cost nothing: charged once if at all, and refunded exactly when there is none in the end."""
    own = [(entry["type"], entry["amount"]) for entry in entries if entry["job_id"] == film["id"]]
    paid, back = [("charge", -film["credits"])], [("refund", film["credits"])]
    if not film["credits"]:
        assert own == [], film
    elif film["status"] in ("failed", "cancelled"):
        assert own == paid + back, film
    else:
        assert own[:1] == paid, film
        assert film["status"] == "deleting" or own == paid, film
    assert film["charged"] is (len(own) == 1), film
    assert film["status"] not in ("failed", "cancelled") or film["message"]["en"].endswith("You were not charged."), film


def _check_slots(account: dict[str, Any], jobs: list[dict[str, Any]]) -> None:
    """3: as many slots as jobs that hold one; whoever waits beside a free one is on the sweep's list."""
    assert account["active_jobs"] == sum(job["state"] in _SLOTS for job in jobs)
    assert account["waiting_jobs"] == sum(job["state"] == JobState.WAITING for job in jobs)
    slots = account["overrides"].get("active_jobs") or ConcurrencySection().active_jobs
    assert account["turn_due_at"] or not account["waiting_jobs"] or account["active_jobs"] >= slots


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
