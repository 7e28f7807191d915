"""Why there is no export."""

from __future__ import annotations

from datetime import datetime

from shared.platform.errors import AppError, Text


class TooManyExports(AppError):
    status, code, retryable = 429, "TOO_MANY_EXPORTS", True
    message = Text(
        "You have asked for {limit} exports; the next one can be asked for at {next_at}.",
        "Du hast {limit} Exporte angefordert; der nächste ist ab {next_at} möglich.",
    )
    action = Text("Use one that is there, or wait.", "Nutze einen, den es schon gibt, oder warte.")

    def __init__(self, limit: int, next_at: datetime, now: datetime) -> None:
        super().__init__(limit=limit, next_at=next_at.isoformat(timespec="seconds"))
        self.retry_after_s = max(1, int((next_at - now).total_seconds()))
