"""Cold starts: packages and modules that are imported but seldom used run when something in them is asked for.

What waits is imported as ever, at the top of who may need it, by `from package import module`; it runs when something in it is
asked for. Of a package that waits, modules are imported one by one; the first name that is none of them runs its `__init__`.
`LATE` in main.py says what of ours waits, `firestore/client.py` what of Google's. Figures: docs/decisions/003-cold-start.md.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, cast

_locks: dict[str, Any] = {}
_begun: set[str] = set()
_waiting: set[str] = set()
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
                try:
                    spec.loader.exec_module(self)
                except BaseException:
                    _begun.remove(package)  # whoever asks next hears why, too
                    raise
                cast("Any", self).__class__ = ModuleType
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None


def _is_module(name: str) -> bool:
    return name in sys.modules or importlib.util.find_spec(name) is not None


def defer_import(*names: str) -> None:
    """Let these packages and modules wait, from when they are imported; one that is imported already is left alone."""
    if not _waiting:
        sys.meta_path.insert(0, _Finder())
    _waiting.update(names)


class _Finder(MetaPathFinder):
    """Finds what shall wait where the others find it."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        if fullname not in _waiting:
            return None
        _waiting.remove(fullname)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Later(spec.loader)
        return spec


class _Later(Loader):
    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        cast("Any", module.__spec__).loader = module.__loader__ = self._loader
        _locks[module.__name__] = threading.RLock()
        cast("Any", module).__class__ = _PutOff


@contextmanager
def without_gc() -> Generator[None]:
    """Import without collecting garbage: what is imported stays, so collecting costs a tenth of the time and frees nothing."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
