"""Sending an order: each way in which it can end, and that it never ends in two."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from google.auth.exceptions import RefreshError, TransportError
from google.oauth2.credentials import Credentials

from shared.providers.interface import MaybeSent, OrderRefused, Picture, label
from shared.providers.outcomes import Category, Code, Outcome
from shared.providers.veo import Veo
from tests.providers.conftest import MODEL, Oddity, Simulator, http_answer

Odd = Callable[[bytes], Oddity]


def test_an_order_is_accepted_once_under_its_name(simulator: Simulator, veo: Veo) -> None:
    """M2, M3: one create, labelled with job and attempt, and the operation says where its output will be."""
    operation = veo.submit(simulator.order(negative_prompt="rain", seed=7))
    assert operation.name.endswith(f"/models/{MODEL}/operations/{operation.name.rsplit('/', 1)[1]}")
    assert (operation.surface, operation.model, operation.output_prefix) == ("vertex", MODEL, simulator.prefix)
    (line,) = simulator.journal()
    assert (line["billed"], line["labels"]) == (True, {"job": simulator.job, "attempt": "1"})
    assert (line["operation"], line["storage_uri"]) == (operation.name, simulator.prefix)


def test_an_order_may_bring_frames_and_references(simulator: Simulator, veo: Veo) -> None:
    """M2: pictures are named by their place in our bucket."""
    picture = Picture("gs://demo/a.png", "image/png")
    frames = simulator.order(first_frame=picture, last_frame=picture)
    references = simulator.order(model="veo-3.1-generate-001", seconds=8, references=(picture, picture))
    assert veo.submit(frames).name != veo.submit(references).name


def test_the_name_of_any_job_makes_a_label() -> None:
    """M2: labels know lowercase letters, digits, hyphens and underscores, at most 63 of them."""
    assert label("Ab_3-Zé.9") == "ab_3-z--9"
    assert len(label("x" * 80)) == 63


@pytest.mark.parametrize(
    ("do", "outcome", "code", "wait"),
    [
        ({"status": 429, "retry_after": 3}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, 3.0),
        ({"status": 429}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, None),
        ({"status": 403}, Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        ({"status": 418}, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
        ({"retired": True}, Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
    ],
    ids=str,
)
def test_a_refusal_is_certain_and_bills_nothing(
    simulator: Simulator, veo: Veo, do: dict[str, Any], outcome: Outcome, code: Code, wait: float | None
) -> None:
    """M4, V4: one request, not accepted, and what it means for the job."""
    simulator.fault(do)
    with pytest.raises(OrderRefused) as refused:
        veo.submit(simulator.order())
    assert (refused.value.outcome, refused.value.rule.code, refused.value.retry_after_s) == (outcome, code, wait)
    assert [line["billed"] for line in simulator.journal()] == [False]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"seconds": 5}, Outcome.REJECTED),
        ({"output_prefix": "gs://no-such-bucket-here/x/"}, Outcome.REJECTED),
        ({"model": "veo-9.9-generate-001"}, Outcome.MODEL_RETIRED),
        ({"model": "veo-3.0-generate-001"}, Outcome.MODEL_RETIRED),
    ],
    ids=str,
)
def test_what_the_provider_cannot_do_is_refused(
    simulator: Simulator, veo: Veo, changes: dict[str, Any], outcome: Outcome
) -> None:
    """M4: a wrong parameter is ours to answer for, a model that is gone suspends its row."""
    with pytest.raises(OrderRefused) as refused:
        veo.submit(simulator.order(**changes))
    assert refused.value.outcome is outcome
    assert simulator.accepted == 0


def test_a_token_that_is_not_accepted_is_refused(simulator: Simulator) -> None:
    """M4: INVALID_API_KEY."""
    with pytest.raises(OrderRefused) as refused:
        simulator.veo(credentials=Credentials("expired-token")).submit(simulator.order())
    assert refused.value.rule.code is Code.INVALID_API_KEY


@pytest.mark.parametrize(
    ("do", "accepted"),
    [
        ({"status": 500}, 0),
        ({"status": 503}, 0),
        ({"drop": True}, 0),
        ({"accept_then_drop": True}, 1),
        ({"accept_then_status": 503}, 1),
        ({"accept_then_status": 500}, 1),
    ],
    ids=str,
)
def test_a_lost_answer_is_never_followed_by_a_second_order(
    simulator: Simulator, veo: Veo, do: dict[str, Any], accepted: int
) -> None:
    """V4, M3: whether it was accepted cannot be told from here, so one request is all there is."""
    simulator.fault(do)
    with pytest.raises(MaybeSent):
        veo.submit(simulator.order())
    assert len(simulator.journal()) == 1
    assert simulator.accepted == accepted


@pytest.mark.parametrize(("when", "accepted"), [("delay_s", 0), ("accept_then_delay_s", 1)])
def test_an_answer_that_comes_too_late_is_a_lost_one(simulator: Simulator, when: str, accepted: int) -> None:
    """V4: the timeout is ours, the order may well be accepted."""
    simulator.fault({when: 3600})
    with pytest.raises(MaybeSent, match="Timeout"):
        simulator.veo(timeout_s=0.5).submit(simulator.order())
    assert simulator.accepted == accepted


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:{closed}", "http://no-such-host.invalid", "https://127.0.0.1:{plain}"],
    ids=["connection refused", "no address", "no TLS"],
)
def test_an_order_that_never_left_is_refused_for_certain(simulator: Simulator, address: str) -> None:
    """V4: it may be sent again."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        closed = probe.getsockname()[1]
    url = address.format(closed=closed, plain=simulator.url.rsplit(":", 1)[1])
    with pytest.raises(OrderRefused) as refused:
        simulator.veo(base_url=url).submit(simulator.order())
    assert (refused.value.outcome, refused.value.rule.code) == (Outcome.PROVIDER_ERROR, Code.NETWORK)
    assert refused.value.rule.we_retry
    assert simulator.journal() == []


@pytest.mark.parametrize(
    ("error", "code"), [(RefreshError("no"), Code.INVALID_API_KEY), (TransportError("no route"), Code.NETWORK)]
)
def test_an_order_without_a_token_is_not_sent(simulator: Simulator, error: Exception, code: Code) -> None:
    """V4: our own credentials fail before anything leaves."""

    class Failing(Credentials):
        def refresh(self, request: Any) -> None:  # noqa: ARG002
            raise error

    with pytest.raises(OrderRefused) as refused:
        simulator.veo(credentials=Failing(None)).submit(simulator.order())
    assert refused.value.rule.code is code
    assert simulator.journal() == []


@pytest.mark.parametrize(
    "answer",
    [
        http_answer("200 OK", "<html>fine</html>", "text/html"),
        http_answer("200 OK", "{}"),
        http_answer("200 OK", "[]"),
        http_answer("200 OK", '{"name": 7}'),
        http_answer("200 OK", '{"name": "proj', length=500),
        http_answer("204 No Content", ""),
        http_answer("302 Found", ""),
        http_answer("500 Internal Server Error", ""),
        http_answer("502 Bad Gateway", "<html>bad</html>", "text/html"),
        http_answer("408 Request Timeout", ""),
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
    ],
    ids=lambda answer: answer[:60].decode().split("\r\n")[0] + f" {len(answer)}",
)
def test_an_answer_that_nobody_understands_is_a_lost_one(simulator: Simulator, odd: Odd, answer: bytes) -> None:
    """V4: it may stand for an accepted order, so it is asked once."""
    server = odd(answer)
    with pytest.raises(MaybeSent):
        simulator.veo(base_url=server.address).submit(simulator.order())
    assert server.asked == 1


def test_a_redirected_order_is_not_sent_on(simulator: Simulator, odd: Odd) -> None:
    """M3: following it would send the order to two servers."""
    body = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {simulator.url}/x\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(MaybeSent):
        simulator.veo(base_url=odd(body.encode()).address).submit(simulator.order())
    assert simulator.journal() == []


def test_a_page_of_a_server_in_between_retires_no_model(simulator: Simulator, odd: Odd) -> None:
    """M4: 404 means the model only where Google says so."""
    server = odd(http_answer("404 Not Found", "<html>The requested URL was not found on this server.</html>", "text/html"))
    with pytest.raises(OrderRefused) as refused:
        simulator.veo(base_url=server.address).submit(simulator.order())
    assert refused.value.outcome is Outcome.PROVIDER_ERROR


def test_a_prompt_that_is_refused_at_the_door_has_a_category(simulator: Simulator, odd: Odd) -> None:
    """M4: SAFETY_FILTER_BLOCKED with its category."""
    body = '{"error": {"code": 400, "message": "Blocked. Support codes: 29310472", "status": "INVALID_ARGUMENT"}}'
    server = odd(http_answer("400 Bad Request", body))
    with pytest.raises(OrderRefused) as refused:
        simulator.veo(base_url=server.address).submit(simulator.order())
    assert (refused.value.outcome, refused.value.category) == (Outcome.SAFETY_FILTERED, Category.CELEBRITY)
