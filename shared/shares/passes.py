"""Who may see a share: passwords as they are kept, and tickets, which a page puts into its addresses in place of a cookie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from datetime import datetime, timedelta

from shared.platform.settings import settings
from shared.platform.web.rates import Pace

TICKET_LIVES = timedelta(hours=12)  # of a page that stays open; each seek asks with it again
ATTEMPTS = 10  # a minute and share, in each instance
_COST, _BLOCK, _LANES = 2**14, 8, 1  # scrypt's: 16 MiB and some 50 ms for each try
_TICKET = re.compile(r"([0-9a-f]{8,12})\.([0-9a-f]{16})\.([0-9a-f]{32})")
_one_at_a_time = threading.Lock()  # so that a crowd of tries takes no more of the memory than one
attempts = Pace(lambda: ATTEMPTS)


def kept(password: str) -> str:
    salt = secrets.token_bytes(16)
    return f"scrypt.{_coded(salt)}.{_coded(_hashed(password, salt))}"


def opens(password: str, kept: str) -> bool:
    _, salt, hashed = kept.split(".")
    return hmac.compare_digest(_hashed(password, base64.b64decode(salt)), base64.b64decode(hashed))


def told_apart(password: str | None) -> str | None:
    """Tells two passwords apart to who knows our key, and to nobody else."""
    return None if password is None else _signed(f"share password:{_as_typed(password)}")


def ticket(token: str, now: datetime) -> str:
    """Of one page as it was shown once: that whoever got it might see the share."""
    told = f"{int(now.timestamp()):x}.{secrets.token_hex(8)}"
    return f"{told}.{_signed(f'share:{token}:{told}')}"


def visit_of(token: str, ticket: str, now: datetime) -> str | None:
    """Which page it was; None where the ticket is none of ours for this share, or is too old."""
    found = _TICKET.fullmatch(ticket)
    if found is None or not hmac.compare_digest(_signed(f"share:{token}:{found[1]}.{found[2]}"), found[3]):
        return None
    return found[2] if 0 <= now.timestamp() - int(found[1], 16) < TICKET_LIVES.total_seconds() else None


def _as_typed(password: str) -> str:
    """The same on any keyboard."""
    return unicodedata.normalize("NFKC", password)


def _hashed(password: str, salt: bytes) -> bytes:
    with _one_at_a_time:
        return hashlib.scrypt(_as_typed(password).encode(errors="replace"), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)


def _coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _signed(text: str) -> str:
    return hmac.new(settings().identity_key.encode(), text.encode(errors="replace"), hashlib.sha256).hexdigest()[:32]
