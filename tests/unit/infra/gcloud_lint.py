"""Whether gcloud knows these commands and flags, asked of gcloud itself; it runs none of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

_GCLOUD = shutil.which("gcloud")  # before any test has put another in its place


def unknown(commands: Sequence[str], folder: Path) -> list[str]:
    """What is wrong with each that is wrong; skipped, and said so, where there is no gcloud."""
    if _GCLOUD is None:
        pytest.skip("gcloud is not on this machine: its lines were NOT CHECKED")
    listed = folder / "commands.json"
    listed.write_text(json.dumps([{"command_string": each} for each in commands]))
    asked = [_GCLOUD, "meta", "lint-gcloud-commands", f"--commands-file={listed}"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False)
    told = json.loads(done.stdout[done.stdout.index("[") :])
    assert len(told) == len(commands)
    return [f"{each['command_string']}: {each['error_message']}" for each in told if not each["success"]]
