"""What whoever deploys has chosen for a project: given once, kept in a file, read by every later command.

infra/projects/PROJECT.tfvars.json has values of Terraform's variables; nothing secret is among them, since no variable of ours
is. Git passes it over unless it is added by force. What was deployed last is also written down beside Terraform's state, where
a machine without the file takes it from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from local.infra.programs import ROOT, Stopped

FOLDER = ROOT / "infra" / "projects"
DECLARED = ROOT / "infra" / "terraform" / "variables.tf"
_OF_THE_COMMAND = ("project", "image", "app_version", "secret_versions")  # found out anew each time
_STAGE = "production"  # where nobody says another
# What JSON makes of a type of Terraform's, and how it is written.
_FORMS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), ""),
    "number": ((int, float), "20"),
    "bool": ((bool,), "true"),
    "list": ((list,), '["a","b"]'),
    "set": ((list,), '["a","b"]'),
    "map": ((dict,), '{"a":1}'),
    "object": ((dict, type(None)), '{"a":true}'),
}

Choices = Mapping[str, Any]


def file_of(project: str) -> Path:
    return FOLDER / f"{project}.tfvars.json"


def given(variables: str, stage: str) -> dict[str, Any]:
    """What a command says of them: `name=value name=value`, and the stage by itself."""
    pairs = [each.partition("=") for each in re.split(r"\s+(?=\w+=)", variables.strip()) if each]
    found = {name: _written(name, text) for name, _, text in pairs}
    return {**found, "stage": stage} if stage else found


def _written(name: str, text: str) -> Any:
    if _kind(name) == "string":
        return text
    value: Any = ...
    with suppress(ValueError):
        value = json.loads(text)
    return _checked(name, value)


def _checked(name: str, value: Any) -> Any:
    forms, example = _FORMS[_kind(name)]
    if not isinstance(value, forms) or (isinstance(value, bool) and bool not in forms):
        raise Stopped(f"{name} is a {_kind(name)}" + (f", written as JSON: {name}={example}" if example else ""))
    return value


def _kind(name: str) -> str:
    if name not in kinds() or name in _OF_THE_COMMAND:
        raise Stopped(f"There is no {name!r} to choose: infra/terraform/variables.tf names all that there is")
    return kinds()[name]


@cache
def kinds() -> Mapping[str, str]:
    """The type of each variable, by its first word."""
    text = DECLARED.read_text(encoding="utf-8")
    return dict(re.findall(r'^variable "(\w+)" \{.*?^  type +=\s(\w+)', text, re.MULTILINE | re.DOTALL))


def kept(project: str) -> dict[str, Any] | None:
    """What the file says; None without one."""
    file = file_of(project)
    if not file.exists():
        return None
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return {name: _checked(name, value) for name, value in told.items()}
    except (ValueError, AttributeError, Stopped) as why:
        raise Stopped(f"{_shown(file)} cannot be read: {why}") from why


def keep(project: str, choices: Choices) -> None:
    file = file_of(project)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(dict(choices), indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def settle(project: str, new: Choices, deployed: Choices | None, confirm: Callable[[str], bool]) -> dict[str, Any]:
    """What holds from now on, told in a line; what becomes different is asked about, and written later."""
    file, here = _shown(file_of(project)), kept(project)
    if here is None and deployed is not None:
        print(f"{file} is not on this machine: written by what was deployed last.")
        keep(project, here := {**deployed})
    elif here and deployed and (other := _differences(deployed, here)):
        print(f"Since the last deployment {file} has: {'; '.join(other)}")
    after = {"stage": _STAGE, **(here or {}), **new}
    if here is not None and (changes := _differences(here, after)):
        print(f"From now on: {'; '.join(changes)}", flush=True)
        if not confirm(f"Shall {file} say so? [y/N] "):
            raise Stopped("Nothing was changed")
    print(f"{file}: {' '.join(assigned(after))}", flush=True)
    return after


def assigned(choices: Choices) -> list[str]:
    """Each as Terraform takes it after `-var=`."""
    return [f"{name}={_text(value)}" for name, value in sorted(choices.items())]


def _differences(before: Choices, after: Choices) -> list[str]:
    return [
        f"{name} {_text(before.get(name, 'unset'))} → {_text(after.get(name, 'unset'))}"
        for name in sorted({*before, *after})
        if before.get(name, ...) != after.get(name, ...)
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _shown(file: Path) -> str:
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else file.name
