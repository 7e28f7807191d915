"""How the demonstration calls the functions: as an app would, each step told in one line."""

from __future__ import annotations

import secrets
import textwrap
from pathlib import Path
from typing import Any

import httpx

from local.people import Person
from local.stack import StackError

_VIDEOS = Path(".local/videos")
PATIENCE_S = 90.0


def tell(words: str, indent: int = 2) -> None:
    """One thing, in lines that a terminal of 80 columns shows whole."""
    before = " " * indent
    print(textwrap.fill(words, 80, initial_indent=before, subsequent_indent=f"{before}  ", break_long_words=False), flush=True)


class DemoFailed(StackError):
    """The main job did not do what it should; says at which step."""

    exit_code = 1


class Api:
    def __init__(self, functions: str, http: httpx.Client) -> None:
        self._functions, self._http = functions, http
        self.headers: dict[str, str] = {}  # with every call, beside a person's own

    def call(self, method: str, path: str, person: Person, **options: Any) -> httpx.Response:
        headers = {**self.headers, **person.headers, **options.pop("headers", {})}
        return self._http.request(method, f"{self._functions}/{path}", headers=headers, **options)

    def post(self, path: str, user: Person, *, spends: bool = False, **body: Any) -> httpx.Response:
        headers = {"Idempotency-Key": secrets.token_hex(8)} if spends else {}
        return self.call("POST", path, user, json=body, headers=headers)

    def as_admin(self, admin: Person, method: str, path: str, **body: Any) -> httpx.Response:
        return self.call(method, f"admin/{path}", admin, json={**body, "reason": "make run"})

    def step(self, what: str, answer: httpx.Response) -> Any:
        """Tell it, and give what was answered; anything refused ends the demonstration."""
        if answer.status_code >= 400:
            raise DemoFailed(f"{what}: {answer.status_code} {answer.text[:300]}")
        tell(what)
        return answer.json()

    def enough(self, admin: Person, user: Person, balance: int, needed: int) -> int:
        """The balance, after a grant where it is too small: the same user makes a video at every start."""
        if balance >= needed:
            return balance
        more = {"user_id": user.uid, "credits": 200, "grant_id": f"demo-{secrets.token_hex(4)}"}
        return self.step("More credits granted", self.as_admin(admin, "POST", "grants", **more))["balance"]

    def fetch(self, url: str, name: str) -> Path:
        _VIDEOS.mkdir(parents=True, exist_ok=True)
        target = _VIDEOS / name
        with self._http.stream("GET", url) as answer, target.open("wb") as file:
            answer.raise_for_status()
            for block in answer.iter_bytes():
                file.write(block)
        return target
