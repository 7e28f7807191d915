"""Signing in with Firebase: by e-mail address and password, or on a page that this program serves to the user's own browser.

The page is at 127.0.0.1 alone. What it sends back counts once, with the state that was made for it, from its own origin.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from rushes.cli.session import NOT_SIGNED_IN, Session, Stop

_GOOGLE = "https://identitytoolkit.googleapis.com"
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_MINUTES = 5
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Firebase:
    """Where the users of a deployment sign in."""

    api_key: str
    auth_domain: str | None = None
    auth_emulator: str | None = None

    @property
    def identity(self) -> str:
        return f"http://{self.auth_emulator}/identitytoolkit.googleapis.com" if self.auth_emulator else _GOOGLE

    def kept(self) -> dict[str, Any]:
        return {"api_key": self.api_key, "auth_domain": self.auth_domain, "auth_emulator": self.auth_emulator}


@dataclass(frozen=True)
class SignedIn:
    id_token: str
    refresh_token: str


def firebase(session: Session, api_key: str | None = None, domain: str | None = None, emulator: str | None = None) -> Firebase:
    """As options say, else the profile, else the environment of an emulator, else the deployment itself (`/config.json`)."""
    import os

    kept = session.kept if session.url == session.kept.get("url") else {}
    api_key, domain = api_key or kept.get("api_key"), domain or kept.get("auth_domain")
    emulator = emulator or kept.get("auth_emulator") or os.environ.get("FIREBASE_AUTH_EMULATOR_HOST")
    told = {} if api_key or emulator else _deployments_own(session.url)
    if urlsplit(session.url).hostname in _THIS_MACHINE:  # nobody elsewhere has a password sent to where it is not checked
        emulator = emulator or told.get("emulators", {}).get("auth")
    if emulator:
        return Firebase(api_key or "local", domain, emulator)
    if not api_key:
        own = told.get("firebase", told)
        api_key, domain = own.get("apiKey"), domain or own.get("authDomain")
    if not api_key:
        raise Stop(session.words("no_firebase", url=session.url), session.words("tell_firebase"), NOT_SIGNED_IN)
    return Firebase(api_key, domain)


def _deployments_own(url: str) -> Mapping[str, Any]:
    with suppress(httpx.HTTPError, ValueError):
        answer = httpx.get(f"{url.rstrip('/')}/config.json", timeout=10)
        if answer.status_code == 200:
            return answer.json()
    return {}


def by_password(session: Session, place: Firebase, email: str, password: str) -> SignedIn:
    address = f"{place.identity}/v1/accounts:signInWithPassword"
    wish = {"email": email, "password": password, "returnSecureToken": True}
    try:
        answer = httpx.post(address, params={"key": place.api_key}, json=wish, timeout=30)
        told: Any = answer.json()
    except (httpx.HTTPError, ValueError) as problem:
        raise Stop(session.words("not_signed_in", why=problem), code=NOT_SIGNED_IN) from None
    if answer.status_code != 200:
        why = str(told.get("error", {}).get("message", answer.status_code))
        raise Stop(session.words("not_signed_in", why=why), session.words("check_person"), NOT_SIGNED_IN)
    return SignedIn(told["idToken"], told["refreshToken"])


def sign_in(session: Session, place: Firebase | None = None, opener: Callable[[str], object] | None = None) -> SignedIn:
    """By the page; `opener` shows it to the user."""
    page = _Page(place or firebase(session), session.words.language)
    with page.served() as url:
        session.tell(session.words("open_page", url=url))
        (opener or webbrowser.open)(url)
        if not page.ended.wait(_MINUTES * 60):
            raise Stop(session.words("login_late", minutes=_MINUTES), code=NOT_SIGNED_IN)
    assert page.result is not None
    return page.result


class _Page:
    """The page and the one message that it may send."""

    def __init__(self, place: Firebase, language: str) -> None:
        self._place, self._language = place, language
        self._state, self._nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
        self.ended, self.result = threading.Event(), None

    result: SignedIn | None

    def served(self) -> _Server:
        self._server = _Server(self, self._state)
        return self._server

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = urlsplit(request.path)
        if request.headers.get("Host") != self._server.host:
            self._tell(request, 403, "text/plain", b"This page is for its own address only.")
        elif request.command == "GET" and path.path == "/" and self._is_ours(parse_qs(path.query).get("state", [""])[0]):
            self._tell(request, 200, "text/html; charset=utf-8", self._html())
        elif request.command == "POST" and path.path == "/done":
            status = self._take(request)
            self._tell(request, status, "application/json", b"{}")
            if status == 200:
                self.ended.set()
        else:
            self._tell(request, 404, "text/plain", b"There is nothing here.")

    def _is_ours(self, state: str) -> bool:
        return hmac.compare_digest(state.encode(), self._state.encode())

    def _take(self, request: BaseHTTPRequestHandler) -> int:
        told_length = request.headers.get("Content-Length", "")
        length = int(told_length[:9]) if told_length.isascii() and told_length.isdigit() else 0
        if request.headers.get("Origin") != f"http://{self._server.host}" or not 0 < length <= _MOST_BYTES:
            return 403
        try:
            told: Any = json.loads(request.rfile.read(length))
            state, signed_in = str(told["state"]), SignedIn(str(told["idToken"]), str(told["refreshToken"]))
        except (ValueError, KeyError, TypeError):
            return 400
        if self.result is not None or not self._is_ours(state):
            return 403
        self.result = signed_in
        return 200

    def _html(self) -> bytes:
        place = {**self._place.kept(), "identity": self._place.identity, "state": self._state, "language": self._language}
        told = json.dumps(place).replace("<", "\\u003c")
        html = files("rushes.cli").joinpath("login.html").read_text(encoding="utf-8")
        return html.replace("{{place}}", told).replace("{{nonce}}", self._nonce).encode()

    def _tell(self, request: BaseHTTPRequestHandler, status: int, media_type: str, body: bytes) -> None:
        request.send_response(status)
        frames = f"https://{self._place.auth_domain} https://apis.google.com" if self._place.auth_domain else "'none'"
        code = f"'nonce-{self._nonce}' https://www.gstatic.com/firebasejs/ https://apis.google.com"
        reached = f"'self' {self._place.identity.removesuffix('/identitytoolkit.googleapis.com')} https://*.googleapis.com"
        policy = f"default-src 'none'; script-src {code}; style-src 'nonce-{self._nonce}'; connect-src {reached}; "
        policy += f"frame-src {frames}; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
        for name, value in {
            "Content-Type": media_type,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)


class _Server(ThreadingHTTPServer):
    """At a free port of 127.0.0.1, as long as somebody is signing in."""

    daemon_threads = True

    def __init__(self, page: _Page, state: str) -> None:
        class Handler(BaseHTTPRequestHandler):
            timeout = 30

            def answer(self) -> None:
                page.answer(self)

            do_GET = do_POST = answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server_port}"
        self._state = state

    def __enter__(self) -> str:  # type: ignore[override]
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://{self.host}/?state={self._state}"

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
