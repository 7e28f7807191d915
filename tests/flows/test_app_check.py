"""App Check at the doors of users, in a functions process of its own that demands it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from local.demo_api import Api
from local.infra.app_check import vouched
from local.infra.programs import Stopped
from local.people import Person
from local.smoke import Project
from tests.faults.second_functions import second_functions
from tests.fixtures.app_check import AppCheck
from tests.fixtures.system import System


@pytest.fixture(scope="module")
def demanding(system: System) -> Iterator[System]:
    with second_functions(system, RUSHES_APP_CHECK="enforced") as beside:
        yield beside


def test_an_app_that_is_vouched_for_is_let_in_and_no_other(demanding: System) -> None:
    """A8: with a token of App Check; without one, or with another project's, the answer says why."""
    ada = demanding.person()
    given = demanding.identity.app_check_token(demanding.project, demanding.clock.now())
    assert demanding.call("GET", "/account", ada, headers={"X-Firebase-AppCheck": given}).status_code == 200
    elsewhere = demanding.identity.app_check_token("another", demanding.clock.now())
    for headers, reason in (({}, "missing"), ({"X-Firebase-AppCheck": elsewhere}, "wrong_audience")):
        refused = demanding.call("GET", "/account", ada, headers=headers)
        assert (refused.status_code, refused.json()["error"]) == (401, "APP_NOT_VERIFIED")
        assert refused.json()["details"] == {"reason": reason}


def test_what_cannot_attest_is_exempt_by_a_claim_that_only_operators_set(demanding: System) -> None:
    """A8: a command line or a server; and whatever is no user's door asks for none."""
    exempt = demanding.desk.sign_up(claims={"unattested": True})
    demanding.uids.append(exempt.uid)
    assert demanding.call("GET", "/account", exempt).status_code == 200
    assert demanding.call("GET", "/catalog/models").status_code == 200
    assert demanding.call("GET", "/admin/jobs?reason=look", demanding.admin).status_code == 200


def test_an_agents_key_vouches_for_itself(demanding: System) -> None:
    """A8, E3: who makes one is asked for their app; what carries it is not."""
    ada = demanding.person()
    given = demanding.identity.app_check_token(demanding.project, demanding.clock.now())
    wish = {"json": {"name": "A batch"}, "headers": {"X-Firebase-AppCheck": given}}
    made = demanding.call("POST", "/account/agent-keys", ada, **wish)
    assert made.status_code == 201, made.text
    assert demanding.call("GET", "/account", Person(ada.uid, made.json()["token"])).status_code == 200


class DemandingSignIn(httpx.HTTPTransport):
    """The Auth emulator, asking for App Check as Google's sign-in does where that is enforced."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(":signInWithPassword") and "X-Firebase-AppCheck" not in request.headers:
            refusal = {"code": 401, "message": "Firebase App Check token is invalid.", "status": "UNAUTHENTICATED"}
            return httpx.Response(401, json={"error": refusal}, request=request)
        return super().handle_request(request)


@pytest.mark.parametrize("sign_in_too", [False, True])
def test_the_smoke_test_is_let_in_by_a_debug_token_that_is_gone_afterwards(
    demanding: System, monkeypatch: pytest.MonkeyPatch, sign_in_too: bool
) -> None:
    """A8, N1: asked for once, and only where sign-in or a door demands it; its user has no exemption."""
    for name in ("FIREBASE_AUTH_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.setenv(name, demanding.environment[name])
    google = AppCheck(demanding)
    http = httpx.Client(transport=DemandingSignIn(), timeout=30) if sign_in_too else demanding.http
    project = Project(demanding.project, "local", http, lambda: vouched(demanding.project, google.client()))
    user, api = project.person(), Api(demanding.url, demanding.http)
    demanding.uids.append(user.uid)
    assert google.deleted == int(sign_in_too)
    assert project.account(api, user).status_code == 200
    assert (google.kept, google.deleted) == ({}, 1)
    assert api.call("GET", "videos", user).status_code == 200
    assert project.account(api, user).status_code == 200
    assert google.deleted == 1


def test_app_check_is_given_time_to_know_an_app_and_a_refusal_is_told(demanding: System) -> None:
    """N1: a web app that was just made; and who is signed in with nothing that counts."""
    waited = list[float]()
    late = AppCheck(demanding, unknown_for=3)
    assert vouched(demanding.project, late.client(), waited.append).count(".") == 2
    assert (len(waited), late.kept, late.deleted) == (3, {}, 1)
    with pytest.raises(Stopped, match=r"firebaseappcheck\.googleapis\.com answered 404"):
        vouched(demanding.project, AppCheck(demanding, unknown_for=100).client(), waited.append)
    with pytest.raises(Stopped, match=r"firebase\.googleapis\.com answered 401: Request had invalid"):
        vouched(demanding.project, AppCheck(demanding).client("nobody's"), waited.append)
    nothing = httpx.MockTransport(lambda _: httpx.Response(200, json={}))
    with pytest.raises(Stopped, match="has no web app"):
        vouched(demanding.project, httpx.Client(transport=nothing), waited.append)
