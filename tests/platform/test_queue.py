"""The queue client against a tasks stand-in of its own, because these tests order faults and move its clock."""

from __future__ import annotations

import json
import secrets
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from google.api_core import exceptions as google
from google.cloud.tasks_v2 import CreateQueueRequest, Task

from shared.platform.errors import Unavailable
from shared.platform.google.task_queue import TaskQueue, tasks_client
from shared.platform.settings import Settings, read_settings
from standins.tasks.tests.receiver import Receiver
from standins.tasks.tests.stand_in import PARENT, PROJECT, StandIn
from standins.tasks.tests.steps import claims
from standins.testing import eventually
from tests.fixtures.fakes import FakeClock
from tests.fixtures.system import System
from tests.unit.platform.test_settings import GOOD


@dataclass
class Office:
    """One queue of this test alone, the client under test, and the function that its tasks go to."""

    stand: StandIn
    receiver: Receiver
    settings: Settings
    name: str
    clock: FakeClock = field(default_factory=FakeClock)

    @property
    def queue(self) -> TaskQueue:
        return TaskQueue(tasks_client(self.settings.tasks_host), self.settings, self.clock)

    def put(self, payload: dict[str, Any] | None = None, **options: Any) -> bool:
        return self.queue.put(self.name, "worker", f"/{self.name}", payload or {}, **options)

    def later(self) -> Any:
        return self.stand.clock.now() + timedelta(hours=1)

    def trouble(self, kind: str, count: int) -> None:
        self.stand.ask("POST", "/_local/faults", {"kind": kind, "queue": self.name, "count": count})

    def pending(self) -> list[Any]:
        return self.stand.pending(self.name)


@pytest.fixture(scope="module")
def _stand(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[StandIn, Receiver]]:
    stand, receiver = StandIn(tmp_path_factory.mktemp("tasks")).start(), Receiver()
    yield stand, receiver
    stand.stop()
    receiver.close()


@pytest.fixture
def office(_stand: tuple[StandIn, Receiver]) -> Generator[Office]:
    stand, receiver = _stand
    name = f"q-{secrets.token_hex(6)}"
    stand.tasks.create_queue(CreateQueueRequest(parent=PARENT, queue={"name": f"{PARENT}/queues/{name}"}))
    told = {
        "GOOGLE_CLOUD_PROJECT": PROJECT,
        "RUSHES_FUNCTIONS_URL": receiver.url(""),
        "CLOUD_TASKS_EMULATOR_HOST": f"127.0.0.1:{stand.port}",
    }
    yield Office(stand, receiver, read_settings({**GOOD, **told}), name)
    stand.ask("DELETE", "/_local/faults")


def test_a_task_reaches_its_function_with_its_payload_and_our_token(office: Office) -> None:
    """A4: JSON, and a token of the tasks account for the function that is called."""
    assert office.put({"job_id": "j1", "title": "Käse"}) is True
    arrived = eventually(lambda: office.receiver.at(f"/worker/{office.name}"))[0]
    assert (arrived.method, arrived.header("Content-Type")) == ("POST", "application/json")
    assert json.loads(arrived.body) == {"job_id": "j1", "title": "Käse"}
    told = claims(office.stand, arrived, office.settings.function_url("worker"))
    assert told["email"] == f"rushes-tasks@{PROJECT}.iam.gserviceaccount.com"


def test_a_task_waits_for_its_time(office: Office) -> None:
    """V6: checks are made when a result is likely, not before."""
    office.put(at=office.later())
    office.stand.wait_for_rest(office.name)
    assert office.receiver.at(f"/worker/{office.name}") == []
    office.stand.move(3601)
    eventually(lambda: office.receiver.at(f"/worker/{office.name}"))


def test_a_named_task_is_there_once(office: Office) -> None:
    """V6: the same hint from two sides makes one check."""
    assert office.put(name="job-1-1", at=office.later()) is True
    assert office.put(name="job-1-1", at=office.later()) is False
    assert [task["name"].rsplit("/", 1)[1] for task in office.pending()] == ["job-1-1"]


def test_the_handler_gets_as_long_as_the_caller_says(office: Office) -> None:
    """V8: a store task may take longer than the queue's usual ten minutes."""
    office.put(name="slow", at=office.later(), deadline_s=1500)
    task: Task = office.stand.tasks.get_task(name=f"{PARENT}/queues/{office.name}/tasks/slow")
    assert task.dispatch_deadline == timedelta(seconds=1500)


@pytest.mark.parametrize("failures", [1, 2])
def test_a_short_outage_is_waited_out(office: Office, failures: int) -> None:
    """V7: two lost calls are made good, with a pause between them."""
    office.trouble("create_unavailable_before", failures)
    assert office.put(at=office.later()) is True
    assert len(office.pending()) == 1
    assert len(office.clock.slept) == failures


def test_a_longer_outage_is_told_to_the_caller(office: Office) -> None:
    """V7: three tries, then an error that says which part; nothing was enqueued."""
    office.trouble("create_unavailable_before", 3)
    with pytest.raises(Unavailable) as refused:
        office.put(at=office.later())
    assert refused.value.details == {"part": "queue"}
    assert office.pending() == []
    assert office.put(at=office.later()) is True


def test_a_lost_answer_does_not_double_a_named_task(office: Office) -> None:
    """V7: it is there, whoever made it."""
    office.trouble("create_unavailable_after", 1)
    assert office.put(name="once", at=office.later()) is False
    assert len(office.pending()) == 1


def test_a_lost_answer_doubles_an_unnamed_task_at_most(office: Office) -> None:
    """V7: better twice than never; the handlers can take it."""
    office.trouble("create_unavailable_after", 1)
    assert office.put(at=office.later()) is True
    assert len(office.pending()) == 2


def test_a_service_that_cannot_be_reached_is_unavailable(office: Office) -> None:
    """Q1: a client that points nowhere ends within its tries."""
    office.settings = office.settings._replace(tasks_host="127.0.0.1:9")
    with pytest.raises(Unavailable):
        office.put()


def test_a_queue_that_was_never_declared_is_unavailable_at_once(office: Office) -> None:
    """Q1: trying again would not declare it."""
    with pytest.raises(Unavailable):
        office.queue.put("no-such-queue", "worker", "/", {})
    assert office.clock.slept == []


def test_a_task_that_cannot_be_is_our_own_mistake(office: Office) -> None:
    """Q1: a name that no task can have is not an outage."""
    with pytest.raises(google.InvalidArgument):
        office.put(name="not a name")


def test_the_stack_has_every_queue_that_the_topology_declares(system: System) -> None:
    """M7: what is declared is there to be used."""
    settings = read_settings(system.environment)
    client = tasks_client(settings.tasks_host)
    parent = f"projects/{settings.project}/locations/{settings.region}"
    there = {queue.name.rsplit("/", 1)[1] for queue in client.list_queues(parent=parent)}
    assert {"check", "store", "write", "deliver", "sweep", "start-vertex-veo-3-1-generate-001"} <= there
    queue, name = TaskQueue(client, settings, system.clock), f"t-{secrets.token_hex(6)}"
    later = system.clock.now() + timedelta(days=20)
    assert queue.put("check", "catalog", "/", {}, at=later, name=name) is True
    client.delete_task(name=f"{parent}/queues/check/tasks/{name}")
