"""The main job by hand: README's "First steps", with the addresses and the people of the stack that runs here.

eval "$(make -s shell)"     sets API, TOKEN, ADMIN, USER_ID … in this shell
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from local.people import AuthAccounts, Person
from local.tools import ROOT

DATA = ROOT / ".local" / "data"
PEOPLE = DATA / "demo-user.json"
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.S | re.M)
STEPS = re.compile(r"<!-- first steps -->\n```sh\n(.*?)```", re.S)


def steps() -> str:
    """The commands as README has them."""
    found = STEPS.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found, "README.md has no block of first steps"
    return found[1]


def quickstart() -> str:
    """The commands of docs/quickstart.md, without the one that starts all of it; `make run` ends with them."""
    page = (ROOT / "docs" / "quickstart.md").read_text(encoding="utf-8")
    return "".join(block for block in _BLOCK.findall(page) if block != "make run\n")


def variables(environment: Mapping[str, str], user: Person, admin: Person) -> dict[str, str]:
    """What the commands expect the shell to know; the tokens live for an hour."""
    return {
        "API": environment["RUSHES_FUNCTIONS_URL"],
        "HEALTH": environment["RUSHES_CONTROL_URL"],
        "SIMULATOR": environment["GOOGLE_VERTEX_BASE_URL"],
        "PAYMENTS": environment["RUSHES_STRIPE_URL"],
        "STORAGE": environment["STORAGE_EMULATOR_HOST"],
        "TASKS": environment["RUSHES_TASKS_CONTROL_URL"],
        "MESSAGES": environment["RUSHES_MESSAGES_CONTROL_URL"],
        "AUTH": f"http://{environment['FIREBASE_AUTH_EMULATOR_HOST']}",
        "FIRESTORE": f"http://{environment['FIRESTORE_EMULATOR_HOST']}",
        "PROJECT": environment["GOOGLE_CLOUD_PROJECT"],
        "USER_ID": user.uid,
        "TOKEN": user.token,
        "ADMIN": admin.token,
    }


def env_file(environment: Mapping[str, str], user_id: str, email: str, password: str) -> str:
    """For an app on a port of its own, in whatever language; `examples/` read it."""
    values = {
        "RUSHES_URL": environment["RUSHES_FUNCTIONS_URL"],
        "FIREBASE_PROJECT_ID": environment["GOOGLE_CLOUD_PROJECT"],
        "FIREBASE_API_KEY": "local",
        "FIREBASE_AUTH_EMULATOR_HOST": environment["FIREBASE_AUTH_EMULATOR_HOST"],
        "FIRESTORE_EMULATOR_HOST": environment["FIRESTORE_EMULATOR_HOST"],
        "DEMO_USER_ID": user_id,
        "DEMO_EMAIL": email,
        "DEMO_PASSWORD": password,
    }
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())


def studio_link(environment: Mapping[str, str], user_id: str) -> str:
    """Opens the studio, signed in as this user: the Auth emulator takes a custom token that nobody has signed."""
    token = quote(json.dumps({"uid": user_id}, separators=(",", ":")), safe=":")  # so that it fits a line
    return f"{environment['RUSHES_FUNCTIONS_URL']}/#token={token}"


def sign_in_link(environment: Mapping[str, str], user_id: str) -> str:
    """Opens a page that is signed in as this user, from which an app on another port is opened."""
    return f"{environment['RUSHES_CONTROL_URL']}/sign-in#{user_id}"


def firebase_config(environment: Mapping[str, str]) -> str:
    """For a web app with the modular SDK, ready to be pasted."""
    host, port = environment["FIRESTORE_EMULATOR_HOST"].split(":")
    return f"""const app = initializeApp({{ projectId: "{environment["GOOGLE_CLOUD_PROJECT"]}", apiKey: "local" }});
connectAuthEmulator(getAuth(app), "http://{environment["FIREBASE_AUTH_EMULATOR_HOST"]}");
connectFirestoreEmulator(getFirestore(app), "{host}", {port});
const api = "{environment["RUSHES_FUNCTIONS_URL"]}";"""


def running() -> Mapping[str, str]:
    try:
        record: dict[str, Any] = json.loads((DATA / "stack.json").read_text())
    except (OSError, ValueError):
        record = {}
    if not record.get("running"):
        raise SystemExit("No stack runs here: start it with `make run` in another terminal.")
    return record["environment"]


def main() -> None:
    environment, known = running(), json.loads(PEOPLE.read_text())
    with httpx.Client(timeout=30) as http:
        accounts = AuthAccounts(environment["FIREBASE_AUTH_EMULATOR_HOST"], environment["GOOGLE_CLOUD_PROJECT"], http)
        user, admin = (accounts.sign_in(known[name]["email"], known[name]["password"]) for name in ("demo", "admin"))
    for name, value in variables(environment, user, admin).items():
        print(f"export {name}={shlex.quote(value)}")


if __name__ == "__main__":
    main()
