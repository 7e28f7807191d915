"""docs/environment.md: each variable that the functions read, from the settings themselves, and those of the commands here."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from local.stack.environment import environment_of
from local.stack.ports import VARIABLES
from local.stack.topology import TOPOLOGY, Topology
from shared.platform import settings
from shared.platform.settings import EMULATOR_VARIABLES

_BEGINNING = """# The environment

Written by `python -m local.openapi` from [settings](../shared/platform/settings.py), which alone reads it;
a test holds it up to date. What is missing or wrong stops the start, and all of it is named at once.

## Functions
"""
_COMMANDS = """
## Commands on this machine

| variable | command | what it is |
|---|---|---|
"""
# what a person may say to a command; a test holds the names against those that are read
FOR_PEOPLE: dict[str, tuple[str, str]] = {
    "ONCE": ("make run", "show the main job and end"),
    "ALL": ("make check", "what was seen green as it stands is done all the same; so does `make test`"),
    "UPGRADE": ("make lock", "take what was released since"),
    "ONLY": ("make prove", "this part of it"),
    "EVAL_MODEL": ("make eval", "the model that writes"),
    "FIRESTORE_EMULATOR_JAR": ("make setup", "where Google's Firestore emulator is, if not where it is looked for"),
    "JAVA_HOME": ("make setup", "the Java to use, if not the first on the path"),
    "CONFORMANCE_PROJECT": ("pytest standins", "a real project to hold the stand-ins' tests against"),
}
_WITHOUT = {
    "GOOGLE_CLOUD_PROJECT": "your-project",
    "RUSHES_FUNCTIONS_URL": "https://functions.example",
    "RUSHES_IDENTITY_KEY": "at-least-sixteen-characters",
    "RUSHES_BUCKET_UPLOADS": "uploads",
    "RUSHES_BUCKET_PROVIDER_OUT": "provider-out",
    "RUSHES_BUCKET_MEDIA": "media",
}

_WORDS = re.compile(r"^(?:    # (.+)\n)?    (\w+): .+? = _\w+\(.+?\)(?:  # (.+))?$", re.MULTILINE)


class Variable(NamedTuple):
    name: str
    field: str
    required: bool
    form: str
    meaning: str


def usual() -> settings.Settings:
    """What holds where only what must be is told."""
    return settings.read_settings(_WITHOUT)


def rendered() -> str:
    said = usual()
    locally = _set_locally()
    lines = ["| variable | form | without it | `make run` sets it | what it is |", "|---|---|---|---|---|"]
    for each in variables():
        without = "no start" if each.required else _shown(getattr(said, each.field))
        marked = " (never where it is deployed)" if each.name in EMULATOR_VARIABLES else ""
        lines.append(f"| `{each.name}` | {each.form} | {without} | {_mark(each.name in locally)} | {each.meaning}{marked} |")
    rows = [f"| `{name}` | `{command}` | {meaning} |" for name, (command, meaning) in FOR_PEOPLE.items()]
    rows += [
        f"| `{name}` | `make run` | the port of {part.replace('_', ', ')} for this run |" for part, name in VARIABLES.items()
    ]
    return _BEGINNING + "\n".join(lines) + "\n" + _COMMANDS + "\n".join(rows) + "\n"


def variables() -> Iterator[Variable]:
    """In the order of the settings, with the words beside or above their fields."""
    source = inspect.getsource(settings.Settings)
    words = {field: above or beside for above, field, beside in _WORDS.findall(source)}
    for field, declared in settings.Settings._field_defaults.items():
        yield Variable(declared.name, field, declared.required, _form(declared.check), words[field])


def _form(check: Callable[[str], object]) -> str:
    """What a check says of a value that cannot be right."""
    try:
        check("\0")
    except ValueError as error:
        return re.sub(r"^must (be|have) |, not '.*$", "", str(error))
    return {"Path": "a path", "_words": "words with commas or spaces between"}.get(check.__name__, "a text")


def _set_locally() -> set[str]:
    parts = ("firestore", "auth", "storage", "tasks", "messages", "simulator", "functions")
    ports = dict.fromkeys([*parts, "tasks_http", "smtp", "control"], 1)
    topology = Topology("your-project", _WITHOUT["RUSHES_FUNCTIONS_URL"], json.loads(TOPOLOGY.read_text(encoding="utf-8")))
    with TemporaryDirectory() as folder:
        return set(environment_of(parts, ports, topology, Path(folder), {}))


def _shown(value: object) -> str:
    if value in (None, ()):
        return ""
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return f"`{' '.join(map(str, value)) if isinstance(value, tuple) else value}`"  # pyright: ignore


def _mark(it: bool) -> str:
    return "yes" if it else ""
