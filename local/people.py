"""People for a local stack: signed up at the Auth emulator as an app would, and calling the functions as an app would."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

_KEY = {"key": "local"}  # the emulator takes any API key
_OWNER = {"Authorization": "Bearer owner"}


@dataclass(frozen=True)
class Person:
    """Somebody with an account at the Auth emulator, and the token of their last sign-in."""

    uid: str
    token: str
    email: str = ""
    password: str = ""

    @property
    def expires_at(self) -> float:
        """Seconds since 1970, as the token itself says."""
        claims = self.token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class AuthAccounts:
    """The Auth emulator's own API, for those who make people rather than for apps."""

    def __init__(self, host: str, project: str, client: httpx.Client) -> None:
        self._base = f"http://{host}/identitytoolkit.googleapis.com/v1"
        self._project, self._client = project, client

    def sign_up(self, *, email: str = "", verified: bool = True, claims: Mapping[str, Any] | None = None) -> Person:
        """A new person with a password; verified and with these claims already in their first token."""
        email, password = email or f"{secrets.token_hex(8)}@example.com", secrets.token_urlsafe(12)
        uid = self._post("accounts:signUp", {"email": email, "password": password, "returnSecureToken": True})["localId"]
        self.change(uid, emailVerified=verified, **({"customAttributes": json.dumps(claims)} if claims else {}))
        return self.sign_in(email, password)

    def bring_over(self, uid: str, *, email: str = "") -> Person:
        """Somebody with an id of another system's, as an import gives them; verified."""
        email, password = email or f"{secrets.token_hex(8)}@example.com", secrets.token_urlsafe(12)
        wanted = {"localId": uid, "email": email, "emailVerified": True, "password": password}
        self._post(f"projects/{self._project}/accounts", wanted, _OWNER)
        return self.sign_in(email, password)

    def sign_in(self, email: str, password: str) -> Person:
        wanted = {"email": email, "password": password, "returnSecureToken": True}
        answer = self._post("accounts:signInWithPassword", wanted)
        return Person(answer["localId"], answer["idToken"], email, password)

    def with_google(self, google_id: str, email: str) -> Person:
        told = quote(json.dumps({"sub": google_id, "email": email, "email_verified": True}))
        wanted = {"postBody": f"providerId=google.com&id_token={told}", "requestUri": "http://localhost"}
        answer = self._post("accounts:signInWithIdp", {**wanted, "returnSecureToken": True, "returnIdpCredential": True})
        return Person(answer["localId"], answer["idToken"], email)

    def guest(self) -> Person:
        answer = self._post("accounts:signUp", {"returnSecureToken": True})
        return Person(answer["localId"], answer["idToken"])

    def everybody(self) -> list[str]:
        """Who has an account, however they came to it."""
        return [user["localId"] for user in self._post(f"projects/{self._project}/accounts:query", {}, _OWNER)["userInfo"]]

    def change(self, uid: str, **fields: Any) -> None:
        self._post(f"projects/{self._project}/accounts:update", {"localId": uid, **fields}, _OWNER)

    def delete(self, uid: str) -> None:
        self._post(f"projects/{self._project}/accounts:delete", {"localId": uid}, _OWNER)

    def _post(self, path: str, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> Any:
        answer = self._client.post(f"{self._base}/{path}", json=body, params=_KEY, headers=headers)
        answer.raise_for_status()
        return answer.json()
