"""Clients that hang up, and what a job keeps of its provider: what was paid for is made."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

from standins.testing import eventually
from tests.faults.trouble import Trouble, job, marked, ops, over, reaches, wished
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich


def test_a_client_that_hangs_up_still_gets_its_video(people: System, trouble: Trouble) -> None:
    """V1: admitted, and gone without reading the answer; the job is in the history and its file in the user's folder."""
    ada = rich(people)
    address = urlsplit(people.url)
    body = json.dumps({**WISH, "prompt": marked()}).encode()
    headers = {**people.signed_in(ada).headers, **key(), "Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((address.hostname or "", address.port or 0)) as line:
        line.sendall(f"POST /videos HTTP/1.1\r\nHost: {address.netloc}\r\n{lines}\r\n".encode() + body)
        (found,) = eventually(lambda: people.documents("video_jobs", "user_id", ada.uid))
    assert over(people, found["id"])["state"] == "completed"
    assert people.call("GET", "/videos", ada).json()["videos"][0]["id"] == found["id"]
    assert len(trouble.accepted(found["id"])) == 1


def test_the_operations_whole_name_is_kept_and_never_shown(people: System, trouble: Trouble) -> None:
    """V13, C9: however long it is; and its attempt has it, not the job."""
    ada = rich(people)
    job_id = wished(people, ada, marked(render_seconds=30))
    reaches(people, job_id, "processing", step_s=1)
    (entry,) = trouble.accepted(job_id)
    name = ops(people, job_id)["attempts"]["a1"]["operation"]
    assert name == entry["operation"]
    assert name not in people.call("GET", f"/videos/{job_id}", ada).text + str(job(people, job_id))
    refused = people.call("POST", f"/videos/{job_id}/cancel", ada)
    assert (refused.status_code, refused.json()["error"]) == (409, "CANNOT_CANCEL")
    assert over(people, job_id)["state"] == "completed"
