"""What the first page of operators' lists reads and takes, beside two thousand ended jobs and beside two hundred thousand.

The jobs are as small as lists allow: what is read of them is counted, not shown. The emulator walks through all of them for each
query, which real indexes do not, so its times are told and held to nothing. One of several values (`state=live`, a provider's
models) takes it minutes: those lists are held to their reads beside twenty thousand (tests/unit/admin/test_first_pages.py).
"""

from __future__ import annotations

import secrets
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

import httpx
from google.cloud.firestore_v1.client import Client

from bench.metrics import Metric
from bench.submits import emulated
from local.stack import Stack
from standins.common.identity import Identity
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside

_SIZES = (2_000, 200_000)
_PAGE, _AT_ONCE, _LOOKS = 20, 500, 2
_PATIENT = (sys.executable, "-m", "bench.patient_functions")
_USER = "bench-of-operators"
_OUTCOMES = ("completed", "completed", "completed", "provider_error", "safety_filtered")


class _Seen(NamedTuple):
    reads: int
    ms: float


def _asked() -> Mapping[str, str]:
    since = quote((datetime.now(UTC) - timedelta(days=2)).isoformat())
    return {
        "jobs": "/jobs?",
        "jobs_by_state": "/jobs?state=failed&",
        "jobs_by_outcome_time": f"/jobs?outcome=provider_error&since={since}&",
        "jobs_of_user": f"/jobs?user_id={_USER}&state=completed&",
        "users": "/users?filter=new&",
        "audit": "/audit?action=list_jobs&",
        "takedowns": "/takedowns?",
        "reports": "/reports?state=open&",
    }


def measure(stack: Stack) -> Iterator[Metric]:
    firestore = emulated(stack.environment["FIRESTORE_EMULATOR_HOST"], stack.project)
    with (
        FirestoreProxy(stack.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(stack.environment, command=_PATIENT, FIRESTORE_EMULATOR_HOST=proxy.host) as url,
        httpx.Client(base_url=f"{url}/admin", timeout=120) as http,
    ):
        identity = Identity(stack.folder / "identity")
        token = identity.oidc_token(stack.environment["RUSHES_OPERATORS"], f"{url}/admin", stack.clock.now())
        http.headers["Authorization"] = f"Bearer {token}"
        few, many = _SIZES
        _write_ended(firestore, 0, few)
        before = {name: _look(http, proxy, path) for name, path in _asked().items()}
        _write_ended(firestore, few, many)
        after = {name: _look(http, proxy, path) for name, path in _asked().items()}
    for name, seen in after.items():
        most = _PAGE + (name == "audit")  # its own entries grow with each look, up to a page
        yield Metric(f"operators_reads.{name}", seen.reads, "documents", most, f"a first page beside {many} ended jobs")
        yield Metric(f"operators_ms.{name}", seen.ms, "ms")
    grown = sum(after[name].reads - before[name].reads for name in after if name != "audit")
    yield Metric("operators_reads.growth", grown, "documents", 0, f"all of them together, against beside {few}")


def _look(http: httpx.Client, proxy: FirestoreProxy, path: str) -> _Seen:
    """Of some looks the last one's reads, for the first reads the configuration, and the middle time."""
    reads, times = 0, list[float]()
    for _ in range(_LOOKS):
        proxy.documents.clear()
        began = time.perf_counter()
        http.get(f"{path}limit={_PAGE}&reason=bench").raise_for_status()
        times.append((time.perf_counter() - began) * 1000)
        reads = proxy.documents["read"]
    return _Seen(reads, statistics.median(times))


def _write_ended(firestore: Client, begin: int, end: int) -> None:
    """One each ten seconds back from now, of one user in ten."""
    now = datetime.now(UTC)
    for start in range(begin, end, _AT_ONCE):
        batch = firestore.batch()
        for number in range(start, min(start + _AT_ONCE, end)):
            outcome = _OUTCOMES[number % len(_OUTCOMES)]
            fields = {
                "user_id": _USER if number % 10 == 0 else "bench-somebody",
                "state": "completed" if outcome == "completed" else "failed",
                "outcome": outcome,
                "model": "vertex/veo-3.1-generate-001",
                "created_at": now - timedelta(seconds=10 * number),
                "due_at": None,
            }
            batch.create(firestore.document(f"video_jobs/{secrets.token_hex(12)}"), fields)
        batch.commit(timeout=120)
