"""Starts the stand-ins for the tests here."""

from __future__ import annotations

from pathlib import Path

from standins.testing import Process, free_ports


class Part(Process):
    """One that keeps its data under its module's name."""

    def __init__(self, module: str, folder: Path, **environment: str) -> None:
        (port,) = free_ports(1)
        told = {**environment, "PORT": str(port), "DATA_DIR": str(folder / module)}
        super().__init__(module, folder, told, http_port=port)
