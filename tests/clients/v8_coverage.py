"""What V8 counted (`NODE_V8_COVERAGE`), as lines. Node 20 cannot report it itself without failing over some files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote


def lines_reached(told: Path, folder: Path) -> dict[str, tuple[int, int]]:
    """For each JavaScript file of the folder: how many of its lines were run, by any of the processes, and how many it has."""
    missed = dict[Path, set[int]]()
    for report in told.glob("*.json"):
        for script in json.loads(report.read_text())["result"]:
            file = Path(unquote(script["url"].removeprefix("file://")))
            if file.parent == folder:
                here = set(_missed(script["functions"], file.read_text()))
                missed[file] = missed.get(file, here) & here
    every = {file: len(file.read_text().splitlines()) for file in sorted(missed)}
    return {file.name: (lines - len(missed[file]), lines) for file, lines in every.items()}


def _missed(functions: list[dict[str, Any]], text: str) -> Iterator[int]:
    """Lines that lie whole in what was never run; what lies within a part is told after it, with a count of its own."""
    never = bytearray(len(text))
    for function in functions:
        for part in function["ranges"]:
            begin, end = part["startOffset"], part["endOffset"]
            never[begin:end] = bytes([not part["count"]]) * (min(end, len(text)) - begin)
    place = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        said = [never[at] for at in range(place, place + len(line)) if not text[at].isspace()]
        if said and all(said):
            yield number
        place += len(line)
