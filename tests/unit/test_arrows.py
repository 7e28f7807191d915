"""Who may import whom: arrows go one way and in no circle, Google lives on the platform, one function imports one function."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Collection, Mapping

import pytest

import main
from tests.fixtures.sources import ROOT, domain_of, imported, imports_of, layer_of, modules, parsed

LAYERS = ("functions", "domain", "providers", "platform")  # each may import those after it
GOOGLE = ("google", "firebase_admin", "grpc", "proto")


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


def imported_twice(tree: ast.Module) -> set[str]:
    """What stands among the imports for types though it is there at run time too."""
    types = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return {name for node in top for name in imported(node)} & {name for node in types for name in imported(node)}


def test_nothing_is_imported_twice() -> None:
    """Q4: for types and at run time; ruff counts the two as one."""
    assert [name for name, path in modules("functions", "shared") if imported_twice(parsed(path))] == []
    source = "import re\nfrom a import b\nif TYPE_CHECKING:\n    import ast\n    from a import b, c"
    assert imported_twice(ast.parse(source)) == {"a.b"}


def test_what_waits_is_there() -> None:
    """Q1: a name in `LATE` that is no module any more would let nothing wait."""
    assert set(main.LATE) <= {name for name, _ in modules("functions", "shared")}


def test_no_function_imports_another() -> None:
    """Q1: a cold start pays for one function. What agents call asks the doors of users, each when it is asked for (054)."""
    shared = ("functions.forms", "functions.operators")  # what calls take, and the rooms of `admin`
    wrong = [
        f"{name} imports {target}"
        for name, path in modules("functions")
        for target in imports_of(path)
        if name != "functions.mcp" and target.startswith("functions.") and not target.startswith(shared)
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
        loaded = [m for m, has in sys.modules.items() if m.startswith("functions.") and type(has) is type(os) and m not in own]
        loaded = [m for m in loaded if name != "admin" or not m.startswith("functions.operators")]  # its rooms
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
