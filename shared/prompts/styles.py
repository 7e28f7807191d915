"""Which camera, effects, light and mood a user asks for most: counted over their latest prompts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from shared.lifecycle import trash
from shared.platform.clients import store
from shared.platform.web.cursors import newest_first
from shared.prompts.model import PROMPTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.prompts import views

COUNTED = 200  # prompts: a habit shows in the latest ones


def most_used(user_id: str) -> views.PromptStyles:
    return counted(_latest(user_id))


def _latest(user_id: str) -> list[Mapping[str, Any]]:
    where: list[tuple[str, Literal["=="], Any]] = [("user_id", "==", user_id), (trash.MARK, "==", None)]
    rows = store().find(PROMPTS, where=where, order=newest_first("created_at"), limit=COUNTED, only=["config"])
    return [config for row in rows if (config := (row.fields or {}).get("config"))]


def counted(asked: Iterable[Mapping[str, Any]]) -> views.PromptStyles:
    """Of what was asked for; what asks for nothing of a kind counts nowhere."""
    asked = list(asked)
    return {
        "counted": len(asked),
        "camera_styles": _uses(asked, "camera_style"),
        "film_effects": _uses(asked, "film_effects"),
        "lighting": _uses(asked, "lighting"),
        "moods": _uses(asked, "mood"),
    }


def _uses(asked: Iterable[Mapping[str, Any]], field: str) -> list[views.StyleUse]:
    given = [config.get(field) or () for config in asked]
    each = Counter(name for value in given for name in ([value] if isinstance(value, str) else value))
    return [{"name": name, "count": count} for name, count in sorted(each.items(), key=lambda use: (-use[1], use[0]))]
