"""Lists in pages: a token says after which key the next page begins."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from typing import TypeVar

from standins.tasks.refusal import invalid

T = TypeVar("T")


def page(items: Iterable[T], key: Callable[[T], str], size: int, most: int, token: str) -> tuple[list[T], str]:
    """One page in the order of the keys, and the token of the next one ("" after the last)."""
    if size < 0:
        raise invalid("Page size cannot be negative.")
    after = _read(token)
    rest = sorted((item for item in items if not token or key(item) > after), key=key)
    size = min(size or most, most)
    shown = rest[:size]
    return shown, _token(key(shown[-1])) if len(rest) > size else ""


def _token(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()


def _read(token: str) -> str:
    try:
        return base64.b64decode(token.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError):
        raise invalid("The page token is not valid.") from None
