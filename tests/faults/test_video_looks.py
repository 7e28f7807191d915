"""How a provider is asked about what it has, and what becomes of an order that never left."""

from __future__ import annotations

import json
import re
import secrets
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from local.tools import ROOT
from standins.testing import eventually
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside, second_functions
from tests.faults.trouble import Trouble, job, marked, ops, over, reaches, refunded, wished
from tests.fixtures import http_client
from tests.fixtures.system import System
from tests.fixtures.videos import rich

VEO = "veo-3.1-fast-generate-001"


def test_looks_in_vain_touch_no_document(people: System, trouble: Trouble) -> None:
    """V6, V4: still at work, not known yet, nothing in the bucket: one call to whoever is asked, and the next look."""
    environment, now, job_id = people.environment, people.clock.now(), secrets.token_hex(12)
    prefix = f"gs://{trouble.provider_out}/{job_id}/1/"
    name = f"projects/{people.project}/locations/us-central1/publishers/google/models/{VEO}/operations/{job_id}"
    operation = {"name": name, "model": VEO, "surface": "vertex", "started_at": at(now, 0), "output_prefix": prefix}
    task = {"job_id": job_id, "user_id": "nobody", "attempt": 1, "epoch": 0, "number": 0}
    with (
        FirestoreProxy(environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(environment, FIRESTORE_EMULATOR_HOST=proxy.host) as url,
    ):
        assert told(people, url, "check", {**task, "operation": operation, "expected_at": at(now, 3600)}) == 204
        assert told(people, url, "seek", {**task, "until": at(now, 3600)}) == 204
        assert (proxy.calls, proxy.documents) == ({}, {})
        told_of = json.loads((ROOT / "infra" / "usage.json").read_text(encoding="utf-8"))["idle_month"]["counted"]
        (queries,) = re.findall(r"its (\d+) queries", told_of["firestore_reads"]["from"])
        counted = list[int]()

        def as_reckoned() -> bool:
            counted.append(queries_of_a_sweep(people, url, proxy))
            return counted[-1] == int(queries)

        eventually(as_reckoned, lambda: f"{counted[-1]} queries of a sweep")  # once nothing of earlier tests is due
    waiting = {each["name"].rpartition("/")[2] for each in trouble.waiting_tasks("check")}
    assert {f"{job_id}-1-0-1", f"{job_id}-1-lost-0-1"} <= waiting


def queries_of_a_sweep(people: System, url: str, proxy: FirestoreProxy) -> int:
    """N1: as many as docs/scale.md reckons an idle month with; each that finds nothing is paid for as a read."""
    token = people.identity.oidc_token(
        f"rushes-scheduler@{people.project}.iam.gserviceaccount.com", f"{url}/sweep", people.clock.now()
    )
    proxy.calls.clear()
    assert http_client.post(f"{url}/sweep", headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code == 200
    return proxy.calls["RunQuery"]


def at(now: datetime, seconds: float) -> str:
    return (now + timedelta(seconds=seconds)).isoformat()


def told(people: System, url: str, path: str, task: dict[str, Any]) -> int:
    token = people.identity.oidc_token(
        f"rushes-tasks@{people.project}.iam.gserviceaccount.com", f"{url}/video-tasks", people.clock.now()
    )
    return http_client.post(f"{url}/video-tasks/{path}", json=task, headers={"Authorization": f"Bearer {token}"}).status_code


def test_work_that_is_gone_is_not_believed_at_once(people: System, trouble: Trouble) -> None:
    """V6: what was accepted a moment ago may not be known everywhere yet; the look at the usual time believes it."""
    ada = rich(people)
    job_id = wished(people, ada, marked(vanish=True, never=True))
    over(people, job_id)
    ended = refunded(people, ada, job_id, "provider_error")
    assert ended["ended_at"] >= ended["expected_at"]
    assert len(trouble.accepted(job_id)) == 1


def test_an_order_that_never_left_is_sent_again(people: System, trouble: Trouble) -> None:
    """V4, V13: nobody listens. Four tries, the others after 2, 4 and 8 s, each under its own number, then refunded.

    Where somebody listens by then, it is made.
    """
    ada, eve = rich(people), rich(people)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with second_functions(people, GOOGLE_VERTEX_BASE_URL=f"http://127.0.0.1:{port}") as beside:
        lost = wished(beside, ada, marked())
        over(people, lost, step_s=1)
        assert refunded(people, ada, lost, "provider_error")["error"]["code"] == "NETWORK"
        assert (job(people, lost)["attempt"], trouble.asked(lost)) == (4, [])
        began = [ops(people, lost)["attempts"][f"a{number}"]["began_at"] for number in (1, 2, 3, 4)]
        waits = [(later - sooner).total_seconds() for sooner, later in pairwise(began)]
        assert all(wait >= asked for wait, asked in zip(waits, (2, 4, 8), strict=True)), waits
        made = wished(beside, eve, marked())
        eventually(lambda: ops(people, made).get("tries"))
        assert reaches(people, made, "queued", step_s=0)["charged"] is True
        with passed_on(port, trouble.address("provider")):
            assert over(people, made, step_s=1)["state"] == "completed"
    assert len(trouble.accepted(made)) == 1


@contextmanager
def passed_on(port: int, target: str) -> Generator[None]:
    """From now on somebody listens at this port."""
    behind = urlsplit(target)

    def pour(source: socket.socket, sink: socket.socket) -> None:
        try:
            while piece := source.recv(65_536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # either end has hung up

    def join(near: socket.socket) -> None:
        with near, socket.create_connection((behind.hostname or "", behind.port or 0)) as far:
            back = threading.Thread(target=pour, args=(far, near), daemon=True)
            back.start()
            pour(near, far)
            back.join()

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=join, args=(near,), daemon=True).start()

    with socket.create_server(("127.0.0.1", port)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        yield
        listener.shutdown(socket.SHUT_RDWR)
