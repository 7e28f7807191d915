"""Signing in on the command line: the page, who may send it what, and where the key is kept."""

from __future__ import annotations

import http.client
import json
import re
import stat
import sys
import threading
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rushes.cli import store
from rushes.cli.store import Store

from .conftest import Cli
from .server import Lost, Server, Told, refusal

IDENTITY = "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword"
SIGNED_IN = {"idToken": "id-token", "refreshToken": "refresh-token"}
Visitor = Callable[[httpx.Client, str], None]


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.delenv("RUSHES_TOKEN", raising=False)


@pytest.fixture
def desk(server: Server, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> Server:
    """A deployment that gives agent keys, and an identity service beside it."""
    monkeypatch.delenv("RUSHES_TOKEN")
    key = {"id": "key-1", "name": "rushes", "scopes": ["read", "spend"], "daily_cap": 50, "spent_today": 0}
    key["expires_at"] = "2027-02-27T08:46:07.952374+00:00"
    server.on("POST", IDENTITY, Told(200, SIGNED_IN))
    server.on("POST", "/account/agent-keys", Told(201, {"agent_key": key, "token": "rk_new"}))
    server.on("GET", "/account/agent-keys", Told(200, {"agent_keys": [key]}))
    server.on("DELETE", "/account/agent-keys/key-1", Told(204))
    server.on("GET", "/account", Told(200, {"balance": 5, "limits": {"daily_cap": None, "spent_today": 0}}))
    return server


def emulator(server: Server) -> str:
    return server.url.removeprefix("http://")


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Visitor], None]]:
    """Whoever the browser would be: comes to the page as soon as it is opened."""
    visits = list[threading.Thread]()

    def by(visitor: Visitor) -> None:
        def come(url: str) -> None:
            def go() -> None:
                with httpx.Client(verify=False) as browser:
                    visitor(browser, url)

            visits.append(threading.Thread(target=go))
            visits[-1].start()

        monkeypatch.setattr("webbrowser.open", come)

    yield by
    for each in visits:
        each.join()


def place_of(browser: httpx.Client, url: str) -> dict[str, Any]:
    found = re.search(r'id="place"[^>]*>(.*?)</script>', browser.get(url).text)
    assert found
    return json.loads(found[1])


def done(browser: httpx.Client, url: str, state: str, **headers: str) -> int:
    origin = url.partition("/?")[0]
    return browser.post(f"{origin}/done", json={"state": state, **SIGNED_IN}, headers={"Origin": origin, **headers}).status_code


def without_length(origin: str) -> int:
    """As no library sends it: a length that is no number."""
    caller = http.client.HTTPConnection(origin.removeprefix("http://"), timeout=10)
    caller.putrequest("POST", "/done")
    caller.putheader("Origin", origin)
    caller.putheader("Content-Length", "many")
    caller.endheaders()
    return caller.getresponse().status


def test_a_password_ends_in_an_agent_key_that_only_its_owner_reads(cli: Cli, desk: Server, tmp_path: Path) -> None:
    """E2: asked for at the API with the fresh sign-in, kept in a file of mode 0600, used from then on."""
    options = ("--scope", "read", "--daily-cap", "50", "--days", "30", "--name", "laptop")
    told = cli(
        "login", "--email", "ada@example.com", "--password-stdin", "--auth-emulator", emulator(desk), *options, stdin="pw\n"
    )
    assert (told.code, "profile default" in told.out) == (0, True)
    asked = desk.calls("POST", "/account/agent-keys")[0]
    assert asked.json == {"name": "laptop", "scopes": ["read"], "daily_cap": 50, "expires_in_days": 30}
    assert asked.headers["authorization"] == "Bearer id-token"
    keys = tmp_path / "config" / "keys.json"
    assert (stat.S_IMODE(keys.stat().st_mode), stat.S_IMODE(keys.parent.stat().st_mode)) == (0o600, 0o700)
    assert cli("credits").code == 0
    assert desk.received[-1].headers["authorization"] == "Bearer rk_new"

    out = cli("logout")
    assert (out.out.strip(), "rushes agent-keys revoke key-1" in out.err) == ("Signed out: profile default.", True)
    assert "rk_new" not in keys.read_text()
    nobody = cli("credits")
    assert (nobody.code, "rushes login" in nobody.err) == (3, True)


def test_a_key_goes_to_the_address_that_gave_it_and_to_no_other(cli: Cli, desk: Server) -> None:
    """E2: another --url is another place, where nobody is signed in."""
    cli("login", "--email", "a", "--password-stdin", "--auth-emulator", emulator(desk), stdin="pw\n")
    with Server() as other:
        assert cli("--url", other.url, "credits").code == 3
        assert other.received == []


def test_the_page_ends_in_an_agent_key(cli: Cli, desk: Server, visit: Callable[[Visitor], None]) -> None:
    """E2: it is told where to sign in and its state, and sends the tokens back."""
    seen = dict[str, Any]()

    def visitor(browser: httpx.Client, url: str) -> None:
        seen.update(place_of(browser, url))
        seen["policy"] = browser.get(url).headers["content-security-policy"]
        seen["done"] = done(browser, url, seen["state"])

    visit(visitor)
    told = cli("--json", "login", "--auth-emulator", emulator(desk))
    assert (told.code, told.json["key_id"], seen["done"]) == (0, "key-1", 200)
    assert (seen["identity"], seen["api_key"]) == (f"{desk.url}/identitytoolkit.googleapis.com", "local")
    assert "frame-ancestors 'none'" in seen["policy"]
    assert "http://127.0.0.1" in told.err


def test_the_page_takes_one_message_from_its_own_origin_with_its_state(
    cli: Cli, desk: Server, visit: Callable[[Visitor], None]
) -> None:
    """E2: no other site, name, state or shape, and nothing twice."""
    answers = list[int]()

    def visitor(browser: httpx.Client, url: str) -> None:
        state, origin = url.rpartition("=")[2], url.partition("/?")[0]
        port = origin.rpartition(":")[2]
        answers.append(done(browser, url, state, Origin="https://evil.example"))
        answers.append(done(browser, url, state, Host=f"evil.example:{port}"))
        answers.append(done(browser, url, "a guess"))
        answers.append(browser.get(f"{origin}/?state=guess").status_code)
        answers.append(browser.get(f"{origin}/other").status_code)
        answers.append(browser.post(f"{origin}/done", content=b"{}", headers={"Origin": origin}).status_code)
        answers.append(browser.post(f"{origin}/done", content=b" " * 70_000, headers={"Origin": origin}).status_code)
        answers.append(without_length(origin))
        answers.append(done(browser, url, state))

    visit(visitor)
    assert cli("login", "--auth-emulator", emulator(desk)).code == 0
    assert answers == [403, 403, 403, 404, 404, 400, 403, 403, 200]


def test_a_deployment_may_tell_where_its_users_sign_in(cli: Cli, desk: Server, visit: Callable[[Visitor], None]) -> None:
    """E2: /config.json, else options; without either the command says which."""
    lost = cli("login")
    assert (lost.code, "--api-key" in lost.err) == (3, True)
    desk.on("GET", "/config.json", Told(200, {"apiKey": "web-key", "authDomain": "app.example"}))
    seen = dict[str, Any]()

    def visitor(browser: httpx.Client, url: str) -> None:
        seen.update(place_of(browser, url))
        done(browser, url, seen["state"])

    visit(visitor)
    assert cli("--language", "de", "login").code == 0
    assert (seen["api_key"], seen["auth_domain"], seen["language"]) == ("web-key", "app.example", "de")
    assert seen["identity"] == "https://identitytoolkit.googleapis.com"


def test_a_local_stack_tells_its_emulator_and_nobody_elsewhere_is_believed_one(
    cli: Cli, desk: Server, visit: Callable[[Visitor], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """E2: `make run` needs no option; an address elsewhere cannot have a password sent to any host in plain."""
    own = {"firebase": {"apiKey": "local", "authDomain": "app.example"}, "emulators": {"auth": "127.0.0.1:9"}}
    desk.on("GET", "/config.json", Told(200, own), Told(200, own))
    seen = list[str]()

    def visitor(browser: httpx.Client, url: str) -> None:
        told = place_of(browser, url)
        seen.append(told["identity"])
        done(browser, url, told["state"])

    visit(visitor)
    assert cli("login").code == 0
    monkeypatch.setattr("rushes.cli.login._THIS_MACHINE", ())
    assert cli("--profile", "elsewhere", "login").code == 0
    assert seen == ["http://127.0.0.1:9/identitytoolkit.googleapis.com", "https://identitytoolkit.googleapis.com"]


def test_nobody_who_comes_is_said_after_a_while(cli: Cli, desk: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2: the page is not served for ever."""
    monkeypatch.setattr("rushes.cli.login._MINUTES", 0)
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    late = cli("login", "--auth-emulator", emulator(desk))
    assert (late.code, "Nobody signed in" in late.err) == (3, True)


@pytest.mark.parametrize(
    ("answer", "said"), [(Told(400, {"error": {"message": "INVALID_PASSWORD"}}), "INVALID_PASSWORD"), (Lost(), "refused")]
)
def test_a_refused_password_is_told(cli: Cli, desk: Server, answer: Any, said: str) -> None:
    """E2: with the identity service's word for it."""
    desk.on("POST", IDENTITY, answer)
    told = cli("login", "--email", "ada@example.com", "--password-stdin", "--auth-emulator", emulator(desk), stdin="pw\n")
    assert (told.code, said in told.err) == (3, True)


def test_a_key_made_elsewhere_is_tried_and_kept(cli: Cli, desk: Server) -> None:
    """E2: for servers, where no browser is."""
    assert cli("--profile", "ci", "login", "--token-stdin", stdin="rk_made\n").code == 0
    assert desk.received[-1].headers["authorization"] == "Bearer rk_made"
    assert cli("--profile", "ci", "credits").code == 0
    desk.on("GET", "/account", refusal("UNAUTHENTICATED", 401, retryable=False))
    assert cli("--profile", "other", "login", "--token-stdin", stdin="rk_wrong\n").code == 3
    assert cli("profile", "list").out.split() == ["*", "ci", desk.url]


def test_what_only_the_user_may_do_is_done_by_their_own_sign_in(cli: Cli, desk: Server, visit: Callable[[Visitor], None]) -> None:
    """E2: by the page for this once, or by a session that was kept on purpose."""
    desk.on("POST", "/securetoken.googleapis.com/v1/token", Told(200, {"id_token": "fresh", "refresh_token": "refresh-2"}))
    sign_in = ("login", "--email", "a", "--password-stdin", "--auth-emulator", emulator(desk))
    cli(*sign_in, stdin="pw\n")
    visit(lambda browser, url: assert_done(done(browser, url, url.rpartition("=")[2])))
    listed = cli("agent-keys", "list")
    assert (listed.out, "needs yourself" in listed.err) == ("key-1  rushes  read, spend  50  0  2027-02-27 08:46  -\n", True)
    assert desk.received[-1].headers["authorization"] == "Bearer id-token"
    cli(*sign_in, "--keep-session", stdin="pw\n")
    assert cli("agent-keys", "create", "bot", "--daily-cap", "0").out.strip() == "Its token is shown once: rk_new"
    made = desk.calls("POST", "/account/agent-keys")[-1]
    assert (made.json["daily_cap"], made.headers["authorization"]) == (0, "Bearer fresh")
    assert cli("agent-keys", "revoke", "key-1").out.strip() == "Done."


def assert_done(status: int) -> None:
    assert status == 200


def test_providers_keys_are_stored_replaced_tried_and_deleted(cli: Cli, desk: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2, K1: the key comes from stdin, never from the command's own words, which others can read."""
    monkeypatch.setenv("RUSHES_TOKEN", "an-id-token")
    key = {"provider": "gemini-api", "last_four": "wxyz", "active": True}
    desk.on("GET", "/account/keys", Told(200, {"keys": []}), Told(200, {"keys": [key]}))
    desk.on("POST", "/account/keys", Told(201, key))
    desk.on("PUT", "/account/keys/gemini-api", Told(200, key))
    desk.on("POST", "/account/keys/gemini-api/verify", Told(200, {"result": "valid", "key": key}))
    desk.on("DELETE", "/account/keys/gemini-api", Told(200, {"deleted": True}))
    for method in ("POST", "PUT"):
        assert cli("keys", "set", "gemini-api", stdin="secret-key\n").out.strip() == "gemini-api …wxyz"
        assert desk.received[-1].method == method
        assert desk.received[-1].json["key"] == "secret-key"
    assert cli("keys", "list").out.split()[:2] == ["gemini-api", "wxyz"]
    assert cli("keys", "verify", "gemini-api").json["result"] == "valid"
    assert cli("keys", "delete", "gemini-api").out.strip() == "Done."


def test_credits_are_bought_on_a_page_of_stripes(cli: Cli, desk: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2, C11: by their own sign-in; the address is told, and opened unless nobody wants that."""
    monkeypatch.setenv("RUSHES_TOKEN", "an-id-token")
    package = {
        "id": "small",
        "name": "200 credits",
        "credits": 200,
        "amount": 1000,
        "currency": "eur",
        "expires_after_days": None,
    }
    bought = {"id": "p1", "status": "open", "credits": 200, "amount": 1000, "currency": "eur", "url": "https://pay.example/1"}
    desk.on("GET", "/payments/packages", Told(200, {"packages": [package]}))
    desk.on("POST", "/payments/checkouts", Told(201, {"purchase": bought}))
    desk.on("GET", "/payments", Told(200, {"purchases": [bought], "next_cursor": None}))
    desk.on("POST", "/payments/portal", Told(200, {"url": "https://pay.example/portal"}))
    opened = list[str]()
    monkeypatch.setattr("click.launch", lambda url: opened.append(url))
    assert cli("credits", "packages", "--country", "DE").out.split()[0] == "small"
    assert cli("credits", "buy", "small").out.strip() == "Pay here, within an hour: https://pay.example/1"
    assert cli("--json", "credits", "buy", "small").json["url"] == "https://pay.example/1"
    keys = {call.headers["idempotency-key"] for call in desk.calls("POST", "/payments/checkouts")}
    assert len(keys) == 2
    assert "open" in cli("credits", "purchases").out
    assert cli("credits", "portal", "--no-browser").out.strip() == "https://pay.example/portal"
    assert opened == ["https://pay.example/1"]


def test_profiles_stand_side_by_side(cli: Cli, desk: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2: used by name, by the environment, or from now on; each with its address."""
    for name in ("home", "work"):
        cli("--profile", name, "login", "--token-stdin", stdin=f"rk_{name}\n")
    monkeypatch.delenv("RUSHES_URL")
    used = list[str]()
    for choose in (("--profile", "work"), ()):
        cli(*choose, "credits")
        used.append(desk.received[-1].headers["authorization"])
    cli("profile", "use", "work")
    cli("credits")
    used.append(desk.received[-1].headers["authorization"])
    assert used == ["Bearer rk_work", "Bearer rk_home", "Bearer rk_work"]
    assert json.loads(cli("--json", "profile", "list").out)[1]["current"] == "*"
    assert cli("profile", "remove", "home").code == 0
    assert [each["name"] for each in json.loads(cli("--json", "profile", "list").out)] == ["work"]
    assert cli("profile", "use", "nowhere").code == 2
    assert json.loads(cli("--json", "profile", "remove", "work").out) == {"removed": "work"}
    assert "profile default" in cli("credits").err  # not the one that is gone


class Ring:
    """A keyring as the package `keyring` has one."""

    def __init__(self, priority: float = 5) -> None:
        self.priority, self.held, self.locked = priority, dict[tuple[str, str], str](), False

    def module(self) -> Any:
        module = types.ModuleType("keyring")
        told = {"get_keyring": lambda: self, "get_password": lambda *key: self.held.get(key)}
        told |= {"set_password": self.put, "delete_password": lambda *key: self.held.pop(key)}
        module.__dict__.update(told)
        return module

    def put(self, service: str, name: str, secret: str) -> None:
        if self.locked:
            raise RuntimeError("locked")
        self.held[service, name] = secret


def test_a_keyring_is_used_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2: the file then holds no key; a keyring that is locked or none at all leaves it to the file."""
    ring, kept = Ring(), Store(tmp_path)
    monkeypatch.setitem(sys.modules, "keyring", ring.module())
    assert kept.keep_secret("home", store.AGENT_KEY, "rk_1") is None
    assert (kept.secret("home", store.AGENT_KEY), "rk_1" in (tmp_path / "keys.json").read_text()) == ("rk_1", False)
    kept.forget_secrets("home")
    assert (ring.held, kept.secret("home", store.AGENT_KEY)) == ({}, None)
    ring.locked = True
    assert kept.keep_secret("home", store.AGENT_KEY, "rk_2") == tmp_path / "keys.json"
    assert kept.secret("home", store.AGENT_KEY) == "rk_2"
    ring.priority = 0
    assert kept.keep_secret("home", store.SESSION, "s") == tmp_path / "keys.json"


def test_the_command_without_its_package_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """E2: the library alone has the command's name, and no stack trace."""
    import rushes.cli

    monkeypatch.setitem(sys.modules, "click", None)
    with pytest.raises(SystemExit) as ended:
        rushes.cli.main()
    assert (ended.value.code, 'pip install "click>=8.1"' in capsys.readouterr().err) == (2, True)
