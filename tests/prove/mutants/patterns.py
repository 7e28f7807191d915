"""Places in our code, found by syntax. A pattern is Python, in which
- a single capital letter stands for any one expression, the same wherever it comes again;
- `...` stands for any number of arguments, elements or statements;
- a name of ours in full (`shared.videos.slots.free`) is that one, however the module imports it;
- `name = …` is met wherever a name gets a value: in a call, an assignment or a parameter's default.
Layout, comments and quotes make no difference.
"""

from __future__ import annotations

import ast
import difflib
import string
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
REST = "..."  # what `...` stands for
_OURS = ("shared", "functions")
_OF_MODULES = {*string.ascii_lowercase, *string.digits, "_", "."}


class Stale(AssertionError):
    """What is looked for does not stand there, or more than once."""


class Module:
    """A module of ours, and what names mean in it."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name, self.tree, self.top = name, tree, _imports(tree.body)
        self._any = {**_imports(ast.walk(tree)), **self.top}

    def scope(self, dotted: str) -> ast.AST:
        """The function, class, method or constant of this name."""
        scope: ast.AST = self.tree
        for name in dotted.split("."):
            there = {each.name if isinstance(each, _DEFINED) else given_name(each): each for each in getattr(scope, "body", [])}
            if name not in there:
                near = difflib.get_close_matches(name, there, n=5, cutoff=0.3)
                raise Stale(f"{self.name} has no {dotted}; near it: {', '.join(near) or 'nothing'}")
            scope = there[name]
        return scope

    def full(self, node: ast.AST) -> str:
        if isinstance(node, ast.Name):
            return self._any.get(node.id, f"{self.name}.{node.id}")
        return f"{self.full(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""

    def short(self, full: str) -> ast.expr:
        """What it is called here; it is imported where it was not known."""
        module, _, name = full.rpartition(".")
        if module == self.name:
            return ast.Name(name, ast.Load())
        known = {each: bound for bound, each in self.top.items()}
        if full not in known and module in known:
            return ast.Attribute(ast.Name(known[module], ast.Load()), name, ast.Load())
        if full not in known:
            last = max(place for place, each in enumerate(self.tree.body) if isinstance(each, ast.Import | ast.ImportFrom))
            self.tree.body.insert(last + 1, ast.ImportFrom(module, [ast.alias(name)], 0))
            self.top[name] = full
        return ast.Name(known.get(full, name), ast.Load())


_DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Site(NamedTuple):
    """A place in the tree."""

    parent: ast.AST
    field: str
    place: int | None

    @property
    def node(self) -> ast.AST:
        held = getattr(self.parent, self.field)
        return held if self.place is None else held[self.place]

    def put(self, node: ast.AST | None) -> None:
        if self.place is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node

    @property
    def given(self) -> tuple[str, Site] | None:
        """The name that gets a value here, and where the value stands."""
        node, parent, at = self.node, self.parent, self.place
        if isinstance(node, ast.keyword):
            return node.arg or "", Site(node, "value", None)
        if name := given_name(node):
            return name, Site(node, "value", None)
        if isinstance(parent, ast.arguments) and at is not None and self.field == "kw_defaults":
            return parent.kwonlyargs[at].arg, self
        if isinstance(parent, ast.arguments) and at is not None and self.field == "defaults":
            return [*parent.posonlyargs, *parent.args][at - len(parent.defaults)].arg, self
        return None


class Pattern:
    def __init__(self, text: str, module: Module) -> None:
        self.text, self._module = text, module
        self._tree = _InFull().visit(parsed(text))
        self.caught: dict[str, Any] = {}  # what its letters stood for where it was last met

    def only_site(self, scope: ast.AST) -> Site:
        """Where it is met, which is one place."""
        met = [site for site in _sites(scope) if self._meets(site)]
        if len(met) != 1:
            near = "".join(f"\n  near it: {each}" for each in _near(self.text, scope))
            raise Stale(f"stands there {len(met)} times: {self.text}{near}")
        self._meets(met[0])
        return met[0]

    def _meets(self, site: Site) -> bool:
        self.caught = {}
        if (name := given_name(self._tree)) and site.given:
            return name == site.given[0] and self._fits(self._tree.value, site.given[1].node)
        return self._fits(self._tree, site.node)

    def _fits(self, pattern: Any, found: Any) -> bool:
        if is_letter(pattern):
            same = self.caught.setdefault(pattern.id, found)
            return isinstance(found, ast.expr) and ast.dump(same) == ast.dump(found)
        if isinstance(pattern, _Ours):
            return pattern.id == self._module.full(found)
        if isinstance(pattern, list):
            return isinstance(found, list) and self._all_fit(pattern, found)  # pyright: ignore[reportUnknownArgumentType]
        if type(pattern) is not type(found):
            return False
        if not isinstance(pattern, ast.AST):
            return pattern == found
        fields = {field: held for field, held in ast.iter_fields(pattern) if field not in ("ctx", "type_comment", "kind")}
        if isinstance(pattern, ast.Call) and any(is_rest(each) for each in pattern.args):
            values = {each.arg: each.value for each in found.keywords}
            if not all(each.arg in values and self._fits(each.value, values[each.arg]) for each in fields.pop("keywords")):
                return False
        return all(self._fits(held, getattr(found, field)) for field, held in fields.items())

    def _all_fit(self, pattern: list[Any], found: list[Any]) -> bool:
        rest = next((place for place, each in enumerate(pattern) if is_rest(each)), None)
        if rest is not None and len(found) >= len(pattern) - 1:
            end = len(found) - (len(pattern) - rest - 1)
            self.caught[REST], found = found[rest:end], [*found[:rest], *found[end:]]
            pattern = [*pattern[:rest], *pattern[rest + 1 :]]
        return len(pattern) == len(found) and all(self._fits(*pair) for pair in zip(pattern, found, strict=True))


class _Ours(ast.Name):
    """A name of ours in a pattern, in full."""


class _InFull(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return _Ours(full) if (full := ours(node)) else self.generic_visit(node)


def ours(node: ast.expr) -> str | None:
    """`module.name` of ours."""
    text = ast.unparse(node)
    module = text.rpartition(".")[0]
    return text if module.partition(".")[0] in _OURS and set(module) <= _OF_MODULES and path_of(module) else None


def path_of(module: str) -> str | None:
    path = module.replace(".", "/")
    return next((file for file in (f"{path}.py", f"{path}/__init__.py") if (ROOT / file).is_file()), None)


def parsed(text: str) -> Any:
    (statement,) = ast.parse(text).body
    return statement.value if isinstance(statement, ast.Expr) else statement


def is_letter(node: Any) -> bool:
    return isinstance(node, ast.Name) and len(node.id) == 1 and node.id.isupper()


def is_rest(node: Any) -> bool:
    held = node.value if isinstance(node, ast.Expr) else node
    return isinstance(held, ast.Constant) and held.value is ...


def given_name(node: ast.AST) -> str:
    """The one that an assignment gives a value."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
    return target.id if isinstance(target, ast.Name) else ""


def _imports(nodes: Iterable[ast.AST]) -> dict[str, str]:
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _sites(scope: ast.AST) -> Iterator[Site]:
    for parent in ast.walk(scope):
        for field, held in ast.iter_fields(parent):
            if isinstance(held, ast.AST):
                yield Site(parent, field, None)
            elif isinstance(held, list):
                pieces: list[object] = held
                yield from (Site(parent, field, place) for place, each in enumerate(pieces) if isinstance(each, ast.AST))


def _near(text: str, scope: ast.AST) -> Iterator[str]:
    pieces = (site.node for site in _sites(scope) if isinstance(site.node, ast.expr | ast.stmt | ast.keyword))
    told = sorted({ast.unparse(piece).split("\n")[0] for piece in pieces})
    yield from difflib.get_close_matches(text, told, n=3, cutoff=0.3)
