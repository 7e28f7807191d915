"""What web pages of other addresses may ask a door, and read of its answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shared.platform.settings import settings

_BY_AGENTS = "MCP-Protocol-Version, Mcp-Method, Mcp-Name"  # in a page
_SENT = f"Authorization, Content-Type, Accept-Language, Idempotency-Key, X-Firebase-AppCheck, X-Request-Id, {_BY_AGENTS}"
_EXPOSED = ("Content-Disposition", "Idempotency-Replayed", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id")
_READABLE = frozenset({"Cache-Control", "Content-Language", "Content-Length", "Content-Type"})  # by any page, unasked


def before(methods: Collection[str]) -> dict[str, str]:
    """Headers of the answer to a browser that asks before it sends."""
    return {
        "Access-Control-Allow-Methods": ", ".join([*methods, "OPTIONS"]),
        "Access-Control-Allow-Headers": _SENT,
        "Access-Control-Max-Age": "3600",
    }


def beside(origin: str | None, own: Mapping[str, str]) -> dict[str, str]:
    """A web page may read whatever a door says in headers of its own, and what only some answers carry."""
    if not origin:
        return {}
    allowed = settings().cors_origins
    names = {*_EXPOSED, *(name for name in own if name not in _READABLE and not name.startswith("Access-Control-"))}
    exposed = {"Access-Control-Expose-Headers": ", ".join(sorted(names))}
    if "*" in allowed:
        return {"Access-Control-Allow-Origin": "*", **exposed}
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **exposed} if origin in allowed else {}
