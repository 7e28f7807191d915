"""Cold starts: a package that Google's libraries import for a corner that we never use runs when that corner is used.

`put_off("cryptography.x509")` before the first import of google.auth saves a twentieth of a start (docs/decisions/003).
The package can be imported as ever; the first name that is asked of it runs its real `__init__`.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
from types import ModuleType
from typing import Any, cast

_running = threading.RLock()


class _PutOff(ModuleType):
    """A package that has not run its `__init__` yet."""

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        if name.startswith("__") or spec is None or spec.loader is None:
            raise AttributeError(name)
        with _running:
            if type(self) is _PutOff:
                cast("Any", self).__class__ = ModuleType
                spec.loader.exec_module(self)
        return getattr(self, name)


def put_off(package: str) -> None:
    """Let this package wait; one that is imported already is left alone."""
    spec = None if package in sys.modules else importlib.util.find_spec(package)
    if spec is None:
        return
    module = importlib.util.module_from_spec(spec)
    cast("Any", module).__class__ = _PutOff
    sys.modules[package] = module
    parent, _, child = package.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
