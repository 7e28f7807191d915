"""The classes of refusals, and one for each code."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from pkgutil import walk_packages

import shared
from shared.platform.errors import AppError


@cache
def every() -> tuple[type[AppError], ...]:
    """Each class of the house; a test has errors of its own."""
    for module in walk_packages(shared.__path__, "shared."):
        importlib.import_module(module.name)
    return tuple(each for each in _below(AppError) if each.__module__.startswith("shared."))


@cache
def refusals() -> tuple[type[AppError], ...]:
    """One class for each code that a caller can get, by code."""
    given = {each.code for each in every() if not each.__subclasses__()}  # a base that is never raised has a code of its own
    named = {each.code: each for each in reversed(every()) if "code" in vars(each) and each.code in given}
    return tuple(named[code] for code in sorted(named))


def _below(error: type[AppError]) -> Iterator[type[AppError]]:
    for each in error.__subclasses__():
        yield each
        yield from _below(each)
