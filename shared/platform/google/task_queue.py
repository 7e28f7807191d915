"""Cloud Tasks as this house uses it: hand a piece of work to one of our functions, now or at a time, under a queue's pace.

google.cloud.tasks_v2 costs about 50 ms beside Firestore's client, two fifths of it for a REST transport that is never used.
There is no cheaper public way in: importing only its types or its transport runs the same package. So the full client is
taken, and nobody pays for it before the first task (`clients.queue` imports this module).
"""

from __future__ import annotations

import json
import random
import time
from datetime import datetime, timedelta
from typing import Any

import grpc
from google.api_core import exceptions as google
from google.cloud.tasks_v2 import CloudTasksClient, CreateTaskRequest, HttpMethod, HttpRequest, OidcToken, Task
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from shared.platform import logs, tracing
from shared.platform.clock import Clock, jitter
from shared.platform.errors import Unavailable
from shared.platform.settings import Settings

TIMEOUT_S = 5.0  # of one call, and no call begins later than this after the first
_TRIES = 3
_NO_ANSWER = (google.ServiceUnavailable, google.DeadlineExceeded)


class TaskQueue:
    """All that the rest of the house may do with Cloud Tasks."""

    def __init__(self, client: CloudTasksClient, settings: Settings, clock: Clock, source: random.Random | None = None) -> None:
        self._client, self._settings, self._clock = client, settings, clock
        self._random = source or random.Random()  # noqa: S311 - jitter

    def put(
        self,
        queue: str,
        function: str,
        path: str,
        payload: dict[str, Any],
        *,
        at: datetime | None = None,
        name: str | None = None,
        deadline_s: int | None = None,
    ) -> bool:
        """Have `payload` posted to a function's path; False when a task of this name exists or existed lately.

        After a lost answer the task is sent again. A named one cannot be doubled by that (and then answers False: it is
        there, whoever made it); an unnamed one can, which is harmless, because every handler may be called twice.
        Raises Unavailable when the service does not take the task; it may have it all the same.
        """
        parent = self._client.queue_path(self._settings.project, self._settings.region, queue)
        task = Task(
            name=f"{parent}/tasks/{name}" if name else None,
            schedule_time=at,
            dispatch_deadline=timedelta(seconds=deadline_s) if deadline_s else None,
            http_request=self._request(function, path, payload),
        )
        request = CreateTaskRequest(parent=parent, task=task)
        began = time.monotonic()
        for attempt in range(_TRIES):
            try:
                self._client.create_task(request, retry=None, timeout=TIMEOUT_S)
            except google.AlreadyExists:
                return False
            except google.InvalidArgument:  # ours: a name, a size or a time that no task can have
                raise
            except google.GoogleAPICallError as error:
                last = attempt == _TRIES - 1 or time.monotonic() - began > TIMEOUT_S
                if last or not isinstance(error, _NO_ANSWER):
                    logs.error("a task was not taken", queue=queue, reason=type(error).__name__)
                    raise Unavailable(part="queue") from error
                self._clock.sleep(jitter(attempt, first=0.1, most=0.5, source=self._random))
            else:
                return True
        raise AssertionError("unreachable")

    def _request(self, function: str, path: str, payload: dict[str, Any]) -> HttpRequest:
        address = self._settings.function_url(function)
        return HttpRequest(
            url=f"{address}{path}",
            http_method=HttpMethod.POST,
            headers={"Content-Type": "application/json", **tracing.header()},
            body=json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(),
            oidc_token=OidcToken(service_account_email=self._settings.service_account("tasks"), audience=address),
        )


def tasks_client(host: str | None) -> CloudTasksClient:
    """Google's own client; at a host of the local stack it speaks without TLS and without credentials."""
    if host is None:
        return CloudTasksClient()
    return CloudTasksClient(transport=CloudTasksGrpcTransport(channel=grpc.insecure_channel(host)))
