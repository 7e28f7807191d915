"""stack.json: where the stack of a folder can be reached, and which processes it consists of."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from local.stack import reaper
from standins.common.secret_files import keep_secret

_SAME_PROCESS_S = 2.0  # a process id that was taken again belongs to a process with another birthday


def read(folder: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        return json.loads((folder / "stack.json").read_text())
    return {}


def write(folder: Path, pids: Mapping[str, int], facts: Mapping[str, Any]) -> None:
    record = {**facts, "processes": {name: {"pid": pid, "born": _born(pid)} for name, pid in pids.items()}}
    keep_secret(folder / "stack.json", json.dumps(record, indent=2) + "\n")  # with the environment, and this folder's own key


def end_leftovers(record: Mapping[str, Any]) -> None:
    """End what a run left behind whose supervisor and reaper were both killed."""
    processes: Mapping[str, Mapping[str, Any]] = record.get("processes", {})
    groups = {each["pid"] for each in processes.values() if _is_that(each["pid"], each["born"])}
    if groups:
        reaper.end(groups)


def _is_that(pid: int, born: float) -> bool:
    return born > 0 and abs(_born(pid) - born) < _SAME_PROCESS_S


def _born(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return 0.0
