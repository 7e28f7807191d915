"""Terraform without a network, started once; plans that were made of the same files before are taken from .local.

And programs that only write down how they were called.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.infra import choices, deploy, published, rules, terraform
from local.infra.firebase import Firebase
from local.infra.rules import Plan
from local.tools import LOCAL, ROOT
from tests.unit.infra.played import Google, Stage

_PLANS = LOCAL / "terraform-plans"
_MADE_BY = ("infra", "firestore.rules", "web/public", "local/infra")
Planner = Callable[..., Plan]
Change = Callable[[Path], object]


@pytest.fixture(scope="session")
def offline() -> Generator[terraform.Offline]:
    program = terraform.terraform()
    if program is None:
        pytest.skip(terraform.NO_TERRAFORM)
    with terraform.offline(program) as opened:
        yield opened


@pytest.fixture(scope="session")
def plan(offline: terraform.Offline) -> Planner:
    """The plan of a deployment with these variables; `change` may spoil a copy of the files before."""

    read: dict[Path, Plan] = {}

    def planned(*, change: Change | None = None, **variables: Any) -> Plan:
        wanted = {**terraform.A_DEPLOYMENT, **variables}
        kept = _kept("plan", change, wanted)
        if not kept.exists():
            _keep(kept, offline.plan(wanted, change))
        if kept not in read:
            read[kept] = Plan(json.loads(kept.read_text(encoding="utf-8")))
        return read[kept]

    return planned


@pytest.fixture(scope="session")
def refusal(offline: terraform.Offline) -> Callable[[Change], str]:
    """What Terraform says of files that it does not understand."""

    def refused(change: Change) -> str:
        kept = _kept("refusal", change, {})
        if not kept.exists():
            with pytest.raises(terraform.Refused) as told:
                offline.validate(change)
            _keep(kept, {"said": str(told.value)})
        return json.loads(kept.read_text(encoding="utf-8"))["said"]

    return refused


def _kept(what: str, change: Change | None, variables: Mapping[str, Any]) -> Path:
    """Where what comes of these files and variables is kept; what was changed in the files tells by their content."""
    told = f"{what} {_state()} {_spoilt(change) if change else ''} {json.dumps(variables, sort_keys=True)}"
    return _PLANS / f"{hashlib.sha256(told.encode()).hexdigest()[:24]}.json"


def _spoilt(change: Change) -> str:
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(ROOT / "infra", Path(copy) / "infra", ignore=shutil.ignore_patterns(".terraform*", "projects"))
        change(Path(copy))
        return _digest(Path(copy), ["infra"])


def _keep(file: Path, told: Mapping[str, Any]) -> None:
    _PLANS.mkdir(parents=True, exist_ok=True)
    for old in sorted(_PLANS.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-40]:
        old.unlink(missing_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(told), encoding="utf-8")
    fresh.replace(file)


@cache
def _state() -> str:
    return _digest(ROOT, _MADE_BY)


def _digest(root: Path, names: Sequence[str]) -> str:
    whole = hashlib.sha256()
    for place in (root / name for name in names):
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                whole.update(f"{file.relative_to(root)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(deploy, "_PLANS", tmp_path / "plans")
    for build in ("build_site", "build_studio"):  # seconds, in tests of their own
        monkeypatch.setattr(deploy, build, lambda: 0)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("the studio")
    shown = partial(published.made_here, site=tmp_path / "no-site", studio=tmp_path / "dist")
    monkeypatch.setattr(deploy.published, "everything", shown)
    monkeypatch.setattr(deploy.published, "made_here", shown)
    monkeypatch.setattr(choices, "FOLDER", tmp_path / "projects")
    monkeypatch.setattr(rules, "RULES", (rules.nothing_is_everybodys,))  # the plan that is played has nothing in it
    return Stage(programs)


@pytest.fixture
def google() -> Google:
    return Google()


@pytest.fixture
def firebase(google: Google) -> Firebase:
    return Firebase("rushes-test", httpx.Client(transport=httpx.MockTransport(google)))
