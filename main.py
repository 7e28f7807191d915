"""The registry: every deployed function by its name in Python; the platform writes `video-tasks` for `video_tasks`.

Asking for one imports that one and nothing else.
"""

from __future__ import annotations

import importlib
from types import FunctionType

FUNCTIONS = (
    *(
        "catalog",
        "account",
        "images",
        "prompts",
        "videos",
        "storyboards",
        "films",
        "library",
        "shares",
        "webhooks",
        "payments",
        "pages",
        "watch",
        "mcp",
        "admin",
    ),  # for apps and operators
    *(
        "video_tasks",
        "storage_tasks",
        "prompt_tasks",
        "film_tasks",
        "webhook_tasks",
        "notice_tasks",
        "payment_tasks",
        "account_tasks",
        "upload_events",
        "output_events",
        "sweep",
        "reconcile",
    ),  # for Google
    "hooks",  # for providers
)

# What only some calls need: imported at the top like all else, by its module, and run when something in it is asked for.
LATE = (
    *(
        f"functions.forms.{each}"
        for each in (
            "account",
            "films",
            "hooks",
            "images",
            "library",
            "mcp",
            "payments",
            "prompts",
            "shares",
            "storyboards",
            "tasks",
            "videos",
            "watch",
            "webhooks",
        )
    ),
    *("shared.config.model", "shared.config.sections", "shared.platform.web.agent_keys", "shared.platform.web.long_poll"),
    "shared.platform.web.validation",
    *(f"shared.media.{each}" for each in ("film.checking", "film.compiling", "film.moving_picture", "shrinking", "video")),
    *(
        f"shared.{each}"
        for each in (
            "account_deletion.commands",
            "accounts.quotas",
            "agent_keys.commands",
            "comparisons.commands",
            "edits.commands",
            "erasure.commands",
            "exports.commands",
            "exports.visits",
            "reports.visits",
        )
    ),
    *("shared.notices.commands", "shared.notices.model", "shared.prompts.watch"),
    *("shared.provider_keys.commands", "shared.shares.admission", "shared.webhooks.commands", "shared.webhooks.reads"),
    *("shared.payments.commands", "shared.payments.server", "shared.payments.stripe_api"),
    *(f"shared.films.{each}" for each in ("admission", "commands", "trash", "watch")),
    *(f"shared.images.{each}" for each in ("admission", "commands")),
    *(f"shared.prompts.{each}" for each in ("admission", "commands", "formats", "suggestions", "templates", "trash")),
    *(
        f"shared.providers.{each}"
        for each in ("gemini_writer", "omni", "openai_progress", "openai_videos", "pictures", "veo", "vertex")
    ),
    *("shared.providers.simulated", "shared.providers.wire", "shared.providers.writer"),
    *(
        f"shared.storyboards.{each}"
        for each in ("admission", "commands", "editing", "formats", "images_in_use", "pricing", "trash")
    ),
    *(
        f"shared.videos.{each}"
        for each in ("batch_reads", "batches", "commands", "formats", "provider_worker", "requests", "tasks", "trash")
    ),
)


def __getattr__(name: str) -> FunctionType:
    if name not in FUNCTIONS:
        raise AttributeError(f"there is no function {name!r}; there are: {', '.join(FUNCTIONS)}")
    from shared.platform import imports, logs
    from shared.platform.settings import settings

    settings()  # a bad environment stops the start, not the first call
    logs.adopt_library_logs()
    with imports.without_gc():
        imports.defer_import(*LATE, *(f"functions.{each}" for each in FUNCTIONS if each != name))
        return importlib.import_module(f"functions.{name}").door.entry


def __dir__() -> list[str]:
    return [*globals(), *FUNCTIONS]
