"""Firebase Cloud Messaging, by Google's own library."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import firebase_admin
import httpx
import pytest
from firebase_admin import credentials, exceptions, messaging
from google.oauth2.credentials import Credentials

from standins.messages.tests.conftest import PROJECT, StandIn


class _Somebody(credentials.Base):
    def get_credential(self) -> Any:
        return Credentials("somebody")


@pytest.fixture
def app(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Generator[firebase_admin.App]:
    service: Any = vars(messaging)["_MessagingService"]
    monkeypatch.setattr(service, "FCM_URL", f"{stand_in.url}/v1/projects/{{0}}/messages:send")
    app = firebase_admin.initialize_app(_Somebody(), {"projectId": PROJECT}, name="push-test")
    yield app
    firebase_admin.delete_app(app)


def message(token: str, **more: Any) -> messaging.Message:
    return messaging.Message(token=token, notification=messaging.Notification("Ready", ""), data={"id": "1"}, **more)


def test_a_message_comes_to_its_device(stand_in: StandIn, app: firebase_admin.App) -> None:
    token = stand_in.install()
    android = messaging.AndroidConfig(collapse_key="t", notification=messaging.AndroidNotification(tag="t"))
    name = messaging.send(message(token, android=android), app=app)
    (kept,) = stand_in.messages(token)
    assert (kept["name"], kept["message"]["notification"], kept["message"]["data"]) == (
        name,
        {"title": "Ready", "body": ""},
        {"id": "1"},
    )
    assert kept["message"]["android"] == {"collapse_key": "t", "notification": {"tag": "t"}}


def test_a_device_that_is_gone_says_so(stand_in: StandIn, app: firebase_admin.App) -> None:
    """UNREGISTERED, as the library tells it apart; what never was a token is an argument that is wrong."""
    token = stand_in.install()
    assert httpx.delete(f"{stand_in.url}/_local/devices/{token}").status_code == 200
    with pytest.raises(messaging.UnregisteredError):
        messaging.send(message(token), app=app)
    with pytest.raises(exceptions.InvalidArgumentError):
        messaging.send(message("no-token-at-all"), app=app)
    assert httpx.delete(f"{stand_in.url}/_local/devices/unknown").status_code == 404


def test_ordered_trouble_is_googles(stand_in: StandIn, app: firebase_admin.App) -> None:
    token = stand_in.install()
    stand_in.order(at="push", reply="429 RESOURCE_EXHAUSTED", about=token)
    with pytest.raises(exceptions.ResourceExhaustedError):
        messaging.send(message(token), app=app)
    messaging.send(message(token), app=app)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"message": {"token": "x", "nonsense": 1}}, 400),
        ({"message": {"token": "x", "data": {"number": 1}}}, 400),
        ({"message": {"token": "x", "data": {"from": "me"}}}, 400),
        ({"message": {"token": "x", "data": {"a": "b" * 5000}}}, 400),
        ({"message": {"notification": {"title": "to nobody"}}}, 400),
        ({"message": {"token": "x"}, "more": 1}, 400),
    ],
)
def test_what_google_would_refuse_is_refused(stand_in: StandIn, body: Any, status: int) -> None:
    """Never more lenient: unknown names, data that are no texts, reserved keys, too much, no recipient."""
    where = f"{stand_in.url}/v1/projects/{PROJECT}/messages:send"
    answer = httpx.post(where, json=body, headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["error"]["status"]) == (status, "INVALID_ARGUMENT")
    assert httpx.post(where, json=body).status_code == 401
    other = where.replace(PROJECT, "another-project")
    assert httpx.post(other, json=body, headers={"Authorization": "Bearer x"}).status_code == 403
