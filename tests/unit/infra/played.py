"""gcloud, terraform and git that write down how they were called, and a Google that answers from a table."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Any

import httpx

from local.infra.deploy import Target

IMAGE = "us-central1-docker.pkg.dev/rushes-test/rushes/functions"
OLD, NEW = f"{IMAGE}@sha256:{'0' * 64}", f"{IMAGE}@sha256:{'1' * 64}"
TARGET = Target("rushes-test", {"stage": "staging"})

# What gcloud and terraform say, by the words that a call has; the first row that fits holds.
GOOD: tuple[tuple[str, int, str], ...] = (
    ("auth list", 0, "ada@example.com"),
    ("application-default print-access-token", 0, "t"),
    ("projects describe rushes-test --format=value(projectNumber)", 0, "123"),
    ("billing projects describe", 0, "True"),
    ("buckets describe", 0, "rushes-test-terraform"),
    ("secrets versions list identity-key", 0, "1"),
    ("secrets versions list", 0, ""),
    ("images describe", 0, f"sha256:{'1' * 64}"),
    ("storage cat", 0, json.dumps({"at": "2026-11-01T00:00:00+00:00", "image": OLD, "version": "a1"})),
    ("output -json registry", 0, json.dumps(IMAGE.rpartition("/")[0])),
    ("output -json address", 0, json.dumps("https://rushes-test.web.app")),
    ("output -json builder", 0, json.dumps("projects/rushes-test/serviceAccounts/rushes-builder")),
    ("output -json secrets_wanted", 0, json.dumps(["identity-key"])),
    ("state list", 0, ""),
    ("output -json functions", 0, json.dumps({"admin": "https://admin-123.us-central1.run.app"})),
    ("terraform plan", 2, ""),
    ("show -json", 0, json.dumps({"planned_values": {"root_module": {}, "outputs": {}}})),
    ("describe --always", 0, "b2"),
)


class Stage:
    """gcloud, terraform and git, as a table has them answer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.says(*GOOD)

    def says(self, *rows: tuple[str, int, str]) -> None:
        cases = [
            f"*{quote(words)}*) echo {quote(said)}{' >&2' if code == 1 else ''}; exit {code};;" for words, code, said in rows
        ]
        for name in ("gcloud", "terraform", "git"):
            program = self._folder / name
            program.write_text(_PROGRAM.format(name=name, calls=quote(str(self._folder / "calls")), cases="\n".join(cases)))
            program.chmod(program.stat().st_mode | stat.S_IEXEC)

    def but(self, *rows: tuple[str, int, str]) -> None:
        self.says(*rows, *GOOD)

    @property
    def calls(self) -> list[str]:
        kept = self._folder / "calls"
        return kept.read_text().splitlines() if kept.exists() else []

    def called(self, words: str) -> list[str]:
        return [call for call in self.calls if words in call]


_PROGRAM = """#!/bin/sh
case "$1" in -chdir*) shift;; esac
call="{name} $*"
case " $* " in *" - "*|*"--data-file=-"*) given=" < $(wc -c | tr -d ' ')";; esac
echo "$call$given" >> {calls}
case "$call" in
{cases}
esac
"""


_APPS = ("1:1:web:1", "1:1:web:2")
# What is there or not.
_ONCE = r"/databases/\(default\)$|/releases/cloud\.firestore$|^/admin/v2/projects/[^/]+/config$|/projects/[^/]+/sites/[^/]+$"


class Google:
    """Firebase's REST interfaces: what was asked, and answers by the address's end."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.accounts = False
        self.there: dict[str, Any] = {"/v1beta1/projects/rushes-test/sites/rushes-test": {}}  # or a status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body: Any = json.loads(request.content) if request.content[:1] == b"{" else request.content
        path = request.url.path
        self.asked.append((request.method, path, body))
        if path.endswith(":populateFiles"):
            hashes = list(body["files"].values())
            return httpx.Response(200, json={"uploadRequiredHashes": hashes[:1], "uploadUrl": "https://upload.example/here"})
        if path in self.there or re.search(_ONCE, path):
            found = self.there.get(path, 404)
            return httpx.Response(found) if isinstance(found, int) else httpx.Response(200, json=found)
        answers: Mapping[str, Any] = {
            "webApps": {"apps": [{"name": f"projects/rushes-test/webApps/{each}", "appId": each} for each in _APPS]},
            "config": {"apiKey": "AIza-key", "appId": path.split("/")[-2]},
            "versions": {"name": "sites/rushes-test/versions/7"},
            "accounts": {"documents": [{}]} if self.accounts else {},
        }
        return httpx.Response(200, json=answers.get(path.rpartition("/")[2], {}))


def yes(_question: str) -> bool:
    return True


def no(_question: str) -> bool:
    return False
