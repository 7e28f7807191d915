"""Terraform without a network, by itself: where it is not, and how the provider's schema is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local.infra import schema, terraform
from local.infra.terraform import Offline, Refused

OF = "@cdktn/provider-google."
TEXT: dict[str, Any] = {"primitive": "string"}


def told(name: str, kind: dict[str, Any], said: str, optional: bool = True) -> dict[str, Any]:
    remarks = f"Docs at Terraform Registry: {{@link https://example.com/docs/resources/a_thing#{said} AThing#{said}}}"
    return {"name": name, "type": kind, "optional": optional, "docs": {"remarks": remarks}}


DESCRIBED: dict[str, Any] = {
    "types": {
        f"{OF}aThing.AThing": {
            "kind": "class",
            "docs": {"summary": "docs/resources/a_thing google_a_thing"},
            "properties": [
                {"name": "selfLink", "type": TEXT},
                {"name": "nameInput", "type": TEXT},
                {"name": "name", "type": TEXT},
            ],
        },
        f"{OF}aThing.AThingConfig": {
            "kind": "interface",
            "properties": [
                told("name", TEXT, "name", optional=False),
                told("tags", {"collection": {"kind": "map", "elementtype": TEXT}}, "tags"),
                told("open", {"union": {"types": [{"primitive": "boolean"}, {"fqn": "cdktn.IResolvable"}]}}, "open"),
                told("inner", {"fqn": f"{OF}aThing.Inner"}, "inner"),
                told(
                    "many", {"collection": {"kind": "array", "elementtype": {"fqn": f"{OF}aThing.Inner"}}}, "many", optional=False
                ),
            ],
        },
        f"{OF}aThing.Inner": {
            "kind": "interface",
            "properties": [
                told("maxAge", {"primitive": "number"}, "max_age"),
                told("inner", {"fqn": f"{OF}aThing.Inner"}, "inner"),
            ],
        },
    }
}


def test_a_machine_without_terraform_is_told_of_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """N1: and what needs none is looked at all the same; one that is too old is none."""
    old = tmp_path / "terraform"
    old.write_text("#!/bin/sh\necho Terraform v1.5.7\n")
    old.chmod(0o755)
    for path in ("/nowhere", str(tmp_path)):
        monkeypatch.setenv("PATH", path)
        assert terraform.main() == 0
        assert capsys.readouterr().out == f"{terraform.NO_TERRAFORM}\n"


def test_the_schema_has_arguments_blocks_and_what_google_alone_tells() -> None:
    """N1: by the names that Terraform has for them; a block within itself is left out there."""
    inner = {"attributes": {"max_age": {"type": "number", "required": False}}, "blocks": {}}
    assert schema.reduced(DESCRIBED)["resources"] == {
        "google_a_thing": {
            "attributes": {
                "name": {"type": "string", "required": True},
                "tags": {"type": ["map", "string"], "required": False},
                "open": {"type": "bool", "required": False},
                "self_link": {"type": "string", "computed": True},
            },
            "blocks": {
                "inner": {"block": inner, "least": 0, "most": 1},
                "many": {"block": inner, "least": 1, "most": 0},
            },
        }
    }


def test_nothing_is_ever_made(offline: Offline) -> None:
    """N1: the provider knows how to plan and nothing else."""
    given = ("-var=project=rushes-example", "-var-file=stages/staging.tfvars", "-target=google_pubsub_topic.lost")
    with offline.copied() as where:
        offline.run(where, "plan", "-no-color", *given)
        with pytest.raises(Refused):
            offline.run(where, "apply", "-no-color", "-auto-approve", *given)
