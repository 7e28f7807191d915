"""Each function alone, with what the plan tells it and nothing else: it starts, answers, ends; beside an emulator it refuses."""

from __future__ import annotations

import itertools
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from local.rehearsal.instances import STARTS_S, DidNotStart, Instance, Instances
from shared.platform.settings import (
    EMULATOR_VARIABLES,
    GEMINI_URL,
    OPENAI_VIDEOS_URL,
    SMTP_HOST,
    VERTEX_URL,
    WEBHOOKS_LOOPBACK,
)
from standins.common.process import LOCALHOST

# What a deployed process may not be told, each once and then from the beginning; addresses of providers are forbidden here alone.
FORBIDDEN = (*EMULATOR_VARIABLES, VERTEX_URL, GEMINI_URL, OPENAI_VIDEOS_URL, SMTP_HOST, WEBHOOKS_LOOPBACK)
_HERE = "http://127.0.0.1:9"
# All others have an answer only for those whom they know, and an error in the one shape.
_ANSWERS = {"catalog": ("/version", 200), "mcp": ("/", 405), "pages": ("/s/nowhere", 404)}
_ERROR_KEYS = {"error", "message", "retryable", "requestId"}
MIB = 1 << 20


class Seen(NamedTuple):
    """What became of one function."""

    name: str
    seconds: float = 0.0  # until it answered
    mib: float = 0.0  # once it had
    problems: tuple[str, ...] = ()


def look_at(instances: Instances, name: str, planned: Mapping[str, str], limit_mib: float) -> Seen:
    """One function, as an instance of its service."""
    instance = instances.start(name, deployed(name, planned))
    try:
        seconds = instance.wait_until_ready()
        problems = list(_of_its_answers(instance))
        mib_at_rest = instance.memory() / MIB
        if mib_at_rest > limit_mib:
            problems.append(f"{name} needs {mib_at_rest:.0f} MiB at rest and gets {limit_mib:.0f}")
    except DidNotStart as failure:
        instances.end(instance)
        return Seen(name, problems=(str(failure),))
    if not instances.end(instance):
        problems.append(f"{name} does not end when it is told to")
    return Seen(name, seconds, mib_at_rest, tuple(problems))


def refusal_of(instances: Instances, name: str, planned: Mapping[str, str], variable: str) -> Iterator[str]:
    """What is wrong with how a deployed process takes it that it is sent to this machine: it must stop and name the variable."""
    value = _HERE if variable.endswith("URL") else "yes" if variable == WEBHOOKS_LOOPBACK else "127.0.0.1:9"
    instance = instances.start(name, {**deployed(name, planned), variable: value})
    try:
        instance.wait_until_ready()
        yield f"{name} serves although {variable} is set"
    except DidNotStart:
        if not instance.process.returncode or not re.search(rf"\b{variable}\b.*in a deployed process", instance.said()):
            yield f"{name} does not refuse {variable}: {instance.said()}"
    finally:
        instances.end(instance)


def refused_by(names: Iterable[str]) -> list[tuple[str, str]]:
    """Which function is tried with which forbidden variable, so that every function and every variable has its turn."""
    return list(zip(names, itertools.cycle(FORBIDDEN), strict=False))


def mib(memory: str) -> float:
    """What topology.json writes as 512Mi or 2Gi."""
    return float(memory[:-2]) * {"Mi": 1, "Gi": 1024}[memory[-2:]]


def deployed(name: str, planned: Mapping[str, str]) -> dict[str, str]:
    """With what Cloud Run itself tells an instance."""
    return {**planned, "K_SERVICE": name, "K_REVISION": f"{name}-00001-abc", "K_CONFIGURATION": name}


def _of_its_answers(instance: Instance) -> Iterator[str]:
    path, wanted = _ANSWERS.get(instance.name, ("/", 0))
    for _ in range(2):  # the second one is what every later caller meets
        status, answer = _get(instance, path)
        if wanted and status != wanted:
            yield f"{instance.name} answers GET {path} with {status}: {answer}"
        if not wanted and not (400 <= status < 500 and _is_our_error(answer)):
            yield f"{instance.name} answers GET {path} with {status}, not in the shape of our errors: {answer}"


def _is_our_error(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.keys() >= _ERROR_KEYS


def _get(instance: Instance, path: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(f"http://{LOCALHOST}:{instance.port}{path}", timeout=STARTS_S) as answer:
            status, raw = answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        status, raw = refusal.code, refusal.read()
    except OSError as failure:
        return 0, str(failure)
    try:
        return status, json.loads(raw)
    except ValueError:
        return status, raw[:200]
