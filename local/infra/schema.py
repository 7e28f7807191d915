"""The schema of Google's Terraform provider: every argument and block, out of a package that PyPI has, without the provider.

The package describes the provider for Python; the names as Terraform writes them stand in its remarks. It does not say which
lists are sets, nor what the provider's own code demands of values: that is seen at the first real plan.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_PACKAGE = "@cdktn/provider-google."
_PLAIN = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}
_MANY = {"array": "list", "map": "map"}
_EITHER = "cdktn.IResolvable"  # a value that is known later: stands beside every other


def reduced(described: Mapping[str, Any]) -> dict[str, Any]:
    """{"resources": {type: block}, "data": {type: block}}; a block has attributes and blocks within it."""
    types = described["types"]
    found: dict[str, dict[str, Any]] = {"resources": {}, "data": {}}
    for name, told in types.items():
        documented = re.search(r"docs/(resources|data-sources)/\w+ (google_\w+)", json.dumps(told.get("docs", {})))
        if told["kind"] == "class" and f"{name}Config" in types and documented:
            kind = "resources" if documented[1] == "resources" else "data"
            found[kind][documented[2]] = _with_computed(_block(f"{name}Config", types), told)
    return found


def _block(name: str, types: Mapping[str, Any], within: tuple[str, ...] = ()) -> dict[str, Any]:
    """A block that stands within itself is left out where it does."""
    attributes: dict[str, Any] = {}
    blocks: dict[str, Any] = {}
    for each in types[name].get("properties", ()):
        said, kind, required = _said(each), _without_either(each["type"]), not each.get("optional")
        inner = _without_either(kind["collection"]["elementtype"]) if "collection" in kind else kind
        if str(inner.get("fqn", "")).startswith(_PACKAGE):
            if inner["fqn"] not in within:
                block = _block(inner["fqn"], types, (*within, inner["fqn"]))
                blocks[said] = {"block": block, "least": int(required), "most": 0 if "collection" in kind else 1}
        else:
            attributes[said] = {"type": _type(kind), "required": required}
    return {"attributes": attributes, "blocks": blocks}


def _with_computed(block: dict[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What the provider alone tells: attributes of the thing that are no arguments."""
    known = {*block["attributes"], *block["blocks"]}
    for each in told.get("properties", ()):
        said = re.sub(r"([A-Z])", lambda letter: f"_{letter[1].lower()}", each["name"])
        if not each.get("static") and said not in known and not each["name"].endswith("Input") and said != "tf_resource_type":
            plain = "primitive" in each["type"] or "primitive" in each["type"].get("collection", {}).get("elementtype", {})
            block["attributes"][said] = {"type": _type(each["type"]) if plain else "dynamic", "computed": True}
    return block


def _said(each: Mapping[str, Any]) -> str:
    written = re.search(r"#(\w+) \w+#(\w+)\}", each.get("docs", {}).get("remarks") or "")
    return written[2] if written else re.sub(r"([A-Z])", lambda letter: f"_{letter[1].lower()}", each["name"])


def _without_either(kind: Mapping[str, Any]) -> Mapping[str, Any]:
    if "union" in kind:
        return _without_either(next(each for each in kind["union"]["types"] if each.get("fqn") != _EITHER))
    return kind


def _type(kind: Mapping[str, Any]) -> Any:
    """As Terraform writes a type in JSON."""
    kind = _without_either(kind)
    if "primitive" in kind:
        return _PLAIN[kind["primitive"]]
    if "collection" in kind:
        return [_MANY[kind["collection"]["kind"]], _type(kind["collection"]["elementtype"])]
    return "bool" if kind.get("fqn") == _EITHER else "dynamic"
