"""A worker's lease of a work: renewed with each sign of life, over once somebody has ended the work or taken it away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Document, Fields, Plan, Seen, Update

_EVERY = timedelta(seconds=2)


class Lease:
    """`mine` says whether it is still this worker's, `signs` what a sign of life writes.

    Every two seconds it looks; it writes as often, or where nobody wants to hear of it only each `writes_every`.
    """

    def __init__(
        self,
        path: str,
        lasts: timedelta,
        mine: Callable[[Document], bool],
        signs: Callable[[datetime], Fields],
        *,
        writes_every: timedelta = timedelta(0),
    ) -> None:
        self._path, self._lasts, self._mine, self._signs, self._writes_every = path, lasts, mine, signs, writes_every
        now = clock().now()
        self._until, self._next, self._writes_at = now + lasts, now + _EVERY, now + writes_every

    def is_over(self) -> bool:
        """Asked at every packet; looks only now and then."""
        return clock().now() >= self._next and not self.renewed()

    def renewed(self) -> bool:
        """False when the work has ended, or another worker has taken it. A database that is away is borne for a lease."""
        now = clock().now()
        self._next = now + _EVERY

        def decide(seen: Seen) -> Plan[bool]:
            if not self._mine(seen[self._path]):
                return Plan(False)
            return Plan(True, [Update(seen[self._path], self._signs(now))] if now >= self._writes_at else [])

        try:
            held = store().settle([self._path], decide)
        except (Unavailable, Contended):
            if now >= self._until:
                raise
            logs.warning("a worker's sign of life was not told", path=self._path)
            return True
        if now >= self._writes_at:
            self._until, self._writes_at = now + self._lasts, now + self._writes_every
        return held
