"""The tokens that tasks carry: signed, fresh, and for the right audience."""

from __future__ import annotations

from standins.tasks.tests.conftest import Queues
from standins.tasks.tests.receiver import Receiver
from standins.tasks.tests.stand_in import StandIn
from standins.tasks.tests.steps import ACCOUNT, SLOW_RETRY, after_attempt, arrivals, claims, create, short


def test_an_oidc_token_is_signed_for_the_account_and_audience(
    stand_in: StandIn, receiver: Receiver, queue: str, path: str
) -> None:
    """A4: RS256, the account's verified email, valid for an hour."""
    http = {"oidc_token": {"service_account_email": ACCOUNT, "audience": "https://worker.example"}}
    create(stand_in, queue, receiver.url(path), http=http)
    told = claims(stand_in, arrivals(receiver, path, 1)[0], "https://worker.example")
    assert (told["email"], told["email_verified"]) == (ACCOUNT, True)
    assert told["exp"] - told["iat"] == 3600


def test_the_audience_is_the_url_unless_it_is_given(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """A4: the documented default."""
    url = receiver.url(path) + "?x=1"
    create(stand_in, queue, url, http={"oidc_token": {"service_account_email": ACCOUNT}})
    assert claims(stand_in, arrivals(receiver, path, 1)[0], url)["aud"] == url


def test_a_token_is_made_when_the_task_is_dispatched(stand_in: StandIn, receiver: Receiver, queues: Queues, path: str) -> None:
    """A4: a retry two hours later brings a token that is valid then."""
    queue = queues(retry_config=SLOW_RETRY)
    receiver.answers(path, 500, 200)
    task = create(stand_in, queue, receiver.url(path), http={"oidc_token": {"service_account_email": ACCOUNT}})
    after_attempt(stand_in, task, 1)
    stand_in.move(7200)
    first, second = (claims(stand_in, arrival, receiver.url(path)) for arrival in arrivals(receiver, path, 2))
    assert second["iat"] - first["iat"] >= 7200
    assert abs(second["iat"] - stand_in.clock.now().timestamp()) < 60


def test_the_token_replaces_an_authorization_header_of_the_task(
    stand_in: StandIn, receiver: Receiver, queue: str, path: str
) -> None:
    """A4: the token is attached as the Authorization header; there is only one."""
    http = {"headers": {"authorization": "Bearer forged"}, "oidc_token": {"service_account_email": ACCOUNT}}
    create(stand_in, queue, receiver.url(path), http=http)
    (arrival,) = arrivals(receiver, path, 1)
    assert [name for name in arrival.headers if name.lower() == "authorization"] == ["Authorization"]
    assert claims(stand_in, arrival, receiver.url(path))["email"] == ACCOUNT


def test_an_authorization_header_without_token_is_left_alone(
    stand_in: StandIn, receiver: Receiver, queue: str, path: str
) -> None:
    """A4: a task may bring its own."""
    create(stand_in, queue, receiver.url(path), http={"headers": {"Authorization": "Basic abc"}})
    assert arrivals(receiver, path, 1)[0].header("Authorization") == "Basic abc"


def test_a_token_may_arrive_without_its_signature(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """A4: as often as it was ordered, the same token otherwise; an OAuth token has none that could go."""
    stand_in.ask("POST", "/_local/faults", {"kind": "signature_removed", "queue": short(queue), "count": 2})
    create(stand_in, queue, receiver.url(path), http={"oauth_token": {"service_account_email": ACCOUNT}})
    assert "SIGNATURE_REMOVED" not in (arrivals(receiver, path, 1)[0].header("Authorization") or "")
    for count in (2, 3):
        create(stand_in, queue, receiver.url(path), http={"oidc_token": {"service_account_email": ACCOUNT}})
        arrivals(receiver, path, count)
    bare, signed = ((each.header("Authorization") or "").rpartition(".") for each in arrivals(receiver, path, 3)[1:])
    assert (bare[0], bare[2]) == (signed[0], "SIGNATURE_REMOVED_BY_GOOGLE")
    assert claims(stand_in, arrivals(receiver, path, 3)[2], receiver.url(path))["email"] == ACCOUNT


def test_an_oauth_token_is_an_opaque_bearer(stand_in: StandIn, receiver: Receiver, queue: str, path: str) -> None:
    """A4: not a JWT that a handler could take for an identity."""
    create(stand_in, queue, receiver.url(path), http={"oauth_token": {"service_account_email": ACCOUNT}})
    value = arrivals(receiver, path, 1)[0].header("Authorization") or ""
    assert value.startswith("Bearer ya29.")
