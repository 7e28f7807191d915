"""Which port each part gets: the one asked for (for this run only), else the folder's own of the last run, else any free one."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterable, Mapping

import psutil

from local.stack.errors import StackError
from standins.common.process import LOCALHOST

# what a person may set, by the port it is for; `tasks` is the gRPC port, `tasks_http` its health
VARIABLES = {
    "functions": "PORT",
    "firestore": "FIRESTORE_PORT",
    "firestore_ui": "FIRESTORE_UI_PORT",
    "auth": "AUTH_PORT",
    "storage": "STORAGE_PORT",
    "tasks": "TASKS_PORT",
    "tasks_http": "TASKS_HTTP_PORT",
    "messages": "MESSAGES_PORT",
    "smtp": "SMTP_PORT",
    "simulator": "SIMULATOR_PORT",
    "payments": "PAYMENTS_PORT",
    "control": "CONTROL_PORT",
}
# below every system's range for outgoing connections, so that nobody borrows a port between two runs
_FIRST, _LAST = 20_000, 29_999


def given_ports(environment: Mapping[str, str]) -> dict[str, int]:
    """The ports that the environment asks for by the names in VARIABLES."""
    given: dict[str, int] = {}
    for name, variable in VARIABLES.items():
        text = environment.get(variable, "")
        if not text:
            continue
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise StackError(f"{variable} must be a port number, not {text!r}.")
        given[name] = int(text)
    return given


def choose_ports(names: Iterable[str], given: Mapping[str, int], last: Mapping[str, int]) -> dict[str, int]:
    chosen: dict[str, int] = {}
    wanted = list(names)
    for name in (name for name in wanted if name in given):
        if given[name] in chosen.values():
            raise StackError(f"Port {given[name]} is asked for twice: give {VARIABLES[name]} another one.")
        if not is_free(given[name]):
            raise StackError(_taken(name, given[name]))
        chosen[name] = given[name]
    for name in (name for name in wanted if name not in given):
        port = last.get(name, 0)
        chosen[name] = port if port and port not in chosen.values() and is_free(port) else _any_free(chosen.values())
    return chosen


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
    return True


def _any_free(chosen: Iterable[int]) -> int:
    taken = set(chosen)
    for _ in range(1000):
        port = random.randint(_FIRST, _LAST)
        if port not in taken and is_free(port):
            return port
    raise StackError(f"No port between {_FIRST} and {_LAST} is free on this machine: end some programs and try again.")


def _taken(name: str, port: int) -> str:
    variable = VARIABLES[name]
    return f"Port {port} ({variable}) is taken by {_holder(port)}: end that program, or choose another {variable}."


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            at = connection.laddr
            if at and at.port == port and connection.status == psutil.CONN_LISTEN and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        pass  # some systems show other users' connections to root only
    return "another program"
