"""Users' own keys in an operator's hands: never seen, only put under another wrapping key."""

from __future__ import annotations

from shared.admin.model import Act, write_down
from shared.provider_keys import commands as provider_key_commands

_AT_ONCE = 100


def rewrap_keys(act: Act, retired: str) -> int:
    """Put a hundred keys that this version wraps under today's primary one; at 0 the version may be destroyed."""
    write_down(act.audit("rewrap_keys", retired))
    return provider_key_commands.rewrap(retired, limit=_AT_ONCE)
