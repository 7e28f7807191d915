"""`make smoke` against the running stack, as against a deployment."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from local.tools import ROOT
from tests.fixtures.system import System


def smoke(system: System, *arguments: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, **system.environment}
    command = [sys.executable, "-m", "local.smoke", "--url", system.url, "--project", system.project, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL
    )


def test_the_smoke_test_makes_a_video_and_leaves_nothing(system: System) -> None:
    """N1, V14: price first; then user, grant, picture, prompt, video, link to it; in the end nothing and nobody of theirs."""
    with system.passing():
        done = smoke(system, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[1].startswith("This makes one video: 4 s of vertex/veo-3.1-lite-generate-001 ")  # which needs no key
    assert "  Link opened and sought in, then revoked" in lines
    assert lines[-1].startswith("It works: ")
    video = next(line.split()[1].rstrip(":") for line in lines if line.startswith("  Video ") and "asked" not in line)
    assert system.document(f"video_jobs/{video}") is None
    assert system.documents("shares", "work_id", video) == []
    assert system.documents("audit_log", "action", "admin_grant") != []


def test_nothing_is_asked_for_unless_somebody_says_so(system: System) -> None:
    """N1: where nobody can be asked, it ends before a user is made."""
    done = smoke(system)
    assert (done.returncode, "add YES=1" in done.stdout) == (1, True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9"])
def test_an_address_where_nothing_answers_is_told(system: System, url: str) -> None:
    """N1: in one line."""
    done = smoke(system, "--yes", "--url", url)
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert done.stdout.startswith("The smoke test failed: ")
