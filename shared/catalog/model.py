"""What was changed about the catalog's rows while the system runs; kept in `system_configs/models`. Plain, and read often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shared.platform import logs
from shared.platform.errors import Said

PATH = "system_configs/models"


class Cause(Said):
    """Why a model cannot be asked for, though the catalog's file has it."""

    # its provider says that it is not there
    GONE = "gone", "Its provider does not serve it right now.", "Der Anbieter stellt es gerade nicht bereit."
    # an operator took it out for a while
    OPERATOR = "operator", "It is paused for the moment.", "Es pausiert im Moment."
    # it fails the tiny jobs by which we try it
    CANARY = "canary", "It does not work reliably right now.", "Es arbeitet gerade nicht zuverlässig."
    # an operator does not offer it
    DISABLED = "disabled", "It is not offered here.", "Es wird hier nicht angeboten."


@dataclass(frozen=True)
class Setting:
    """What holds for one row instead of what its file says."""

    off: Cause | None = None
    own_key_only: bool = False  # we have no key for it here
    usual_seconds: int | None = None  # as it was measured
    prices: Mapping[tuple[str, bool], int] = field(default_factory=dict[tuple[str, bool], int])  # by resolution and audio


Overlay = Mapping[str, Setting]  # by the row's key

AS_WRITTEN = Setting()


def read(fields: Mapping[str, Any] | None) -> Overlay:
    """A row whose entry is spoiled holds as the file has it, and somebody is told; the others count."""
    stored: Any = (fields or {}).get("rows") or {}
    found: dict[str, Setting] = {}
    for key, entry in stored.items() if isinstance(stored, Mapping) else ():
        try:
            found[str(key)] = _setting(entry)
        except (KeyError, TypeError, ValueError, AttributeError):
            logs.alert("a model's stored setting is not valid, the file's row holds", model=key)
    return _timed(found, (fields or {}).get("usual_seconds"))


def _timed(found: dict[str, Setting], measured: Any) -> dict[str, Setting]:
    for key, seconds in measured.items() if isinstance(measured, Mapping) else ():
        if isinstance(seconds, int) and seconds > 0:
            found[str(key)] = replace(found.get(str(key), AS_WRITTEN), usual_seconds=seconds)
    return found


def _setting(entry: Mapping[str, Any]) -> Setting:
    prices = {(str(price["resolution"]), bool(price["audio"])): int(price["credits"]) for price in entry["credits_per_second"]}
    off = Cause(entry["suspended"]["reason"]) if entry["suspended"] else None
    return Setting(off if entry["enabled"] else Cause.DISABLED, prices=prices)


def writer(fields: Mapping[str, Any] | None) -> str | None:
    """Who writes prompts instead of the catalog's own."""
    chosen = (fields or {}).get("writer")
    return chosen if isinstance(chosen, str) and chosen else None
