"""What README tells a newcomer to type, typed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from local.first_steps import steps, variables
from local.tools import ROOT
from tests.fixtures.system import System

_SIGN_IN = 'eval "$(make -s shell)"\n'


@pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="needs bash and curl, as the README's reader does"
)
def test_the_first_steps_of_the_readme_make_a_video_and_a_film(people: System, tmp_path: Path) -> None:
    """Q1: each line of the README's block works as it stands there, in order, and ends with two files that are MP4s."""
    script = steps()
    assert script.startswith(_SIGN_IN)
    ada = people.person()
    told = {**os.environ, **variables(people.environment, ada, people.signed_in(people.admin))}
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    command = ["bash", "-euo", "pipefail", "-c", script.removeprefix(_SIGN_IN)]
    log = tmp_path / "told.txt"
    with log.open("wb") as output, people.passing():
        environment = {**told, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=tmp_path, env=environment, stdout=output, stderr=output, timeout=120, check=False)
    assert done.returncode == 0, log.read_text()

    for name in ("video.mp4", "film.mp4"):
        assert (tmp_path / name).read_bytes()[4:8] == b"ftyp"
