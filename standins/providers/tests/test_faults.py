"""Trouble on order: each kind, as the real client meets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
from google import genai
from google.genai import errors

from standins.testing import eventually

from .conftest import Stage, vertex_client
from .veo_orders import MODEL, ended, order

Fault = Callable[..., str]


def billed(simulator: Stage, job: str) -> int:
    return simulator.journal(job=job)["accepted"]["billed"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_refusal_before_acceptance_bills_nothing(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str, status: int
) -> None:
    """M4: the status arrives in Google's shape, and the next try is accepted."""
    fault({"status": status})
    with pytest.raises(errors.APIError) as refusal:
        order(vertex, prefix, job)
    assert refusal.value.code == status
    assert billed(simulator, job) == 0
    order(vertex, prefix, job)
    assert billed(simulator, job) == 1


def test_too_many_requests_say_when_to_come_back(vertex: genai.Client, fault: Fault, prefix: str, job: str) -> None:
    """M4: Retry-After and RetryInfo."""
    fault({"status": 429, "retry_after": 2})
    with pytest.raises(errors.ClientError) as refusal:
        order(vertex, prefix, job)
    assert refusal.value.status == "RESOURCE_EXHAUSTED"
    assert refusal.value.response.headers["retry-after"] == "2"
    assert "'retryDelay': '2s'" in str(refusal.value.details)


def test_a_connection_that_drops_early_bills_nothing(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str
) -> None:
    """M5: closed before acceptance."""
    fault({"drop": True})
    with pytest.raises(httpx2.TransportError):
        order(vertex, prefix, job)
    assert billed(simulator, job) == 0
    (line,) = simulator.journal(job=job)["entries"]
    assert (line["accepted"], line["status"]) == (False, None)


def test_a_lost_answer_is_billed_and_its_file_arrives(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str
) -> None:
    """M5: accepted, and the connection closes without a word; the bucket is the evidence."""
    fault({"accept_then_drop": True})
    with pytest.raises(httpx2.TransportError):
        order(vertex, prefix, job)
    assert billed(simulator, job) == 1
    simulator.clock.move(10)
    assert len(eventually(lambda: simulator.objects(prefix))) == 1


def test_an_error_after_acceptance_is_billed_all_the_same(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str
) -> None:
    """M5: a 503 that lies."""
    fault({"accept_then_status": 503})
    with pytest.raises(errors.ServerError):
        order(vertex, prefix, job)
    (line,) = simulator.journal(job=job)["entries"]
    assert (line["accepted"], line["billed"], line["status"]) == (True, True, 503)
    assert line["operation"]


@pytest.mark.parametrize("when", ["delay_s", "accept_then_delay_s"])
def test_an_answer_that_dawdles_is_as_slow_as_the_clock(simulator: Stage, fault: Fault, prefix: str, job: str, when: str) -> None:
    """M5: the caller gives up, and yet the work is accepted once the time has passed."""
    fault({when: 60})
    path = f"/v1beta1/projects/p/locations/us-central1/publishers/google/models/{MODEL}:predictLongRunning"
    parameters = {"storageUri": prefix, "durationSeconds": 4}
    body = {"instances": [{"prompt": "A boat at dawn"}], "parameters": parameters, "labels": {"job": job}}
    with pytest.raises(httpx.ReadTimeout):
        simulator.http.post(path, json=body, headers={"authorization": "Bearer t"}, timeout=0.3)
    assert billed(simulator, job) == (0 if when == "delay_s" else 1)
    simulator.clock.move(61)
    eventually(lambda: billed(simulator, job) == 1)


@pytest.mark.parametrize(
    ("category", "codes"),
    [
        ("child", "17301594"),
        ("celebrity", "15236754"),
        ("safety", "42237218"),
        ("sexual", "43188360"),
        ("violence", "56562880"),
        ("third_party", "35561575"),
        ("prohibited", "60599140"),
    ],
)
def test_a_blocked_result_is_done_without_a_video(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str, category: str, codes: str
) -> None:
    """V13: filtered, with a reason that carries the category's support code, and nothing in the bucket."""
    fault({"block": category})
    after = ended(vertex, simulator, order(vertex, prefix, job))
    assert after.error is None
    assert after.response
    assert not after.response.generated_videos
    assert after.response.rai_media_filtered_count == 1
    (reason,) = after.response.rai_media_filtered_reasons or []
    assert f"Support codes: {codes}" in reason
    assert simulator.objects(prefix) == []


def test_a_blocked_input_is_an_error_with_a_support_code(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str
) -> None:
    """V13: the operation ends with code 3."""
    fault({"block_input": "celebrity"})
    after = ended(vertex, simulator, order(vertex, prefix, job))
    assert after.error
    assert after.error["code"] == 3
    assert re.search(r"Support codes: 29310472", after.error["message"])


def test_a_failed_render_is_an_error(vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str) -> None:
    """V13: the operation ends with the ordered code and words."""
    fault({"fail": {"code": 8, "message": "No more capacity."}})
    after = ended(vertex, simulator, order(vertex, prefix, job))
    assert after.error == {"code": 8, "message": "No more capacity."}
    assert simulator.objects(prefix) == []


def test_a_vanished_operation_is_not_found_though_it_works_on(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str
) -> None:
    """M5: the poll says 404, the bucket says otherwise."""
    fault({"vanish": True})
    operation = order(vertex, prefix, job)
    with pytest.raises(errors.ClientError) as refusal:
        vertex.operations.get(operation)
    assert refusal.value.code == 404
    simulator.clock.move(10)
    assert len(eventually(lambda: simulator.objects(prefix))) == 1


def test_the_render_takes_as_long_as_ordered(vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str) -> None:
    """M5: render_seconds, by the clock."""
    fault({"render_seconds": 500})
    operation = order(vertex, prefix, job)
    simulator.clock.move(400)
    assert vertex.operations.get(operation).done is None
    simulator.clock.move(101)
    assert vertex.operations.get(operation).done


def test_a_late_result_comes_after_the_failure(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str
) -> None:
    """M5: the operation says timeout, and the file appears later."""
    fault({"late_output": 300})
    after = ended(vertex, simulator, order(vertex, prefix, job))
    assert after.error
    assert after.error["code"] == 4
    assert simulator.objects(prefix) == []
    simulator.clock.move(300)
    assert len(eventually(lambda: simulator.objects(prefix))) == 1


def test_a_model_can_retire_under_the_caller(vertex: genai.Client, fault: Fault, prefix: str, job: str) -> None:
    """M4: 404 "no longer available" for a model that is in the catalog."""
    fault({"retired": True})
    with pytest.raises(errors.ClientError, match="no longer available") as refusal:
        order(vertex, prefix, job)
    assert refusal.value.code == 404


def test_a_rule_counts_down_and_counts_its_uses(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str
) -> None:
    """M5: `times`."""
    name = fault({"status": 503}, times=2)
    for _ in range(2):
        with pytest.raises(errors.ServerError):
            order(vertex, prefix, job)
    order(vertex, prefix, job)
    rules = {rule["id"]: rule for rule in simulator.http.get("/_local/faults").json()["faults"]}
    assert (rules[name]["times"], rules[name]["used"]) == (0, 2)


def test_a_rule_can_hit_the_polls(vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str) -> None:
    """M5: `call` picks what is not billed."""
    operation = order(vertex, prefix)
    fault({"status": 500}, wire="veo", call="check", model=MODEL)
    with pytest.raises(errors.ServerError):
        vertex.operations.get(operation)
    assert vertex.operations.get(operation).name == operation.name


@pytest.mark.parametrize(
    ("match", "hit"),
    [
        ({"prompt_contains": "lighthouse"}, True),
        ({"prompt_contains": "harbour"}, False),
        ({"model": "veo-x"}, False),
        ({"wire": "veo", "call": "create"}, True),
        ({"header": {"x-server-timeout": "30"}}, True),
    ],
)
def test_a_rule_hits_only_what_it_matches(
    vertex: genai.Client, fault: Fault, prefix: str, job: str, match: dict[str, Any], hit: bool
) -> None:
    """M5: by prompt, model, wire, call and header."""
    fault({"status": 418}, job=job, **match)
    if hit:
        with pytest.raises(errors.ClientError):
            order(vertex, prefix, job, prompt="A lighthouse")
    else:
        assert order(vertex, prefix, job, prompt="A lighthouse [[fault:fail]]").name


def test_a_person_can_order_trouble_in_the_prompt(vertex: genai.Client, simulator: Stage, prefix: str, job: str) -> None:
    """M5: the marker works by hand, and is not part of the picture."""
    operation = order(vertex, prefix, job, prompt="A pond [[fault:block=violence; render_seconds=0]]")
    after = vertex.operations.get(operation)
    assert after.response
    assert after.response.rai_media_filtered_count == 1
    shown = simulator.http.get("/_local/operations").json()["operations"]
    assert next(item["prompt"] for item in shown if item["name"] == operation.name) == "A pond"


def test_a_header_orders_trouble_for_one_request(simulator: Stage, base_url: str | None, prefix: str, job: str) -> None:
    """M5: for clients that can set one."""
    client = vertex_client(base_url)
    with pytest.raises(errors.ServerError):
        order(client, prefix, job, http_options={"headers": {"x-simulator-fault": "status=502"}})
    assert billed(simulator, job) == 0


@pytest.mark.parametrize(
    "body", [{"do": {"explode": True}}, {"do": {"block": "boredom"}}, {"do": {"status": 200}}, {"times": 0, "do": {}}, []]
)
def test_a_fault_that_does_not_exist_is_refused(simulator: Stage, body: Any) -> None:
    """M5: a misspelled order must not pass for a test that proves something."""
    assert simulator.http.post("/_local/faults", json=body).status_code == 400


def test_a_connection_that_drops_unread_is_ordered_by_what_comes_first(simulator: Stage) -> None:
    """M5: the words of a prompt are not known yet when it strikes."""
    rule = {"match": {"prompt_contains": "a fox"}, "do": {"drop_unread": True}}
    refused = simulator.http.post("/_local/faults", json=rule)
    assert (refused.status_code, "drop_unread" in refused.text) == (400, True)
