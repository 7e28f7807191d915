"""docs/local-stack.md, run: each of its commands, and each answer that it shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.first_steps import variables
from local.tools import ROOT
from tests.fixtures.system import System

_PAGE = ROOT / "docs" / "local-stack.md"
_BLOCK = re.compile(r"```sh\n(.*?)```(?:\n```json\n(.*?)```)?", re.DOTALL)
_CURL = 'curl() { command curl --fail-with-body --max-time 20 "$@"; }\n'  # what a reader would see as an error is one


def blocks() -> Iterator[tuple[str, Any]]:
    """Each block of commands with the answer that is shown below it, if one is."""
    for commands, answer in _BLOCK.findall(_PAGE.read_text(encoding="utf-8")):
        yield commands.replace('"$(make -s shell)"', ":"), json.loads(answer) if answer else None


def same_shape(shown: Any, real: Any) -> bool:
    if isinstance(shown, dict) and isinstance(real, dict):
        return shown.keys() == real.keys() and all(same_shape(shown[name], real[name]) for name in shown)  # pyright: ignore
    return isinstance(real, type(shown))


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="needs bash and curl, as the page's reader does")
def test_every_command_of_the_page_works_and_every_answer_is_as_shown(people: System, tmp_path: Path) -> None:
    """Q1, M5: health, logs, the clock, schedules, clients, trouble, and what was asked, as they stand there."""
    told = {**os.environ, **variables(people.environment, people.person(), people.signed_in(people.admin))}
    found = list(blocks())
    assert len(found) >= 10
    for commands, shown in found:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", _CURL + commands],
            cwd=tmp_path,
            env={**told, "NO_PROXY": "*"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        if shown is not None:
            assert same_shape(shown, json.loads(done.stdout)), f"{commands}\n{done.stdout}"


def test_the_page_names_every_address_that_the_shell_is_given(system: System) -> None:
    """Q1: no variable without a word, and no word without a variable."""
    named = {*re.findall(r"^\| `\$([A-Z]+)` \|", _PAGE.read_text(encoding="utf-8"), re.MULTILINE)}
    given = variables(system.environment, system.admin, system.admin)
    assert named == {name for name, value in given.items() if value.startswith("http")}
