"""The parts of the stack: how each one is started, what it is told, and where it says that it is ready."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local import coverage_marks, tools
from local.stack import snapshot
from local.stack.errors import StackError
from local.stack.topology import ROOT, Topology
from standins.common.process import LOCALHOST

PARTS = ("firestore", "auth", "storage", "tasks", "messages", "simulator", "payments", "functions")
# Firestore is open long before it has an answer: with the first question it compiles the rules, for a second or more
_FIRST_QUESTION = "/v1/projects/{project}/databases/(default)/documents/ready?pageSize=1"
# ports beside the part's own: its health (gRPC answers no plain GET), the emulator's web socket
EXTRA_PORTS = {"tasks": ("tasks_http",), "messages": ("smtp",), "firestore": ("firestore_ui",)}
_HEALTH = {"firestore": ("firestore", _FIRST_QUESTION), "auth": ("auth", "/"), "tasks": ("tasks_http", "/health")}
_CLOSED_RULES = """\
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /{document=**} { allow read, write: if false; }
  }
}
"""


@dataclass(frozen=True)
class Site:
    """Where this stack stands: its folder, its ports, and what every part is told alike."""

    folder: Path
    ports: Mapping[str, int]
    topology: Topology
    environment: Mapping[str, str]

    @property
    def project(self) -> str:
        return self.topology.project

    def data(self, part: str) -> Path:
        return self.folder / part

    def host(self, part: str) -> str:
        return f"{LOCALHOST}:{self.ports[part]}"

    def health(self, part: str) -> str:
        port, path = _HEALTH.get(part, (part, "/health"))
        return f"http://{LOCALHOST}:{self.ports[port]}{path.format(project=self.project)}"


@dataclass(frozen=True)
class Start:
    """One program to run."""

    command: Sequence[str]
    environment: Mapping[str, str]


def starting(part: str, site: Site) -> Start:
    """What to run for this part; asked anew at each start, because a snapshot may have come since."""
    command, told = _STARTS[part](site)
    return Start(command, {**_inherited(), **site.environment, **told})


def _inherited() -> dict[str, str]:
    """This process's environment, less what would slow or mislead the parts."""
    misleading = ("PYTHONDONTWRITEBYTECODE", "NODE_OPTIONS")
    return {key: value for key, value in os.environ.items() if not key.startswith(misleading)}


_Told = tuple[Sequence[str], Mapping[str, str]]


def _firestore(site: Site) -> _Told:
    jar, java = tools.firestore_jar(), tools.java()
    if jar is None or java is None:
        raise StackError("The Firestore emulator or its Java is not there: `make setup` says what to do.")
    last = snapshot.latest(site.data("firestore"))
    return [
        java,
        "-XX:+UseSerialGC",  # starts faster than the default and keeps to itself on a small machine
        "-XX:TieredStopAtLevel=1",
        "-Xmx1g",
        "-Duser.language=en",
        "-cp",
        str(jar),
        "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
        "start",
        f"--host={LOCALHOST}",
        f"--port={site.ports['firestore']}",
        f"--websocket_port={site.ports['firestore_ui']}",
        f"--rules={_rules(site)}",
        *([f"--import-data={last}"] if last else []),
    ], {}


def _rules(site: Site) -> Path:
    """The project's rules; without any the emulator would be open to everyone, so then nobody gets in."""
    declared = ROOT / "firestore.rules"
    if declared.exists():
        return declared
    closed = site.data("firestore") / "closed.rules"
    closed.write_text(_CLOSED_RULES)
    return closed


def _auth(site: Site) -> _Told:
    node = tools.node()
    if node is None:
        raise StackError("Node is not there: `make setup` says what to do.")
    return [node, str(ROOT / "local" / "auth" / "auth.js")], {
        **_own(site, "auth"),
        "PROJECT": site.project,
        "ENDS_WITH_STDIN": "1",
    }


def _storage(site: Site) -> _Told:
    return _python("standins.storage"), {
        **_own(site, "storage"),
        "PROJECT": site.project,
        "BUCKETS": json.dumps(site.topology.buckets()),
        "SUBSCRIPTIONS": json.dumps(site.topology.subscriptions()),
        "CRYPTO_KEYS": json.dumps([site.topology.kms_key]),
    }


def _tasks(site: Site) -> _Told:
    return _python("standins.tasks"), {
        **_own(site, "tasks"),
        "HTTP_PORT": str(site.ports["tasks_http"]),
        "PROJECT": site.project,
        "LOCATION": site.topology.region,
        "QUEUES": json.dumps(site.topology.queues()),
        "SCHEDULES": json.dumps(site.topology.schedules()),
    }


def _messages(site: Site) -> _Told:
    return _python("standins.messages"), {
        **_own(site, "messages"),
        "SMTP_PORT": str(site.ports["smtp"]),
        "PROJECT": site.project,
    }


def _simulator(site: Site) -> _Told:
    return _python("standins.providers"), {
        **_own(site, "simulator"),
        "CLIPS_DIR": str(tools.LOCAL / "clips"),  # of all stacks: filming is half of the simulator's work
    }


def _payments(site: Site) -> _Told:
    return _python("standins.payments"), _own(site, "payments")


def _functions(site: Site) -> _Told:
    return functions_command(), _own(site, "functions")


def functions_command() -> Sequence[str]:
    """A process with all functions; its lines are marked as they run if the environment says where."""
    marking = ["-m", "local.coverage_marks", "local.functions"]
    return [sys.executable, *marking] if coverage_marks.FOLDER in os.environ else _python("local.functions")


_STARTS: Mapping[str, Callable[[Site], _Told]] = {
    "firestore": _firestore,
    "auth": _auth,
    "storage": _storage,
    "tasks": _tasks,
    "messages": _messages,
    "simulator": _simulator,
    "payments": _payments,
    "functions": _functions,
}


def _python(module: str) -> Sequence[str]:
    return [sys.executable, "-m", module]


def _own(site: Site, part: str) -> dict[str, str]:
    return {
        "PORT": str(site.ports[part]),
        "DATA_DIR": str(site.data(part)),
        "IDENTITY_DIR": str(site.data("identity")),
        "CLOCK_FILE": str(site.data("clock")),
        "PYTHONUNBUFFERED": "1",
    }
