"""Lifecycle rules, run when somebody asks: the service runs them once a day, a test cannot wait for that."""

from __future__ import annotations

from datetime import datetime, timedelta

from standins.storage.errors import Json
from standins.storage.listing import Wanted, page
from standins.storage.preconditions import Conditions
from standins.storage.resources import StoredObject
from standins.storage.service import Service
from standins.storage.stamps import moment


def run(service: Service) -> list[Json]:
    """Apply every bucket's rules at the time of the movable clock; say what went."""
    now, deleted = service.clock.now(), list[Json]()
    for bucket in service.buckets.page("", "", -1):
        rules = [rule for rule in _rules(bucket.properties) if rule["action"]["type"] == "Delete"]
        for stored in _all(service, bucket.name) if rules else []:
            if any(_applies(rule["condition"], stored, now) for rule in rules):
                service.objects.delete(stored, Conditions(generation=stored.generation))
                deleted.append({"bucket": stored.bucket, "name": stored.name, "generation": str(stored.generation)})
    return deleted


def _rules(properties: Json) -> list[Json]:
    return properties.get("lifecycle", {}).get("rule", [])


def _all(service: Service, bucket: str) -> list[StoredObject]:
    found, token = list[StoredObject](), ""
    while True:
        part = page(service.objects, Wanted(bucket, token=token))
        found += part.items
        token = part.next_token
        if not token:
            return found


def _applies(condition: Json, stored: StoredObject, now: datetime) -> bool:
    """Every part of the condition must hold."""
    checks = [_holds(name, value, stored, now) for name, value in condition.items()]
    return bool(checks) and all(checks)


def _holds(name: str, value: object, stored: StoredObject, now: datetime) -> bool:
    if name == "age" and isinstance(value, int):
        return now >= moment(stored.properties["timeCreated"]) + timedelta(days=value)
    if name == "daysSinceCustomTime" and isinstance(value, int):
        custom = stored.properties.get("customTime")
        return custom is not None and now >= moment(custom) + timedelta(days=value)
    if name == "matchesPrefix" and isinstance(value, list):
        return any(stored.name.startswith(str(prefix)) for prefix in value)  # pyright: ignore[reportUnknownVariableType]
    if name == "matchesSuffix" and isinstance(value, list):
        return any(stored.name.endswith(str(suffix)) for suffix in value)  # pyright: ignore[reportUnknownVariableType]
    return name == "isLive" and value is True
