"""The provider simulator: `python -m local.simulator`."""

from __future__ import annotations

import os
from pathlib import Path

from local import parts
from local.visitors import Guarded
from shared.platform.clock import clock_at

from .app import App, Settings
from .webhooks import targets


def main() -> None:
    parts.start_logging()
    clock_file = os.environ.get("CLOCK_FILE")
    settings = Settings(
        folder=parts.folder("DATA_DIR"),
        storage=parts.required("STORAGE_EMULATOR_HOST"),
        render_seconds=_seconds("RENDER_SECONDS", 4.0),
        processing_seconds=_seconds("FILE_PROCESSING_SECONDS", 2.0),
        per_minute=_per_minute(),
        hooks=targets(os.environ),
    )
    parts.serve(Guarded(App(settings, clock_at(Path(clock_file) if clock_file else None))), parts.port())


def _per_minute() -> int | None:
    value = os.environ.get("REQUESTS_PER_MINUTE", "")
    if value and not value.isdigit():
        parts.stop(f"REQUESTS_PER_MINUTE must be a whole number, not {value!r}")
    return int(value) if value else None


def _seconds(name: str, default: float) -> float:
    value = os.environ.get(name)
    try:
        seconds = float(value) if value else default
    except ValueError:
        parts.stop(f"{name} must be a number of seconds, not {value!r}")
    if seconds < 0:
        parts.stop(f"{name} must not be negative")
    return seconds


if __name__ == "__main__":
    main()
