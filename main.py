"""The registry: every deployed function by its name in Python; the platform writes `video-tasks` for `video_tasks`.

Asking for one imports that one and nothing else.
"""

from __future__ import annotations

import importlib
from types import FunctionType

FUNCTIONS = (
    *("catalog", "account", "images", "prompts", "videos", "storyboards", "films", "watch", "admin"),  # for apps and operators
    *(
        "video_tasks",
        "storage_tasks",
        "prompt_tasks",
        "film_tasks",
        "upload_events",
        "output_events",
        "sweep",
        "reconcile",
    ),  # for Google
    "hooks",  # for providers
)


def __getattr__(name: str) -> FunctionType:
    if name not in FUNCTIONS:
        raise AttributeError(f"there is no function {name!r}; there are: {', '.join(FUNCTIONS)}")
    from shared.platform import logs
    from shared.platform.imports import without_gc
    from shared.platform.settings import settings

    settings()  # a bad environment stops the start, not the first call
    logs.adopt_library_logs()
    with without_gc():
        return importlib.import_module(f"functions.{name}").door.entry


def __dir__() -> list[str]:
    return [*globals(), *FUNCTIONS]
