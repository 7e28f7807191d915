"""Guests who sign up: by a link in a mail, by Google, by a password; as the Firebase SDK asks the Auth emulator."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from local.people import Person
from tests.fixtures.images import album
from tests.fixtures.system import System

GRANT = 200


class Auth:
    """What the SDK sends for a person."""

    def __init__(self, system: System) -> None:
        self.host = f"http://{system.environment['FIREBASE_AUTH_EMULATOR_HOST']}"
        self._project = system.project

    def ask(self, call: str, **wanted: Any) -> httpx.Response:
        where = f"{self.host}/identitytoolkit.googleapis.com/v1/accounts:{call}?key=local"
        return httpx.post(where, json=wanted, timeout=10)

    def did(self, call: str, **wanted: Any) -> dict[str, Any]:
        answer = self.ask(call, **wanted)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def mailed(self, kind: str, email: str, **wanted: Any) -> str:
        """The code of the mail that was asked for: locally all of them are listed instead of sent."""
        self.did("sendOobCode", requestType=kind, email=email, **wanted)
        told = httpx.get(f"{self.host}/emulator/v1/projects/{self._project}/oobCodes", timeout=10).json()["oobCodes"]
        return [each["oobCode"] for each in told if (each["email"], each["requestType"]) == (email, kind)][-1]

    def guest(self) -> Session:
        return Session(self, self.did("signUp", returnSecureToken=True))

    def google(self, google_id: str, email: str, **wanted: Any) -> httpx.Response:
        told = f'{{"sub": "{google_id}", "email": "{email}", "email_verified": true}}'
        body = str(httpx.QueryParams({"providerId": "google.com", "id_token": told}))
        return self.ask("signInWithIdp", postBody=body, requestUri="http://localhost", returnSecureToken=True, **wanted)


@dataclass(frozen=True)
class Session:
    """One device of somebody."""

    auth: Auth
    told: Mapping[str, Any]

    @property
    def person(self) -> Person:
        """With the token that this device has after its next refresh."""
        where = f"{self.auth.host}/securetoken.googleapis.com/v1/token?key=local"
        wanted = {"grant_type": "refresh_token", "refresh_token": self.told["refreshToken"]}
        fresh = httpx.post(where, data=wanted, timeout=10).raise_for_status().json()
        return Person(fresh["user_id"], fresh["id_token"])


@pytest.fixture(autouse=True)
def granted(system: System) -> None:
    if (system.document("system_configs/credits") or {}).get("signup_grant") != GRANT:
        assert system.configure("credits", signup_grant=GRANT).status_code == 200


@pytest.fixture
def auth(people: System) -> Auth:
    return Auth(people)


def by_mail(auth: Auth, guest: Session, email: str) -> Session:
    code = auth.mailed("EMAIL_SIGNIN", email, continueUrl="http://localhost/studio/")
    return Session(auth, auth.did("signInWithEmailLink", email=email, oobCode=code, idToken=guest.told["idToken"]))


def by_google(auth: Auth, guest: Session, email: str) -> Session:
    return Session(auth, auth.google(secrets.token_hex(8), email, idToken=guest.told["idToken"]).raise_for_status().json())


def by_password(auth: Auth, guest: Session, email: str) -> Session:
    linked = auth.did("update", idToken=guest.told["idToken"], email=email, password="a long password", returnSecureToken=True)
    auth.did("update", oobCode=auth.mailed("VERIFY_EMAIL", email, idToken=linked["idToken"]))
    return Session(auth, linked)


@pytest.mark.parametrize("link", [by_mail, by_google, by_password])
def test_a_guest_who_signs_up_keeps_everything_and_has_the_grant_once(
    people: System, auth: Auth, link: Callable[[Auth, Session, str], Session]
) -> None:
    """A7, A5: the same account by any way, also on the device where they still are who they were."""
    guest = auth.guest()
    assert people.call("GET", "/account", guest.person).json()["guest"] is True
    kept = album(people, guest.person, "Prepared")
    linked = link(auth, guest, f"{secrets.token_hex(8)}@example.com").person
    assert linked.uid == guest.told["localId"]
    assert {shown.json()["balance"] for shown in people.at_once(10, "GET", "/account", linked)} == {GRANT}
    for device in (linked, guest.person):
        shown = people.call("GET", "/account", device).json()
        assert (shown["guest"], shown["balance"], shown["limits"]["plan"]) == (False, GRANT, "standard")
        assert shown["signup_grant"] == {"credits": GRANT, "given": True, "reason": None}
        assert [entry["type"] for entry in shown["recent_transactions"]] == ["signup_grant"]
    assert people.call("GET", f"/images/collections/{kept}", linked).json()["name"] == "Prepared"


def test_who_has_an_account_already_is_not_linked_to_a_guest(people: System, auth: Auth) -> None:
    """A7: Auth says so, the guest stays one with what they made; a sign-in then opens the other account."""
    email, google_id = f"{secrets.token_hex(8)}@example.com", secrets.token_hex(8)
    first = auth.google(google_id, email).raise_for_status().json()
    assert people.call("GET", "/account", Session(auth, first).person).json()["balance"] == GRANT
    guest = auth.guest()
    kept = album(people, guest.person, "Prepared")
    refused = auth.google(google_id, email, idToken=guest.told["idToken"])
    assert (refused.status_code, refused.json()["error"]["message"]) == (400, "FEDERATED_USER_ID_ALREADY_LINKED")
    code = auth.mailed("EMAIL_SIGNIN", email, continueUrl="http://localhost/studio/")
    refused = auth.ask("signInWithEmailLink", email=email, oobCode=code, idToken=guest.told["idToken"])
    assert (refused.status_code, refused.json()["error"]["message"]) == (400, "EMAIL_EXISTS")
    shown = people.call("GET", "/account", guest.person).json()
    assert (shown["guest"], shown["balance"], shown["signup_grant"]["reason"]) == (True, 0, "link_sign_in")
    assert people.call("GET", f"/images/collections/{kept}", guest.person).status_code == 200


def test_a_mail_verifies_an_address_and_another_sets_a_new_password(people: System, auth: Auth) -> None:
    """A5: the grant comes with the first token after the click; a forgotten password loses nothing."""
    email = f"{secrets.token_hex(8)}@example.com"
    new = Session(auth, auth.did("signUp", email=email, password="a long password", returnSecureToken=True))
    assert people.call("GET", "/account", new.person).json()["signup_grant"]["reason"] == "verify_email"
    auth.did("update", oobCode=auth.mailed("VERIFY_EMAIL", email, idToken=new.told["idToken"]))
    assert people.call("GET", "/account", new.person).json()["balance"] == GRANT
    auth.did("resetPassword", oobCode=auth.mailed("PASSWORD_RESET", email), newPassword="another one")
    back = auth.did("signInWithPassword", email=email, password="another one", returnSecureToken=True)
    shown = people.call("GET", "/account", Session(auth, back).person).json()
    assert (shown["user_id"], shown["balance"]) == (new.told["localId"], GRANT)
