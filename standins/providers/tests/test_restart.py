"""What was accepted outlives the process, whichever way that ends."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import httpx2
import pytest
from google import genai
from google.genai import errors

from standins.common.clock import MovableClock
from standins.testing import eventually

from .conftest import REAL_PROJECT, Stage, started, vertex_client
from .stage import Part
from .veo_orders import order, result_uri

pytestmark = pytest.mark.skipif(bool(REAL_PROJECT), reason="kills processes of its own")
QUOTA = 6
RENDER_SECONDS = 60  # a start on a slow machine is no render

Own = tuple[Stage, genai.Client]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """A simulator that may be killed, with a quota of its own."""
    folder = tmp_path_factory.mktemp("restart")
    storage, simulator = started(folder, folder / "clock", REQUESTS_PER_MINUTE=str(QUOTA), RENDER_SECONDS=str(RENDER_SECONDS))
    with httpx.Client(base_url=simulator.url, trust_env=False) as http:
        yield Stage(simulator, storage, MovableClock(folder / "clock"), http), vertex_client(simulator.url)
    simulator.stop()
    storage.stop()


@pytest.mark.parametrize("how", ["kill", "stop"])
def test_operations_faults_and_the_journal_survive(own: Own, prefix: str, job: str, how: str) -> None:
    """M5: kill -9 and SIGTERM alike; the file is written once, though nobody polled."""
    stage, client = own
    operation = order(client, prefix, job)
    ordered = stage.http.post("/_local/faults", json={"match": {"job": job}, "do": {"status": 503}}).json()
    getattr(stage.simulator, how)()
    stage.simulator.start()
    assert stage.journal(job=job)["accepted"]["billed"] == 1
    assert ordered in stage.http.get("/_local/faults").json()["faults"]
    assert client.operations.get(operation).done is None
    stage.clock.move(2 * RENDER_SECONDS)
    assert len(eventually(lambda: stage.objects(prefix))) == 1
    assert result_uri(client.operations.get(operation)).startswith(prefix)


def test_a_kill_between_the_file_and_the_answer_writes_no_second_file(own: Own, prefix: str) -> None:
    """M5: once is once: the generation stays the same."""
    stage, client = own
    operation = order(client, prefix)
    stage.clock.move(2 * RENDER_SECONDS)
    eventually(lambda: stage.objects(prefix))
    stage.simulator.kill()
    (before,) = stage.objects(prefix)
    stage.simulator.start()
    assert client.operations.get(operation).done
    (after,) = stage.objects(prefix)
    assert before["generation"] == after["generation"]


def test_a_result_waits_until_the_bucket_can_take_it(own: Own, prefix: str) -> None:
    """M5: storage that is away for a while loses nothing, and a create meanwhile is not accepted."""
    stage, client = own
    operation = order(client, prefix)
    stage.storage.kill()
    stage.clock.move(2 * RENDER_SECONDS)
    with pytest.raises(errors.ServerError):
        order(client, prefix)
    stage.storage.start()
    assert len(eventually(lambda: stage.objects(prefix))) == 1
    eventually(lambda: client.operations.get(operation).done)


def test_a_quota_refuses_until_a_minute_has_passed(own: Own, prefix: str, job: str) -> None:
    """M4: RESOURCE_EXHAUSTED by the clock, when a quota is set."""
    stage, client = own
    stage.clock.move(61)
    for _ in range(QUOTA):
        order(client, prefix, job, prompt="[[fault:fail]] many")
    with pytest.raises(errors.ClientError, match="Quota exceeded") as refusal:
        order(client, prefix, job)
    assert refusal.value.status == "RESOURCE_EXHAUSTED"
    stage.clock.move(61)
    order(client, prefix, job, prompt="[[fault:fail]] again")
    assert stage.journal(job=job)["accepted"]["billed"] == QUOTA + 1


def test_it_stops_within_two_seconds_even_while_it_renders(own: Own, prefix: str) -> None:
    """M5: SIGTERM in the middle of a long clip."""
    stage, client = own
    order(client, prefix, prompt="[[fault:render_seconds=99999]] large", duration_seconds=8, resolution="4k")
    assert stage.simulator.stop() < 2
    stage.simulator.start()


def test_it_stops_within_two_seconds_even_while_somebody_waits(own: Own, prefix: str, job: str) -> None:
    """M5: SIGTERM during an ordered delay; nothing was accepted, so nothing is billed."""
    stage, client = own
    stage.clock.move(61)
    fault = stage.http.post("/_local/faults", json={"match": {"job": job}, "do": {"delay_s": 600}}).json()["id"]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(order, client, prefix, job)
        eventually(
            lambda: [rule for rule in stage.http.get("/_local/faults").json()["faults"] if rule["id"] == fault and rule["used"]]
        )
        assert stage.simulator.stop() < 2
        with pytest.raises(httpx2.TransportError):
            waiting.result(10)
    stage.simulator.start()
    assert stage.journal(job=job)["accepted"]["billed"] == 0


def test_it_says_what_is_wrong_in_its_environment(tmp_path: Path) -> None:
    """M5: a start that cannot work ends at once, in words."""
    part = Part("standins.providers", tmp_path, STORAGE_EMULATOR_HOST="http://127.0.0.1:1", RENDER_SECONDS="soon")
    with pytest.raises(AssertionError, match="RENDER_SECONDS must be a number"):
        part.start()
