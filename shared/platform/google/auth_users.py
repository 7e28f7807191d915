"""Firebase Auth as the admin side sees it: does this user exist, may they still act, end their sessions, forget them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
    name: str | None = None
    phone: str | None = None
    providers: Mapping[str, str] = field(default_factory=dict[str, str])  # how they sign in, and who they are there
    created_at: datetime | None = None
    signed_in_at: datetime | None = None
    seen_at: datetime | None = None  # when they last got a token

    @property
    def guest(self) -> bool:
        """Nobody vouches for them."""
        return not (self.email or self.phone or self.providers)


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
            return _person(auth.get_user(uid, app=self._app))
        except auth.UserNotFoundError:
            return None
        except (exceptions.FirebaseError, OSError) as error:
            raise Unavailable(part="sign-in") from error

    def find_all(self, uids: Sequence[str]) -> dict[str, Person]:
        """Those of these who are there, by their ids: of at most a hundred, by one call."""
        return {person.uid: person for person in self._found([auth.UidIdentifier(uid) for uid in uids])}

    def known_as(self, text: str) -> list[Person]:
        """Who has this id, e-mail address, phone number or, written `google.com:1234`, this id at a provider."""
        kind, _, at_provider = text.partition(":")
        forms: list[Callable[[], auth.UserIdentifier]] = [
            lambda: auth.UidIdentifier(text),
            lambda: auth.EmailIdentifier(text),
            lambda: auth.PhoneIdentifier(text),
            lambda: auth.ProviderIdentifier(kind, at_provider),
        ]
        return self._found([identifier for form in forms if (identifier := _valid(form)) is not None])

    def _found(self, identifiers: Sequence[auth.UserIdentifier]) -> list[Person]:
        if not identifiers:
            return []
        try:
            found: Any = auth.get_users(list(identifiers), app=self._app)
        except (exceptions.FirebaseError, OSError) as error:
            raise Unavailable(part="sign-in") from error
        return list({each.uid: _person(each) for each in found.users}.values())

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


def _valid(form: Callable[[], auth.UserIdentifier]) -> auth.UserIdentifier | None:
    """The SDK refuses what cannot be one."""
    try:
        return form()
    except ValueError:
        return None


def _person(found: Any) -> Person:
    told = found.user_metadata
    return Person(
        uid=found.uid,
        email=found.email,
        email_verified=found.email_verified,
        disabled=found.disabled,
        admin=(found.custom_claims or {}).get("admin") is True,
        tokens_valid_after=datetime.fromtimestamp((found.tokens_valid_after_timestamp or 0) / 1000, UTC),
        name=found.display_name,
        phone=found.phone_number,
        providers={each.provider_id: each.uid for each in found.provider_data},
        created_at=_moment(told.creation_timestamp),
        signed_in_at=_moment(told.last_sign_in_timestamp),
        seen_at=_moment(told.last_refresh_timestamp) or _moment(told.last_sign_in_timestamp),
    )


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
