"""The documentation site: docs/ and what is written from the API document, as static pages that need no server (decision 057).

    python -m local.site     build it into .local/site

Everything lies under /docs/, each page with its Markdown twin beside it; llms.txt and llms-full.txt belong at the root.
"""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from local.tools import LOCAL

SITE = LOCAL / "site"
AT_THE_ROOT = ("llms.txt", "llms-full.txt")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


@contextmanager
def held(site: Path, how: int) -> Generator[None]:
    """Two stacks show the same folder: whoever reads in it (`LOCK_SH`) never meets it half exchanged (`LOCK_EX`)."""
    with site.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield
