"""Cold starts: packages and modules that are imported but seldom used run when something in them is asked for.

Google's clients import their asynchronous twins, X.509 and signers for keys that we never hold, and a guesser of character
sets. After `defer_import`, before the first import, a package's modules are imported as ever, one by one; the first name that is
no module of it runs its real `__init__`. Figures: docs/decisions/003-cold-start.md.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, cast

_locks: dict[str, Any] = {}
_begun: set[str] = set()
_VERSIONS = ("gapic_version", "version")  # the modules in which packages keep their own


class _PutOff(ModuleType):
    """A package or module that has not run yet."""

    def __getattr__(self, name: str) -> Any:
        package, spec = self.__name__, self.__spec__
        if name == "__version__" and (told := next(filter(_is_module, (f"{package}.{each}" for each in _VERSIONS)), None)):
            return importlib.import_module(told).__version__
        if name.startswith("__") or spec is None or spec.loader is None:
            raise AttributeError(name)
        if spec.submodule_search_locations is not None and _is_module(f"{package}.{name}"):
            return importlib.import_module(f"{package}.{name}")
        with _locks[package]:  # another thread that asks meanwhile waits until all of it is there; this one may come back in
            if name not in self.__dict__ and package not in _begun:
                _begun.add(package)
                spec.loader.exec_module(self)
                cast("Any", self).__class__ = ModuleType
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None


def _is_module(name: str) -> bool:
    return name in sys.modules or importlib.util.find_spec(name) is not None


def defer_import(package: str) -> None:
    """Let this package or module wait; one that is imported already is left alone."""
    spec = None if package in sys.modules else importlib.util.find_spec(package)
    if spec is None:
        return
    module = importlib.util.module_from_spec(spec)
    cast("Any", module).__class__ = _PutOff
    _locks[package] = threading.RLock()
    sys.modules[package] = module
    parent, _, child = package.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


@contextmanager
def without_gc() -> Generator[None]:
    """Import without collecting garbage: what is imported stays, so collecting costs a tenth of the time and frees nothing."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
