"""The provider simulator: `python -m standins.providers`."""

from __future__ import annotations

import os
from pathlib import Path

from standins.common import process
from standins.common.clock import clock_at
from standins.common.visitors import Guarded

from .app import App, Settings
from .webhooks import targets


def main() -> None:
    process.start_logging()
    clock_file = os.environ.get("CLOCK_FILE")
    settings = Settings(
        folder=process.folder("DATA_DIR"),
        storage=process.required("STORAGE_EMULATOR_HOST"),
        clips=process.folder("CLIPS_DIR") if os.environ.get("CLIPS_DIR") else None,
        render_seconds=_seconds("RENDER_SECONDS", 4.0),
        processing_seconds=_seconds("FILE_PROCESSING_SECONDS", 2.0),
        per_minute=_per_minute(),
        hooks=targets(os.environ),
    )
    process.serve(Guarded(App(settings, clock_at(Path(clock_file) if clock_file else None))), process.port())


def _per_minute() -> int | None:
    value = os.environ.get("REQUESTS_PER_MINUTE", "")
    if value and not value.isdigit():
        process.stop(f"REQUESTS_PER_MINUTE must be a whole number, not {value!r}")
    return int(value) if value else None


def _seconds(name: str, default: float) -> float:
    value = os.environ.get(name)
    try:
        seconds = float(value) if value else default
    except ValueError:
        process.stop(f"{name} must be a number of seconds, not {value!r}")
    if seconds < 0:
        process.stop(f"{name} must not be negative")
    return seconds


if __name__ == "__main__":
    main()
