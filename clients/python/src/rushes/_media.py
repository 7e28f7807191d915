"""Files on their way: up to a signed address, and down from one, going on after an interruption."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rushes import errors
from rushes._requests import Fetch, FileBody, Flow, Incoming, Progress, Send, Sleep

if TYPE_CHECKING:
    from rushes import types
    from rushes._pace import Pace

_TRIES = 5
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
FileLike = str | Path | bytes


def media_type(file: FileLike, given: str | None) -> str:
    """As it was said, or by the file's name."""
    guessed = given or (None if isinstance(file, bytes) else mimetypes.guess_type(str(file))[0])
    if guessed is None:
        raise ValueError("The media type cannot be told from a name: say content_type.")
    return {"image/jpg": "image/jpeg", "audio/x-wav": "audio/wav", "audio/mp4a-latm": "audio/mp4"}.get(guessed, guessed)


def size_of(file: FileLike) -> int:
    return len(file) if isinstance(file, bytes) else Path(file).stat().st_size


def put(pace: Pace, file: FileLike, upload: Any, target: types.UploadTarget, on_progress: Progress | None) -> Flow[None]:
    """Send the bytes to their place, from the beginning after a broken connection: a place takes a whole file, once.

    `upload` is what the error carries when it cannot be done, so that the caller can go on with the same place.
    """
    body = FileBody(file if isinstance(file, bytes) else Path(file), size_of(file), on_progress)
    headers = {**target.headers, "Content-Length": str(body.size)}
    why = ""
    for attempt in range(_TRIES):
        if attempt:
            yield Sleep(pace.between(0.5, 1.0) * 2 ** (attempt - 1))
        try:
            came: Incoming = yield Send(target.method, target.url, headers, body, timeout=60.0)
        except errors.ConnectionFailed as failure:
            why = str(failure)
            continue
        if came.status < 300 or came.status == 412:  # it is there: the answer to an earlier try was lost
            return
        why = f"the place answered with {came.status} {came.body[:200].decode(errors='replace')}".strip()
        if came.status not in _PASSING:
            break
    raise errors.UploadInterrupted(f"The upload did not get through: {why}", upload)


def fetch(pace: Pace, url: str, target: Path, on_progress: Progress | None) -> Flow[Path]:
    """Write the file, going on where a broken connection ended; under another name until it is whole."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    failure: errors.RushesError | None = None
    for attempt in range(_TRIES):
        if attempt:
            yield Sleep(pace.between(0.5, 1.0) * 2 ** (attempt - 1))
        try:
            came: Incoming = yield Fetch(url, part, part.stat().st_size if part.exists() else 0, on_progress)
        except errors.ConnectionFailed as broken:
            failure = broken
            continue
        if came.status in (200, 206):
            part.replace(target)
            return target
        failure = errors.UnexpectedAnswer(f"The file's address answered with {came.status}.")
        if came.status not in _PASSING:
            break
    raise failure or errors.UnexpectedAnswer("The file was not fetched.")
