"""What is built into the image of all functions, and what Firebase Hosting serves."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

import main
from local.infra import hosting, topology
from local.tools import ROOT

TOPOLOGY = topology.read()
WRITTEN: dict[str, Any] = json.loads(hosting.TARGET.read_text(encoding="utf-8"))
BUILD = (ROOT / "infra" / "cloudbuild.yaml").read_text(encoding="utf-8")
# https://cloud.google.com/docs/buildpacks/builders, as of 2026-11-28
PYTHONS = {"google-22": {"3.10", "3.11", "3.12", "3.13"}, "google-24": {"3.13", "3.14"}}


def test_hosting_leads_to_every_public_door_and_to_nothing_else() -> None:
    """N1: as the topology has them."""
    assert list(hosting.problems(WRITTEN, TOPOLOGY)) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda led: led[0]["run"].update(serviceId="catalogue"), "/catalog leads to catalogue, which is no public door"),
        (lambda led: led[0]["run"].update(serviceId="video-tasks"), "/catalog leads to video-tasks, which is no public door"),
        (lambda led: led[0].update(source="/catalogue"), "/catalogue leads to catalog, which has another name"),
        (lambda led: led[0]["run"].update(region="europe-west1"), "/catalog leads to europe-west1"),
        (lambda led: led.pop(1), "nothing leads to /catalog/**"),
    ],
    ids=["a rewrite without a door", "a rewrite to a worker", "another path", "another region", "a door without a rewrite"],
)
def test_a_rewrite_that_leads_elsewhere_is_told(spoil: Callable[[Any], Any], told: str) -> None:
    """N1: before anything is published."""
    spoiled = copy.deepcopy(WRITTEN)
    spoil(spoiled["hosting"]["rewrites"])
    assert told in list(hosting.problems(spoiled, TOPOLOGY))


def test_the_pages_hold_nothing_that_their_policy_forbids() -> None:
    """A6: no script, no style within them, no other host; links lead to doors and the documentation."""
    for page in (ROOT / hosting.PAGES).glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script|<style|style=|\son\w+=|https?://", text), page.name
        links = re.findall(r'(?:href|src)="/([^"/]*)', text)
        assert {link for link in links if link and not (page.parent / link).exists()} <= {*hosting.doors(TOPOLOGY), "docs"}


def test_the_image_holds_the_product_and_nothing_else() -> None:
    """N1: no test, stand-in or key of a developer is uploaded, and no module or datum of the product is left behind."""
    uploaded = _listed("-c") - _listed("-c", "-i", "--exclude-from=.gcloudignore")
    ours = {each for each in _listed("-c") if each.startswith(("functions/", "shared/"))}
    assert uploaded == ours | {"main.py", "requirements.txt", ".python-version"}
    left_out = {".env", ".local/demo/identity/hash.key", "infra/terraform/terraform.tfstate", "shared/__pycache__/a.pyc"}
    assert {each for each in left_out if not _ignored(each)} == set()


def _listed(*how: str) -> set[str]:
    return set(
        subprocess.run(["git", "ls-files", *how], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    )


def _ignored(path: str) -> bool:
    command = ["git", "-c", "core.excludesFile=.gcloudignore", "check-ignore", "--no-index", "-q", path]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def test_the_builder_has_the_python_that_everything_was_tested_with() -> None:
    """N1: its newest one brings another Python, which would bring another FFmpeg."""
    (builder,) = re.findall(r"--builder=\S+/builder:(\S+)", BUILD)
    assert (ROOT / ".python-version").read_text().strip() in PYTHONS[builder]
    (target,) = re.findall(r"GOOGLE_FUNCTION_TARGET=(\w+)", BUILD)
    assert target in main.FUNCTIONS
    assert "--env=SOURCE_DATE_EPOCH=" in BUILD
    assert "--env=PIP_NO_DEPS=1" in BUILD  # the lock is whole; an older pip that resolves it again refuses it
    terraform = (ROOT / "infra" / "terraform" / "registry.tf").read_text(encoding="utf-8")
    (account,) = re.findall(r'account_id\s+= "(\S+)"', terraform)
    assert f"/serviceAccounts/{account}@" in BUILD
