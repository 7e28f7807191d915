"""How far a video is at who makes it over the OpenAI Videos wire; of no other wire an answer tells that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from shared.platform.clients import once
from shared.platform.settings import settings
from shared.providers.wire import NeverSent, NoAnswer, Wire

SURFACE = "openai-videos"
LIMIT_S = 3.0  # somebody waits for it who can do without


def path_of(name: str) -> str:
    return f"/videos/{quote(name, safe='')}"


def told(job: Mapping[str, Any]) -> int | None:
    """Per cent, as the job says that it is; None where it says nothing that can be."""
    progress = job.get("progress")
    return int(progress) if isinstance(progress, int | float) and 0 <= progress <= 100 else None


def ask(wire: Wire, name: str) -> int | None:
    """Of one work. Whatever keeps the provider from telling is the checks' to find."""
    try:
        heard = wire.ask("GET", path_of(name))
    except (NeverSent, NoAnswer):
        return None
    return told(heard.document) if heard.status == 200 and isinstance(heard.document, dict) else None


def ask_for_us(name: str) -> int | None:
    """Of one that was ordered with our own key."""
    wire = _our_wire()
    return ask(wire, name) if wire else None


def wire_to(base_url: str, key: str | None) -> Wire:
    proof = {"Authorization": f"Bearer {key}"} if key else {}
    headers = {"Accept": "application/json", "User-Agent": "rushes"}
    return Wire(base_url, lambda: proof, headers=headers, timeout_s=LIMIT_S)


@once
def _our_wire() -> Wire | None:
    url = settings().openai_videos_url
    return wire_to(url, settings().openai_videos_key) if url else None
