"""Ends operations when their time has come: films, writes into the bucket once, then lets the answer say so."""

from __future__ import annotations

import asyncio
import logging

from standins.common.clock import Clock

from .buckets import Buckets, BucketsUnreachable, NoSuchBucket
from .media.footage import Interrupted
from .media.studio import Studio
from .operations import Operation, Operations, Outcome, State
from .support_codes import input_refused

_TICK = 0.06  # who asks for an operation whose time has come waits for no tick
_PAUSE_AFTER_TROUBLE = 1.0
_log = logging.getLogger("simulator")


class Rendering:
    def __init__(self, operations: Operations, studio: Studio, buckets: Buckets, clock: Clock) -> None:
        self._operations, self._studio, self._buckets, self._clock = operations, studio, buckets, clock
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._ahead: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        tasks = [*self._at_work.values(), *self._ahead, *([self._loop] if self._loop else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def prepare(self, operation: Operation) -> None:
        """Film ahead of time, so that a clock that jumps finds the clip ready."""
        effects = operation.effects
        if operation.due is None or effects.block or effects.block_input or effects.fail:
            return
        task = asyncio.create_task(self._film_ahead(operation))
        self._ahead.add(task)
        task.add_done_callback(self._ahead.discard)

    async def finish_if_due(self, operation: Operation, patience: float = 20.0) -> Operation:
        """A poll of an operation whose time has come waits for the files, so that moving the clock is enough."""
        now = self._clock.now().timestamp()
        if operation.state is not State.RENDERING or operation.due is None or operation.due > now:
            return operation
        self._begin(operation)
        await asyncio.wait([self._at_work[operation.id]], timeout=patience)
        return self._operations.get(operation.id) or operation

    async def clips(self, operation: Operation) -> list[bytes]:
        defect = operation.effects.media
        order = operation.order
        return [await self._studio.clip(order.footage(take), defect) for take in range(order.samples)]

    async def _watch(self) -> None:
        while True:
            for operation in self._operations.due(self._clock.now()):
                self._begin(operation)
            await asyncio.sleep(_TICK)

    def _begin(self, operation: Operation) -> None:
        if operation.id not in self._at_work:
            task = asyncio.create_task(self._finish(operation))
            self._at_work[operation.id] = task
            task.add_done_callback(lambda done: self._left(operation, done))

    def _left(self, operation: Operation, task: asyncio.Task[None]) -> None:
        """A mistake of ours ends the operation as the provider's own would, and is in the log."""
        self._at_work.pop(operation.id, None)
        if not task.cancelled() and (error := task.exception()):
            _log.error("an operation broke", exc_info=error, extra={"fields": {"operation": operation.id}})
            self._operations.settle(operation, Outcome(State.FAILED, 13, "An internal error has occurred."), [])

    async def _finish(self, operation: Operation) -> None:
        try:
            if operation.state is State.RENDERING and operation.due is not None:
                outcome = _ordered_outcome(operation)
                if outcome.state is State.SUCCEEDED and (missing := await self._missing_input(operation)):
                    outcome = Outcome(State.FAILED, 3, f"Unable to read the input {missing}: it does not exist.")
                uris = [] if outcome.state is not State.SUCCEEDED else await self._deliver(operation)
                self._operations.settle(operation, outcome, uris)
            late = operation.output_due
            if late is not None and late <= self._clock.now().timestamp():
                self._operations.deliver_late(operation, await self._deliver(operation))
        except Interrupted:
            return
        except NoSuchBucket as error:
            gone = Outcome(State.FAILED, 5, f"The specified bucket does not exist: {error}")
            self._operations.settle(operation, gone, [])
        except (BucketsUnreachable, OSError) as error:
            _log.warning("result not written yet", extra={"fields": {"operation": operation.id, "reason": str(error)}})
            await asyncio.sleep(_PAUSE_AFTER_TROUBLE)

    async def _missing_input(self, operation: Operation) -> str | None:
        """Inputs are fetched when the work begins, so one that is not there fails the operation, not the request."""
        for uri in operation.order.extra.get("inputs", []):
            if not await self._buckets.has(uri):
                return uri
        return None

    async def _deliver(self, operation: Operation) -> list[str]:
        if not operation.order.storage_uri:
            return []
        uris = [operation.output_uri(sample) for sample in range(operation.order.samples)]
        clips = await self.clips(operation)
        for uri, clip in zip(uris, clips, strict=True):
            await self._buckets.write(uri, clip, "video/mp4")
        if operation.effects.duplicate_output == "same_name":
            await self._buckets.write(uris[0], clips[0], "video/mp4", once=False)
        elif operation.effects.duplicate_output:
            await self._buckets.write(operation.output_uri(offset=1), clips[0], "video/mp4")
        return uris

    async def _film_ahead(self, operation: Operation) -> None:
        try:
            for take in range(operation.order.samples):
                await self._studio.film(operation.order.footage(take))
        except Interrupted:
            return


def _ordered_outcome(operation: Operation) -> Outcome:
    effects = operation.effects
    if effects.fail:
        return Outcome(State.FAILED, effects.fail.code, effects.fail.message)
    if effects.block_input:
        return Outcome(State.FAILED, 3, input_refused(effects.block_input), effects.block_input)
    if effects.block:
        return Outcome(State.FILTERED, category=effects.block)
    if effects.late_output is not None:
        return Outcome(State.FAILED, 4, "Deadline expired before operation could complete.")
    return Outcome(State.SUCCEEDED)
