"""What the command line keeps: profiles in one file, keys in the system's keyring or a file that only its owner reads."""

from __future__ import annotations

import importlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, cast

_SERVICE = "rushes"
AGENT_KEY, SESSION = "key", "session"


class _Keyring(Protocol):
    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class Store:
    """Profiles by name: `url` and what a sign-in needs. Secrets stand elsewhere."""

    def __init__(self, folder: Path | None = None) -> None:
        home = os.environ.get("RUSHES_CONFIG") or Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "rushes"
        self._folder = folder or Path(home)
        self._profiles, self._secrets = self._folder / "profiles.json", self._folder / "keys.json"

    @property
    def current(self) -> str:
        return str(_read(self._profiles).get("current") or "default")

    def names(self) -> list[str]:
        return sorted(_read(self._profiles).get("profiles", {}))

    def profile(self, name: str) -> dict[str, Any]:
        return dict(_read(self._profiles).get("profiles", {}).get(name, {}))

    def keep(self, name: str, profile: Mapping[str, Any]) -> None:
        told = _read(self._profiles)
        kept = {key: value for key, value in profile.items() if value is not None}
        _write(self._profiles, {"current": told.get("current", name), "profiles": {**told.get("profiles", {}), name: kept}})

    def use(self, name: str) -> None:
        _write(self._profiles, {**_read(self._profiles), "current": name})

    def forget(self, name: str) -> None:
        told = _read(self._profiles)
        told.get("profiles", {}).pop(name, None)
        if told.get("current") == name:
            del told["current"]
        _write(self._profiles, told)

    # -- secrets

    def secret(self, profile: str, kind: str) -> str | None:
        name = f"{profile}.{kind}"
        ring = _keyring()
        return (ring.get_password(_SERVICE, name) if ring else None) or _read(self._secrets).get(name)

    def keep_secret(self, profile: str, kind: str, secret: str) -> Path | None:
        """Where it is: a file, or None for the keyring."""
        name = f"{profile}.{kind}"
        if ring := _keyring():
            try:
                ring.set_password(_SERVICE, name, secret)
            except Exception:  # noqa: BLE001 - a keyring that is locked or broken; each kind raises its own
                ring = None
        secrets = {key: value for key, value in _read(self._secrets).items() if key != name}
        _write(self._secrets, secrets if ring else {**secrets, name: secret})
        return None if ring else self._secrets

    def forget_secrets(self, profile: str) -> None:
        names = {f"{profile}.{kind}" for kind in (AGENT_KEY, SESSION)}
        if ring := _keyring():
            for name in names:
                if ring.get_password(_SERVICE, name) is not None:
                    ring.delete_password(_SERVICE, name)
        _write(self._secrets, {key: value for key, value in _read(self._secrets).items() if key not in names})


def _keyring() -> _Keyring | None:
    """The package `keyring`, where it is installed and has a real place to keep something."""
    try:
        ring = importlib.import_module("keyring")
        return cast(_Keyring, ring) if ring.get_keyring().priority > 0 else None
    except Exception:  # noqa: BLE001 - no package, no backend, no desktop: each says so in its own way
        return None


def _read(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError):
        return {}


def _write(file: Path, told: Mapping[str, Any]) -> None:
    """Whole or not at all, and for nobody else's eyes."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".")  # made with 0600
    with os.fdopen(handle, "w") as opened:
        opened.write(json.dumps(told, indent=1) + "\n")
    Path(name).replace(file)
