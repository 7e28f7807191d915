"""Firebase Cloud Messaging's HTTP v1 API: `POST /v1/projects/{project}/messages:send`, one message to one device.

What it knows of a message is what an app of ours sends; the rest is refused, as an unknown name is by Google.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from standins.common.clock import Clock
from standins.messages.store import Store

_MOST_BYTES = 4096  # of notification and data
_TOKEN = re.compile(r"[A-Za-z0-9_-]{11,}:APA91b[A-Za-z0-9_-]{100,}")
_FIELDS: Mapping[str, Any] = {  # of a message; None: a text
    "token": None,
    "notification": {"title": None, "body": None, "image": None},
    "data": dict,
    "android": {
        "collapse_key": None,
        "priority": None,
        "ttl": None,
        "notification": {"title": None, "body": None, "icon": None, "color": None, "tag": None, "click_action": None},
    },
    "apns": {"headers": dict, "payload": object},
    "webpush": {"headers": dict, "data": dict, "notification": object},
    "fcm_options": {"analytics_label": None},
}
_RESERVED = re.compile(r"from|message_type|(?:google|gcm).*", re.IGNORECASE)


class Refused(Exception):
    """As Google answers: a status, its name, and what FCM calls it."""

    def __init__(self, status: int, name: str, words: str, code: str = "") -> None:
        super().__init__(words)
        kind = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
        details = [{"@type": kind, "errorCode": code}] if code else []
        self.status = status
        self.body = {"error": {"code": status, "message": words, "status": name, "details": details}}


def wrong(words: str) -> Refused:
    return Refused(400, "INVALID_ARGUMENT", words, "INVALID_ARGUMENT")


class Sent(NamedTuple):
    token: str
    answer: dict[str, str]


class Devices:
    def __init__(self, store: Store, project: str, clock: Clock) -> None:
        self._store, self._project, self._clock = store, project, clock

    def install(self) -> str:
        """An app on a new device; what it registers with."""
        token = f"{secrets.token_urlsafe(16)}:APA91b{secrets.token_urlsafe(100)}"
        self._store.add("devices", {"token": token, "installed": True})
        return token

    def uninstall(self, token: str) -> bool:
        known = self._store.installed(token) is not None
        if known:
            self._store.add("devices", {"token": token, "installed": False})
        return known

    def read(self, project: str, authorization: str, raw: bytes) -> dict[str, Any]:
        """A message that could be sent."""
        if not authorization.startswith("Bearer ") or len(authorization) < 8:
            raise Refused(401, "UNAUTHENTICATED", "Request is missing required authentication credential.")
        if project != self._project:
            raise Refused(403, "PERMISSION_DENIED", f"Permission denied on resource project {project}.", "SENDER_ID_MISMATCH")
        try:
            asked: Any = json.loads(raw)
        except ValueError:
            raise wrong("Invalid JSON payload received.") from None
        if not isinstance(asked, dict) or set(cast("dict[str, Any]", asked)) - {"message", "validate_only"}:
            raise wrong('Invalid JSON payload received. Unknown name: only "message" and "validate_only" are known.')
        message: Any = cast("dict[str, Any]", asked).get("message")
        _hold(message, _FIELDS, "message")
        if not message.get("token"):
            raise wrong("Recipient of the message is not set.")
        self._require_small(message)
        return message

    def _require_small(self, message: Mapping[str, Any]) -> None:
        if any(_RESERVED.fullmatch(name) for name in message.get("data", {})):
            raise wrong("Invalid data payload key: reserved.")
        told = {name: message[name] for name in ("notification", "data") if name in message}
        if len(json.dumps(told, ensure_ascii=False).encode()) > _MOST_BYTES:
            raise wrong("Android message is too big")

    def send(self, message: dict[str, Any]) -> dict[str, str]:
        token = str(message["token"])
        installed = self._store.installed(token)
        if installed is None and not _TOKEN.fullmatch(token):
            raise wrong("The registration token is not a valid FCM registration token")
        if not installed:
            raise Refused(404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED")
        name = f"projects/{self._project}/messages/0:{secrets.randbelow(10**16):016d}%{secrets.token_hex(8)}"
        self._store.add("messages", {"at": self._clock.now().isoformat(), "name": name, "message": message})
        return {"name": name}


def _hold(given: Any, form: Any, where: str) -> None:
    """To its form: an unknown name is refused, and so is a value of another kind."""
    if form is None:
        if not isinstance(given, str):
            raise wrong(f"Invalid value at '{where}' (TYPE_STRING)")
    elif form is object:
        if not isinstance(given, dict):
            raise wrong(f"Invalid value at '{where}'")
    elif not isinstance(given, dict):
        raise wrong(f"Invalid value at '{where}'")
    elif form is dict:
        for name, value in cast("dict[str, Any]", given).items():
            _hold(value, None, f"{where}[{name}]")
    else:
        for name, value in cast("dict[str, Any]", given).items():
            if name not in form:
                raise wrong(f"Invalid JSON payload received. Unknown name \"{name}\" at '{where}': Cannot find field.")
            _hold(value, form[name], f"{where}.{name}")
