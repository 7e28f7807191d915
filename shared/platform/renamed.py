"""Functions that had another name: tasks and dead letters that were written under it are still served."""

from __future__ import annotations

from collections.abc import Mapping

RENAMED: Mapping[str, str] = {
    "shoot": "video-tasks",
    "store": "storage-tasks",
    "write": "prompt-tasks",
    "cut": "film-tasks",
    "pictures": "upload-events",
    "arrivals": "output-events",
}


def names_of(function: str) -> tuple[str, ...]:
    """Its name, then those that it had."""
    return function, *(old for old, new in RENAMED.items() if new == function)
