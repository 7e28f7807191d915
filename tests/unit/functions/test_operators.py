"""What the rooms of operators have in common."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable

import pytest

from functions.admin import door
from functions.forms.operators.acts import ReasonRequest
from shared.platform.web.door import Route


def _name(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", door.routes, ids=_name)
def test_each_call_of_an_operator_gives_its_reason_and_is_an_act(route: Route) -> None:
    """A3: its form asks why, and its handler makes an act of it, which alone can do anything and is audited."""
    form = route.body or route.query
    assert form, "it has no form"
    assert issubclass(door.form(form), ReasonRequest)
    assert _acts(route.handler)


def _acts(handler: Callable[..., object]) -> bool:
    """By itself, or by what its room has for several of its calls."""
    called = [node.func for node in ast.walk(ast.parse(inspect.getsource(handler))) if isinstance(node, ast.Call)]
    names = {each.id for each in called if isinstance(each, ast.Name)}
    room = vars(sys.modules[handler.__module__])
    own = (room[each] for each in names if inspect.isfunction(room.get(each)) and room[each].__module__ == handler.__module__)
    return "act" in names or any(_acts(each) for each in own)


def test_no_route_is_taken_by_another() -> None:
    """Q3: a word in a path comes before the id that might stand there."""
    for nth, route in enumerate(door.routes):
        if "{" not in route.path:
            first = next(each for each in door.routes if each.method == route.method and each.pattern.fullmatch(route.path))
            assert first is route, (nth, _name(route))
