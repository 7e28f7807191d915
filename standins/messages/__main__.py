"""Run the stand-in for whoever takes mail and messages to devices: `python -m standins.messages`."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import AsyncGenerator
from pathlib import Path

from starlette.applications import Starlette

from standins.common import process
from standins.common.clock import clock_at
from standins.common.visitors import Guarded
from standins.messages.devices import Devices
from standins.messages.doors import Doors
from standins.messages.faults import Faults
from standins.messages.smtp import SmtpServer
from standins.messages.store import Store

_log = logging.getLogger("messages")


def main() -> None:
    process.start_logging()
    http_port, smtp_port, project = process.port(), process.port("SMTP_PORT"), process.required("PROJECT")
    clock_file = os.environ.get("CLOCK_FILE", "")
    clock = clock_at(Path(clock_file) if clock_file else None)
    store, faults = Store(process.folder("DATA_DIR")), Faults()
    smtp = SmtpServer(store, faults, clock)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        async with smtp.at(smtp_port):
            _log.info("ready", extra={"fields": {"smtp": smtp_port}})
            yield
        store.close()

    doors = Doors(store, faults, Devices(store, project, clock))
    process.serve(Guarded(Starlette(routes=doors.routes(), lifespan=lifespan)), http_port)


if __name__ == "__main__":
    main()
