"""What can be made, for how many credits: rows of data, read from files beside this one. No Google, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.catalog.model import AS_WRITTEN, Cause, Overlay, Setting
from shared.platform.settings import KEY_SURFACES

if TYPE_CHECKING:
    from shared.catalog import views


DEFAULT_MODEL = "vertex/veo-3.1-generate-001"  # until an operator chooses another
_HERE = Path(__file__).parent
_SCHEMAS = "#/components/schemas/"
STOPPABLE = frozenset({"gemini-api", "vertex-global", "openai-videos"})  # surfaces that stop work when they are asked
_USUAL_S = 120  # of a model that is not there any more
_FOR_OPERATORS = ("usd_per_second", "dispatch", "source", "last_verified")  # what users never see


class Availability(StrEnum):
    """Whether a model can be asked for today."""

    AVAILABLE = "available"
    ENDING = "ending"  # its retirement is announced, it still answers
    RETIRED = "retired"  # refused before anything is charged, as are the next two
    SUSPENDED = "suspended"  # gone at its provider, or paused by an operator
    DISABLED = "disabled"  # not offered here
    OWN_KEY = "own_key"  # offered to those who pay its provider by a key of their own; refused to all others


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Every model as the file has it, operators' columns included."""
    return tuple(json.loads((_HERE / "models.json").read_bytes())["models"])


@cache
def most_references() -> int:
    """How many reference images any model takes; how many one takes says its row."""
    return max(row["references"] for row in rows())


@cache
def styles() -> Mapping[str, views.StyleGroup]:
    return json.loads((_HERE / "styles.json").read_bytes())


@cache
def writers() -> list[dict[str, Any]]:
    return json.loads((_HERE / "writers.json").read_bytes())["writers"]


def writer(chosen: str | None = None) -> dict[str, Any]:
    """The model that writes prompts: the one that was chosen, where it is there, else the catalog's own."""
    named = [row for row in writers() if row["model"] == chosen]
    return named[0] if named else next(row for row in writers() if row["default"])


def openapi() -> bytes:
    """The OpenAPI document of all functions; `python -m local.openapi` writes it from their validators."""
    return (_HERE / "openapi.json").read_bytes()


@cache
def documented(name: str) -> dict[str, Any]:
    """A schema of that document, whole: what it names stands under its `$defs`."""
    known: dict[str, Any] = json.loads(openapi())["components"]["schemas"]
    found, wanted = dict[str, Any](), [name]
    while wanted:
        text = json.dumps(known[each := wanted.pop()])
        found[each] = json.loads(text.replace(_SCHEMAS, "#/$defs/"))
        wanted += set(re.findall(rf'"{_SCHEMAS}(\w+)"', text)) - found.keys()
    return {**found.pop(name), "$defs": found}


def key(row: dict[str, Any]) -> str:
    return f"{row['surface']}/{row['model']}"


def row(model: str) -> dict[str, Any]:
    """The row of a model by its key, `surface/model`; KeyError where there is none."""
    return {key(each): each for each in rows()}[model]


def usual_seconds(model: str, setting: Setting = AS_WRITTEN) -> float:
    """How long a model usually takes, as it was measured where it was.

    Jobs outlive their model's row: what was paid for is made and brought home without it.
    """
    if setting.usual_seconds is not None:
        return setting.usual_seconds
    return next((each["usual_seconds"] for each in rows() if key(each) == model), _USUAL_S)


def start_queue(surface: str, model: str) -> str:
    """The queue that paces the submits of one model: queues are named with lowercase letters, digits and hyphens."""
    return "start-" + re.sub(r"[^a-z0-9]+", "-", f"{surface}-{model}".lower())


def availability(row: dict[str, Any], today: date, setting: Setting = AS_WRITTEN, *, own_key: bool = False) -> Availability:
    """To everybody, or to whoever brings a key for it."""
    status, day = row["retirement"]["status"], row["retirement"]["date"]
    past = day is not None and date.fromisoformat(day) <= today
    if status in ("announced", "confirmed") and past:
        return Availability.RETIRED
    if setting.off is not None:
        return Availability.DISABLED if setting.off is Cause.DISABLED else Availability.SUSPENDED
    if setting.own_key_only and not own_key:
        return Availability.OWN_KEY
    return Availability.ENDING if status in ("announced", "confirmed") else Availability.AVAILABLE


def may_have_ended(row: dict[str, Any], today: date) -> bool:
    """Its earliest retirement has passed: for operators to ask its provider; users hear of an end that was announced."""
    status, day = row["retirement"]["status"], row["retirement"]["date"]
    return status == "earliest" and day is not None and date.fromisoformat(day) <= today


def can_be_asked_for(row: dict[str, Any], today: date, overlay: Overlay, *, own_key: bool = False) -> bool:
    found = availability(row, today, overlay.get(key(row), AS_WRITTEN), own_key=own_key)
    return found in (Availability.AVAILABLE, Availability.ENDING)


def credits_in_force(row: dict[str, Any], setting: Setting) -> list[views.CreditPrice]:
    """The row's prices, each by what was set instead of it if anything was."""
    return [
        {
            "resolution": price["resolution"],
            "audio": price["audio"],
            "credits": setting.prices.get((price["resolution"], price["audio"]), price["credits"]),
        }
        for price in row["credits_per_second"]
    ]


def default_model(fields: Mapping[str, Any] | None) -> str:
    """The model of a video whose wish names none, by what is stored of the overlay's section."""
    chosen = (fields or {}).get("default")
    return chosen if isinstance(chosen, str) and chosen else DEFAULT_MODEL


def for_clients(today: date, overlay: Overlay) -> list[views.Model]:
    """The catalog as everybody may read it, with what today and the overlay make of each row."""
    return [_for_clients(row, today, overlay.get(key(row), AS_WRITTEN)) for row in rows()]


def _for_clients(row: dict[str, Any], today: date, setting: Setting) -> views.Model:
    available = availability(row, today, setting)
    why = setting.off.text if setting.off and available in (Availability.SUSPENDED, Availability.DISABLED) else None
    return {
        "id": key(row),
        "surface": row["surface"],
        "model": row["model"],
        "name": row["name"],
        "stage": row["stage"],
        "released": row["released"],
        "retirement": row["retirement"],
        "replacement": row["replacement"],
        "seconds": row["seconds"],
        "resolutions": row["resolutions"],
        "aspect_ratios": row["aspect_ratios"],
        "audio": row["audio"],
        "references": row["references"],
        "prompt_tokens": row["prompt_tokens"],
        "usual_seconds": setting.usual_seconds or row["usual_seconds"],
        "first_frame": row["first_frame"],
        "last_frame": row["last_frame"],
        "tasks": row.get("tasks", []),
        "extend_to": row.get("extend_to"),
        "without": row.get("without", []),
        "rules": row["rules"],
        "credits_per_second": credits_in_force(row, setting),
        "availability": available,
        "unavailable": {"de": why.de, "en": why.en} if why else None,
        "own_key": row["surface"] in KEY_SURFACES,
        "stoppable": row["surface"] in STOPPABLE,
    }
