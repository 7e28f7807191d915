"""When a task is given up, held against the queues as they are deployed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient
from pydantic import Field

from shared.platform.errors import Unavailable
from shared.platform.web.callers import anyone
from shared.platform.web.door import Call, Reply
from shared.platform.web.flask_door import FlaskDoor
from shared.platform.web.task_attempts import MAX_ATTEMPTS, MAX_STARTS, TELLING, GivenUp, NeverAnswered, max_attempts, tries
from shared.platform.web.validation import Strict

QUEUES = json.loads((Path(__file__).parents[4] / "infra" / "topology.json").read_text())["queues"]


def test_we_know_how_often_each_queue_tries() -> None:
    """O2: the product cannot read the topology where it runs, so its table must say the same."""
    assert {name: max_attempts(name) for name in QUEUES} == {name: queue["max_attempts"] for name, queue in QUEUES.items()}
    assert set(MAX_ATTEMPTS) == {name for name in QUEUES if not name.startswith("start-")}


class Work(Strict):
    job_id: str = Field(min_length=4)


def client_of(give_up: Callable[[GivenUp], None], failure: Exception | None) -> FlaskClient:
    door = FlaskDoor("worker", caller=anyone, on_give_up=give_up)

    @door.route("POST", "/work", body=Work, status=204)
    def work(_call: Call) -> Reply:  # pyright: ignore[reportUnusedFunction]
        """Work."""
        if failure:
            raise failure
        return Reply(204)

    app = flask.Flask("unit")
    app.add_url_rule("/<path:rest>", "rest", lambda **_: door.entry(flask.request), methods=["POST"])
    return app.test_client()


def send(client: FlaskClient, retries: int | None, body: Any = None, queue: str = "check") -> int:
    task = {"X-CloudTasks-QueueName": queue, "X-CloudTasks-TaskName": "t1", "X-CloudTasks-TaskRetryCount": str(retries)}
    return client.post(
        "/work",
        data=json.dumps(body or {"job_id": "j123"}),
        content_type="application/json",
        headers=task if retries is not None else {},
    ).status_code


@pytest.mark.parametrize("failure", [RuntimeError("broken"), Unavailable(part="database")])
def test_a_failing_task_is_tried_again_until_its_queue_gives_up(failure: Exception) -> None:
    """O2: 500 and never 503, which would slow down the whole queue; after the last try 2xx, and told."""
    given_up: list[GivenUp] = []
    client = client_of(given_up.append, failure)
    assert [send(client, retries) for retries in range(5)] == [500, 500, 500, 500, 204]
    (told,) = given_up
    assert told[:6] == ("check", "t1", "worker", "/work", 5, b'{"job_id": "j123"}')
    assert told.error is failure
    assert send(client, MAX_STARTS - TELLING - 1, queue="start-vertex-x") == 204


def test_a_task_whose_tries_nobody_answered_is_told_and_not_worked_on() -> None:
    """O2: by the deliveries that the queue has left for that, whatever the handler would have done."""
    given_up: list[GivenUp] = []
    client = client_of(given_up.append, None)
    assert [send(client, retries) for retries in range(tries("check"), MAX_ATTEMPTS["check"])] == [204, 204]
    assert [(type(told.error), told.attempts) for told in given_up] == [(NeverAnswered, 6), (NeverAnswered, 7)]


def test_a_task_that_can_never_be_understood_is_given_up_at_once() -> None:
    """O2: its body is refused today and tomorrow."""
    given_up: list[GivenUp] = []
    assert send(client_of(given_up.append, None), 0, {"job": "?"}) == 204
    assert (given_up[0].attempts, type(given_up[0].error).__name__) == (1, "InvalidRequest")


def test_a_call_that_is_no_task_is_answered_as_any_other() -> None:
    """O2: without a queue behind it nothing is given up."""
    given_up: list[GivenUp] = []
    client = client_of(given_up.append, Unavailable(part="database"))
    assert (send(client, None), send(client, None, {"job": "?"}), given_up) == (503, 400, [])


def test_a_task_that_could_not_be_kept_is_not_forgotten_by_its_queue() -> None:
    """O2: a failing list of dead letters is no success."""

    def full(_told: GivenUp) -> None:
        raise Unavailable(part="database")

    assert send(client_of(full, RuntimeError("broken")), 4) == 500


def test_a_task_that_succeeds_is_not_told() -> None:
    """O2: the last try may still succeed."""
    given_up: list[GivenUp] = []
    assert (send(client_of(given_up.append, None), 4), given_up) == (204, [])
