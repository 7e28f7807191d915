"""Run the stand-in for Cloud Tasks and Cloud Scheduler: `python -m standins.tasks`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncGenerator
from pathlib import Path

import grpc
from starlette.applications import Starlette

from standins.common import process
from standins.common.clock import clock_at
from standins.common.identity import Identity
from standins.common.visitors import Guarded
from standins.tasks.cloudscheduler import CloudScheduler
from standins.tasks.cloudtasks import CloudTasks
from standins.tasks.controls import Controls
from standins.tasks.delivery import Courier
from standins.tasks.dispatcher import Dispatcher
from standins.tasks.faults import Faults
from standins.tasks.planner import Planner
from standins.tasks.queues import Queues
from standins.tasks.refusal import Refused
from standins.tasks.settings import BadSettings, apply_queues, apply_schedules
from standins.tasks.store import Store

_log = logging.getLogger("tasks")
_NAP = 0.02  # how soon moved time is noticed
_HOUSEKEEPING_EVERY = 50  # naps


class Part:
    """All the pieces put together once, from the environment."""

    def __init__(self) -> None:
        clock_file = os.environ.get("CLOCK_FILE", "")
        location = f"projects/{process.required('PROJECT')}/locations/{os.environ.get('LOCATION') or 'us-central1'}"
        self.grpc_port = process.port()
        self.clock = clock_at(Path(clock_file) if clock_file else None)
        self.store = Store(process.folder("DATA_DIR"))
        self.courier = Courier(Identity(process.folder("IDENTITY_DIR")), self.clock)
        self.queues = Queues(self.store, self.clock)
        self.planner = Planner(self.store, self.courier, self.clock)
        apply_queues(process.json_value("QUEUES", "{}"), location, self.queues, self.store)
        apply_schedules(process.json_value("SCHEDULES", "{}"), location, self.planner, self.store, self.clock)
        self.faults = Faults()
        self.dispatcher = Dispatcher(self.queues, self.courier, self.faults, self.clock)

    def app(self) -> Starlette:
        controls = Controls(self.queues, self.dispatcher, self.faults, self.planner, self.clock)
        return Starlette(routes=controls.routes(), lifespan=self._lifespan)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncGenerator[None]:
        server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
        tasks = CloudTasks(self.queues, self.dispatcher, self.faults, self.clock)
        server.add_generic_rpc_handlers((tasks.door(), CloudScheduler(self.planner, self.clock).door()))
        server.add_insecure_port(f"{process.LOCALHOST}:{self.grpc_port}")
        await server.start()
        ticking = asyncio.create_task(self._tick())
        _log.info("ready", extra={"fields": {"port": self.grpc_port}})
        try:
            yield
        finally:
            ticking.cancel()
            await server.stop(grace=0.5)
            await self.dispatcher.stop()
            await self.planner.stop()
            self.courier.close()
            self.store.close()

    async def _tick(self) -> None:
        naps = 0
        while True:
            try:
                self._look(housekeeping=naps % _HOUSEKEEPING_EVERY == 0)
            except Exception:  # noqa: BLE001 the next tick must come all the same
                _log.exception("a tick failed")
            naps += 1
            await asyncio.sleep(_NAP)

    def _look(self, *, housekeeping: bool) -> None:
        now = self.clock.now()
        self.courier.drop_overdue(now)
        if housekeeping:
            self.queues.forget_old()
        self.planner.tick(now)
        self.dispatcher.tick(now)


def main() -> None:
    process.start_logging()
    http_port = process.port("HTTP_PORT")
    try:
        part = Part()
    except (BadSettings, Refused) as error:
        process.stop(str(error))
    process.serve(Guarded(part.app()), http_port)


if __name__ == "__main__":
    main()
