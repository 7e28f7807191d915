"""What can be made, for how many credits: rows of data, read from files beside this one. No Google, no network."""

from __future__ import annotations

import json
import re
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_FOR_OPERATORS = ("usd_per_second", "dispatch", "source", "last_verified")  # what users never see


class Availability(StrEnum):
    """Whether a model can be asked for today."""

    AVAILABLE = "available"
    ENDING = "ending"  # its earliest or announced retirement is near or past, it still answers
    RETIRED = "retired"  # refused before anything is charged


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Every model as the file has it, operators' columns included."""
    return tuple(json.loads((_HERE / "models.json").read_bytes())["models"])


@cache
def styles() -> dict[str, Any]:
    return json.loads((_HERE / "styles.json").read_bytes())


@cache
def writer() -> dict[str, Any]:
    """The model that writes prompts."""
    writers: list[dict[str, Any]] = json.loads((_HERE / "writers.json").read_bytes())["writers"]
    return next(row for row in writers if row["default"])


def openapi() -> bytes:
    """The OpenAPI document of all functions; `python -m local.openapi` writes it from their validators."""
    return (_HERE / "openapi.json").read_bytes()


def key(row: dict[str, Any]) -> str:
    return f"{row['surface']}/{row['model']}"


def row(model: str) -> dict[str, Any]:
    """The row of a model by its key, `surface/model`; KeyError where there is none."""
    return {key(each): each for each in rows()}[model]


def start_queue(surface: str, model: str) -> str:
    """The queue that paces the submits of one model: queues are named with lowercase letters, digits and hyphens."""
    return "start-" + re.sub(r"[^a-z0-9]+", "-", f"{surface}-{model}".lower())


def availability(row: dict[str, Any], today: date) -> Availability:
    status, day = row["retirement"]["status"], row["retirement"]["date"]
    past = day is not None and date.fromisoformat(day) <= today
    if status in ("announced", "confirmed"):
        return Availability.RETIRED if past else Availability.ENDING
    return Availability.ENDING if status == "earliest" and past else Availability.AVAILABLE


def for_clients(today: date) -> list[dict[str, Any]]:
    """The catalog as everybody may read it, with what today makes of each row."""
    return [
        {
            "id": key(row),
            **{name: value for name, value in row.items() if name not in _FOR_OPERATORS},
            "availability": availability(row, today).value,
        }
        for row in rows()
    ]
