"""The generated part of the TypeScript client (clients/typescript): types of the API document, codes of errors, calls with a key.

    python -m local.typescript          write it
    python -m local.typescript build    compile the client (dist/) and its tests (build/)

Of the doors only those that people call are in it: what Google and providers call is no client's matter.
"""

from __future__ import annotations

import fcntl
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from local.setup import CHECKS, TYPESCRIPT
from local.tools import LOCAL, ROOT

DOCUMENT = ROOT / "shared" / "catalog" / "openapi.json"
ERRORS = ROOT / "docs" / "errors.md"
TYPES = TYPESCRIPT / "src" / "api.ts"
FACTS = TYPESCRIPT / "src" / "facts.ts"
_TITLE = "// Written by `python -m local.typescript` from shared/catalog/openapi.json: change that, and write it again.\n"
_NOT_PEOPLE = re.compile(r"tasks$|events$|^(sweep|reconcile|hooks)$")
_CODE = re.compile(r"^(?:### |\| |\| `[a-z_]+` \| )`([A-Z][A-Z_]+)`", re.MULTILINE)
_ASKED = "#/components/parameters/"  # what every call may send beside its own: the client does
_METHODS = ("get", "post", "put", "patch", "delete")


def pages() -> dict[Path, str]:
    """Both files, as the document says that they are."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    facts = _facts(document)
    return {TYPES: _TITLE + _types(_of_people(document)), FACTS: _TITLE + facts}


def _of_people(document: dict[str, Any]) -> dict[str, Any]:
    """Without what nobody calls who has a client, what every call sends and hears, and schemas that only these name."""
    paths = {path: _calls(operations) for path, operations in document["paths"].items()}
    document["paths"] = {path: operations for path, operations in paths.items() if operations}
    components = document["components"]
    components["schemas"]["ErrorDetails"] = _details(components["schemas"])
    named = set[tuple[str, str]]()
    ahead = [
        *_references(document["paths"]),
        *_references(document["webhooks"]),
        ("schemas", "Error"),
        ("schemas", "ErrorDetails"),
    ]
    while ahead:
        if (reference := ahead.pop()) not in named:
            named.add(reference)
            ahead += _references(components[reference[0]][reference[1]])
    for kind in ("schemas", "parameters", "headers", "responses"):
        kept = {name: each for name, each in components.get(kind, {}).items() if (kind, name) in named}
        components[kind] = {name: each if "Request" in name else _without_examples(each) for name, each in kept.items()}
    document["paths"] = _without_examples(document["paths"])
    return document


def _details(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """What each refusal tells beside its words, by its code."""
    found = dict[str, Any]()
    for schema in schemas.values():
        fields = schema.get("properties", {})
        if code := fields.get("error", {}).get("const"):
            found[code] = {name: each for name, each in fields["details"].items() if name != "additionalProperties"}
    return {
        "type": "object",
        "description": "Facts of each refusal, by its code; more may come with time.",
        "properties": dict(sorted(found.items())),
        "required": sorted(found),
    }


def _calls(operations: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict[str, Any]()
    for method, operation in operations.items():
        if method in _METHODS and not _NOT_PEOPLE.search(operation["tags"][0]):
            asked = [each for each in operation.get("parameters", []) if not each.get("$ref", "").startswith(_ASKED)]
            told = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
            told = {status: {name: part for name, part in answer.items() if name != "headers"} for status, answer in told.items()}
            kept[method] = {**operation, "parameters": asked, "responses": told}
    return kept


def _without_examples(part: Any) -> Any:
    """Of what is answered: they would be half of the types, and an app sees the real thing."""
    if isinstance(part, dict):
        return {name: _without_examples(each) for name, each in part.items() if name not in ("example", "examples")}
    return [_without_examples(each) for each in part] if isinstance(part, list) else part


def _references(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for name, each in part.items():
            if name == "$ref":
                kind, _, which = each.removeprefix("#/components/").partition("/")
                yield kind, which
            else:
                yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)


def _types(document: Mapping[str, Any]) -> str:
    with tempfile.TemporaryDirectory(dir=LOCAL) as folder:
        source, target = Path(folder) / "document.json", Path(folder) / "api.ts"
        source.write_text(json.dumps(document), encoding="utf-8")
        program = str(CHECKS / "node_modules" / ".bin" / "openapi-typescript")
        wanted = ("--root-types", "--root-types-no-schema-prefix", "--root-types-keep-casing", "--default-non-nullable=false")
        done = subprocess.run([program, str(source), "-o", str(target), *wanted], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"openapi-typescript: {done.stderr.strip()}")
        return target.read_text(encoding="utf-8")


def _facts(document: Mapping[str, Any]) -> str:
    codes = sorted(set(_CODE.findall(ERRORS.read_text(encoding="utf-8"))) - {"COMPLETED"})
    keyed = sorted(
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if any("IdempotencyKey" in each.get("$ref", "") for each in operation.get("parameters", []))
    )
    asking = sorted(
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation.get("x-asks-only")
    )
    return "\n".join(
        [
            "/** The version of the API that this client was made for. */",
            f"export const API_VERSION = {json.dumps(document['info']['version'])};",
            "",
            "/** What the service calls a refusal, or the reason why a work came to nothing. More may come with time. */",
            "export type ServiceErrorCode =",
            *(f"  | {json.dumps(code)}" for code in codes[:-1]),
            f"  | {json.dumps(codes[-1])};",
            "",
            "/** The calls that take an Idempotency-Key: sent again with the same one, they begin and charge nothing new. */",
            "export const KEYED: readonly string[] = [",
            *(f"  {json.dumps(each)}," for each in keyed),
            "];",
            "",
            "/** The calls that change nothing, though they have a body. */",
            "export const ASKING: readonly string[] = [",
            *(f"  {json.dumps(each)}," for each in asking),
            "];",
            "",
        ]
    )


def build(package: Path = TYPESCRIPT) -> str:
    """Compile what has changed of a package, its tests and what it rests on; what the compiler says against it, if anything."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "typescript.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two tests may want it at the same moment
        program = str(TYPESCRIPT / "node_modules" / ".bin" / "tsc")
        done = subprocess.run([program, "--build", "test"], cwd=package, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode else ""


def main() -> int:
    if "build" in sys.argv:
        print(said := build(), end="")
        return 1 if said else 0
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
