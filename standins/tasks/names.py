"""Resource names: what a project, a location, a queue, a task or a job may be called."""

from __future__ import annotations

import re

from standins.tasks.refusal import Refused, invalid

_LOCATION = r"projects/[A-Za-z0-9:.\-]+/locations/[A-Za-z0-9\-]+"
_PARENT = re.compile(_LOCATION)
_QUEUE = re.compile(_LOCATION + r"/queues/[A-Za-z0-9\-]{1,100}")
_TASK = re.compile(rf"({_LOCATION}/queues/[A-Za-z0-9\-]{{1,100}})/tasks/(.+)", re.DOTALL)
_TASK_ID = re.compile(r"[A-Za-z0-9_\-]{1,500}")
_JOB = re.compile(_LOCATION + r"/jobs/[A-Za-z0-9_\-]{1,500}")

QUEUE_FORMAT = 'Queue name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>".'
TASK_FORMAT = 'Task name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>"'
JOB_FORMAT = 'Job name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/jobs/<JOB_ID>".'


def check_parent(name: str) -> None:
    if not _PARENT.fullmatch(name):
        raise invalid("Invalid resource field value in the request.")


def check_queue(name: str) -> None:
    if not _QUEUE.fullmatch(name):
        raise invalid(QUEUE_FORMAT)


def check_job(name: str) -> None:
    if not _JOB.fullmatch(name):
        raise invalid(JOB_FORMAT)


def queue_of_task(name: str) -> str:
    """The queue in a task's name; refuses what is no task's name."""
    found = _TASK.fullmatch(name)
    if not found:
        raise invalid(TASK_FORMAT)
    if not _TASK_ID.fullmatch(found[2]):
        raise _bad_task_id(found[2])
    return found[1]


def _bad_task_id(task_id: str) -> Refused:
    return invalid(
        f'Task ID "{task_id}" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or underscores (_). '
        "Task ID must between 1 and 500 characters."
    )


def short(name: str) -> str:
    return name.rsplit("/", 1)[-1]
