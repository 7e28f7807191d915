"""Which bucket settings the stand-in acts upon, which it only keeps, and which it must refuse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from standins.storage.errors import Invalid, Json, Unknown

_KEPT = ("location", "storageClass", "labels", "iamConfiguration", "softDeletePolicy", "cors", "lifecycle")
_OFF_ONLY = ("versioning", "autoclass", "hierarchicalNamespace", "objectRetention")  # accepted only while disabled
_OURS = (
    "kind", "id", "name", "selfLink", "etag", "metageneration", "generation", "timeCreated", "updated", "projectNumber",
    "locationType", "owner", "satisfiesPZS", "rpo",
)  # fmt: skip
_CONDITIONS = ("age", "daysSinceCustomTime", "matchesPrefix", "matchesSuffix", "isLive")
_LEAST_KEPT_S, _MOST_KEPT_S = 7 * 86_400, 90 * 86_400  # by soft deletion
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")


def bucket_name(name: object) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name.startswith("goog"):
        raise Invalid(f"Invalid bucket name: '{name}'")
    return name


def merged(properties: Json, body: Mapping[str, Any]) -> Json:
    """A patch: null removes; labels are merged key by key."""
    result = dict(properties)
    for name, given in body.items():
        if name in _OURS or _switched_off(name, given):
            continue
        if name not in _KEPT:
            raise Unknown(f"The local stand-in does not know the bucket property {name}")
        value: Any = given
        if name == "labels" and isinstance(value, dict):
            labels: Json = {**result.get("labels", {}), **value}
            value = {key: text for key, text in labels.items() if text is not None}
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    _check_cors(result.get("cors", []))
    _check_lifecycle(result.get("lifecycle", {}))
    result["softDeletePolicy"] = _soft_delete(properties.get("softDeletePolicy"), result.get("softDeletePolicy"))
    return result


def _soft_delete(before: Json | None, given: Any) -> Json:
    """The policy as it lies there; one that says the same is the same still, with the time since when it holds."""
    if not isinstance(given, dict):
        raise Unknown("The local stand-in knows no bucket without softDeletePolicy: retentionDurationSeconds 0 switches it off")
    policy = cast("Json", given)
    if unknown := set(policy) - {"retentionDurationSeconds", "effectiveTime"}:
        raise Invalid(f"Invalid softDeletePolicy: {', '.join(sorted(unknown))}")
    text = str(policy.get("retentionDurationSeconds"))
    if not text.isdecimal() or not (int(text) == 0 or _LEAST_KEPT_S <= int(text) <= _MOST_KEPT_S):
        raise Invalid(f"The soft delete retention is 0 or {_LEAST_KEPT_S} to {_MOST_KEPT_S} seconds, not {text}")
    return before if before and before["retentionDurationSeconds"] == text else {"retentionDurationSeconds": text}


def _switched_off(name: str, value: Any) -> bool:
    if value is None and name not in _KEPT:
        return True
    return name in _OFF_ONLY and not (value or {}).get("enabled")


def _check_cors(entries: Any) -> None:
    for entry in entries:
        unknown = set(entry) - {"origin", "method", "responseHeader", "maxAgeSeconds"}
        if unknown:
            raise Invalid(f"Invalid CORS entry: {', '.join(sorted(unknown))}")


def _check_lifecycle(lifecycle: Any) -> None:
    for rule in lifecycle.get("rule", []):
        action = rule.get("action", {}).get("type")
        if action == "AbortIncompleteMultipartUpload":
            continue  # concerns XML multipart uploads, which the stand-in refuses to begin
        if action != "Delete":
            raise Unknown(f"The local stand-in does not know the lifecycle action {action}")
        unknown = set(rule.get("condition", {})) - set(_CONDITIONS)
        if unknown:
            raise Unknown(f"The local stand-in does not know the lifecycle condition {', '.join(sorted(unknown))}")
        if not rule.get("condition"):
            raise Invalid("A lifecycle rule needs a condition")
