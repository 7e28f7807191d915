"""The payment stand-in: `python -m standins.payments`."""

from __future__ import annotations

import os
from pathlib import Path

from standins.common import process
from standins.common.clock import clock_at
from standins.common.visitors import Guarded

from .app import Payments
from .courier import target_of
from .store import Store


def main() -> None:
    process.start_logging()
    clock_file, port = os.environ.get("CLOCK_FILE"), process.port()
    payments = Payments(
        Store(process.folder("DATA_DIR") / "payments.sqlite3"),
        clock_at(Path(clock_file) if clock_file else None),
        url=f"http://{process.LOCALHOST}:{port}",
        target=target_of(os.environ),
    )
    process.serve(Guarded(payments.app()), port)


if __name__ == "__main__":
    main()
