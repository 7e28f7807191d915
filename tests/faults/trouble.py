"""Trouble as a test orders it: at the provider, in storage, with tasks; and the provider's journal as evidence."""

from __future__ import annotations

import json
import secrets
from typing import Any

from local.people import Person
from standins.testing import eventually
from tests.fixtures import http_client
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key


class Trouble:
    """Orders faults for one job or one word of a prompt, so that tests beside it are left alone."""

    def __init__(self, people: System) -> None:
        self._people = people
        self._at = {
            "provider": people.environment["GOOGLE_VERTEX_BASE_URL"],
            "storage": people.environment["STORAGE_EMULATOR_HOST"],
            "tasks": people.environment["RUSHES_TASKS_CONTROL_URL"],
        }
        self.provider_out = people.environment["RUSHES_BUCKET_PROVIDER_OUT"]
        self.media = people.environment["RUSHES_BUCKET_MEDIA"]
        self._earlier = {task["name"] for task in self._tasks()}

    def address(self, part: str) -> str:
        return self._at[part]

    def tell(self, part: str, path: str, **body: Any) -> dict[str, Any]:
        return http_client.post(f"{self._at[part]}/_local/{path}", json=body).raise_for_status().json()

    def end(self) -> None:
        for part in ("storage", "tasks"):
            http_client.delete(f"{self._at[part]}/_local/faults").raise_for_status()
        self.release()

    # -- orders

    def next_creates(self, word: str, times: int = 1, **do: Any) -> None:
        self.tell("provider", "faults", match={"prompt_contains": word}, times=times, do=do)

    def ordered(self, word: str) -> int:
        """How many of the next creates with this word will meet what was ordered for them."""
        told = http_client.get(f"{self._at['provider']}/_local/faults").raise_for_status().json()["faults"]
        return sum(each["times"] or 0 for each in told if each["match"].get("prompt_contains") == word)

    def storage(self, times: int, do: dict[str, Any], **match: Any) -> None:
        self.tell("storage", "faults", match=match, times=times, do=do)

    def tasks(self, kind: str, queue: str, **options: Any) -> None:
        self.tell("tasks", "faults", kind=kind, queue=queue, **options)

    def hold(self) -> None:
        """News of what the provider wrote waits."""
        self.tell("storage", "events/hold", bucket=self.provider_out)

    def release(self, order: str = "original") -> list[dict[str, Any]]:
        return self.tell("storage", "events/release", bucket=self.provider_out, order=order)["delivered"]

    # -- evidence

    def accepted(self, job_id: str) -> list[dict[str, Any]]:
        """The creates that the provider accepted for this job: what it would bill."""
        return [entry for entry in self.asked(job_id) if entry["accepted"] and entry["billed"]]

    def asked(self, job_id: str) -> list[dict[str, Any]]:
        found = http_client.get(f"{self._at['provider']}/_local/journal", params={"job": job_id}).raise_for_status().json()
        return found["entries"]

    def objects(self, bucket: str, prefix: str) -> list[str]:
        address = f"{self._at['storage']}/storage/v1/b/{bucket}/o"
        return [item["name"] for item in http_client.get(address, params={"prefix": prefix}).json().get("items", [])]

    def write_object(self, bucket: str, name: str, content: bytes) -> None:
        address = f"{self._at['storage']}/upload/storage/v1/b/{bucket}/o"
        http_client.post(address, params={"uploadType": "media", "name": name}, content=content).raise_for_status()

    def waiting_tasks(self, queue: str) -> list[dict[str, Any]]:
        """Those that have come since; what earlier tests have left for later is not waited for."""
        return [task for task in self._tasks(queue) if task["name"] not in self._earlier]

    def _tasks(self, queue: str = "") -> list[dict[str, Any]]:
        return http_client.get(f"{self._at['tasks']}/_local/tasks", params={"queue": queue}).json()["tasks"]


def word() -> str:
    """A word that stands in no other prompt."""
    return f"w{secrets.token_hex(6)}"


def marked(**do: Any) -> str:
    """A prompt that tells the simulator what shall become of each create that carries it."""
    return f"{WISH['prompt']} [[fault:{json.dumps(do)}]]"


def wished(people: System, person: Person, prompt: str, **changes: Any) -> str:
    answer = people.call("POST", "/videos", person, json={**WISH, "prompt": prompt, **changes}, headers=key())
    assert answer.status_code == 202, answer.text
    return answer.json()["video"]["id"]


def job(people: System, job_id: str) -> dict[str, Any]:
    return people.document(f"video_jobs/{job_id}") or {}


def ops(people: System, job_id: str) -> dict[str, Any]:
    return people.document(f"video_jobs/{job_id}/private/ops") or {}


def reaches(people: System, job_id: str, *states: str, step_s: float | None = None) -> dict[str, Any]:
    """The job once it is in one of these states; time is moved meanwhile, from task to task where no step is told."""

    def look() -> dict[str, Any] | None:
        now = job(people, job_id)
        if now["state"] in states:
            return now
        people.step() if step_s is None else people.hurry(step_s)
        return None

    return eventually(look, lambda: (job(people, job_id), ops(people, job_id)))


def over(people: System, job_id: str, *, step_s: float | None = None) -> dict[str, Any]:
    return reaches(people, job_id, "completed", "failed", "cancelled", step_s=step_s)


def refunded(people: System, person: Person, job_id: str, outcome: str) -> dict[str, Any]:
    """Failed in this way, told in both languages that it cost nothing, and refunded exactly once."""
    now = job(people, job_id)
    assert (now["state"], now["outcome"], now["charged"], now["video"]) == ("failed", outcome, False, None), now
    assert now["message"]["en"].endswith("You were not charged.")
    assert now["message"]["de"].endswith("Dir wurde nichts berechnet.")
    entries = [each["type"] for each in people.documents("credit_transactions", "job_id", job_id)]
    assert sorted(entries) == ["charge", "refund"]
    account = people.document(f"accounts/{person.uid}") or {}
    assert (account["balance"], account["active_jobs"]) == (200, 0)
    return now
