"""What the Firestore emulator holds in memory, kept on disk: exported as a whole, and swapped in by one rename.

python -m local.stack.snapshot HOST:PORT PROJECT FOLDER
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path
from uuid import uuid4

from local.stack.errors import StackError

_NAME = "snap"
_SECONDS = 60.0


def latest(folder: Path) -> Path | None:
    """The metadata file that the emulator imports, or None before the first snapshot."""
    pointer = folder / "latest"
    if not pointer.exists():
        return None
    found = folder / pointer.read_text().strip() / _NAME / f"{_NAME}.overall_export_metadata"
    if not found.exists():
        raise StackError(f"The Firestore snapshot {found} is gone: remove {pointer} to start empty.")
    return found


def save(host: str, project: str, folder: Path, seconds: float = _SECONDS) -> None:
    """Export everything; the old snapshot stays the latest until the new one is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"export-{uuid4().hex}"
    try:
        _export(host, project, fresh, seconds)
    except (OSError, urllib.error.URLError) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise StackError(f"Firestore could not be saved, the last snapshot stays: {error}") from error
    pointer = folder / "latest"
    swap = folder / f"latest.{os.getpid()}"
    swap.write_text(fresh.name)
    swap.replace(pointer)
    for old in folder.glob("export-*"):
        if old != fresh:
            shutil.rmtree(old, ignore_errors=True)


def _export(host: str, project: str, directory: Path, seconds: float) -> None:
    directory.mkdir()
    order = {
        "database": f"projects/{project}/databases/(default)",
        "export_directory": str(directory.resolve()),
        "export_name": _NAME,
    }
    request = urllib.request.Request(
        f"http://{host}/emulator/v1/projects/{project}:export",
        data=json.dumps(order).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=seconds) as answer:
        answer.read()
    if not (directory / _NAME / f"{_NAME}.overall_export_metadata").exists():
        raise OSError(f"the emulator wrote no export to {directory}")


if __name__ == "__main__":
    save(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
