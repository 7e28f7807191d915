"""Mutants: our own care, a piece of which is taken away or replaced in the function that holds it.

A function is named `module:name` or `module:Class.name`; what stands there by a pattern, see `patterns`. In a replacement
letters and `...` stand for what the pattern met, and a name of ours in full is imported.
"""

from __future__ import annotations

import ast
import builtins
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from tests.prove.mutants.patterns import REST, ROOT, Module, Pattern, Site, Stale, is_letter, is_rest, ours, parsed, path_of


class How(Enum):
    SWAP, DROP, BEFORE = auto(), auto(), auto()


@dataclass(frozen=True)
class Edit:
    at: str
    old: str
    new: str
    how: How

    @property
    def module(self) -> str:
        return self.at.partition(":")[0]

    @property
    def file(self) -> str:
        if (file := path_of(self.module)) is None:
            raise Stale(f"there is no module {self.module}")
        return file

    def apply(self, tree: ast.Module) -> None:
        module = Module(self.module, tree)
        scope, pattern = module.scope(self.at.partition(":")[2]), Pattern(self.old, module)
        site = pattern.only_site(scope)
        filled = _Filled(pattern.caught, module, scope)
        if self.how is How.DROP:
            _drop(site)
            _Lone().visit(tree)
        elif self.how is How.BEFORE:
            getattr(site.parent, site.field).insert(site.place, filled.visit(ast.parse(self.new).body[0]))
        elif isinstance(new := parsed(self.new), ast.Assign) and site.given:
            site.given[1].put(filled.visit(new.value))
        else:
            site.put(filled.visit(new))


@dataclass(frozen=True)
class Mutant:
    name: str
    edits: tuple[Edit, ...]
    workflows: tuple[str, ...] = ()
    at: str = ""  # the handler whose cases are tried first
    tests: tuple[str, ...] = ()  # what must notice where no function of a stack does it
    second_wall: str = ""  # why nothing can go wrong without it; such a mutant is not run

    def texts(self) -> dict[str, str]:
        """The files that it changes, as they then are."""
        trees: dict[str, ast.Module] = {}
        for edit in self.edits:
            try:
                tree = trees.setdefault(edit.file, ast.parse((ROOT / edit.file).read_text(encoding="utf-8")))
                edit.apply(tree)
            except Stale as stale:
                raise Stale(f"{self.name}, {edit.at}: {stale}") from None
        return {file: ast.unparse(ast.fix_missing_locations(tree)) for file, tree in trees.items()}


def swap(at: str, old: str, new: str) -> tuple[Edit, ...]:
    return (Edit(at, old, new, How.SWAP),)


def drop(at: str, *pieces: str) -> tuple[Edit, ...]:
    """A statement, an operand of `and` or `or`, an element, an argument, or an entry of a dict, which its key names."""
    return tuple(Edit(at, piece, "", How.DROP) for piece in pieces)


def before(at: str, statement: str, new: str) -> tuple[Edit, ...]:
    """Something is done before this statement."""
    return (Edit(at, statement, new, How.BEFORE),)


def unguarded(at: str) -> tuple[Edit, ...]:
    """The update without its precondition."""
    return swap(at, "shared.platform.firestore.documents.Update(A, B)", "shared.platform.firestore.documents.Patch(A.path, B)")


class _Filled(ast.NodeTransformer):
    """A replacement, with what the pattern met; every name in it must be known there."""

    def __init__(self, caught: dict[str, Any], module: Module, scope: ast.AST) -> None:
        self._caught, self._module = caught, module
        names = {node.id for node in ast.walk(scope) if isinstance(node, ast.Name)}
        arguments = {node.arg for node in ast.walk(scope) if isinstance(node, ast.arg)}
        self._known = {*module.top, *names, *arguments, *vars(builtins)}

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return self._module.short(full) if (full := ours(node)) else self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if is_letter(node):
            return deepcopy(self._caught[node.id])
        if node.id not in self._known:
            raise Stale(f"nothing there is called {node.id}")
        return node

    def visit_Expr(self, node: ast.Expr) -> Any:
        return self._caught[REST] if is_rest(node) else self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> Any:
        return self._caught[REST] if is_rest(node) else node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._known |= {each.arg for each in node.args.args}
        return self.generic_visit(node)


class _Lone(ast.NodeTransformer):
    """An `and` or `or` that one operand is left of is that operand."""

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        return node.values[0] if len(node.values) == 1 else node


def _drop(site: Site) -> None:
    held = getattr(site.parent, site.field)
    if site.place is None:
        raise Stale(f"nothing would be left of it without {ast.unparse(site.node)}")
    del held[site.place]
    if isinstance(site.parent, ast.Dict):
        del site.parent.values[site.place]
    elif site.field in ("body", "orelse") and not held:
        held.append(ast.Pass())
