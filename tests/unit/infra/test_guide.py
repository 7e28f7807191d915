"""docs/deploy.md walked from an empty account, line by line as it stands there, with programs that know what each call needs."""

from __future__ import annotations

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.infra import choices, deploy, rules
from local.infra.deploy import Target
from local.infra.firebase import Firebase
from local.infra.programs import Stopped
from local.tools import ROOT
from tests.unit.infra.played import Google, yes

PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
PROJECT = "my-rushes-staging"
CONSOLE = "https://console.firebase.google.com"
_NO_LOGIN = "You do not currently have an active account selected."
_NO_DEFAULT = "Your default credentials were not found."
_NO_PROJECT = "NOT_FOUND: Project not found"
_NO_BILLING = "FAILED_PRECONDITION: Billing account for project is not found."
_DISABLED = "PERMISSION_DENIED: API has not been used in project before or it is disabled. SERVICE_DISABLED"
_OUTPUTS = {
    "registry": f"us-central1-docker.pkg.dev/{PROJECT}/rushes",
    "builder": f"projects/{PROJECT}/serviceAccounts/rushes-builder",
    "secrets_wanted": ["identity-key"],
    "address": f"https://{PROJECT}.web.app",
    "functions": {"admin": "https://admin-1.us-central1.run.app"},
    "edge_ip": None,
}


class Says(dict[str, Any]):
    """One kind of call: what it needs to be so, what it says where that is not so, what it says else, and what it makes so."""

    def __init__(self, words: str, needs: str = "", lacking: str = "", said: str = "", makes: str = "") -> None:
        super().__init__(words=words, needs=needs.split(), lacking=lacking, said=said, makes=makes)


# The first row that fits holds; a call that none fits is an error of the guide's or of ours.
CALLS = (
    Says("auth login", makes="login"),
    Says("auth application-default login", makes="default"),
    Says("application-default set-quota-project", "default project", _NO_DEFAULT),
    Says("application-default print-access-token", "default", _NO_DEFAULT, "t"),
    Says("auth list", said="ada@example.com"),
    Says("projects create", "login", _NO_LOGIN, makes="project"),
    Says("billing accounts list", "login", _NO_LOGIN),
    Says("billing projects link", "login project", _NO_PROJECT, makes="billing"),
    Says("billing projects describe", "billing", "", "True"),
    Says("projects describe", "project", _NO_PROJECT, "123"),
    Says("buckets describe", "bucket", "404: bucket not found", f"{PROJECT}-terraform"),
    Says("services enable", "billing", _NO_BILLING, makes="apis"),
    Says("services identity create", "apis", _DISABLED),
    Says("buckets create", "apis billing", _NO_BILLING, makes="bucket"),
    Says("buckets update", "bucket", "404"),
    Says("terraform init", "bucket default", _NO_DEFAULT, makes="initialised"),
    Says("storage cat", "written", "One or more URLs matched no objects"),
    Says("storage cp", "bucket", "404", makes="written"),
    Says("state list", "applied", "No state file was found!"),
    Says("-var=operators=", "initialised firebase", makes="operators"),
    Says(
        "print-identity-token",
        "applied operators",
        "PERMISSION_DENIED: Permission iam.serviceAccounts.getOpenIdToken denied",
        "t",
    ),
    Says("terraform plan", "initialised firebase", "Error: Backend initialization required"),
    Says("show -json", "initialised", said=json.dumps({"planned_values": {"root_module": {}, "outputs": {}}})),
    Says("terraform apply", "initialised apis firebase", _DISABLED, makes="applied"),
    *(Says(f"output -json {name}", "applied", "No outputs found", json.dumps(said)) for name, said in _OUTPUTS.items()),
    Says("secrets versions list", "applied keyed", "", "1"),
    Says("secrets versions add identity-key", "applied", "NOT_FOUND", makes="keyed"),
    Says("images describe", "built", "Image not found.", f"sha256:{'1' * 64}"),
    Says("builds submit", "applied keyed", _DISABLED, makes="built"),
    Says("git status"),
    Says("git describe", said="b2"),
)

# Python behind a shell, as pip writes it: a path with a space in it stands in no first line.
_PROGRAM = """#!/bin/sh
'''exec' "{python}" -IS "$0" "$@"
' '''
import json, os, pathlib, sys
facts, rows = pathlib.Path({facts!r}), json.loads(pathlib.Path({rows!r}).read_text())
words = [each for each in sys.argv[1:] if not each.startswith("-chdir")]
call = " ".join([os.path.basename(sys.argv[0]), *words])
so = set(facts.read_text().split())
row = next((each for each in rows if each["words"] in call), None)
with open({calls!r}, "a") as calls:
    calls.write(call + "\\n")
if row is None:
    sys.exit("nobody said what this is: " + call)
kept = pathlib.Path({kept!r})
if "-" in words or "--data-file=-" in words:
    given = sys.stdin.read()
    if row["words"] == "storage cp":
        kept.write_text(given)
if row["words"] == "storage cat" and kept.exists():
    print(kept.read_text())
if row["words"] == "auth list" and "login" not in so:
    sys.exit(0)
if not set(row["needs"]) <= so:
    sys.exit(row["lacking"] or 0)
if row["makes"]:
    facts.write_text(" ".join(sorted(so | {{row["makes"]}})))
if row["said"] and row["words"] != "storage cat":
    print(row["said"])
sys.exit(2 if call.startswith("terraform plan") else 0)
"""


class Empty(Google):
    """A Google where this project has no Firebase yet, and whose terms somebody has accepted, or has not."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self._account = account
        self.there = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == f"/v1beta1/projects/{PROJECT}":
            return httpx.Response(200 if "firebase" in self._account.facts else 404, json={})
        if path.endswith(":addFirebase"):
            if "terms" not in self._account.facts:
                return httpx.Response(403, json={"error": {"message": "The caller does not have permission"}})
            self._account.make("firebase")
            return httpx.Response(200, json={"done": True})
        return super().__call__(request)


@dataclass
class Account:
    """What is so at Google, and the programs that change it."""

    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "facts").write_text("")
        (self.folder / "rows").write_text(json.dumps(CALLS))
        places = {name: str(self.folder / name) for name in ("facts", "rows", "calls", "kept")}
        for name in ("gcloud", "terraform", "git"):
            program = self.folder / name
            program.write_text(_PROGRAM.format(python=sys.executable, **places))
            program.chmod(program.stat().st_mode | stat.S_IEXEC)

    @property
    def facts(self) -> set[str]:
        return set((self.folder / "facts").read_text().split())

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()

    def make(self, fact: str) -> None:
        (self.folder / "facts").write_text(" ".join(sorted(self.facts | {fact})))


def lines() -> Iterator[str]:
    """Each command of the page's blocks in their order; before the first the place where terms are accepted."""
    guide = PAGE[: PAGE.index("## 4")]
    assert guide.index(CONSOLE) < guide.index("```sh")
    yield CONSOLE
    for block in re.findall(r"^```sh\n(.*?)^```", guide, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(deploy, "_PLANS", tmp_path / "plans")
    monkeypatch.setattr(choices, "FOLDER", tmp_path / "projects")
    monkeypatch.setattr(rules, "RULES", ())
    return Account(tmp_path)


def walk(account: Account, *, without: str = "") -> None:
    """Raises Stopped at the first line that does not go through, with what it says."""
    firebase = Firebase(PROJECT, httpx.Client(transport=httpx.MockTransport(Empty(account))))
    for line in lines():
        if without and line.startswith(without):
            continue
        if line == CONSOLE:
            account.make("terms")
        elif line.startswith("make deploy "):
            given = dict(each.split("=", 1) for each in shlex.split(line)[2:])
            assert given.pop("PROJECT") == PROJECT
            new = choices.given(given.pop("VARS", ""), given.pop("STAGE", ""))
            assert given == {}
            deploy.deploy(Target(PROJECT, new), firebase, yes, smoke=False)
        elif re.match(r"(URL|ADMIN)=", line):
            assert not shlex.split(line)[1:]
        elif line.startswith("curl "):
            assert "token" in account.facts, "whom nobody knows is refused"
        else:
            done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
            if done.returncode:
                raise Stopped(f"{line}: {done.stderr.strip()}")
            if line.startswith("TOKEN="):
                account.make("token")


def test_the_guide_leads_from_an_empty_account_to_a_running_system(account: Account) -> None:
    """N1: its lines in their order, and nothing beside them."""
    walk(account)
    assert {"firebase", "applied", "built", "written"} <= account.facts
    deployed = [call for call in account.calls if call.startswith("terraform apply")]
    assert len(deployed) == 3  # everything but the functions, the functions, what was chosen later
    assert "token" in account.facts
    chosen = {"operators": ["user:you@example.com"], "cors_origins": ["https://app.example"]}
    assert choices.kept(PROJECT) == {"stage": "staging", **chosen}
    assert json.loads((account.folder / "kept").read_text())["chosen"] == choices.kept(PROJECT)


@pytest.mark.parametrize(
    ("without", "told"),
    [
        (CONSOLE, rf"accept its terms once at {CONSOLE}"),
        ("gcloud auth login", "gcloud projects create .*active account"),
        ("gcloud auth application-default login", "set-quota-project .*default credentials"),
        ("gcloud projects create", "gcloud billing projects link .*not found"),
        ("gcloud billing projects link", f"{PROJECT} has no billing account: gcloud billing projects link {PROJECT}"),
    ],
)
def test_a_step_that_is_left_out_is_told_in_one_line(account: Account, without: str, told: str) -> None:
    """N1: by the next that needs it, before anything was made that costs."""
    assert any(line.startswith(without) for line in lines())
    with pytest.raises(Stopped, match=told) as stopped:
        walk(account, without=without)
    assert "\n" not in str(stopped.value)
    assert not {"applied", "built"} & account.facts


def test_whoever_is_not_named_as_an_operator_gets_no_token(account: Account) -> None:
    """A1: the deployment that names them comes before their first call."""
    with pytest.raises(Stopped, match=r"print-identity-token .*denied"):
        walk(account, without="make deploy PROJECT=my-rushes-staging VARS=")


def test_every_make_line_of_the_guide_is_one_that_make_knows() -> None:
    """N1: its target and each variable that it is given."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = {name for targets in re.findall(r"^([a-z ]+):(?! *=)", makefile, re.MULTILINE) for name in targets.split()}
    named = {*re.findall(r"^make [a-z].*", PAGE, re.MULTILINE), *re.findall(r"`(make [a-z][^`]*)`", PAGE)}
    assert len(named) > 8
    for line in named:
        assert line.split()[1] in known, line
        for variable in re.findall(r"\b([A-Z_]+)=", line):
            assert f"$({variable})" in makefile or f"$${variable}" in makefile, line
