"""The runbook's own lines, typed as they stand there by an operator against the running stack."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

from google.cloud.tasks_v2.types import Queue, RetryConfig
from google.protobuf import duration_pb2

from local.tools import ROOT
from standins.testing import eventually
from tests.fixtures.queues import held
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich
from tests.flows.test_dead_letters import given_up, hopeless, put_into

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
# What stands for a work, a letter that was dropped before, a report, or a version that nobody has.
_AN_EXAMPLE = re.compile(
    r"/(VIDEO|FILM|PROMPT|REPORT|BATCH|NOTE)\b|/[0-9a-f]{24}/|/\d{8}-[0-9a-f]{8}\b|/LETTER/replay|/history/\d|\"version\"|\"fingerprint\""
)
SET = ("intake", "rollout", "limits", "credits")  # sections that the lines of both pages set


def typed(system: System, line: str) -> tuple[int, str]:
    """What a shell makes of it, where `$URL` and `$TOKEN` are what the page says: the token is made for `admin` alone."""
    token = system.identity.oidc_token(system.environment["RUSHES_OPERATORS"], f"{system.url}/admin", system.clock.now())
    told = {**os.environ, "URL": system.url, "TOKEN": token}
    command = line.replace("curl ", 'curl -sS -w "\\n%{http_code}" ', 1)
    where = Path(system.environment["CLOCK_FILE"]).parent  # for what a line keeps in a file
    done = subprocess.run(["/bin/sh", "-c", command], cwd=where, env=told, capture_output=True, text=True, timeout=60, check=True)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def test_every_call_that_an_operator_is_told_to_make_is_taken(people: System) -> None:
    """O4, O1: in the pages' order. Meanwhile a closed intake refuses what costs; whoever was disabled is out.

    Where a line names an example only, it is at least understood: nothing but that is missing, or other than it says.
    """
    ada, told = rich(people), hopeless()
    with put_into(people) as queue:
        queue.put("check", "video-tasks", "/check", told)
    letter = given_up(people, told["job_id"])
    lines = re.findall(r"^curl .*", RUNBOOK + (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) > 40
    try:
        for line in (re.sub(r"\bLETTER\b", letter["id"], each) for each in lines):
            line = re.sub(r"\b(USER|UID)\b", ada.uid, line)
            status, body = typed(people, line)
            if not _AN_EXAMPLE.search(line.replace(letter["id"], "LETTER")):
                assert 200 <= status < 300, (line, status, body)
            else:
                assert status < 300 or (status in (404, 409) and json.loads(body)["error"] != "NO_SUCH_PATH"), (
                    line,
                    status,
                    body,
                )
            if '"open": false' in line:
                refused = people.call("POST", "/videos", rich(people), json=WISH, headers=key())
                assert (refused.status_code, refused.json()["error"]) == (503, "MAINTENANCE")
        blocked = people.call("POST", "/videos", ada, json=WISH, headers=key())
        assert (blocked.status_code, blocked.json()["details"]) == (401, {"reason": "disabled"})
    finally:
        for section in SET:
            people.configure(section)
        suspension = "/admin/models/vertex/veo-3.1-generate-001/suspension"
        people.call("PUT", suspension, people.admin, json={"reason": "after a test", "suspended": False}).raise_for_status()


def test_longer_delays_hold_for_the_very_next_try(people: System) -> None:
    """O4: the flags of the page's line, sent as gcloud sends them; no deployment, and within the minute that it promises."""
    (line,) = re.findall(r"^gcloud tasks queues update .*", RUNBOOK, re.MULTILINE)
    flags = dict(re.findall(r"--([a-z-]+)=(\S+)", line))
    least, most = (int(flags[f"{which}-backoff"].removesuffix("s")) for which in ("min", "max"))
    with held(people) as start, put_into(people) as queue:
        declared = start.tasks.get_queue(name=start.queue).retry_config
        try:
            _wait_between_tries(start.tasks, start.queue, 50, 55, 7)
            _wait_between_tries(start.tasks, start.queue, least, most, int(flags["max-attempts"]))
            queue.put(start.queue.rpartition("/")[2], "video-tasks", "/check", hopeless())
            (task,) = start.tasks.list_tasks(parent=start.queue)
            start.release()

            def tried(times: int) -> Any:
                found = start.tasks.get_task(name=task.name)
                return found if found.response_count == times else None

            waits = list[timedelta]()
            for times in (1, 2, 3):
                found = eventually(lambda times=times: tried(times))
                waits.append(found.schedule_time - found.last_attempt.response_time)
                people.clock.move(waits[-1].total_seconds())
            seconds = [least * 2**number for number in range(3)]
            assert [round(each.total_seconds()) for each in waits] == [min(each, most) for each in seconds]
            assert sum(least * 2**number for number in range(5)) > 60 >= max(seconds)
        finally:
            start.tasks.update_queue(queue=Queue(name=start.queue, retry_config=declared))


def _wait_between_tries(tasks: Any, name: str, least: int, most: int, attempts: int) -> None:
    shortest, longest = (duration_pb2.Duration(seconds=each) for each in (least, most))
    tried = RetryConfig(max_attempts=attempts, max_doublings=16, min_backoff=shortest, max_backoff=longest)
    tasks.update_queue(queue=Queue(name=name, retry_config=tried))
