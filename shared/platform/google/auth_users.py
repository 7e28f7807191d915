"""Firebase Auth as the admin side sees it: does this user exist, may they still act, end their sessions, forget them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import firebase_admin
import google.auth
from firebase_admin import auth, exceptions
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials

from shared.platform.errors import Unavailable

_TIMEOUT_S = 5


@dataclass(frozen=True)
class Person:
    uid: str
    email: str | None
    email_verified: bool
    disabled: bool
    admin: bool
    tokens_valid_after: datetime


class AuthUsers:
    def __init__(self, project: str, emulator: str | None) -> None:
        self._project, self._emulator = project, emulator
        google_address = "identitytoolkit.googleapis.com"
        self._address = f"http://{emulator}/{google_address}" if emulator else f"https://{google_address}"
        self._app = firebase_admin.initialize_app(
            options={"projectId": project, "httpTimeout": _TIMEOUT_S}, name=f"directory-{project}"
        )

    def find(self, uid: str) -> Person | None:
        try:
            found: Any = auth.get_user(uid, app=self._app)
        except auth.UserNotFoundError:
            return None
        except (exceptions.FirebaseError, OSError) as error:
            raise Unavailable(part="sign-in") from error
        return Person(
            uid=found.uid,
            email=found.email,
            email_verified=found.email_verified,
            disabled=found.disabled,
            admin=(found.custom_claims or {}).get("admin") is True,
            tokens_valid_after=datetime.fromtimestamp((found.tokens_valid_after_timestamp or 0) / 1000, UTC),
        )

    def end_sessions(self, uid: str, at: datetime, *, disabled: bool | None = None) -> None:
        """Every token from before `at` is void; said so, no new one is given out either.

        Not through firebase-admin, which takes the machine's own time for it.
        """
        url = f"{self._address}/v1/projects/{self._project}/accounts:update"
        body: dict[str, Any] = {"localId": uid, "validSince": str(int(at.timestamp()))}
        if disabled is not None:
            body["disableUser"] = disabled
        try:
            answer = self._session.post(url, json=body, timeout=_TIMEOUT_S)
        except (OSError, GoogleAuthError) as error:
            raise Unavailable(part="sign-in") from error
        if answer.status_code != 200:
            raise Unavailable(part="sign-in")

    def delete(self, uid: str) -> None:
        """Nothing happens where nobody is."""
        try:
            auth.delete_user(uid, app=self._app)
        except auth.UserNotFoundError:
            return
        except (exceptions.FirebaseError, OSError) as error:
            raise Unavailable(part="sign-in") from error

    @cached_property
    def _session(self) -> AuthorizedSession:
        if self._emulator is not None:
            return AuthorizedSession(Credentials("owner"))
        credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/identitytoolkit"])
        return AuthorizedSession(credentials)
