"""What was taken, in files of a line each: once it is acknowledged it survives `kill -9`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TextIO

Kind = Literal["mails", "messages", "devices"]
_KINDS: tuple[Kind, ...] = ("mails", "messages", "devices")


class Store:
    """Three lists that only grow; the latest word about a device holds."""

    def __init__(self, folder: Path) -> None:
        self._kept: dict[Kind, list[dict[str, Any]]] = {kind: list(_read(folder / f"{kind}.jsonl")) for kind in _KINDS}
        self._files = {kind: _appended(folder / f"{kind}.jsonl") for kind in _KINDS}

    def add(self, kind: Kind, entry: dict[str, Any]) -> None:
        file = self._files[kind]
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        file.flush()
        self._kept[kind].append(entry)

    def all(self, kind: Kind) -> list[dict[str, Any]]:
        return list(self._kept[kind])

    def installed(self, token: str) -> bool | None:
        """None for a token that was never given out."""
        return next((bool(each["installed"]) for each in reversed(self._kept["devices"]) if each["token"] == token), None)

    def close(self) -> None:
        for file in self._files.values():
            file.close()


def _appended(path: Path) -> TextIO:
    """What people are written is nobody else's."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8")


def _read(path: Path) -> Iterator[dict[str, Any]]:
    """A line that was not written whole was never acknowledged."""
    if not path.exists():
        return
    whole, _, torn = path.read_bytes().rpartition(b"\n")
    if torn:
        path.write_bytes(whole + b"\n" if whole else b"")
    yield from (json.loads(line) for line in whole.splitlines() if line)
