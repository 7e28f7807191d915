"""What a door answers is checked key by key where it is made: by types, since views are TypedDicts, which cost nothing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from inspect import signature
from pathlib import Path
from typing import Any

from local.openapi.schemas import views
from shared.accounts.ledger import Account, Entry
from shared.catalog.wish import Wish
from shared.films.requests import FilmMusic, FilmScene, FilmTitle, FilmWish
from shared.storyboards.model import Character
from shared.videos.views import VideoWish
from tests.fixtures.sources import parsed

ROOT = Path(__file__).parents[2]
_LOOSE = {"Any", "dict[str, Any]", "Mapping[str, Any]", "list[Any]", "list[dict[str, Any]]", ""}
# views that are the whole of something, made of its own fields
_WHOLE: Mapping[str, type] = {
    "VideoWish": Wish,
    "AccountRecord": Account,
    "CreditTransaction": Entry,
    "StoryboardCharacter": Character,
    "FilmScene": FilmScene,
    "FilmMusic": FilmMusic,
    "FilmTitle": FilmTitle,
}
_SPREAD: Mapping[str, Any] = {"vars(job.wish)": Wish, "film.wish.fields()": FilmWish}

Functions = Mapping[str, list[ast.FunctionDef | ast.AsyncFunctionDef]]


def functions(*trees: ast.Module) -> Functions:
    """By name; several have the same."""
    found: Functions = defaultdict(list)
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name].append(node)
    return found


def unchecked(module: ast.Module, known: Functions) -> Iterator[str]:
    """Where a body of a view comes from something in which no key is checked."""
    here = functions(module)
    for name, each in ((name, each) for name, all_of_it in here.items() for each in all_of_it):
        if each.returns is None or not _view_in(ast.unparse(each.returns)):
            continue
        given = {}
        for node in ast.walk(each):
            if isinstance(node, ast.AnnAssign) and "Any" in ast.unparse(node.annotation):
                yield f"{name}: {ast.unparse(node.target)} is {ast.unparse(node.annotation)}"
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                given[node.targets[0].id] = node.value
        for call in (node for node in ast.walk(each) if isinstance(node, ast.Call) and _called(node) == "cast"):
            if (target := _view_in(ast.unparse(call.args[0]))) and target not in _WHOLE:
                yield f"{name}: a cast makes a {target} of anything"
        for body in _bodies(each):
            value = given.get(body.id, body) if isinstance(body, ast.Name) else body
            if isinstance(value, ast.Call) and ast.unparse(value.func) == "codec.told":
                if odd := _keys(value, module) ^ set(_ALL[_view_in(ast.unparse(each.returns))].__annotations__):
                    yield f"{name}: {sorted(odd)}"
                continue
            called = _called(value) if isinstance(value, ast.Call) else ""
            for maker in here.get(called) or known.get(called, []):
                if _returned(maker) in _LOOSE:
                    yield f"{name}: {maker.name} returns {_returned(maker) or 'nothing that is told'}"


def _keys(told: ast.Call, module: ast.Module) -> set[str]:
    """Those that `codec.told` is given: names, written there or put together before, and keywords."""
    assigned = {ast.unparse(node.targets[0]): node.value for node in ast.walk(module) if isinstance(node, ast.Assign)}
    names = assigned.get(ast.unparse(told.args[1]), told.args[1])
    spread = [word.value for word in told.keywords if word.arg is None]
    parts = [set(_ALL["Counts"].__annotations__) if _is_counts(each) else _fields_of(each) for each in spread]
    written = {str(node.value) for node in ast.walk(names) if isinstance(node, ast.Constant)}
    return written.union(*parts, (word.arg for word in told.keywords if word.arg))


def _is_counts(spread: ast.expr) -> bool:
    """What a run of the reconciliation counted: a view of its own, beside the rest."""
    return isinstance(spread, ast.Call) and _called(spread) == "counts"


def _fields_of(spread: ast.expr) -> set[str]:
    return {field.name for field in fields(_SPREAD[ast.unparse(spread)])}


def _bodies(function: ast.AST) -> Iterator[ast.expr]:
    """What it returns, and of a reply its body."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            if isinstance(node.value, ast.Call) and _called(node.value) == "Reply":
                yield from [*node.value.args[1:2], *(word.value for word in node.value.keywords if word.arg == "body")]
            elif isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "admitted":
                yield node.value.args[0]
            else:
                yield node.value


def _returned(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return ast.unparse(function.returns) if function.returns else ""


def _view_in(annotation: str) -> str:
    """The view that it names. Models have some of these names: a view stands beside its module, or is alone with its own."""
    for module, name in re.findall(r"(\w+\.)?(\w+)", annotation):
        if name in _ONLY_VIEWS or (module.endswith("views.") and name in _ALL):
            return name
    return ""


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""


_ALL = {**views(), "VideoWish": VideoWish}
_ONLY_VIEWS = {"MediaLinks", "UploadTarget", "LocalizedText"}


def _trees() -> list[ast.Module]:
    files = [file for top in ("shared", "functions") for file in sorted((ROOT / top).rglob("*.py"))]
    return [parsed(file) for file in files]


def test_every_body_is_made_where_each_of_its_keys_is_checked() -> None:
    """Q4: a key that is missing or misspelt is an error of types; nothing on the way from a view to its door is Any."""
    trees = _trees()
    known = functions(*trees)
    assert not [each for tree in trees for each in unchecked(tree, known)]


def test_a_view_that_is_the_whole_of_something_has_its_fields() -> None:
    """Q4: such a body is made of the fields themselves, at no cost, and only here can it differ from its view."""
    for name, whole in _WHOLE.items():
        assert set(_ALL[name].__annotations__) == set(signature(whole).parameters), name


def test_a_body_in_which_no_key_is_checked_is_found() -> None:
    """Q4: by what it is declared as, by a cast, and by who makes it."""
    module = ast.parse("""
def declared(film) -> views.Film:
    told: Any = {"id": film.id}
    return told

def turned(film) -> list[views.Film]:
    return [cast("views.Film", film.fields())]

def door(call) -> Reply[film_views.Film]:
    found = loose(call)
    return Reply(200, found)

def good(call) -> Reply[views.Film]:
    return Reply(body=strict(call))

def named(film) -> views.FilmTitle:
    return codec.told(film, ("text", "secs"))

def loose(call) -> dict[str, Any]: ...
def strict(call) -> views.Film: ...
""")
    assert [each.partition(":")[0] for each in unchecked(module, {})] == ["declared", "turned", "door", "named"]
