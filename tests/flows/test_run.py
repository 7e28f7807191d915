"""What `make run` says at its end: where everything is, and how an app of one's own gets in."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from urllib.parse import unquote

import pytest

from local.first_steps import quickstart
from local.run import Demo
from local.stack import Stack
from tests.fixtures import http_client
from tests.fixtures.system import System

_COLUMNS = 80


def test_what_is_said_fits_eighty_columns_and_leads_in(
    running: Stack, people: System, capsys: pytest.CaptureFixture[str]
) -> None:
    """E4, Q1: first the studio signed in as the demo user; a ready .env, the lines of the quickstart; nothing wraps."""
    demo = Demo(running, people.http)
    demo.where_everything_is()
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if len(line) > _COLUMNS and str(running.folder) not in line] == []
    links = re.findall(r"http://\S+", said)
    assert links[0].startswith(f"{people.url}/#token=")
    assert quickstart() in said
    assert 'eval "$(make -s shell)"' in said
    found = re.search(r"http://\S+/sign-in#(\S+)", said)
    assert found
    page = http_client.get(found[0])
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f'"functions": "{people.url}"' in page.text

    file = running.folder / "app.env"
    assert (file.stat().st_mode & 0o777, str(file) in said) == (0o600, True)
    told = dict(line.split("=", 1) for line in shlex.split(file.read_text()))
    assert (told["RUSHES_URL"], told["DEMO_USER_ID"]) == (people.url, found[1])
    assert _signed_in(told, "signInWithCustomToken", token=unquote(links[0].partition("#token=")[2])) == found[1]
    assert _signed_in(told, "signInWithPassword", email=told["DEMO_EMAIL"], password=told["DEMO_PASSWORD"]) == found[1]


def _signed_in(told: Mapping[str, str], how: str, **wish: str) -> str:
    """Who it is, by the token that the emulator gives."""
    url = f"http://{told['FIREBASE_AUTH_EMULATOR_HOST']}/identitytoolkit.googleapis.com/v1/accounts"
    key = {"key": told["FIREBASE_API_KEY"]}
    token = http_client.post(f"{url}:{how}", params=key, json={**wish, "returnSecureToken": True}).json()["idToken"]
    return http_client.post(f"{url}:lookup", params=key, json={"idToken": token}).json()["users"][0]["localId"]


def test_the_page_that_signs_in_is_for_this_machine_alone(running: Stack) -> None:
    """E4: another origin, a frame, or a name that is not this machine's gets nothing, as with every page of the supervisor."""
    page = http_client.get(f"{running.url('control')}/sign-in", headers={"Origin": "https://elsewhere.example"})
    assert page.status_code == 403
    assert http_client.get(f"{running.url('control')}/sign-in").headers["X-Frame-Options"] == "DENY"
    strange = http_client.get(f"{running.url('control')}/sign-in", headers={"Host": "rebound.example"})
    assert strange.status_code == 403
