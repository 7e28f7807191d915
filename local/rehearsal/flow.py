"""The first video through one process for each function, as `make smoke` asks a deployment for it.

A function is told the names that the plan tells it, with the values of this machine, and where the emulators are; only here
`K_SERVICE` is not among them, because with it no emulator is accepted.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx

from local.infra import hosting, published, topology
from local.rehearsal import planned
from local.rehearsal.front import Front
from local.rehearsal.instances import STARTS_S, Instance, Instances
from local.site.building import build as build_site
from local.stack import Stack
from local.stack.parts import PARTS
from local.stack.ports import choose_ports
from local.stack.schedules import run_now
from local.studio.building import build as build_studio
from local.studio.config import of_a_deployment
from shared.platform.settings import EMULATOR_VARIABLES, VERTEX_URL
from standins.common.process import LOCALHOST

_FROM_HERE = (*EMULATOR_VARIABLES, VERTEX_URL)  # no other provider: the plan gives no key for one


class SmokeFailed(Exception):
    """It said why; what did not start is told here."""


def first_video(instances: Instances, told: planned.Planned, folder: Path) -> list[Instance]:
    """The instances that it took, which still run."""
    running: dict[str, Instance] = {}
    timeouts = {name: float(function["timeout_s"]) for name, function in topology.read()["functions"].items()}
    with Stack(folder, keep=False, parts=[part for part in PARTS if part != "functions"]) as stack:
        own = stack.ports["functions"]  # where the stack's events, tasks and schedules go
        here = {**stack.environment, "RUSHES_FUNCTIONS_URL": f"http://{LOCALHOST}:{own}"}
        host = choose_ports(["host"], {}, {})["host"]

        def begin(name: str) -> Instance:
            instance = running[name] = instances.start(name, _environment(told[name], here))
            seconds = instance.wait_until_ready()
            print(f"      {name} started in {seconds:.1f} s", flush=True)
            return instance

        build_site()
        build_studio()
        app = {"apiKey": "rehearsed", "appId": "rehearsed"}
        shown = published.everything(of_a_deployment(f"{LOCALHOST}:{host}", stack.project, app, "rehearsed"))
        with Front(begin, timeouts, host, own, shown) as front:
            command = [sys.executable, "-m", "local.smoke", "--url", f"http://{LOCALHOST}:{host}", "--project", stack.project]
            code = instances.run([*command, "--yes"], {**os.environ, **stack.environment})
            problems = [] if code == 0 else [f"the first video was not made; logs: {folder.parent / 'logs'}"]
            problems += of_the_ways(front, f"http://{LOCALHOST}:{host}", list(told))
            problems += of_the_studio(f"http://{LOCALHOST}:{host}")
            for name, schedule in stack.site.topology.declared["schedules"].items():
                run_now(stack.site, name)
                problems += _of_the_schedule(schedule["function"], running)
        if problems := [*front.failures, *problems]:
            raise SmokeFailed("\n".join(problems))
    return list(running.values())


def of_the_ways(front: Front, host: str, functions: list[str]) -> Iterator[str]:
    """Whether the host leads to every public door by its place, to no other function, and whether the door answers."""
    doors = hosting.doors(declared := topology.read())
    for name in functions:
        path = f"/{topology.place_of(name, declared)}/nowhere"
        answer = httpx.get(f"{host}{path}", timeout=STARTS_S)
        led = front.led.get(path)
        if led != (name if name in doors else None):
            yield f"/{name} leads {f'to {led}' if led else 'nowhere'}: {answer.status_code} {answer.text[:200]}"
        elif led and not ("x-request-id" in answer.headers and 400 <= answer.status_code < 500):
            yield f"/{name} has no answer of ours: {answer.status_code} {answer.text[:200]}"
    print(f"  The host leads to {len(doors)} doors and to no worker", flush=True)


def of_the_studio(host: str) -> Iterator[str]:
    """Whether its page is at each of its addresses, with its policy, and what it is told."""
    wanted = {"/": "text/html", "/studio/videos/abc": "text/html", "/config.json": "application/json"}
    for path, kind in wanted.items():
        answer = httpx.get(f"{host}{path}", timeout=STARTS_S)
        if answer.status_code != 200 or not answer.headers["content-type"].startswith(kind):
            yield f"{path} is no {kind}: {answer.status_code} {answer.headers.get('content-type')}"
        elif "require-trusted-types-for" not in answer.headers.get("content-security-policy", ""):
            yield f"{path} has no policy"
    if (lost := httpx.get(f"{host}/studio/assets/lost.js", timeout=STARTS_S).status_code) != 404:
        yield f"a file of the studio that is not there is {lost}"
    print("  The host shows the studio", flush=True)


def _of_the_schedule(function: str, running: Mapping[str, Instance]) -> Iterator[str]:
    """Whether a function did what a schedule asked of it, by its own line of log."""
    until = time.monotonic() + STARTS_S
    while time.monotonic() < until:
        lines = running[function].log.read_text(encoding="utf-8").splitlines() if function in running else []
        told = [json.loads(line) for line in lines if line.startswith("{")]
        statuses = [each["status"] for each in told if each["message"] == "answered" and each["method"] == "POST"]
        if statuses:
            if statuses[-1] >= 300:
                yield f"{function} answers its schedule with {statuses[-1]}"
            else:
                print(f"  {function} did what its schedule asks", flush=True)
            return
        time.sleep(0.1)
    yield f"{function} was not called by its schedule in {STARTS_S:.0f} s"


def _environment(plan: Mapping[str, str], here: Mapping[str, str]) -> dict[str, str]:
    return {name: here.get(name, value) for name, value in plan.items()} | {
        name: here[name] for name in _FROM_HERE if name in here
    }
