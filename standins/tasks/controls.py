"""The HTTP side: is it ready, what does it hold, and the trouble that a test may order."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from standins.common.clock import Clock
from standins.tasks.dispatcher import Dispatcher
from standins.tasks.faults import Fault, Faults
from standins.tasks.model import Task
from standins.tasks.names import short
from standins.tasks.planner import Planner
from standins.tasks.queues import Queues


class Controls:
    def __init__(self, queues: Queues, dispatcher: Dispatcher, faults: Faults, planner: Planner, clock: Clock) -> None:
        self._queues = queues
        self._dispatcher = dispatcher
        self._faults = faults
        self._planner = planner
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/health", self.health),
            Route("/_local/tasks", self.tasks),
            Route("/_local/idle", self.idle),
            Route("/_local/deliver", self.deliver, methods=["POST"]),
            Route("/_local/duplicate", self.duplicate, methods=["POST"]),
            Route("/_local/faults", self.faults),
            Route("/_local/faults", self.order, methods=["POST"]),
            Route("/_local/faults", self.clear, methods=["DELETE"]),
        ]

    async def health(self, _request: Request) -> Response:
        return JSONResponse({"ok": True, "queues": len(self._queues.all()), "jobs": len(self._planner.all())})

    async def tasks(self, request: Request) -> Response:
        """What waits or flies, in the order of its time; `queue` by its short name."""
        asked = request.query_params.get("queue", "")
        tasks = [task for queue in self._queues.all() if asked in ("", queue.short) for task in queue.tasks.values()]
        return JSONResponse({"tasks": [_shown(task) for task in sorted(tasks, key=_by_time)]})

    async def idle(self, request: Request) -> Response:
        """At rest: nothing in flight, and nothing due that its queue would let go. Paused queues rest."""
        asked = request.query_params.get("queue", "")
        now = self._clock.now()
        queues = [queue for queue in self._queues.all() if asked in ("", queue.short)]
        due = sum(queue.due(now) for queue in queues if not queue.paused)
        in_flight = sum(queue.in_flight for queue in queues)
        if not asked:
            due += self._planner.due(now)
            in_flight = self._dispatcher.in_flight + self._planner.running
        noticed = self._dispatcher.noticed
        later = [at for queue in queues if not queue.paused and (at := queue.next_due()) and at > now]
        return JSONResponse(
            {
                "idle": not due and not in_flight,
                "due": due,
                "in_flight": in_flight,
                "next": min(later).isoformat() if later else None,
                "noticed": noticed.isoformat() if noticed else None,  # the time that was last acted upon
            }
        )

    async def deliver(self, request: Request) -> Response:
        """Dispatch one task now, whatever its queue's state, and say what came of it."""
        name = str((await _json(request)).get("task", ""))
        task = self._queues.waiting(name)
        if not task:
            return JSONResponse({"error": f"no task {name!r} waits"}, 404)
        answer = await self._dispatcher.see_through(task)
        return JSONResponse({"status": answer.status, "message": answer.message})

    async def duplicate(self, request: Request) -> Response:
        """Deliver a task once more although it is done; with `see_through` wait for its end."""
        order = await _json(request)
        name = str(order.get("task", ""))
        task = self._queues.finished(name)
        if not task:
            return JSONResponse({"error": f"no finished task {name!r} is remembered"}, 404)
        flight = self._dispatcher.deliver_again(task)
        if order.get("see_through"):
            await flight
        return JSONResponse({"ok": True})

    async def faults(self, _request: Request) -> Response:
        return JSONResponse({"faults": [asdict(fault) for fault in self._faults.all()]})

    async def order(self, request: Request) -> Response:
        try:
            self._faults.order(Fault.ordered(await _json(request)))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        return await self.faults(request)

    async def clear(self, _request: Request) -> Response:
        self._faults.clear()
        for queue in self._queues.all():
            self._dispatcher.pump(queue)
        return JSONResponse({"faults": []})


async def _json(request: Request) -> dict[str, Any]:
    body = await request.json()
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body


def _by_time(task: Task) -> Any:
    return (task.due, task.name)


def _shown(task: Task) -> dict[str, Any]:
    last = task.last
    return {
        "name": task.name,
        "queue": short(task.queue),
        "url": task.call.url,
        "schedule_time": task.due.isoformat(),
        "waiting": task.ticket > 0,
        "dispatch_count": task.dispatches,
        "response_count": task.responses,
        "last_attempt": last
        and {
            "dispatch_time": last.dispatched.isoformat(),
            "response_time": last.answered and last.answered.isoformat(),
            "code": last.code,
            "message": last.message,
        },
    }
