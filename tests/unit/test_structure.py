"""The shape of the house: arrows go one way, Google lives on the platform, one function imports one function."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import pytest

import main
from shared.platform.renamed import names_of
from shared.platform.web import callers
from shared.platform.web.async_door import AsyncDoor

ROOT = Path(__file__).parents[2]
LAYERS = ("functions", "domain", "providers", "platform")  # each may import those after it
GOOGLE = ("google", "firebase_admin", "grpc", "proto")


def layer_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] == "functions":
        return "functions"
    if parts[0] != "shared" or len(parts) < 2:
        return None
    return {"platform": "platform", "providers": "providers", "media": "providers"}.get(parts[1], "domain")


def imported(tree: ast.AST, *, by_types: bool = True) -> set[str]:
    """Every module and name that is imported anywhere; without `by_types` only what is at run time."""
    found: set[str] = set()
    only_types = set[ast.AST]()
    for node in ast.walk(tree):
        if not by_types and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            only_types |= {inner for statement in node.body for inner in ast.walk(statement)}
    for node in ast.walk(tree):
        if node in only_types:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@cache
def imports_of(path: Path) -> set[str]:
    return imported(parsed(path))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(*folders: str) -> list[tuple[str, Path]]:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]
    return [(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path) for path in paths]


def circles(arrows: Mapping[str, Collection[str]]) -> list[set[str]]:
    """What can be reached from itself, together with what it is reached by."""
    reached = {name: set(there) for name, there in arrows.items()}
    for between in arrows:
        for name in arrows:
            if between in reached[name]:
                reached[name] |= reached[between]
    found = [{other for other in reached[name] if name in reached[other]} for name in sorted(arrows) if name in reached[name]]
    return [each for place, each in enumerate(found) if each not in found[:place]]


def arrows_of(sources: Mapping[str, ast.AST]) -> dict[str, set[str]]:
    """Which module needs which at run time, be it in a function. What only types name, a view above all, is not needed."""
    return {name: modules_of(imported(tree, by_types=False), sources) - {name} for name, tree in sources.items()}


def modules_of(names: set[str], known: Collection[str]) -> set[str]:
    """Of what is imported those that are modules, or the ones in which it stands."""
    return {each if each in known else each.rpartition(".")[0] for each in names} & set(known)


def domain_of(module: str) -> str | None:
    return module.split(".")[1] if layer_of(module) == "domain" else None


def arrows_of_domains(sources: Mapping[str, ast.AST]) -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = {domain: set() for name in sources if (domain := domain_of(name))}
    for name, tree in sources.items():
        if domain := domain_of(name):
            arrows[domain] |= {there for each in modules_of(imported(tree), sources) if (there := domain_of(each))} - {domain}
    return arrows


def test_the_arrows_go_one_way() -> None:
    """Q1: functions call domains, domains call providers and platform, never the other way."""
    wrong = [
        f"{name} imports {target}"
        for name, path in modules("functions", "shared")
        for target in imports_of(path)
        if (here := layer_of(name)) and (there := layer_of(target)) and LAYERS.index(there) < LAYERS.index(here)
    ]
    assert wrong == []


def test_no_module_needs_one_that_needs_it() -> None:
    """Q4: each can be read, and imported, after what it stands on."""
    sources = {name: parsed(path) for name, path in modules("functions", "shared", "standins", "local")}
    assert circles(arrows_of(sources)) == []


def test_no_domain_needs_one_that_needs_it() -> None:
    """Q4: erasure, sweeping and reconcile stand above what they look after; nobody below knows of them, not even by a type."""
    assert circles(arrows_of_domains({name: parsed(path) for name, path in modules("shared")})) == []


def test_a_circle_is_seen() -> None:
    """Q4: the rules above by what they are to find: over a third one, inside a function, by a type between domains only."""
    sources = {
        "shared.films.model": "def late():\n    from shared.films.reads import shown",
        "shared.films.reads": "import shared.films.tasks",
        "shared.films.tasks": "from shared.films import model",
        "shared.films.views": "from shared.images.model import Image",
        "shared.images.model": "if TYPE_CHECKING:\n    from shared.films import views",
        "shared.images.reads": "from shared.images import model",
    }
    trees = {name: ast.parse(source) for name, source in sources.items()}
    assert circles(arrows_of(trees)) == [{"shared.films.model", "shared.films.reads", "shared.films.tasks"}]
    assert circles(arrows_of_domains(trees)) == [{"films", "images"}]


def test_google_is_imported_on_the_platform_and_by_providers_only() -> None:
    """Q1: the rules of the domains are tested without any Google client."""
    wrong = [
        f"{name} imports {target}"
        for name, path in modules("functions", "shared")
        for target in imports_of(path)
        if target.split(".")[0] in GOOGLE and layer_of(name) not in ("platform", "providers")
    ]
    assert wrong == []


def imports_in_functions(tree: ast.AST) -> list[int]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return sorted({each.lineno for node in functions for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)})


def test_whatever_is_imported_is_imported_at_the_top() -> None:
    """Q4: what waits is named in one place (`LATE` in main.py), and no circle hides in a function."""
    wrong = [
        f"{name}:{line}"
        for name, path in modules("functions", "shared")
        if layer_of(name) != "platform"  # its clients are dear, and stand behind one door: `clients`
        for line in imports_in_functions(parsed(path))
    ]
    assert wrong == []


def test_an_import_in_a_function_is_seen() -> None:
    """Q4: the rule above by what it is to find."""
    source = "import os\nclass Door:\n    async def enter(self):\n        def late():\n            from shared import films"
    assert imports_in_functions(ast.parse(source)) == [5]


def test_what_waits_is_there() -> None:
    """Q1: a name in `LATE` that is no module any more would let nothing wait."""
    assert set(main.LATE) <= {name for name, _ in modules("functions", "shared")}


def test_no_function_imports_another() -> None:
    """Q1: a cold start pays for one function."""
    wrong = [
        f"{name} imports {target}"
        for name, path in modules("functions")
        for target in imports_of(path)
        if target.startswith("functions.") and not target.startswith("functions.forms")
    ]
    assert wrong == []


def test_product_code_knows_nothing_of_its_stand_ins_and_tests() -> None:
    """M5: the real client libraries run everywhere; only what stands behind them differs."""
    wrong = [
        f"{name} imports {target}"
        for name, path in [*modules("functions", "shared"), ("main", ROOT / "main.py")]
        for target in imports_of(path)
        if target.split(".")[0] in ("standins", "local", "tests", "bench", "pytest")
    ]
    assert wrong == []


def test_the_stand_ins_stand_alone() -> None:
    """M5: what is proven against them is proven against the services' documents, not against what we wrote twice."""
    alone = [path.parent for path in (ROOT / "standins").glob("*/__main__.py")]
    assert [folder.name for folder in alone if not ((folder / "README.md").exists() and (folder / "tests").is_dir())] == []
    wrong = [
        f"{name} imports {target}"
        for name, path in modules("standins")
        for target in imports_of(path)
        if target.split(".")[0] in ("main", "functions", "shared", "local", "tests", "bench")
        or (target.startswith("standins.") and target.split(".")[1] not in (name.split(".")[1], "common", "testing"))
    ]
    assert wrong == []


def test_the_environment_is_read_in_one_place() -> None:
    """Q1: one module knows every variable."""
    reads = re.compile(r"\bos\.environ|import .*\benviron\b|getenv")
    readers = [name for name, path in modules("functions", "shared") if reads.search(path.read_text())]
    assert readers == ["shared.platform.settings"]


def test_each_file_of_functions_is_one_deployed_function() -> None:
    """Q1: the registry, the folder and the topology name the same functions."""
    files = {path.stem for path in (ROOT / "functions").glob("*.py")} - {"__init__", "forms"}
    deployed = json.loads((ROOT / "infra" / "topology.json").read_text())["functions"]
    assert files == set(main.FUNCTIONS) == {name.replace("-", "_") for name in deployed}


def test_asking_for_one_function_imports_that_one_only() -> None:
    """Q1: FUNCTION_TARGET decides what a cold start pays for, and none for genai, openai, media or Google's clients.

    Apps wait for nothing that only some calls need: whoever imports it asks for the module, not for what is in it.
    """
    users = main.FUNCTIONS[: main.FUNCTIONS.index("admin")]
    script = f"""
import os, sys
import main
from functions_framework import create_app
for name in {list(main.FUNCTIONS)!r}:  # each in a process that has loaded the framework and nothing of ours
    if os.fork() == 0:
        create_app(name, "main.py")
        own = (f"functions.{{name}}", "functions.forms", *main.LATE)
        loaded = [m for m in sys.modules if m.startswith("functions.") and m not in own]
        heavy = [m for m in ("google.genai", "openai", "av", "PIL", "grpc") if m in sys.modules]
        heavy += [m for m in sys.modules if m.startswith("shared.") and m.endswith((".views", ".sets"))]  # only types need them
        if name in {users!r}:
            heavy += [m for m in main.LATE if type(sys.modules.get(m)) is type(os)]  # it waits no more
        print(name, f"functions.{{name}}" in sys.modules, loaded + heavy, flush=True)
        os._exit(0)
    os.wait()
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{name} True []" for name in main.FUNCTIONS], done.stderr


def test_the_catalog_imports_no_google_client_and_no_validator() -> None:
    """Q1: the public catalog starts almost as fast as an empty function."""
    script = """
import sys
from functions_framework import create_app
import http.server, os, threading
class Empty(http.server.BaseHTTPRequestHandler):  # has no document, nor anything else
    def do_POST(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'[{"missing": "projects/p/databases/(default)/documents/system_configs/models"}]')
server = http.server.HTTPServer(("127.0.0.1", 0), Empty)
threading.Thread(target=server.serve_forever, daemon=True).start()
os.environ["FIRESTORE_EMULATOR_HOST"] = f"127.0.0.1:{server.server_port}"
answer = create_app("catalog", "main.py").test_client().get("/models")
assert answer.status_code == 200
print([m for m in ("google.cloud.firestore", "pydantic", "firebase_admin", "cryptography") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_function_is_told_with_the_known_ones() -> None:
    """Q1: a typing error in a deploy command says what there is."""
    with pytest.raises(AttributeError, match="catalog, account"):
        main.__getattr__("acount")


def test_long_files_are_split() -> None:
    """Q1: a file does one thing."""
    product = [(name, path) for name, path in modules("functions", "shared", "standins", "local") if "tests" not in path.parts]
    assert [name for name, path in product if len(path.read_text().splitlines()) > 340] == []


_RAW = ("reconcile", "upgrade")  # what they look at is whether a document is as it should be


def parses_of_others(name: str, tree: ast.Module) -> list[int]:
    """Where the fields of a document at another domain's path are looked into, other than by that domain's functions."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    owners = {alias.asname or alias.name: domain_of(f"{node.module}.{alias.name}") for node in imports for alias in node.names}
    owners = {known: owner for known, owner in owners.items() if owner and owner != domain_of(name)}
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found: list[int] = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr == "fields" and isinstance(node.value, ast.Subscript | ast.Call)):
            continue
        whose = {owners[each.id] for each in ast.walk(node.value) if isinstance(each, ast.Name) and each.id in owners}
        parent = parents[node]
        asks_whether = isinstance(parent, ast.Compare) and ast.unparse(parent).endswith(("is None", "is not None"))
        by = parent.func if isinstance(parent, ast.Call) else parent
        reader = next((owners.get(each.id) for each in ast.walk(by) if isinstance(each, ast.Name)), None)
        if whose and not asks_whether and not (isinstance(parent, ast.Call) and reader in whose):
            found.append(node.lineno)
    return found


def test_documents_of_another_domain_are_read_by_its_functions() -> None:
    """Q4: what a field is called and means stands in one domain; others may only ask whether a document is there."""
    domains = [(name, path) for name, path in modules("shared") if domain_of(name) and domain_of(name) not in _RAW]
    assert [f"{name}:{line}" for name, path in domains for line in parses_of_others(name, parsed(path))] == []


def test_a_look_into_another_domains_document_is_seen() -> None:
    """Q4: the rule above by what it is to find, and by what it is to leave alone."""
    source = """
from shared.images.model import image_path, read_image
from shared.films.model import film_path
width = seen[image_path(each)].fields["width"]
status = (store().get(image_path(each)).fields or {}).get("status")
there = seen[image_path(each)].fields is not None
image = read_image(seen[image_path(each)].fields)
own = seen[film_path(each)].fields["status"]
"""
    assert parses_of_others("shared.films.reads", ast.parse(source)) == [4, 5]


def test_who_knows_one_domain_knows_them_all() -> None:
    """Q4: of the modules that are worth a name, most have one that stands in at least three domains."""
    domains: dict[str, set[str]] = {}
    named = [(name.split(".")[1:], path) for name, path in modules("shared") if layer_of(name) == "domain"]
    named = [(parts, path) for parts, path in named if len(parts) == 2 and len(path.read_text().splitlines()) >= 15]
    for (domain, module), _ in named:
        domains.setdefault(module, set()).add(domain)
    shared = [module for (_, module), _ in named if len(domains[module]) >= 3]
    assert len(shared) / len(named) >= 0.6


def test_only_asynchronous_doors_have_coroutines() -> None:
    """V9: a coroutine behind a synchronous door would never run."""
    for name in main.FUNCTIONS:
        door = importlib.import_module(f"functions.{name}").door
        kinds = {inspect.iscoroutinefunction(route.handler) for route in door.routes}
        assert True not in kinds or isinstance(door, AsyncDoor), name


def test_no_route_begins_with_its_own_doors_name() -> None:
    """N1: that name may stand before any path, and is taken off."""
    for name in main.FUNCTIONS:
        door = importlib.import_module(f"functions.{name}").door
        assert [route.path for route in door.routes if route.path.split("/")[1] in names_of(door.name)] == [], name


def test_every_door_for_users_keeps_their_pace() -> None:
    """L1: no user-facing function without a limit."""
    doors = [importlib.import_module(f"functions.{name}").door for name in main.FUNCTIONS]
    assert {door.name for door in doors if door.caller is callers.user} == {door.name for door in doors if door.pace}


STATES = ("status", "state", "deleting")  # the fields that tell a state


def writes_of_states(tree: ast.Module) -> list[int]:
    """Where a state is named as a key of what is written, or as what a copy is to differ in; not in codecs and answers."""
    found: list[int] = []
    codecs = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in ("fields", "read", "shown")]
    exempt = {id(node) for codec in codecs for node in ast.walk(codec)}
    for node in ast.walk(tree):
        if id(node) in exempt:
            continue
        if isinstance(node, ast.Dict):
            found += [node.lineno for key in node.keys if isinstance(key, ast.Constant) and key.value in STATES]
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.slice, ast.Constant):
            found += [node.lineno] if node.slice.value in STATES else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("replace", "dict"):
            found += [node.lineno for keyword in node.keywords if keyword.arg in STATES]
    return found


def test_states_are_written_by_the_one_transition_alone() -> None:
    """V2: what has a table of steps is created by its admission, and changed only by what looks its step up there."""
    stateful = {path.parent.name for path in (ROOT / "shared").glob("*/states.py")}
    assert stateful == {"videos", "films", "prompts", "images"}
    domains = [f"shared/{each}" for each in sorted(stateful | {"erasure", "lifecycle", "sweeping", "admin", "storyboards"})]
    wrong = [f"{name}:{line}" for name, path in modules(*domains) for line in writes_of_states(ast.parse(path.read_text()))]
    assert [each for each in wrong if not each.startswith(_TOLD)] == []


_TOLD = ("shared.storyboards.reads:", "shared.storyboards.commands:", "shared.videos.admission:")  # answers, not documents


def test_a_state_is_given_to_a_copy_in_one_place() -> None:
    """V2: `after` of a machine is what writes a state, and only who takes a step calls it."""
    callers_of = {"after": set[str](), "stepped": set[str]()}
    for name, path in modules("shared"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in callers_of and "machine" in ast.unparse(node.value).lower():
                callers_of[node.attr].add(name)
    takers = ("films.steps", "images.transitions", "prompts.steps", "videos.steps")
    assert sorted(callers_of["after"]) == [f"shared.{each}" for each in takers]
    assert callers_of["stepped"] == {"shared.prompts.steps"}


@pytest.mark.parametrize(
    "source", ['Update(seen, {"status": "ready"})', "replace(film, status=new)", 'marks["state"] = new', "dict(deleting=True)"]
)
def test_a_state_that_is_written_is_seen(source: str) -> None:
    """V2: the rule above by what it is to find."""
    assert writes_of_states(ast.parse(source)) == [1]
