"""What was last seen green, so that it is shown again only when something that it rests on has changed.

    python -m local.green    run those of these suites that `make test` would run, and keep what was seen

`tests/green.json` is part of the project: for each suite a digest of all that it rests on, written when all of it was green.
Where the digest is another one, in any clone, the suite runs; with ALL=1 every suite does. A test that rests on most of the
product is not here: that always runs. What is told by the text of the files alone, their types, is: any change brings it back.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from local.tools import ROOT

RECORD = Path("tests/green.json")
_EVERYWHERE = ("requirements-dev.txt", "pyproject.toml", "tests/conftest.py")
_MODULE = re.compile(r"(?:local|shared|functions|standins|tests)(?:\.\w+)+")
_NOT_OURS = {"__pycache__", "node_modules", "build", "dist", "coverage", "test-results", "README.md", RECORD.name}


@dataclass(frozen=True)
class Suite:
    """`code`: files and folders, with all of ours that they import or start by name; `files` count as they are."""

    code: Sequence[str] = ()
    files: Sequence[str] = ()
    stops_at: Collection[str] = ()  # what is only started there, and not looked at
    tests: Sequence[str] = ()
    command: Sequence[str] = ()  # where it is no tests


TYPES = "types"
_STACK = ("tests/local/test_reaper.py", "tests/local/test_program.py", "tests/local/test_stack.py")
_RULES = tuple(f"tests/rules/test_{name}.py" for name in ("rules", "drafts", "coverage", "draft_fields"))
# of a stack, for those who look elsewhere
_BEHIND = ("local/functions.py", "standins/messages", "standins/storage", "standins/tasks")
_PRODUCT = (
    "main.py",
    "functions",
    "shared",
    "standins",
    "local/stack",
    "local/functions.py",
    "tests/fixtures",
)  # as a document tells it
_INSTALLERS = ("tests/local/test_lock.py", "tests/local/test_setup.py")
_OF_COMPONENTS = ("src", "index.html", "package-lock.json", "tsconfig.json", "vite.config.ts", "vitest.config.ts")
SUITES: Mapping[str, Suite] = {
    "API clients": Suite(
        files=(
            "local/api_clients.py",
            "local/checks/openapi-python-client.yaml",
            "local/checks/package-lock.json",
            "local/checks/redocly.yaml",
            "local/checks/spectral.yaml",
            "shared/catalog/openapi.json",
        ),
        command=(sys.executable, "-m", "local.api_clients"),
    ),
    "Python client": Suite(
        files=("clients/python", "local/python_client", "shared/catalog/openapi.json"),
        command=(sys.executable, "-m", "local.python_client.tested"),
    ),
    TYPES: Suite(
        files=("main.py", "functions", "shared", "standins", "local", "tests", "bench", "clients/python", "examples"),
        command=("local/checks/node_modules/.bin/pyright", "--warnings"),
    ),
    "stand-in for Cloud Storage and KMS": Suite(code=("standins/storage",), tests=("standins/storage",)),
    "stand-in for Cloud Tasks and Scheduler": Suite(code=("standins/tasks",), tests=("standins/tasks",)),
    "stand-in for mail and push": Suite(code=("standins/messages",), tests=("standins/messages",)),
    "simulator of the providers": Suite(code=("standins/providers",), tests=("standins/providers",)),
    "stand-in for Stripe": Suite(code=("standins/payments",), tests=("standins/payments",)),
    "security rules, as clients meet them": Suite(
        files=("firestore.rules", "infra/storage.rules"),
        stops_at=(*_BEHIND, "standins/payments", "standins/providers"),
        tests=_RULES,
    ),
    "adapters of the providers": Suite(
        code=("standins/providers",),
        files=("shared/catalog/models.json", "shared/catalog/writers.json"),
        stops_at=_BEHIND,
        tests=("tests/providers",),
    ),
    "pictures and films": Suite(files=("shared/media",), tests=("tests/unit/media",)),
    "supervisor of the local stack": Suite(
        code=("local/stack",),
        files=("local/auth", "firestore.rules"),
        stops_at=(*_BEHIND, "standins/payments", "standins/providers"),
        tests=_STACK,
    ),
    "TypeScript client": Suite(
        files=(
            "clients/typescript",
            "docs/errors.md",
            "infra/firestore.indexes.json",
            "local/checks/package-lock.json",
            "shared/catalog/openapi.json",
        ),
        tests=("tests/clients/test_typescript.py",),
    ),
    "provider of the AI SDK": Suite(
        files=("clients/ai-sdk", "clients/typescript", "shared/catalog/openapi.json"),
        stops_at=_PRODUCT,
        tests=("tests/clients/test_ai_sdk.py", "tests/flows/test_ai_sdk.py"),
    ),
    "clients that others generate": Suite(
        files=("local/checks/package-lock.json", "local/checks/openapi-python-client.yaml", "shared/catalog/openapi.json"),
        stops_at=(*_PRODUCT, "local/green.py", "local/openapi"),
        tests=("tests/clients/test_generated.py",),
    ),
    "examples": Suite(
        files=(
            "clients/python/src",
            "clients/typescript",
            "examples",
            "firestore.rules",
            "local/checks/browser.js",
            "local/checks/package-lock.json",
            "local/stack/sign_in.html",
            "shared/catalog/openapi.json",
        ),
        stops_at=_PRODUCT,
        tests=("tests/examples",),
    ),
    "style and types of the studio": Suite(
        files=("web", "clients/typescript/src"), command=(sys.executable, "-m", "local.studio.checked")
    ),
    "components of the studio": Suite(
        files=(*(f"web/{name}" for name in _OF_COMPONENTS), "clients/typescript/src"), tests=("tests/studio/test_components.py",)
    ),
    "studio in a browser": Suite(
        files=("web", "clients/typescript/src", "firestore.rules", "infra/headers.json", "shared/catalog/openapi.json"),
        stops_at=_PRODUCT,
        tests=("tests/studio/test_studio.py",),
    ),
    "programs of the documentation": Suite(
        files=(
            "README.md",
            "docs",
            "clients/python/src",
            "clients/python/README.md",
            "clients/typescript/src",
            "clients/typescript/README.md",
            "clients/ai-sdk/src",
            "clients/ai-sdk/README.md",
        ),
        tests=("tests/docs/test_blocks_that_compile.py",),
    ),
    "installers": Suite(
        files=("requirements.txt", "local/uv.txt", "local/auth/package-lock.json", ".python-version"),
        stops_at=("local/stack",),
        tests=_INSTALLERS,
    ),
}


def behind(suites: Mapping[str, Suite] = SUITES, root: Path = ROOT) -> dict[str, str]:
    """The suites that nobody has seen green as they stand, with their digests."""
    seen = _seen(root)
    now = {name: digest(suite, root) for name, suite in suites.items()}
    return now if os.environ.get("ALL") else {name: told for name, told in now.items() if seen.get(name) != told}


def record(green: Mapping[str, str], suites: Mapping[str, Suite] = SUITES, root: Path = ROOT) -> None:
    """Keep what was seen; it belongs to the commit that made it necessary."""
    seen = _seen(root)
    kept = {name: told for name, told in sorted({**seen, **green}.items()) if name in suites}
    if kept != seen:
        (root / RECORD).write_text(json.dumps(kept, indent=2) + "\n")
        print(f"{RECORD} has changed: commit it with what was tested", flush=True)


def failed(report: Path) -> list[str]:
    """The modules with a test that did not pass, by pytest's report."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - pytest has just written it
    wrong = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    return [f"{case.get('classname', '').replace('.', '/')}.py" for case in wrong]


def beside(failed: Sequence[str], suites: Mapping[str, str], known: Mapping[str, Suite] = SUITES) -> dict[str, str]:
    """Those of which nothing failed, whatever else did."""

    def is_of(path: str) -> bool:
        return any(path == wrong or wrong.startswith(f"{path}/") for wrong in failed)

    return {name: told for name, told in suites.items() if not any(map(is_of, known[name].tests))}


def _seen(root: Path) -> dict[str, str]:
    try:
        return json.loads((root / RECORD).read_text())
    except (OSError, ValueError):  # of a clone in the middle of a merge
        return {}


def digest(suite: Suite, root: Path = ROOT) -> str:
    """Of what the suite rests on, and of the Python and the system that it ran on."""
    whole = hashlib.sha256(f"{sys.version_info[0]}.{sys.version_info[1]} {sys.platform}".encode())
    for file in sorted(rests_on(suite, root)):
        content = hashlib.sha256((root / file).read_bytes()).hexdigest()
        whole.update(f"\0{file} {content}".encode())
    return whole.hexdigest()


def rests_on(suite: Suite, root: Path = ROOT) -> set[str]:
    """Every file of ours, by its path in the project."""
    found = {str(file.relative_to(root)) for named in (*_EVERYWHERE, *suite.files) for file in _within(root / named)}
    ahead = [file for named in (*suite.code, *suite.tests) for file in _within(root / named)]
    while ahead:
        file = ahead.pop()
        path = str(file.relative_to(root))
        if path not in found and not any(path == stop or path.startswith(f"{stop}/") for stop in suite.stops_at):
            found.add(path)
            ahead += _named_in(file, root) if file.suffix == ".py" else ()
    return found


def _within(place: Path) -> Iterator[Path]:
    if not place.exists():
        raise FileNotFoundError(f"{place} is named in local/green.py and is not there")
    for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if file.is_file() and (file == place or not _NOT_OURS & set(file.parts)):
            yield file


def _named_in(file: Path, root: Path) -> Iterator[Path]:
    """The modules of ours that a file imports, or names to start them, and the packages around them."""
    for module in _told(file.read_bytes(), file.relative_to(root).parent):
        names = module.split(".")
        places = [root.joinpath(*names[:length]) for length in range(1, len(names) + 1)]
        named = [each for place in places for each in (place.with_suffix(".py"), place / "__init__.py")]
        yield from (each for each in (*named, places[-1] / "__main__.py") if each.is_file())


@cache
def _told(content: bytes, package: Path) -> frozenset[str]:
    """Most suites rest on the same files: each is parsed once."""
    return frozenset(_modules(ast.parse(content), package))


def _modules(tree: ast.Module, package: Path) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.parts[: len(package.parts) - node.level + 1] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            yield from (base, *(f"{base}.{each.name}" for each in node.names))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _MODULE.fullmatch(node.value):
            yield node.value


def main() -> int:
    failed = False
    for name, told in behind().items():
        suite = SUITES[name]
        command = suite.command or (sys.executable, "-m", "pytest", "-q", *suite.tests)
        good = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
        print(f"{name}: {'ok' if good else 'FAILED'}", flush=True)
        failed = failed or not good
        record({name: told} if good else {})
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
