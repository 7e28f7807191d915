"""infra/topology.json held to its form: what is deployed, with what limits, rights and variables. Terraform reads the same file.

python -m local.infra.topology        every fault of it, one a line
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shared.platform.web.task_attempts import LONGEST_S

ROOT = Path(__file__).resolve().parents[2]
TOPOLOGY = ROOT / "infra" / "topology.json"

PUBLIC = ("public", "user", "admin")  # doors that people, apps and providers call; the others are Google's alone
WORKERS = ("task", "event", "schedule")
# A need is a right: infra/terraform/iam.tf says which role it is.
NEEDS = (
    "auth",
    "auth-read",
    "firestore",
    "firestore-read",
    "kms",
    "providers",
    "push",
    "queues",
    "signer",
    "tasks",
    "tasks-read",
)
BUCKET_NEEDS = ("read", "write")
# What a variable's text may name in braces; infra/terraform/services.tf says what it stands for.
NAMES = (
    *("project", "region", "version", "functions_url", "pages_url", "cors_origins", "app_check_of_doors", "operators"),
    *("signer", "kms_key", "otlp_url", "smtp_host", "smtp_user", "mail_from", "payment_servers"),
    *("our_surfaces", "openai_videos_url", "openai_videos_redirect_hosts", "openai_videos_delete_aborts"),
)
SECRETS_NEEDED = ("always", "if-used")  # a secret without a value stops a deployment, or leaves its variable out

_SECTIONS = ("region", "accounts", "secrets", "environment", "buckets", "functions", "queues", "schedules", "notifications")
_MEMORY = {"512Mi": 0.5, "1Gi": 1, "2Gi": 2, "4Gi": 4, "8Gi": 8}
_LEAST_MEMORY = {1: 0.5, 2: 0.5, 4: 2, 8: 4}  # of so many processors, as Cloud Run demands
_MOST_MEMORY = {1: 4, 2: 8, 4: 16, 8: 32}
_LONGEST_S = 3600
_NAME = re.compile(r"[a-z][a-z0-9-]{0,24}[a-z0-9]")  # with `run-` before it, an account's id of 6 to 30 letters
_ACCOUNT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_QUEUE = {"max_dispatches_per_second", "max_concurrent_dispatches", "max_attempts", "min_backoff_s", "max_backoff_s"}
_LIMITS = {"cpu", "memory", "timeout_s", "concurrency", "instances"}
_KNOWN = {"door", "ingress", "needs", *_LIMITS, "threads", "environment", "execution", "queues", "under"}
CPUS_OF_A_NEW_PROJECT = 20  # that Cloud Run lets it have in a region: CpuAllocPerProjectRegion
_MARGIN_S = 10  # after which a function may still answer, once its caller has stopped waiting


def read(file: Path = TOPOLOGY) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))


def problems(topology: Mapping[str, Any]) -> list[str]:
    """Every fault, each with where it stands; an empty list where there is none."""
    if missing := [name for name in _SECTIONS if name not in topology]:
        return [f"{name} is missing" for name in missing]
    found = [f"{name} is not known" for name in topology if name not in _SECTIONS]
    found += [
        f"accounts.{name}: {made!r} is no account id" for name, made in topology["accounts"].items() if not _is_account(made)
    ]
    found += [
        f"secrets.{name}: {told!r}" for name, told in topology["secrets"].items() if told.get("needed") not in SECRETS_NEEDED
    ]
    found += [f"environment.{each}" for each in _variables(topology["environment"], topology)]
    found += [
        f"buckets.{name}: softDeletePolicy keeps what is deleted"
        for name, bucket in topology["buckets"].items()
        if bucket.get("softDeletePolicy") != {"retentionDurationSeconds": 0}
    ]
    for name, function in topology["functions"].items():
        found += [f"functions.{name}: {each}" for each in _function(name, function, topology)]
    for name, queue in topology["queues"].items():
        found += [f"queues.{name}: {each}" for each in sorted(_QUEUE ^ set(queue))]
    for name, schedule in topology["schedules"].items():
        found += [
            f"schedules.{name}: {each}" for each in _caller(schedule, topology, "schedule", schedule.get("attempt_deadline_s", 0))
        ]
    for name, notification in topology["notifications"].items():
        deadline_s = notification.get("ack_deadline_s", 0)
        found += [f"notifications.{name}: {each}" for each in _caller(notification, topology, "event", deadline_s)]
        found += [f"notifications.{name}: there is no bucket {notification['bucket']}"] * (
            notification["bucket"] not in topology["buckets"]
        )
    return found


def _is_account(made: str) -> bool:
    return bool(_ACCOUNT.fullmatch(made))


def _function(name: str, function: Mapping[str, Any], topology: Mapping[str, Any]) -> Iterator[str]:
    if not _NAME.fullmatch(name):
        yield "the name must have 2 to 26 letters, digits and hyphens"
    for each in sorted({"door", "ingress", "needs", *_LIMITS} - set(function)):
        yield f"{each} is missing"
    for each in sorted(set(function) - _KNOWN):
        yield f"{each} is not known"
    if set(function) >= {"door", "ingress", "needs", *_LIMITS}:
        yield from _door(function)
        yield from _limits(function)
        yield from _cut_off(function, LONGEST_S[name]) if name in LONGEST_S else ()
        yield from _needs(function["needs"], topology)
        yield from _variables(function.get("environment", {}), topology)


def _door(function: Mapping[str, Any]) -> Iterator[str]:
    if "under" in function and (function["door"] not in PUBLIC or not _NAME.fullmatch(f"a-{function['under']}")):
        yield f"nothing can stand under {function['under']!r}"
    if function["door"] not in (*PUBLIC, *WORKERS):
        yield f"there is no door {function['door']!r}"
    elif function["ingress"] != ("internal" if function["door"] in WORKERS else "all"):
        yield f"a door {function['door']!r} has not the ingress {function['ingress']!r}"


def _limits(function: Mapping[str, Any]) -> Iterator[str]:
    cpu, memory, concurrency = function["cpu"], _MEMORY.get(function["memory"], 0), function["concurrency"]
    if cpu not in _LEAST_MEMORY or not _LEAST_MEMORY[cpu] <= memory <= _MOST_MEMORY[cpu]:
        yield f"Cloud Run has no instance of {cpu} cpu with {function['memory']}"
    if not 1 <= function["timeout_s"] <= _LONGEST_S:
        yield f"timeout_s must be from 1 to {_LONGEST_S}"
    if not 1 <= concurrency <= 1000:
        yield "concurrency must be from 1 to 1000"
    if function.get("threads", concurrency) != concurrency:
        yield "threads must be the concurrency: what waits in an instance is not seen by the autoscaler"
    if not 0 <= function["instances"].get("min", -1) <= function["instances"].get("max", -1) <= 1000:
        yield "instances must have min and max"
    if (
        "queues" not in function
        and function["door"] == "task"
        and cpu * function["instances"].get("max", 0) > CPUS_OF_A_NEW_PROJECT
    ):
        yield "queues must be named: a new project has fewer instances, and they send as many fewer at once"
    if function.get("execution", "gen2") != "gen2":
        yield f"there is no execution {function['execution']!r}"


def _needs(needs: list[str], topology: Mapping[str, Any]) -> Iterator[str]:
    if needs != sorted(set(needs)):
        yield "needs must be sorted, each once"
    for need in needs:
        bucket, _, right = need.partition(":")
        if need not in NEEDS and not (bucket in topology["buckets"] and right in BUCKET_NEEDS):
            yield f"there is no need {need!r}"


def _variables(environment: Mapping[str, Any], topology: Mapping[str, Any]) -> Iterator[str]:
    for name, value in environment.items():
        if isinstance(value, str):
            yield from (f"{name}: {{{each}}} stands for nothing" for each in re.findall(r"\{(\w*)\}", value) if each not in NAMES)
        elif list(value) != ["secret"] or value["secret"] not in topology["secrets"]:
            yield f"{name}: there is no secret {value!r}"


def _caller(told: Mapping[str, Any], topology: Mapping[str, Any], door: str, deadline_s: int) -> Iterator[str]:
    function = topology["functions"].get(told["function"])
    if function is None:
        yield f"there is no function {told['function']}"
    elif function["door"] != door:
        yield f"{told['function']} is no door for a {door}"
    else:
        yield from (f"{told['function']} {each}" for each in _cut_off(function, deadline_s))


def _cut_off(function: Mapping[str, Any], deadline_s: int) -> Iterator[str]:
    if function["timeout_s"] < deadline_s + _MARGIN_S:
        yield f"ends after {function['timeout_s']} s, before its caller stops waiting ({deadline_s} s)"


def environment_of(function: str, topology: Mapping[str, Any]) -> dict[str, Any]:
    """A function's variables as they are declared: texts, and references to secrets."""
    return {**topology["environment"], **topology["functions"][function].get("environment", {})}


def place_of(function: str, topology: Mapping[str, Any]) -> str:
    """What its paths begin with at the one host: its name, or what is declared, and then its routes begin with that."""
    return topology["functions"][function].get("under", function)


def main() -> int:
    found = problems(read())
    for each in found:
        print(f"infra/topology.json: {each}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
