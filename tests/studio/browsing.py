"""The studio before a stack of its own, and Playwright before that."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.stack import Stack
from local.studio import WEB
from local.studio.building import build
from tests.fixtures.system import System

_WELCOME = 200  # as of who signs up where `make run` is


@contextmanager
def studio(folder: Path) -> Generator[tuple[Stack, System]]:
    build()
    with Stack(folder, keep=False) as stack, System(dict(stack.environment)) as system:
        system.configure("credits", signup_grant=_WELCOME).raise_for_status()
        yield stack, system


def browse(
    stack: Stack, system: System, *arguments: str, told: dict[str, str], **options: Any
) -> subprocess.CompletedProcess[str]:
    """Its specs, or those that are asked for."""
    where = {"RUSHES_URL": system.url, "RUSHES_CONTROL_URL": stack.url("control")}
    command = [str(WEB / "node_modules" / ".bin" / "playwright"), "test", *arguments]
    return subprocess.run(command, cwd=WEB, env={**os.environ, **where, **told}, text=True, check=False, **options)
