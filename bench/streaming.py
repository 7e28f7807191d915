"""Memory while a finished file is streamed into Cloud Storage: a gibibyte against ten mebibytes, each in a fresh process.

As a program (`python -m bench.streaming SIZE_MIB`) it streams so much and prints the peak of its own memory.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator

from bench.metrics import Metric, peak_mib
from local.stack import Stack

_SMALL, _LARGE = 10, 1024
_PIECE = os.urandom(64 * 1024)


def measure(stack: Stack) -> Iterator[Metric]:
    small, large = (_peak_mib(stack, size) for size in (_SMALL, _LARGE))
    yield Metric("store_rss_growth_mib", large - small, "MiB", 16, f"peak of {_LARGE} MiB against {_SMALL} MiB, streamed path")


def _peak_mib(stack: Stack, size: int) -> float:
    command = [sys.executable, "-m", "bench.streaming", str(size)]
    done = subprocess.run(
        command, env={**os.environ, **stack.environment}, capture_output=True, text=True, check=True, timeout=300
    )
    return float(done.stdout.split()[-1])


def _stream(mib: int) -> None:
    from shared.platform.clients import files
    from shared.platform.settings import settings

    pieces = (_PIECE for _ in range(mib * 16))
    kept = files().write_stream(settings().bucket_media, f"bench/{secrets.token_hex(8)}", pieces, content_type="video/mp4")
    files().delete(kept.stored.bucket, kept.stored.name, kept.stored.generation)
    print(peak_mib())


if __name__ == "__main__":
    _stream(int(sys.argv[1]))
