"""A package index of this machine that is a year ahead: of every locked package it has the locked release and a newer one.

The wheels hold nothing but what installers read: name, version, and whom they depend on, as the releases that are installed
here say.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import metadata
from pathlib import Path
from threading import Thread

NEWER = "9999.0"
_ENTRY = re.compile(r"^(?P<name>[\w.-]+)(?P<extras>\[[^]]+\])?==(?P<version>[^\s;]+)(?P<marker> ;[^\\]+)? \\$", re.M)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - the parent names its first argument
        """Nobody reads a log of what installers fetch."""


class Registry:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = ""

    def offers(self, lock: Path, uv: str | None = None) -> Path:
        """Take in all that this lock names, and give the same lock with the hashes of what is offered here."""
        text, entries = lock.read_text(), list(_ENTRY.finditer(lock.read_text()))
        assert len(entries) == len(re.findall(r"^\S+==", text, re.M)), "an entry of the lock has a form that nobody knows"
        lines: list[str] = []
        for entry in entries:
            digest = self._publish(entry["name"], entry["version"], uv)
            self._publish(entry["name"], NEWER, uv)
            named = f"{entry['name']}{entry['extras'] or ''}=={entry['version']}{entry['marker'] or ''}"
            lines.append(f"{named.rstrip()} --hash=sha256:{digest}\n")
        offered = self._folder / lock.name
        offered.write_text("".join(lines))
        return offered

    def _publish(self, name: str, version: str, uv: str | None) -> str:
        stem = f"{re.sub(r'[-_.]+', '_', name).lower()}-{version}"
        place = self._folder / "simple" / re.sub(r"[-_.]+", "-", name).lower()
        place.mkdir(parents=True, exist_ok=True)
        wheel = place / f"{stem}-py3-none-any.whl"
        if not wheel.exists():
            facts = f"{stem}.dist-info"
            files = {
                f"{facts}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{_dependencies(name)}",
                f"{facts}/WHEEL": "Wheel-Version: 1.0\nGenerator: rushes\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                **({f"{stem}.data/scripts/uv": uv} if uv else {}),
            }
            with zipfile.ZipFile(wheel, "w") as archive:
                for path, text in files.items():
                    archive.writestr(path, text)
                archive.writestr(f"{facts}/RECORD", "".join(f"{path},,\n" for path in (*files, f"{facts}/RECORD")))
        return hashlib.sha256(wheel.read_bytes()).hexdigest()

    @contextmanager
    def served(self) -> Generator[Mapping[str, str]]:
        """What the environment of pip and of uv has to say so that they ask here and nowhere else."""
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(self._folder))) as server:
            serving = Thread(target=server.serve_forever)
            serving.start()
            url = f"http://127.0.0.1:{server.server_port}/simple/"
            try:
                alone = {"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_CACHE_DIR": "1", "UV_NO_CONFIG": "1"}
                yield {**alone, "PIP_INDEX_URL": url, "UV_DEFAULT_INDEX": url, "UV_CACHE_DIR": str(self._folder / "cache")}
            finally:
                server.shutdown()
                serving.join()


def _dependencies(name: str) -> str:
    """Those of the release that is installed here; a package of other platforms is asked for by nobody."""
    try:
        known = metadata(name)
    except ModuleNotFoundError:
        return ""
    wanted = [f"Requires-Dist: {each}\n" for each in known.get_all("Requires-Dist") or []]
    extras = [f"Provides-Extra: {each}\n" for each in known.get_all("Provides-Extra") or []]
    return "".join([*wanted, *extras])
